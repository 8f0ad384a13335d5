"""Names of persons (PERSON)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.name_lists import context_words
from vnpolice_ie.rules.people.adjacency import joined
from vnpolice_ie.rules.people.bylines import bylines, closing_initials
from vnpolice_ie.rules.people.initials import LETTERS, initials_at, with_initials
from vnpolice_ie.rules.people.known_names import KnownNames
from vnpolice_ie.rules.people.name_cues import CueLists, NameCues
from vnpolice_ie.rules.people.names import COMMON, FAMILY, GIVEN, SYLLABLE, NameShapes
from vnpolice_ie.rules.people.recurring_names import recurring_names, standing_alone

_LIST_MARKS = frozenset({",", "và", ";", "cùng", "với", "&"})
_BEFORE_AGE_OR_POST = frozenset({",", "-", "("})
_UNCLES = frozenset({"bác", "cụ"})
"""Before "Hồ" they mean Hồ Chí Minh."""
_OPENINGS = _UNCLES | LETTERS
"""What these begin may be a name whatever stands beside them."""
_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'"}
_LONGEST_NAME = 5
"""Words of a name at most."""
_LONGEST_NICKNAME = 2
"""Tokens between the quotes of a nickname at most."""


class PersonStage:
    """Names of persons (PERSON)."""

    name = "persons"

    def __init__(self) -> None:
        self._lists = CueLists()

    def __call__(self, draft: Draft) -> None:
        """Add names that their shape or their neighbours show, then the same names wherever they recur."""
        finder = _Finder(self._lists, draft)
        finder.find_bylines()
        finder.find()
        finder.find_known()
        finder.find_recurring()


class _Finder:
    """Finds the names of one draft."""

    def __init__(self, lists: CueLists, draft: Draft) -> None:
        self._draft = draft
        self._source = draft.source
        self._tokens = draft.source.tokens
        self._shapes = NameShapes(draft.source)
        titles = draft.mentions("POSITION", "RANK")
        self._cues = NameCues(lists, draft.source, titles)
        self._title_starts = {c.start for c in titles}
        self._covered = draft.covered
        self._cued_list_end = self._single_end = -1

    def _add(self, start: int, end: int, rule: str) -> bool:
        return self._draft.add(Candidate(start, end, "PERSON", f"persons.{rule}"))

    def _run_end(self, first: int) -> int:
        """End of the run from token `first`, as far as nothing else is found in it."""
        tokens, last = self._tokens, self._shapes.run_end(first)
        if last == first:
            return first
        covered = self._covered.find(1, tokens.starts[first], tokens.ends[last - 1])
        return last if covered < 0 else tokens.at(covered)

    def _free(self, tokens: Iterable[int]) -> list[int]:
        """Those of some tokens at which nothing is found yet."""
        covered, starts, ends = self._covered, self._tokens.starts, self._tokens.ends
        # A mention may begin inside a token: "nhàĐiều lệ Đảng".
        return [at for at in tokens if not (covered[starts[at]] or covered[ends[at] - 1])]

    def find(self) -> None:
        """Add the names that stand on their own signs."""
        folded, following = self._tokens.folded, [*self._tokens.words[1:], ""]
        starts, ends = self._tokens.starts, self._shapes.runs.ends
        free = self._free(self._shapes.runs.capitals)
        marked = self._cues.marked(free)
        for at in free:
            if at < self._cued_list_end:
                continue  # it stands in the name that was added last
            cue = self._cues.before(at) if at in marked else ""
            if cue or folded[at] in _OPENINGS:
                rule, end = self._name(at, cue)
            elif ends[at] > at + 1:
                rule, end = self._uncued(at, "")
            elif following[at] in _QUOTES or at == self._single_end + 1:
                rule, end = self._single(at)
            else:
                continue
            if rule and not self._cues.opens_title(at) and self._add(starts[at], end, rule):
                self._cued_list_end = self._tokens.until(end)
                self._single_end = self._cued_list_end if self._cued_list_end == at + 1 else -1

    def _name(self, first: int, cue: str) -> tuple[str, int]:
        """Rule and end offset of the name that begins at token `first`; an empty rule if there is none."""
        folded, length = self._tokens.folded, len(self._tokens.words[first])
        if folded[first] in _UNCLES and folded[first + 1 : first + 2] == ["hồ"]:
            return "uncle-ho", self._tokens.ends[first + 1]
        if cue == "alias":
            last = self._cued_end(first, cue)
            return (cue, self._nicknamed(last)) if last > first else self._uncued(first, "")
        sure = cue not in {"", "after-word"}
        if length <= (2 if sure else 1):
            initials = initials_at(self._source, self._tokens.starts[first], alone=not sure)
            if initials is not None:
                return f"{cue}-initials" if sure else "initials", initials
        if sure and (last := self._cued_end(first, cue)) > first:
            return cue, self._with_extras(first, last)
        return self._uncued(first, cue)

    def _uncued(self, first: int, cue: str) -> tuple[str, int]:
        run = self._run_end(first)
        if run == first:
            return "", 0
        last = self._shapes.full_name(first)
        if last is not None and last - first == 2 and self._is_beside_place(first, last):
            return "", 0
        if last is not None and last <= run and not self._cues.is_blocked(first):
            common = self._shapes.use(first) & COMMON
            length = "full" if last - first > 2 else "short"
            rule = f"{length}-name" if common else "rare-family-name"
            return cue or rule, self._with_extras(first, last)
        if run - first == 1:
            return self._single(first)
        if self._tokens.words[first] == "Y" and 2 <= run - first <= 4 and self._begins_run(first):
            return "highland-name", self._tokens.ends[run - 1]
        if 2 <= run - first <= 4:
            return self._shown_by_neighbours(first, run)
        return "", 0

    def _shown_by_neighbours(self, first: int, run: int) -> tuple[str, int]:
        """A run without a family name that an age or a post follows, or that goes on a list of names."""
        listed = self._is_listed(first)
        if not listed and self._word(run) not in _BEFORE_AGE_OR_POST:
            return "", 0
        if self._cues.is_blocked(first):
            return "", 0
        if self._has_age(run):
            return "before-age", self._with_extras(first, run)
        if self._is_beside_place(first, run) or self._shapes.is_compound(run - 1):
            return "", 0
        if listed and (self._shapes.use(first) & FAMILY or self._shapes.is_name(first, run)):
            return "in-list", self._with_extras(first, run)
        if self._has_post(run) and self._shapes.use(run - 1) & SYLLABLE and self._begins_run(first):
            return "before-post", self._with_extras(first, run)
        return "", 0

    def _single(self, first: int) -> tuple[str, int]:
        """A given name alone that a nickname follows, or that "và" joins to another one."""
        listed = self._single_end == first - 1 and self._tokens.folded[first - 1] == "và"
        if not listed and self._word(first + 1) not in _QUOTES:
            return "", 0
        if not self._shapes.use(first) & GIVEN or self._shapes.is_compound(first):
            return "", 0
        if self._run_end(first) == first or not self._begins_run(first):
            return "", 0
        end = self._nicknamed(first + 1)
        if end > self._tokens.ends[first]:
            return "nickname", end
        return ("in-list-given", end) if listed else ("", 0)

    def _word(self, at: int) -> str:
        """Token `at`; empty after the last one."""
        words = self._tokens.words
        return words[at] if at < len(words) else ""

    def _is_beside_place(self, first: int, last: int) -> bool:
        """Tell whether the words [first, last) stand in one list with a place: "Thuận Thành, Lương Tài"."""
        starts, ends, folded = self._tokens.starts, self._tokens.ends, self._tokens.folded
        if first > 1 and folded[first - 1] in _LIST_MARKS and ends[first - 2] in self._places[1]:
            return True
        return last + 1 < len(starts) and folded[last] in _LIST_MARKS and starts[last + 1] in self._places[0]

    @cached_property
    def _places(self) -> tuple[set[int], set[int]]:
        """Where places begin, and where they end."""
        places = self._draft.mentions("LOC")
        return {c.start for c in places}, {c.end for c in places}

    def _begins_run(self, first: int) -> bool:
        capital = self._shapes.runs.is_capitalised(first - 1)
        return not capital or not joined(self._source, first - 1)

    def _cued_end(self, first: int, cue: str) -> int:
        """End of the name at token `first` where a cue stands before it; `first` if none does."""
        run = self._run_end(first)
        last = min(run, first + _LONGEST_NAME)
        if run - first >= _LONGEST_NAME and self._has_name_inside(first):
            return first
        if self._tokens.words[first] == "Y" and 2 <= run - first <= _LONGEST_NAME:
            return run
        if run - first > 1 and self._shapes.use(first) & FAMILY and self._shapes.use(first + 1) & SYLLABLE:
            last = min(self._shapes.cut(first, run), run)
        elif run - first > 3 and self._shapes.is_name(first, run):
            last = first + 3
        if last > first and self._shapes.is_compound(last - 1) and joined(self._source, last - 1):
            last -= 1
            if last - first == 1 and self._shapes.is_compound(first):
                return first
        if cue == "after-position" and last - first == 1:
            body = self._tokens.folded[first] in context_words("body-after-post")
            if body or self._is_lower(last):
                return first
        if cue in {"after-degree", "credit"}:
            sure = last - first > 1 and self._shapes.is_name(first, last)
            return last if sure else first
        return last

    def _has_name_inside(self, first: int) -> bool:
        """Tell whether two words of another name stand before the person's: "An Lĩnh Trần Văn Hải"."""
        if self._tokens.words[first] == "Y" or self._is_common(first):
            return False
        return self._is_common(first + 2) and self._shapes.full_name(first + 2) is not None

    def _is_common(self, at: int) -> bool:
        return self._shapes.use(at) & COMMON != 0

    def _is_lower(self, at: int) -> bool:
        """Tell whether a word in lower case goes on the one before that no person would be the subject of."""
        if at >= len(self._tokens) or not joined(self._source, at - 1):
            return False
        acts = context_words("act-after-name")
        return self._tokens.words[at].islower() and self._tokens.folded[at] not in acts

    def _with_extras(self, first: int, last: int) -> int:
        if len(self._tokens.words[last - 1]) <= 2:  # "Nguyễn Thị K" may go on: "Nguyễn Thị K.L"
            start, end = self._tokens.starts[first], self._tokens.ends[last - 1]
            last = self._tokens.until(with_initials(self._source, start, end))
        return self._nicknamed(last)

    def _nicknamed(self, last: int) -> int:
        """End offset of a name with a nickname in quotes after it: `Hùng "sẹo"`."""
        words, end = self._tokens.words, self._tokens.ends[last - 1]
        if self._word(last) not in _QUOTES or last + 1 == len(words) or not joined(self._source, last - 1):
            return end
        if self._tokens.starts[last] == end or not words[last + 1].isalnum():
            return end
        closing = _QUOTES[words[last]]
        for at in range(last + 1, min(len(words), last + 2 + _LONGEST_NICKNAME)):
            if words[at] == closing:
                return self._tokens.ends[at] if at > last + 1 else end
        return end

    def _has_age(self, last: int) -> bool:
        """Tell whether "(SN 1980", "(45 tuổi", ", sinh năm 1980" follows."""
        folded = self._tokens.folded
        if last + 2 >= len(folded) or folded[last] not in {"(", ","}:
            return False
        return folded[last + 1] in {"sn", "sinh"} or (
            folded[last + 1].isdigit() and folded[last + 2] == "tuổi"
        )

    def _has_post(self, last: int) -> bool:
        if last + 1 >= len(self._tokens) or self._tokens.words[last] not in {",", "-", "("}:
            return False
        return self._tokens.starts[last + 1] in self._title_starts

    def _is_listed(self, first: int) -> bool:
        return first - self._cued_list_end == 1 and self._tokens.folded[first - 1] in _LIST_MARKS

    def find_bylines(self) -> None:
        """Add names of authors that stand alone at the end of a line or of the text."""
        for first, last in bylines(self._source, self._shapes, self._covered):
            self._add(self._tokens.starts[first], self._tokens.ends[last - 1], "byline")
        if (initials := closing_initials(self._source)) is not None:
            self._add(*initials, "byline-initials")

    def find_known(self) -> None:
        """Add names found above wherever they stand again, in full or by the given name."""
        persons = self._draft.mentions("PERSON")
        if not persons:
            return
        known = KnownNames(self._draft, persons, self._shapes, self._cues)
        free = 0
        for at in self._free(self._shapes.runs.among(known.openings)):
            if at < free:
                continue
            found = known.at(at, self._run_end(at))
            if found is not None:
                end, rule = found
                free = self._tokens.until(end)
                self._add(self._tokens.starts[at], max(end, self._nicknamed(free)), rule)

    def find_recurring(self) -> None:
        """Add given names that no full name introduces, but that recur as those of persons do."""
        alone = self._free(self._shapes.runs.among(standing_alone()))
        for first in recurring_names(self._source, self._shapes, self._cues, alone):
            self._add(self._tokens.starts[first], self._tokens.ends[first], "recurring-given-name")
