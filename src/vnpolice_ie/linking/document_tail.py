"""What stands right after a document's mention: its date, issuer, term of office and title.

"Kết luận số 13-KL/TW ngày 16-8-2021 của Bộ Chính trị (khóa XIII) về …": the tail is read element by
element from the candidates of other stages, up to the first word that belongs to none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.references import ReferenceForm

_SKIP = re.compile(r" ?[,(]? {0,2}")
_DATED = re.compile(r"(?:được )?(?:ban hành|ký|thông qua|ra) (?:vào )?")
_BY = re.compile(r"(?P<by>của|do|giữa) ?(?:(?:đồng chí|ông|bà) )?")
_TERM = re.compile(r"khóa (?P<term>[ivxl]{1,7}|\d{1,2})(?!\w)")
# What they begin with.
_DATED_LETTERS, _BY_LETTERS, _TERM_LETTER = "đbktr", "cdg", "k"
_CLOSE = re.compile(r" ?\)")
_ENDS = re.compile(r" ?[.;)]| về | và |\n|$")
_COMMA = re.compile(r", ")
_AND = re.compile(r" (?:và|với|cùng) |, ")
_SIGNED = re.compile(r"[^.;\n]{0,150}?(?:ký|ban hành)(?!\w)")
_QUOTED = re.compile(r" ?,? ?(?:về (?:việc )?)?[\"“](?P<title>[^\"“”\n]{5,300})[\"”]")
_ABOUT = re.compile(r" ?,? ?về (?:việc )?(?P<title>[^.;:()\"“”\n]{5,300})")
# Words that go on with the sentence after an unquoted title.
_TITLE_END = re.compile(
    r",? (?:đã|đang|sẽ|có hiệu lực|theo đó|trong đó|được ban hành|nêu rõ|yêu cầu|thì|là|như|gồm"
    r"|do [^,]{3,60} (?:ký|ban hành))(?!\w)"
    r"| và [^\W\d_]+ [^\W\d_]+ số:? ?\d|, (?:ngày|do|của|thay thế|căn cứ|với|để|nhằm) "
)


@dataclass(slots=True)
class Tail:
    """What follows a mention.

    Attributes:
        end: offset after the last element.
        form: what the mention's own words give.
        dates: DATE candidates that date the document.
        issuers: ORG, POSITION or PERSON candidates that it is "của", "do … ký" or "giữa".
        term: term of office of its issuer in capitals, `XII`.
        title: its subject or quoted title, None if it has none.
    """

    end: int
    form: ReferenceForm
    dates: list[Candidate] = field(default_factory=list)
    issuers: list[Candidate] = field(default_factory=list)
    term: str | None = None
    title: str | None = None

    def copy(self) -> Tail:
        """A tail of one's own, to add dates and issuers to."""
        return Tail(self.end, self.form, [*self.dates], [*self.issuers], self.term, self.title)


def _may_date(form: ReferenceForm, date: Candidate) -> bool:
    """Tell whether a date can be the document's: of the year in its number, not beside a law's name."""
    if form.is_law and form.number is None:
        return False
    value = date.normalized or ""
    return form.year is None or len(value) != len("2018") or value == form.year


