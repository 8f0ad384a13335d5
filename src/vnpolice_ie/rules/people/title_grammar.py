"""Grammar of the names of posts: prefixes, head, modifiers, body with its parents, term of office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.loader import column, read_table
from vnpolice_ie.lexicon.matcher import Phrase, PhraseMatcher
from vnpolice_ie.lexicon.search import Found
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.people.adjacency import joined, on_one_line, phrase_at
from vnpolice_ie.rules.people.lists import Head, post_heads
from vnpolice_ie.rules.people.names import NameShapes
from vnpolice_ie.text.source import SourceText

Payload = TypeVar("Payload")

_FIELD_LEVEL = 4
"""Level of the department whose field stands in place of its name."""
_SECTION_LEVEL = 2
"""The same of a section within a department."""
_TOP_SUBUNIT = 5
"""Highest level of a unit that is named with its parent after a comma."""
_MOST_PREFIXES = 3
"""Prefixes of a title at most: "nguyên quyền Phó"."""
_LONGEST_FIELD = 12
"""Tokens of a department's field at most."""
# Class words of areas below the province: what they name may have its province after a comma.
_LOWER_AREAS = frozenset({"quận", "huyện", "thị", "xã", "phường", "thôn", "ấp", "biên", "p", "q"})
_AREAS = _LOWER_AREAS | {"tỉnh", "thành", "tp"}


@dataclass(frozen=True, slots=True)
class Title:
    """A title found.

    Attributes:
        first, last: its tokens [first, last).
        head: first token of its head.
        kind: the head's kind, see lexicon/data/post_heads.tsv.
        complement: `unit` (a body or place is named), `field`, `title` or empty.
        former: it begins with nguyên, cựu or cố.
    """

    first: int
    last: int
    head: int
    kind: str
    complement: str = ""
    former: bool = False


class TitleGrammar:
    """The word lists of titles."""

    def __init__(self) -> None:
        self.head_words = {tuple(phrase.lower().split()): head for phrase, head in post_heads()}
        self.modifiers = PhraseMatcher((phrase, True) for phrase in column("post_modifiers", "modifier"))
        self.ministries = PhraseMatcher((phrase, True) for phrase in column("ministry_fields", "field"))
        self.fields = PhraseMatcher((phrase, True) for phrase in column("unit_fields", "field"))
        countries = (row["name"] for row in read_table("countries") if row["kind"] == "country")
        self.countries = PhraseMatcher((name, True) for name in countries)
        self.field_stops = frozenset(column("field_stops", "word"))
        self.levels = PhraseMatcher((row["opening"], int(row["level"])) for row in read_table("unit_levels"))

    def level(self, source: SourceText, first: int) -> int:
        """Level of the unit whose name begins at token `first`; 0 if its opening words are not listed."""
        phrase = phrase_at(source, self.levels, first)
        return phrase.payload if phrase else 0


