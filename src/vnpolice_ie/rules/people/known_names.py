"""Names that were found once in a text, to be found again where nothing beside them tells."""

from __future__ import annotations

from collections.abc import Iterable

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.people.adjacency import joined
from vnpolice_ie.rules.people.initials import initials_at
from vnpolice_ie.rules.people.name_cues import NameCues
from vnpolice_ie.rules.people.names import NameShapes


class KnownNames:
    """The names of one draft that are found so far, by their syllables in lower case.

    Attributes:
        openings: the words in lower case with which such a name may begin.
    """

    def __init__(
        self, draft: Draft, persons: Iterable[Candidate], shapes: NameShapes, cues: NameCues
    ) -> None:
        self._source = draft.source
        self._tokens = draft.source.tokens
        self._shapes = shapes
        self._cues = cues
        self._full: dict[str, set[tuple[str, ...]]] = {}
        self._given: set[str] = set()
        self._initials: set[str] = set()
        self._call_names: set[tuple[str, ...]] = set()
        for name, folded in {draft.text_of(c): draft.folded_of(c) for c in persons}.items():
            words = tuple(folded.split())
            if len(words) > 1:
                self._full.setdefault(words[0], set()).add(words)
                self._call_names.add(words[-2:])
            elif len(name) == 2 and name[1] == ".":
                self._initials.add(name[0])
            if words[-1].isalpha() and len(words[-1]) > 1:
                self._given.add(words[-1])
        self.openings = frozenset(
            {*self._full, *self._given, *map(str.lower, self._initials), *(a for a, _ in self._call_names)}
        )

    def at(self, first: int, run: int) -> tuple[int, str] | None:
        """End offset and rule of the known name that begins at token `first` in a run to token `run`."""
        folded, ends = self._tokens.folded, self._tokens.ends
        names = self._full.get(folded[first], ()) if run > first else ()
        fitting = [n for n in names if first + len(n) <= run and tuple(folded[first : first + len(n)]) == n]
        if fitting:
            return ends[first + max(map(len, fitting)) - 1], "known-name"
        if self._tokens.words[first] in self._initials and self._has_stop(first):
            end = initials_at(self._source, self._tokens.starts[first], alone=False)
            return (end, "known-initial") if end is not None else None
        if run == first or self._shapes.runs.shouted[first] or self._cues.is_blocked(first):
            return None
        if self._goes_on_run(first) or self._shapes.runs.ends[first] > run:
            return None
        if run - first == 2 and tuple(folded[first:run]) in self._call_names:
            return ends[run - 1], "known-call-name"
        if run - first == 1 and folded[first] in self._given and not self._shapes.is_compound(first):
            start = self._tokens.starts[first]
            opens = self._source.sentence_at(start)[0] == start
            return ends[run - 1], "known-given-name-first" if opens else "known-given-name"
        return None

    def _goes_on_run(self, first: int) -> bool:
        return first > 0 and self._shapes.run_end(first - 1) > first - 1 and joined(self._source, first - 1)

    def _has_stop(self, first: int) -> bool:
        return self._source.text.startswith(".", self._tokens.ends[first])