class TailReader:
    """Reads the tails of a draft's documents, each once: a view of the draft, after the dates are linked."""

    def __init__(self, draft: Draft) -> None:
        self._folded = draft.source.folded
        self._text = draft.source.text
        self._tails: dict[Candidate, Tail] = {}
        # Of two that begin or end at one offset the longer comes first, and is to be put in last.
        candidates = draft.mentions("DATE", "ORG", "POSITION", "PERSON")[::-1]
        self._at = {candidate.start: candidate for candidate in candidates}
        self._ending_at = {candidate.end: candidate for candidate in candidates}

    def ending_at(self, offset: int) -> Candidate | None:
        """The longest DATE, ORG, POSITION or PERSON that ends at an offset."""
        return self._ending_at.get(offset)

    def at(self, offset: int, *labels: str) -> Candidate | None:
        """The longest candidate that begins at an offset, if it has one of the labels."""
        candidate = self._at.get(offset)
        return candidate if candidate and candidate.label in labels else None

    def term_at(self, offset: int) -> str | None:
        """The term of office that stands right after an issuer: Bộ Chính trị (khóa XII)."""
        term = _TERM.match(self._folded, self._skip(_SKIP, offset))
        return term["term"].upper() if term else None

    def read(self, mention: Candidate) -> Tail:
        """Read the tail of a mention; it is kept and shared, see `Tail.copy`."""
        tail = self._tails.get(mention)
        if tail is None:
            tail = self._tails[mention] = Tail(mention.end, mention.reference or ReferenceForm())
            while self._step(tail):
                pass
            tail.title = tail.title or self._title(tail)
        return tail

    def _step(self, tail: Tail) -> bool:
        position = self._skip(_SKIP, tail.end)
        letter = self._folded[position : position + 1]
        end = self._date(tail, position)
        if not end and letter in _BY_LETTERS:
            end = self._issuers(tail, position)
        if not end and letter == _TERM_LETTER:
            end = self._term(tail, position)
        end = end or self._quoted(tail)
        if not end:
            return False
        tail.end = self._skip(_CLOSE, end)
        return True

    def _quoted(self, tail: Tail) -> int | None:
        """A quoted title, where the issuer or the date follows it."""
        if tail.issuers or tail.title:
            return None
        quoted = _QUOTED.match(self._folded, tail.end)
        after = _SKIP.match(self._folded, quoted.end()) if quoted else None
        if quoted is None or after is None:
            return None
        if not (_BY.match(self._folded, after.end()) or self.at(after.end(), "DATE")):
            return None
        tail.title = self._text[quoted.start("title") : quoted.end("title")].strip()
        return quoted.end()

    def _skip(self, pattern: re.Pattern[str], position: int) -> int:
        match = pattern.match(self._folded, position)
        return match.end() if match else position

    def _date(self, tail: Tail, position: int) -> int | None:
        begin = position
        if self._folded[position : position + 1] in _DATED_LETTERS:
            begin = self._skip(_DATED, position)
        date = self.at(begin, "DATE")
        if date is None or tail.dates or not _may_date(tail.form, date):
            return None
        if tail.form.symbol is None and self._opens_clause(tail.end, date):
            return None
        tail.dates.append(date)
        return date.end

    def _opens_clause(self, end: int, date: Candidate) -> bool:
        """Tell a date of the clause that follows: "Để thực hiện Kết luận số 44, ngày 5/6, Tỉnh ủy đã …"."""
        comma = _COMMA.match(self._folded, date.end)
        subject = comma and self.at(comma.end(), "ORG", "POSITION", "PERSON")
        return subject is not None and _COMMA.match(self._folded, end) is not None

    def _term(self, tail: Tail, position: int) -> int | None:
        term = _TERM.match(self._folded, position)
        if term is None or tail.term:
            return None
        tail.term = term["term"].upper()
        return term.end()

    def _issuers(self, tail: Tail, position: int) -> int | None:
        by = _BY.match(self._folded, position)
        if by is None:
            return None
        if by["by"] == "do":
            return self._signers(tail, by.end())
        if tail.issuers:
            return None
        first = self.at(by.end(), "ORG", "POSITION", "PERSON")
        if first is None:
            return None
        tail.issuers.append(first)
        end = first.end
        while (gap := _AND.match(self._folded, end)) and (other := self.at(gap.end(), first.label)):
            if gap[0] == ", " and by["by"] != "giữa" and not _ENDS.match(self._folded, other.end):
                break
            tail.issuers.append(other)
            end = other.end
        return end

    def _signers(self, tail: Tail, position: int) -> int | None:
        """The issuer of "do … ký", "do … ban hành": the person who signs rather than the post."""
        signed = _SIGNED.match(self._folded, position, position + 200)
        if signed is None:
            return None
        inside = [
            c
            for offset in range(position, signed.end())
            if (c := self._at.get(offset)) and c.end <= signed.end()
        ]
        for label in ("PERSON", "POSITION", "ORG"):
            named = [c for c in inside if c.label == label]
            if named:
                tail.issuers.append(named[0])
                return signed.end()
        return None

    def _next_subject(self, start: int, end: int) -> int:
        """Where a comma brings the subject of the sentence: "… về xử lý kỷ luật, Ban Bí thư quyết định"."""
        for comma in _COMMA.finditer(self._folded, start, end):
            if self.at(comma.end(), "ORG", "POSITION", "PERSON"):
                return comma.start()
        return end

    def _title(self, tail: Tail) -> str | None:
        if tail.form.provisions or tail.form.is_law:
            return None  # what follows is not the document's own subject
        match = _QUOTED.match(self._folded, tail.end) or _ABOUT.match(self._folded, tail.end)
        if match is None:
            return None
        end = match.end("title")
        if match.re is _ABOUT and (cut := _TITLE_END.search(self._folded, match.start("title"), end)):
            end = cut.start()
        if match.re is _ABOUT:
            end = self._next_subject(match.start("title"), end)
        title = self._text[match.start("title") : end].strip(" ,-")
        return title if " " in title else None
