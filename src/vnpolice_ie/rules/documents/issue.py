"""Who issued a document and when: ISSUED_BY and ISSUED_ON."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.symbols import fits_issuer
from vnpolice_ie.linking.document_tail import Tail, TailReader
from vnpolice_ie.schema import Label

_ISSUERS: tuple[Label, ...] = ("ORG", "POSITION", "PERSON")
# "… (đã) ban hành / ký / thông qua" right before the mention.
_ISSUES = re.compile(
    r"(?P<lead>(?:,? ?(?:đã|vừa|mới|cũng|chính thức|tiếp tục|mới đây|sẽ|cùng|vừa qua|trực tiếp|kịp thời"
    r"|biểu quyết|nhất trí|thống nhất|phối hợp|xây dựng và|xây dựng,|[^\W\d_]{3} qua) )*)"
    r"(?<!\w)(?P<verb>ký ban hành|ban hành|ban bố|ký kết|ký|ra|có|thông qua|phê duyệt|chỉ thị|xây dựng)"
    r"(?: (?:và|,) (?:chỉ đạo |tổ chức )?(?:triển khai|thực hiện|triển khai thực hiện))?"
    r"(?: [^.;:\n]{3,60} (?:như|gồm|gồm có|bao gồm|trong đó có|cụ thể là|điển hình là|nhất là))?:?"
    r"(?: (?:các|một|những|văn bản|toàn văn|\d{1,2}))? ?\(?$"
)
# How each alternative of it may end.
_ENDS_ISSUES = (
    *("ban hành", "ban bố", "ký", "ký kết", "ra", "có", "thông qua", "phê duyệt", "chỉ thị", "xây dựng"),
    *(f"{before} {verb}" for before in ("và", ",", "đạo", "chức") for verb in ("triển khai", "thực hiện")),
    *("triển khai thực hiện", "như", "gồm", "là", "các", "một", "những", "văn bản", "toàn văn"),
)
_ALSO = re.compile(r" (?:và|cùng với|cùng|với|phối hợp với|phối hợp cùng)$")
_COMMA = re.compile(r",$")
# The comma after "Tại Quyết định số …" that its issuer follows.
_CLAUSE_COMMA = re.compile(r"\s?,\s?")
_APPOSITION = re.compile(r"(?: ?,| -) \Z")
# "… được Quốc hội khóa XV thông qua chiều 25/10".
_PASSIVE = re.compile(r"được ")
_PASSED = re.compile(r"[^.;\n]{0,40}?(?:thông qua|ban hành)(?!\w)(?: (?:vào|hôm))? ?")
# "… tại", "… theo" between an issuer and what it issued: "đề nghị của X tại Tờ trình số …".
_STATED = re.compile(
    r"^(?: (?:đã|cũng|vừa))?(?: (?:trình bày|đề ra|nêu|giao|yêu cầu|chỉ đạo|khẳng định|kết luận"
    r"|phê duyệt|đề nghị|thành lập|công nhận|ban hành)"
    r"(?: (?:cụ thể|rõ|ra|kèm theo))?)? (?:tại|trong|theo|kèm theo) $"
)
_GOES_ON = ("ban hành", "ký ban hành", "thông qua", "phê duyệt")
_OF = re.compile(r"của $")
_CITES = re.compile(r"(?:^|[\s(])(?:tại|theo|bằng|với) $")
_DECIDES = re.compile(
    r",? ?(?:đã |cũng |vừa |tiếp tục |chính thức )*(?:quyết định|phê chuẩn|chuẩn y|chỉ định|bổ nhiệm"
    r"|giao|yêu cầu|phê duyệt|kỷ luật|phân công"
    r"|quy định|đồng ý|thi hành|điều động|đề nghị|công nhận|thành lập|chấp thuận|cử|kéo dài|quyết nghị"
    r"|thống nhất|khen thưởng|tặng|xử phạt"
    r"|miễn nhiệm|cách chức|nâng|cho|luân chuyển|thăng|giải quyết|chỉ đạo|ban hành|bãi nhiệm|nhấn mạnh"
    r"|khẳng định|nêu rõ|chỉ rõ|xác định|đánh giá|cho phép|ghi nhận|kết luận"
    r"|tạm đình chỉ|khai trừ|cảnh cáo|khởi tố)(?!\w)"
)
_TERM_BEFORE = re.compile(r",? \(?khóa (?:[ivxl]{1,7}|\d{1,2})\)?$")
_COORDINATED = re.compile(r"\s?[,;]?\s?(?:và|cùng|hoặc|cùng với)?\s?(?:(?:các|số) )?")
_COORDINATED_WITH_TITLE = re.compile(r" (?:về|quy định) [^.;\n]{0,160} và ")
_MAX_GAP = 120
_MAX_VERB = 140
_MAX_BETWEEN = 60


def relate_issuers(
    draft: Draft, reader: TailReader, mentions: Sequence[Candidate], tails: Mapping[Candidate, Tail]
) -> None:
    """Add ISSUED_BY and ISSUED_ON of the mentions, which are in order."""
    issue = _Issue(draft, reader)
    for mention in mentions:
        issue.from_tail(mention, tails[mention])
    for n, mention in enumerate(mentions):
        issue.from_sentence(mention, tails[mention])
        if n:
            issue.continued(mentions[n - 1], tails[mentions[n - 1]], mention, tails[mention])
    for mention, following in reversed(list(itertools.pairwise(mentions))):
        issue.shared(mention, tails[mention], following, tails[following])


class _Issue:
    def __init__(self, draft: Draft, reader: TailReader) -> None:
        self._draft = draft
        self._folded = draft.source.folded
        self._reader = reader
        self._acting: tuple[int, Candidate] | None = None
        self._issued: dict[Candidate, tuple[Candidate, Candidate | None]] = {}

    def from_tail(self, mention: Candidate, tail: Tail) -> None:
        """The issuer and date right after the mention."""
        for issuer in tail.issuers:
            self._draft.relate("ISSUED_BY", mention, issuer, "document_relations.of-issuer")
        for date in tail.dates:
            self._draft.relate("ISSUED_ON", mention, date, "document_relations.dated")

    def from_sentence(self, mention: Candidate, tail: Tail) -> None:
        """The issuer that is the subject before the mention, or after "Tại Quyết định số …,"."""
        start = max(self._draft.source.sentence_at(mention.start)[0], mention.start - 300)
        issuer = self._subject(mention, start)
        if tail.issuers:
            return
        rule = "document_relations.issues"
        if issuer is None:
            issuer, rule = self._stated_by(mention, start), "document_relations.stated-in"
        if issuer is None:
            issuer, rule = self._decides_by(mention, tail), "document_relations.decides-by"
        if issuer is None:
            issuer, rule = self._passed_by(mention, tail), "document_relations.passed-by"
        if issuer is None:
            return
        tail.issuers.append(issuer)
        self._draft.relate("ISSUED_BY", mention, issuer, rule)
        for other in self._with(issuer, start) if rule == "document_relations.issues" else ():
            self._draft.relate("ISSUED_BY", mention, other, "document_relations.issues-together")
        if not tail.dates and rule in ("document_relations.issues", "document_relations.decides-by"):
            self._dated_before(mention, tail, issuer, start)
        if rule == "document_relations.issues":
            self._issued[mention] = (issuer, next(iter(tail.dates), None))

    def continued(self, before: Candidate, its: Tail, mention: Candidate, tail: Tail) -> None:
        """The subject and date of the first of several: "Chính phủ ban hành Nghị định số 5 và số 6"."""
        shared = self._issued.get(before)
        gap = self._folded[its.end : mention.start]
        if tail.issuers or shared is None or not _COORDINATED.fullmatch(gap):
            return
        issuer, date = shared
        number = tail.form.document_number
        if number is None or not fits_issuer(number, self._draft.folded_of(issuer)):
            return
        tail.issuers.append(issuer)
        self._issued[mention] = shared
        self._draft.relate("ISSUED_BY", mention, issuer, "document_relations.continued")
        if date and not tail.dates and not its.end > before.end:
            tail.dates.append(date)
            self._draft.relate("ISSUED_ON", mention, date, "document_relations.continued")

    def shared(self, mention: Candidate, tail: Tail, following: Candidate, after: Tail) -> None:
        """The issuer after the last of several: "Kết luận số 7 và Chỉ thị số 9 của Ban Bí thư"."""
        if not after.issuers or after.issuers[0].start < following.end:
            return
        if tail.form.provisions and tail.form.document == after.form.document and not tail.dates:
            # "Khoản 2 Điều 31 và khoản 6 Điều 32 Nghị định số … ngày …": one document, one date
            for date in after.dates:
                self._draft.relate("ISSUED_ON", mention, date, "document_relations.shared-date")
        if tail.issuers:
            return
        gap = self._folded[tail.end : following.start]
        if len(gap) > 200 or not (_COORDINATED.fullmatch(gap) or _COORDINATED_WITH_TITLE.fullmatch(gap)):
            return
        number = tail.form.document_number
        for issuer in after.issuers:
            if number is None or not fits_issuer(number, self._draft.folded_of(issuer)):
                return
        tail.issuers.extend(after.issuers)
        for issuer in after.issuers:
            self._draft.relate("ISSUED_BY", mention, issuer, "document_relations.shared-issuer")

    def _subject(self, mention: Candidate, start: int) -> Candidate | None:
        before = self._folded[max(start, mention.start - _MAX_VERB) : mention.start]
        words = before.rstrip(" (:\n")
        may = words.endswith(_ENDS_ISSUES) or words[-1:].isdecimal()
        verb = _ISSUES.search(before) if may else None
        if verb is None:
            return None
        begin = mention.start - len(before) + verb.start()
        issuer = self._ending_at(begin, start)
        if issuer and issuer.label == "POSITION" and verb["verb"].startswith("ký"):
            issuer = self._holder(issuer, start) or issuer
        sentence = self._draft.source.sentence_index(mention.start)
        if issuer is None and self._acting and verb["verb"] in _GOES_ON:
            # "Quốc hội thông qua Luật A; thông qua Luật B. Và thông qua Luật C."
            lead = self._folded[start:begin].strip()
            goes_on = lead.endswith((";", ",", "và")) if self._acting[0] == sentence else lead in ("", "và")
            issuer = self._acting[1] if goes_on and sentence - self._acting[0] <= 2 else None
        self._acting = (sentence, issuer) if issuer else None
        return issuer

    def _holder(self, position: Candidate, start: int) -> Candidate | None:
        """The person whose post stands after the name: "Lê Văn Bình, Bí thư Tỉnh ủy, đã ký Quyết định"."""
        apposition = _APPOSITION.search(self._folded, max(start, position.start - 4), position.start)
        person = self._reader.ending_at(apposition.start()) if apposition else None
        return person if person and person.label == "PERSON" else None

    def _with(self, issuer: Candidate, start: int) -> list[Candidate]:
        """Who issues together with an issuer before the verb: "Công an tỉnh phối hợp với Hội Nông dân ký"."""
        found: list[Candidate] = []
        first, joint = issuer, _ALSO
        while gap := joint.search(self._folded[max(start, first.start - 20) : first.start].rstrip()):
            other = self._ending_at(first.start - 1 - len(gap[0]), start)
            if other is None or other.label != issuer.label or other.start >= first.start:
                break
            found.append(other)
            first, joint = other, _COMMA
        return found

    def _passed_by(self, mention: Candidate, tail: Tail) -> Candidate | None:
        """The issuer of "… được Quốc hội thông qua chiều 25/10", with its date."""
        end = min(self._draft.source.sentence_at(mention.start)[1], mention.end + 300)
        for passive in _PASSIVE.finditer(self._folded, mention.end, end):
            issuer = self._reader.at(passive.end(), "ORG", "POSITION")
            passed = _PASSED.match(self._folded, issuer.end, end) if issuer else None
            if passed is None:
                continue
            date = self._reader.at(passed.end(), "DATE")
            if date and not tail.dates:
                tail.dates.append(date)
                self._draft.relate("ISSUED_ON", mention, date, "document_relations.passed-then")
            return issuer
        return None

    def _ending_at(self, offset: int, start: int) -> Candidate | None:
        """The issuer that ends at an offset, spaces and a term of office left out."""
        before = self._folded[max(start, offset - 30) : offset]
        trimmed = before.rstrip(" ,")
        if term := _TERM_BEFORE.search(trimmed):
            trimmed = trimmed[: term.start()]
        candidate = self._reader.ending_at(offset - len(before) + len(trimmed))
        if candidate and candidate.label == "DATE" and candidate.start > start:
            return self._ending_at(candidate.start, start)  # "Bộ Công an ngày 5/6 ban hành …"
        return candidate if candidate and candidate.label in _ISSUERS and candidate.start >= start else None

    def _stated_by(self, mention: Candidate, start: int) -> Candidate | None:
        before = self._folded[max(start, mention.start - 60) : mention.start]
        if not before.endswith(("tại ", "trong ", "theo ")):
            return None
        for end in range(mention.start - 1, mention.start - len(before), -1):
            candidate = self._reader.ending_at(end)
            if candidate and candidate.label in _ISSUERS and candidate.start >= start:
                gap = self._folded[end : mention.start]
                match = _STATED.match(gap)
                of = _OF.search(self._folded, max(0, candidate.start - 4), candidate.start)
                plain = gap in (" tại ", " trong ")
                return candidate if match and (of if plain else gap.count(" ") > 2) else None
        return None

    def _decides_by(self, mention: Candidate, tail: Tail) -> Candidate | None:
        before = self._folded[max(0, mention.start - 8) : mention.start]
        if not before.endswith(" ") or not _CITES.search(before):
            return None
        comma = _CLAUSE_COMMA.match(self._folded, tail.end)
        issuer = self._reader.at(comma.end(), "ORG", "POSITION") if comma else None
        return issuer if issuer and _DECIDES.match(self._folded, issuer.end) else None

    def _dated_before(self, mention: Candidate, tail: Tail, issuer: Candidate, start: int) -> None:
        """The date that opens the sentence: "Ngày 14/7, Bộ Quốc phòng ban hành Thông tư số …"."""
        date: Candidate | None = None
        if 0 <= mention.start - issuer.end <= _MAX_BETWEEN:
            date = next(iter(self._draft.within(issuer.end, mention.start, "DATE")), None)
        date = date or self._date_before(min(issuer.start, mention.start), start)
        if date is not None:
            tail.dates.append(date)
            self._draft.relate("ISSUED_ON", mention, date, "document_relations.issued-then")

    def _date_before(self, offset: int, start: int) -> Candidate | None:
        for end in range(offset, max(start, offset - _MAX_GAP), -1):
            candidate = self._reader.ending_at(end)
            if candidate is None or candidate.start < start:
                continue
            between = self._folded[end:offset]
            if ";" in between or (candidate.label == "ORG" and "," not in between):
                return None
            if candidate.label == "DATE":
                return candidate
        return None
