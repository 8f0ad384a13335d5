"""Which person each name means."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from vnpolice_ie.draft import Candidate, Draft, DraftPerson, DraftRelation
from vnpolice_ie.schema import RelationType

_QUOTED = re.compile(r"(?<!\s)\s*[\"“‘'][^\"”’']{0,60}[\"”’']")
# The same man under the names that campaigns use for him.
_FIXED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("bác", "hồ"): ("hồ", "chí", "minh"),
    ("cụ", "hồ"): ("hồ", "chí", "minh"),
}
TOLD_APART_BY: Final[frozenset[RelationType]] = frozenset({"HAS_RANK", "HOLDS"})
"""Relations that say which person is meant and what is known of one."""
_FEMALE = frozenset({"bà", "chị", "cô"})
_REACH = 20
"""Mentions of namesakes that are compared before the nearest one is taken."""


@dataclass(eq=False, slots=True)
class _Group:
    """Mentions of one person, by their index in the text."""

    members: list[int] = field(default_factory=list)
    ranks: set[str] = field(default_factory=set)


class PeopleLinkingStage:
    """Which person each name means."""

    name = "people_linking"

    def __call__(self, draft: Draft) -> None:
        """Group the names of each person: full ones by all syllables, short ones by the nearest namesake."""
        mentions = draft.mentions("PERSON")
        if not mentions:
            return
        titles: dict[Candidate, list[DraftRelation]] = {}
        for relation in draft.relations:
            titles.setdefault(relation.head, []).append(relation)
        for members in _Linker(draft, mentions).groups():
            own = [mentions[i] for i in members]
            draft.people.append(_person(draft, own, [r for m in own for r in titles.get(m, ())]))


def _syllables(name: str) -> tuple[str, ...]:
    """The syllables of a name in lower case, without a nickname in quotes or a full stop."""
    words = tuple(_QUOTED.sub("", name).rstrip(".").split())
    return _FIXED.get(words, words)


class _Linker:
    """Groups the mentions of one draft, which are told by their index."""

    def __init__(self, draft: Draft, mentions: list[Candidate]) -> None:
        self._draft = draft
        self._mentions = mentions
        self._ranks = {r.head: draft.folded_of(r.tail) for r in draft.relations if r.type == "HAS_RANK"}
        names = list(map(draft.folded_of, mentions))
        syllables = {name: _syllables(name) for name in dict.fromkeys(names)}
        self._names = [syllables[name] for name in names]
        self._groups: dict[tuple[str, ...], _Group] = {}
        # Ending of a full name → indices of the mentions that have it, in order.
        self._by_ending: dict[tuple[str, ...], list[int]] = {}
        self._group_of: dict[int, _Group] = {}

    def groups(self) -> list[list[int]]:
        """Indices of the mentions of each person, in the order of their first mention."""
        # "Minh Tuấn" is short where a "Lê Minh Tuấn" stands in the text, else a full name.
        endings = {name: [name[-n:] for n in range(1, len(name))] for name in dict.fromkeys(self._names)}
        inside = set(chain.from_iterable(endings.values()))
        short = {name for name in endings if len(name) < 2 or name in inside}
        for i, name in enumerate(self._names):
            if name not in short:
                self._put(i, self._group(name))
                for ending in endings[name]:
                    if ending in short:
                        self._by_ending.setdefault(ending, []).append(i)
        for i, name in enumerate(self._names) if short else ():
            if name in short:
                self._put(i, self._nearest(i) or self._group(name))
        self._join_aliases()
        unique = dict.fromkeys(map(self._group_of.__getitem__, range(len(self._names))))
        return [sorted(group.members) for group in unique]

    def _group(self, name: tuple[str, ...]) -> _Group:
        return self._groups.setdefault(name, _Group())

    def _put(self, index: int, group: _Group) -> None:
        group.members.append(index)
        self._group_of[index] = group
        if rank := self._ranks.get(self._mentions[index]):
            group.ranks.add(rank)

    def _nearest(self, index: int) -> _Group | None:
        """Group of the namesake that a short name means: of the same rank and sex if any, the last named."""
        namesakes = self._by_ending.get(self._names[index])
        if not namesakes:
            return None
        at = bisect_left(namesakes, index)
        near = namesakes[max(0, at - _REACH) : at][::-1] or namesakes[at : at + _REACH]
        if len({self._names[other] for other in near}) == 1:
            return self._group_of[near[0]]
        rank, female = self._ranks.get(self._mentions[index], ""), self._is_female(index)

        def fit(other: int) -> tuple[bool, bool]:
            ranks = self._group_of[other].ranks
            return not rank or rank in ranks, female == self._is_female(other)

        return self._group_of[max(near, key=fit)]

    def _is_female(self, index: int) -> bool:
        """Tell whether a mention is a woman's by what stands before it or by "thị"."""
        start = self._mentions[index].start
        before = self._draft.source.folded[max(0, start - 4) : start].split()
        return bool(before and before[-1] in _FEMALE) or "thị" in self._names[index]

    def _join_aliases(self) -> None:
        """Put a name after "tức" into the group of the name before it."""
        for i in range(1, len(self._mentions)):
            if self._mentions[i].rule != "persons.alias":
                continue
            own, other = self._group_of[i], self._group_of[i - 1]
            if len(own.members) > len(other.members):
                own, other = other, own  # the smaller one moves, so that many aliases of one name stay cheap
            if own is not other:
                other.members.extend(own.members)
                for member in own.members:
                    self._group_of[member] = other


def _person(draft: Draft, mentions: list[Candidate], titles: list[DraftRelation]) -> DraftPerson:
    ranks: list[str] = []
    positions: dict[str, str] = {}
    for relation in titles:
        words = " ".join(draft.text_of(relation.tail).split())
        if relation.type == "HAS_RANK":
            ranks.append(words)
        elif relation.type == "HOLDS":
            positions.setdefault(words.lower(), words)
    return DraftPerson(_best_name(draft, mentions), mentions, _usual(ranks), list(positions.values()))


def _best_name(draft: Draft, mentions: list[Candidate]) -> str:
    """The longest name by syllables; of equal ones the first that is not in capitals."""
    names = [" ".join(name.split()) for name in dict.fromkeys(map(draft.text_of, mentions))]
    return max(names, key=lambda name: (len(name.split()), not name.isupper()))


def _usual(words: list[str]) -> str | None:
    """The most frequent of the words, the first among equals, whatever their case."""
    if not words:
        return None
    counts = Counter(word.lower() for word in words)
    return max(words, key=lambda word: counts[word.lower()])