class TitleReader:
    """Reads the titles of one draft, with the bodies and places that stand in it now.

    Attributes:
        countries: places that only a title shows, and that are not in the draft yet.
    """

    def __init__(self, grammar: TitleGrammar, draft: Draft, shapes: NameShapes) -> None:
        self._grammar = grammar
        self._shapes = shapes
        self._source: SourceText = draft.source
        self._tokens = draft.source.tokens
        self._count = len(self._tokens)
        listed = listed_in(draft.source)
        self._heads, self._prefixes = listed.post_heads, listed.post_prefixes
        self._units = {c.start: c for c in reversed(draft.mentions("ORG", "LOC"))}
        self.countries: list[Candidate] = []
        self._draft = draft

    def beginnings(self) -> list[int]:
        """Token indices at which a title may begin, in order."""
        return sorted({*self._heads, *self._prefixes})

    def read(self, first: int, *, inner: bool = False) -> Title | None:
        """Longest title that begins at token `first`; None if there is none.

        Args:
            first: token index.
            inner: the title stands inside an aide's ("thư ký Bộ trưởng"), where no other aide is looked for.
        """
        folded = self._tokens.folded
        at, former = first, False
        for _ in range(_MOST_PREFIXES):
            prefix = self._at(self._prefixes, at)
            if prefix is None or not joined(self._source, prefix.last - 1) or not self._goes_on(prefix.last):
                break
            former = former or folded[at] in {"nguyên", "cựu", "cố"}
            at = prefix.last
        found = self._at(self._heads, at)
        if found is None or found.payload.kind == "none" or self._is_split(found):
            return None
        if inner and found.payload.kind == "aide":
            return None
        return self._complete(first, found, former)

    def _is_split(self, found: Phrase[Head]) -> bool:
        """Tell a head that is none: in "chức vụ Phó Cục trưởng" the list has "Vụ phó"."""
        words, first = self._tokens.words, found.first
        if first > 0 and self._tokens.folded[first - 1 : first + 1] == ["ban", "giám"]:
            return joined(self._source, first - 1)  # "Ban Giám đốc Sở" is a board
        return first > 0 and words[first] == "vụ" and self._tokens.folded[first - 1] in {"chức", "nhiệm"}

    def _goes_on(self, at: int) -> bool:
        return self._at(self._heads, at) is not None or self._at(self._prefixes, at) is not None

    def _at(self, listed: Found[Payload], first: int) -> Phrase[Payload] | None:
        """The phrase of a list at token `first`, if it does not run over a line end."""
        found = listed.get(first)
        if found is None or (found[0] > first + 1 and not on_one_line(self._source, first, found[0])):
            return None
        return Phrase(first, *found)

    def unit_at(self, at: int) -> Candidate | None:
        """The body or place whose name begins at token `at`."""
        return self._units.get(self._tokens.starts[at]) if at < self._count else None

    def _complete(self, first: int, found: Phrase[Head], former: bool) -> Title:
        head, at = found.payload, found.last
        for inner in range(found.first + 1, found.last):
            # "Trưởng phòng" is a head of its own, but before the name of a unit the class word is the unit's.
            if self.unit_at(inner):
                shorter = self._grammar.head_words.get(tuple(self._tokens.folded[found.first : inner]))
                if shorter:
                    head, at = shorter, inner
                    break
        if head.kind == "aide" and joined(self._source, at - 1) and (title := self.read(at, inner=True)):
            return Title(first, self._second_title(title), found.first, head.kind, "title", former)
        complement, last = self._complement(head, at)
        return Title(first, last, found.first, head.kind, complement, former)

    def _complement(self, head: Head, at: int) -> tuple[str, int]:
        at = self._modified(at)
        unit, last = self._unit(at)
        if unit is None and head.kind in {"office", "envoy"}:
            unit, last = self._country(at)
        if unit is not None and head.kind == "envoy" and self._tokens.folded[last : last + 1] == ["tại"]:
            post = self.unit_at(last + 1)
            return "unit", self._tokens.until(post.end) if post else last
        if unit is None and (field := self._field(head, at)) > at:
            area, last = self._unit(field)
            level = _SECTION_LEVEL if head.field == "section" else _FIELD_LEVEL
            return "field", self._term(self._parents(last, area, 0 if area else level))
        if unit is None:
            return "", self._term(at)
        last = self._parents(last, unit, 0)
        modified = self._modified(last)
        return "unit", self._term(modified if modified == last else self._unit(modified)[1])

    def _modified(self, at: int) -> int:
        while joined(self._source, at - 1) and (
            phrase := phrase_at(self._source, self._grammar.modifiers, at)
        ):
            at = phrase.last
        return at

    def _unit(self, at: int) -> tuple[Candidate | None, int]:
        """The unit right after token `at - 1`, also over "của" and "thuộc", and the token after it."""
        if not joined(self._source, at - 1):
            return None, at
        for start in (at, at + self._link(at)):
            unit = self.unit_at(start)
            if unit is not None and joined(self._source, start - 1):
                return unit, self._tokens.until(unit.end)
        return None, at

    def _country(self, at: int) -> tuple[Candidate | None, int]:
        """A country right before the name of its office-holder, where both are one row of capitals."""
        phrase = (
            phrase_at(self._source, self._grammar.countries, at) if joined(self._source, at - 1) else None
        )
        if phrase is None or self._shapes.full_name(at) or self._shapes.run_end(at) <= phrase.last:
            return None, at
        start, end = self._tokens.starts[at], self._tokens.ends[phrase.last - 1]
        country = Candidate(start, end, "LOC", "positions.country")
        self._units[start] = country
        self.countries.append(country)
        return country, phrase.last

    def _link(self, at: int) -> int:
        folded = self._tokens.folded
        if at < len(folded) and folded[at] in {"của", "thuộc"}:
            return 1
        return 2 if folded[at : at + 2] == ["trực", "thuộc"] else 0

    def _parents(self, last: int, unit: Candidate | None, level: int) -> int:
        """Token after the parents of a unit that ends before token `last`."""
        while last < self._count:
            over = self._tokens.folded[last] in {",", "-"}
            start = last + over
            if link := self._link(start):
                over, start = False, start + link
            parent = self.unit_at(start)
            if parent is None or start == last or not self._on_line(last - 1, start):
                break
            if over and not self._is_parent(unit, level, parent, start):
                break
            unit, last = parent, self._tokens.until(parent.end)
        return last

    def _on_line(self, first: int, last: int) -> bool:
        return all(joined(self._source, at) for at in range(first, last))

    def _is_parent(self, unit: Candidate | None, level: int, parent: Candidate, start: int) -> bool:
        words: list[str] = []
        if unit is not None:
            first = self._tokens.at(unit.start)
            words = list(self._tokens.folded[first : self._tokens.until(unit.end)])
            level = self._grammar.level(self._source, first)
        lower = not _LOWER_AREAS.isdisjoint(words)
        if parent.label == "LOC":
            return lower or (0 < level < _FIELD_LEVEL and self._tokens.folded[start] in _AREAS)
        return 0 < level <= _TOP_SUBUNIT and self._grammar.level(self._source, start) > level

    def _field(self, head: Head, at: int) -> int:
        """Token after the field that the title has swallowed; `at` if there is none."""
        if not head.field or not joined(self._source, at - 1):
            return at
        if head.field == "ministry":
            phrase = phrase_at(self._source, self._grammar.ministries, at)
            return phrase.last if phrase else at
        phrase = phrase_at(self._source, self._grammar.fields, at)
        if phrase is None or self._shapes.full_name(at):
            return at
        last, words = phrase.last, self._tokens.words
        while last < len(words) and last - at < _LONGEST_FIELD and joined(self._source, last - 1):
            if not words[last].isalpha() or self._stops_field(last):
                break
            if self.unit_at(last) or self._shapes.full_name(last):
                break
            last += 1
        return last

    def _stops_field(self, at: int) -> bool:
        folded = self._tokens.folded
        # "Cục trưởng Cảnh sát điều tra tội phạm về ma túy", but "Cục trưởng Hải quan về dự hội nghị".
        if folded[at] == "về" and folded[at - 1] in {"phạm", "chung"}:
            return False
        if folded[at] == "hội" and folded[at - 1] == "xã":
            return False
        return folded[at] in self._grammar.field_stops

    def _second_title(self, title: Title) -> int:
        """End of what an aide serves: "Tổng Bí thư, Chủ tịch nước" is one person's two titles."""
        last, words = title.last, self._tokens.words
        serves = self._tokens.folded[title.head : title.head + 2]
        if serves not in (["tổng", "bí"], ["ủy", "viên"]) or last + 1 >= len(words):
            return last
        if words[last] != "," or not words[last + 1][0].isupper():
            return last
        further = self.read(last + 1, inner=True)
        kinds = {"office", "post"} if serves[0] == "ủy" else {"office"}
        return further.last if further and further.kind in kinds else last

    def _term(self, at: int) -> int:
        """Token after the term of office at token `at`, as "nhiệm kỳ 2021-2026"; `at` if there is none."""
        if at == self._count or not joined(self._source, at - 1):
            return at
        start = self._tokens.starts[at]
        if not self._source.folded.startswith("nhiệm kỳ", start):
            return at
        dates = (c for c in self._draft.overlapping(start, start + 1) if c.label == "DATE")
        return next((self._tokens.until(c.end) for c in dates if c.start == start), at)
