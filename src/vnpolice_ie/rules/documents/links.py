"""Which documents a document carries out, amends or replaces: IMPLEMENTS, AMENDS, REPLACES."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.references import ReferenceForm
from vnpolice_ie.linking.document_tail import Tail
from vnpolice_ie.schema import RelationType

# From the first document's tail to the second: what the first does to the second.
_IMPLEMENTS = re.compile(
    r"(?: ?\()?(?: của [^,.;:\n]{3,80}?| \(?khóa \w{1,7}\)?){0,2}\s?,?\s?[\"“]?(?:về (?:việc )?|quy định "
    r"|hướng dẫn |nhằm |để |ban hành |tiếp tục "
    r"|đã )?[^.;:\n()]{0,160}?"
    r"(?P<act>quy định chi tiết|hướng dẫn|thi hành|thực hiện|triển khai|quán triệt|sơ kết|tổng kết"
    r"|cụ thể hóa|thể chế hóa)"
    r"(?: (?:hiệu quả|có hiệu quả|nghiêm túc|nghiêm|một số điều|một số nội dung|nội dung|các nội dung"
    r"|chi tiết|tinh thần|kết quả|\d{1,2} năm|một năm"
    r"|việc|thực hiện|thi hành|triển khai|biện pháp|các quy định|quy định|của|tại|và|các|toàn diện"
    r"|đầy đủ|thắng lợi|chủ trương)){0,8} "
)
_OPENS = re.compile(
    r"(?: ?\()?(?: của [^,.;:\n]{3,80}?| \(?khóa \w{1,7}\)?){0,2}\s?,?\s?[\"“]?(?:về|quy định|hướng dẫn"
    r"|nhằm|để"
    r"|ban hành|tiếp tục|sơ kết|tổng kết|thực hiện"
    r"|triển khai|cụ thể hóa|chi tiết|đã)(?!\w)"
)
_BY_THEIR_LEAVE = re.compile(r" (?:được|đang được) (?:triển khai|thực hiện|ban hành|xây dựng) theo ")
_AMENDS = re.compile(
    r"[^.;:\n]{0,120}?(?<!được )(?<!bị )(?:sửa đổi|bổ sung|bãi bỏ một số|bãi bỏ các)(?:,? (?:và )?bổ sung)?"
    r"(?![^.;:\n]*(?:bởi|thay thế) $)[^.;:\n]{0,60}"
)
# Passive, or about the documents that carry out the law named.
_NO_AMENDMENT = re.compile(
    r"(?:được|bị) (?:sửa đổi|bổ sung)|thi hành|quy định chi tiết|hướng dẫn|(?:theo|tại|như|căn cứ) "
)
_NO_CARRYING_OUT = re.compile(r"dự thảo|báo cáo")
_AMENDED_BY = re.compile(
    r"(?:\(|,|^|được )[^.;:\n]{0,20}?sửa đổi(?:,? (?:và )?bổ sung)?(?: một số điều"
    r"| một số nội dung)?(?: (?:bởi|theo|tại|bằng)) (?:các )?$"
)
_REPLACES = re.compile(r"(?:thay thế|bãi bỏ|hủy bỏ|thay cho)(?: (?:cho|toàn bộ|các|đối với))* ?$")
_REPLACED_BY = re.compile(r"(?:được|bị) (?:thay thế|bãi bỏ)(?: (?:bởi|bằng|theo|tại)) (?:các )?$")
# One of these is in all that says that a document changes another.
_CHANGES = re.compile(r"sửa đổi|bổ sung|bãi bỏ|hủy bỏ|thay thế|thay cho")
_THIS = re.compile(
    r"(?P<type>bộ luật|luật|nghị định|thông tư|nghị quyết|quyết định|quy định|chỉ thị|quy chế"
    r"|pháp lệnh) (?:này|trên|nói trên|nêu trên)(?!\w)"
)
_LAPSES = re.compile(r"(?:hết hiệu lực|bị bãi bỏ|được bãi bỏ)(?!\w)")
# "Kể từ ngày Nghị định này có hiệu lực, các văn bản sau đây hết hiệu lực:" above a list.
_LAPSE_LIST = re.compile(
    r"(?P<type>nghị định|thông tư|nghị quyết|quyết định|luật|quy định"
    r"|chỉ thị) này[^.:\n]{0,120}? sau(?: đây)?"
    r"[^.:\n]{0,60}(?:hết hiệu lực|bãi bỏ)[^.:\n]{0,40}:\s"
)
# A sentence about the document at hand by its type alone: "Thông tư có hiệu lực từ … thay thế …".
_BY_TYPE = re.compile(
    r"(?P<type>nghị định|thông tư|nghị quyết|quyết định|chỉ thị|quy định)(?: này)? (?:có hiệu lực"
    r"|thay thế|bãi bỏ|gồm)"
)
_LIST_LINE = re.compile(r"\s?(?:[a-zđ\d]{1,2}[).]|[-+•*]) ?")
_OPENS_SENTENCE = re.compile(
    r"(?:[-+•*] ?|\d{1,2}[.)] ?|(?:cụ thể|theo đó|trong đó|đồng thời),? )?"
    r"(?P<act>sửa đổi|bổ sung|thay thế|bãi bỏ)(?!\w)"
)
# "Thay thế Phụ lục của Thông tư số …" amends it.
_PART = re.compile(r"phụ lục|cụm từ|một số|các điều|biểu mẫu|mẫu số")
_PREMISE = re.compile(
    r"(?:để |nhằm |tiếp tục |căn cứ )?(?:thực hiện|triển khai|thể chế hóa|cụ thể hóa|quán triệt)(?!\w)"
)
_AND = re.compile(r"\s?(?:và|,? và|cùng)\s(?:các )?")
_AND_OR_COMMA = re.compile(r"\s?(?:,|;|và|,? và)\s(?:các )?")
_MAX_GAP = 420
_MAX_OPENING = 120
_MAX_LIST = 24


def relate_documents(draft: Draft, mentions: Sequence[Candidate], tails: Mapping[Candidate, Tail]) -> None:
    """Add the relations between documents; the mentions are in order."""
    links = _Links(draft, tails)
    sentences: dict[int, list[Candidate]] = {}
    for mention in mentions:
        sentences.setdefault(draft.source.sentence_index(mention.start), []).append(mention)
    for index, inside in sentences.items():
        links.read(draft.source.sentences[index], inside)


def _carries_out(gap: str) -> bool:
    """Tell whether the text between two documents says that the first carries out the second."""
    if _BY_THEIR_LEAVE.fullmatch(gap):
        return True
    return bool(_OPENS.match(gap) and _IMPLEMENTS.fullmatch(gap)) and not _NO_CARRYING_OUT.search(gap)


def _type(mention: Candidate) -> str | None:
    return mention.reference.type if mention.reference else None


def _may_be_one(one: ReferenceForm | None, two: ReferenceForm | None) -> bool:
    """Tell whether two references may mean one document: a short form and a full one."""
    if one is None or two is None or one.type != two.type or one.provisions != two.provisions:
        return False
    if one.year and two.year and one.year != two.year:
        return False
    first, second = one.document_number, two.document_number
    if first and second:
        return first.value == second.value and (first.symbol is None or second.symbol in (None, first.symbol))
    return first is None and second is None and one.name == two.name


class _Links:
    """Reads the sentences in order and remembers which document the text is about."""

    def __init__(self, draft: Draft, tails: Mapping[Candidate, Tail]) -> None:
        self._draft = draft
        self._folded = draft.source.folded
        self._tails = tails
        self._amending: Candidate | None = None
        self._lapsing: Candidate | None = None
        self._of_type: dict[str, list[Candidate]] = {}
        self._objects: set[Candidate] = set()
        lapses = "hết hiệu lực" in self._folded or "bãi bỏ" in self._folded
        self._lists = list(_LAPSE_LIST.finditer(self._folded))[::-1] if lapses else []

    def read(self, sentence: tuple[int, int], inside: Sequence[Candidate]) -> None:
        """Read one sentence and its mentions, which are in order."""
        start, end = sentence
        self._lapse_list(start, inside)
        self._opening(start, inside)
        for n in range(1, len(inside)):
            self._pair(n, inside)
        self._premise(start, inside)
        self._by_this(start, end, inside)
        for mention in inside:
            if mention not in self._objects and mention.reference and mention.reference.type:
                self._of_type.setdefault(mention.reference.type.lower(), []).append(mention)

    def _relate(self, kind: RelationType, head: Candidate, tail: Candidate, rule: str) -> None:
        if not _may_be_one(head.reference, tail.reference):
            self._draft.relate(kind, head, tail, f"document_relations.{rule}")
        self._objects.add(tail)

    def _gap(self, first: Candidate, second: Candidate) -> str:
        """The text from the end of a mention's tail to the next mention."""
        return self._folded[self._tails[first].end : second.start]

    def _pair(self, n: int, inside: Sequence[Candidate]) -> None:
        """What the gap before mention n says of it and the mention before it."""
        first, second = inside[n - 1], inside[n]
        gap = self._gap(first, second)
        if len(gap) > _MAX_GAP:
            return
        if not _CHANGES.search(gap):
            if _carries_out(gap):
                self._implements(n, inside)
        elif _AMENDED_BY.search(gap):
            self._amended_by(n, inside)
        elif _REPLACED_BY.search(gap):
            self._relate("REPLACES", second, first, "replaced-by")
        elif _REPLACES.search(gap):
            agent = self._replacing(n, inside)
            if agent is not None:
                for other in self._list_after(n, inside, _AND):
                    self._relate("REPLACES", agent, other, "replaces")
        elif _AMENDS.fullmatch(gap) and not _NO_AMENDMENT.search(gap):
            self._amending = self._agent(n, inside)
            for other in self._list_after(n, inside, _AND):
                self._relate("AMENDS", self._amending, other, "amends")
        elif _carries_out(gap):
            self._implements(n, inside)

    def _replacing(self, n: int, inside: Sequence[Candidate]) -> Candidate | None:
        """What replaces mention n; in "Thông tư này thay thế A và bãi bỏ B" not A."""
        before = inside[n - 1].start
        start = self._draft.source.sentence_at(before)[0]
        this = _THIS.search(self._folded, start, before)
        if this and _REPLACES.search(self._folded, this.end(), before):
            return self._this(this["type"], start)
        return self._agent(n, inside)

    def _implements(self, n: int, inside: Sequence[Candidate]) -> None:
        """Mention n is carried out by the one before it; lists of one length pair off in order."""
        heads = self._list_before(n - 1, inside)
        tails = self._list_after(n, inside, _AND_OR_COMMA)
        if len(heads) == len(tails) > 1:
            for head, tail in zip(heads, tails, strict=True):
                self._relate("IMPLEMENTS", head, tail, "paired-off")
            return
        for tail in [inside[n], *self._list_after(n, inside, _AND)[1:]]:
            self._relate("IMPLEMENTS", inside[n - 1], tail, "implements")

    def _amended_by(self, n: int, inside: Sequence[Candidate]) -> None:
        target = self._objects_before(inside[n - 1])
        for other in self._list_after(n, inside, _AND_OR_COMMA):
            self._draft.relate("AMENDS", other, target, "document_relations.amended-by")
            self._objects.add(other)

    def _objects_before(self, first: Candidate) -> Candidate:
        """The document that "(đã được sửa đổi …)" speaks of: not the law that it carries out."""
        for relation in reversed(self._draft.relations[-4:]):
            if relation.type == "IMPLEMENTS" and relation.tail is first:
                return relation.head
        return first

    def _agent(self, n: int, inside: Sequence[Candidate]) -> Candidate:
        """The acting document before mention n: the first of its sentence that is not acted on."""
        before = inside[max(0, n - _MAX_LIST) : n]
        return next((m for m in before if m not in self._objects), before[-1])

    def _list_after(self, n: int, inside: Sequence[Candidate], joint: re.Pattern[str]) -> list[Candidate]:
        """Mention n with those that continue a list begun by it."""
        found = [inside[n]]
        for other in inside[n + 1 : n + _MAX_LIST]:
            gap = self._gap(found[-1], other)
            titled = len(gap) <= _MAX_GAP and gap.startswith((" quy", " về"))
            if titled and _type(other) == _type(found[0]):
                gap = gap[gap.rfind(" và ") :]
            bare = other.rule == "documents.list-item" and _AND_OR_COMMA.fullmatch(gap)
            if not (bare or joint.fullmatch(gap)):
                break
            found.append(other)
        return found

    def _list_before(self, n: int, inside: Sequence[Candidate]) -> list[Candidate]:
        """Mention n with those of the list that it ends."""
        found = [inside[n]]
        for other in inside[max(0, n - _MAX_LIST) : n][::-1]:
            if not _AND_OR_COMMA.fullmatch(self._gap(other, found[-1])):
                break
            found.append(other)
        return found[::-1]

    def _opening(self, start: int, inside: Sequence[Candidate]) -> None:
        """A sentence "Sửa đổi, bổ sung một số điều của …" that goes on with the amending document."""
        if self._amending is None:
            return
        act = _OPENS_SENTENCE.match(self._folded, start)
        if act is None or inside[0].start - act.end() > _MAX_OPENING:
            return
        in_part = act["act"] in ("sửa đổi", "bổ sung") or _PART.search(
            self._folded, act.end(), inside[0].start
        )
        kind: RelationType = "AMENDS" if in_part else "REPLACES"
        for mention in inside:
            if mention is not self._amending:
                self._relate(kind, self._amending, mention, "goes-on")

    def _premise(self, start: int, inside: Sequence[Candidate]) -> None:
        """ "Thực hiện Kết luận số 44, X ban hành Kế hoạch số 12": the plan carries out the conclusion."""
        if len(inside) < 2 or not _PREMISE.match(self._folded, start):
            return
        for mention in inside[1:_MAX_LIST]:
            if self._folded.endswith(("ban hành ", "ra ", "ký "), start, mention.start):
                self._relate("IMPLEMENTS", mention, inside[0], "premise")
                return

    def _by_this(self, start: int, end: int, inside: Sequence[Candidate]) -> None:
        """ "Thông tư này thay thế Thông tư số …", "Nghị định số … hết hiệu lực từ ngày Nghị định này …"."""
        if not self._of_type:
            return
        this = self._named_this(start, end) or _BY_TYPE.match(self._folded, start, end)
        agent = self._this(this["type"], start) if this else None
        if this is None or agent is None:
            return
        if _LAPSES.search(self._folded, start, end):
            for mention in inside:
                if mention not in self._objects:
                    self._relate("REPLACES", agent, mention, "lapses")
            return
        first = inside[0]
        if this.end() <= first.start and _REPLACES.search(self._folded, this.end(), first.start):
            for mention in self._list_after(0, inside, _AND):
                self._relate("REPLACES", agent, mention, "this-replaces")
        elif this.end() <= first.start and _AMENDS.fullmatch(self._folded, this.end(), first.start):
            for mention in self._list_after(0, inside, _AND):
                self._relate("AMENDS", agent, mention, "this-amends")

    def _named_this(self, start: int, end: int) -> re.Match[str] | None:
        sentence = self._folded[start:end]
        found = " này" in sentence or " trên" in sentence
        return _THIS.search(self._folded, start, end) if found else None

    def _this(self, kind: str, start: int) -> Candidate | None:
        """The document that "… này" means in a sentence: the first of its type that the text is about."""
        before = self._of_type.get(kind, [])
        return before[0] if before and before[0].end <= start else None

    def _lapse_list(self, start: int, inside: Sequence[Candidate]) -> None:
        """The lines of a list of documents that lapse."""
        while self._lists and self._lists[-1].end() <= start:
            self._lapsing = self._this(self._lists.pop()["type"], start)
        if self._lapsing is None:
            return
        line = _LIST_LINE.match(self._folded, start)
        if line is None or line.end() != inside[0].start:
            self._lapsing = None
            return
        for mention in self._list_after(0, inside, _AND_OR_COMMA):
            self._relate("REPLACES", self._lapsing, mention, "lapse-list")
