"""Which person each name means."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
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
class _Mention:
    """A name with what tells namesakes apart: the rank it is given, and whether a woman is meant."""

    candidate: Candidate
    syllables: tuple[str, ...]
    rank: str
    female: bool


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
        linker = _Linker(_read(draft))
        titles: dict[Candidate, list[DraftRelation]] = {}
        for relation in draft.relations:
            titles.setdefault(relation.head, []).append(relation)
        for group in linker.groups():
            mentions = [linker.mentions[i].candidate for i in sorted(group.members)]
            draft.people.append(_person(draft, mentions, [r for m in mentions for r in titles.get(m, ())]))


def _read(draft: Draft) -> list[_Mention]:
    ranks = {r.head: draft.folded_of(r.tail) for r in draft.relations if r.type == "HAS_RANK"}
    mentions = []
    for candidate in draft.mentions("PERSON"):
        words = tuple(_QUOTED.sub("", draft.folded_of(candidate)).rstrip(".").split())
        before = draft.source.folded[max(0, candidate.start - 4) : candidate.start].split()
        female = bool(before and before[-1] in _FEMALE) or "thị" in words
        mentions.append(
            _Mention(candidate, _FIXED.get(words, words), ranks.get(candidate, ""), female=female)
        )
    return mentions


class _Linker:
    """Groups the mentions of one draft."""

    def __init__(self, mentions: list[_Mention]) -> None:
        self.mentions = mentions
        self._groups: dict[tuple[str, ...], _Group] = {}
        # Ending of a full name → indices of the mentions that have it, in order.
        self._by_ending: dict[tuple[str, ...], list[int]] = {}
        self._group_of: dict[int, _Group] = {}

    def groups(self) -> list[_Group]:
        """Groups of mention indices, in the order of their first mention."""
        full = [i for i, m in enumerate(self.mentions) if len(m.syllables) > 1]
        # "Minh Tuấn" is short where a "Lê Minh Tuấn" stands in the text, else a full name.
        endings = {m.syllables[-n:] for m in self.mentions for n in range(1, len(m.syllables))}
        short = [i for i, m in enumerate(self.mentions) if len(m.syllables) < 2 or m.syllables in endings]
        shorts = set(short)
        for i in full:
            if i not in shorts:
                self._put(i, self._groups.setdefault(self.mentions[i].syllables, _Group()))
                for n in range(1, len(self.mentions[i].syllables)):
                    self._by_ending.setdefault(self.mentions[i].syllables[-n:], []).append(i)
        for i in short:
            self._put(i, self._nearest(i) or self._groups.setdefault(self.mentions[i].syllables, _Group()))
        self._join_aliases()
        unique = dict.fromkeys(self._group_of[i] for i in range(len(self.mentions)))
        return list(unique)

    def _put(self, index: int, group: _Group) -> None:
        group.members.append(index)
        self._group_of[index] = group
        if rank := self.mentions[index].rank:
            group.ranks.add(rank)

    def _nearest(self, index: int) -> _Group | None:
        """Group of the namesake that a short name means: of the same rank and sex if any, the last named."""
        namesakes = self._by_ending.get(self.mentions[index].syllables)
        if not namesakes:
            return None
        at = bisect_left(namesakes, index)
        near = namesakes[max(0, at - _REACH) : at][::-1] or namesakes[at : at + _REACH]
        mention = self.mentions[index]

        def fit(other: int) -> tuple[bool, bool]:
            ranks = self._group_of[other].ranks
            return not mention.rank or mention.rank in ranks, mention.female == self.mentions[other].female

        return self._group_of[max(near, key=fit)]

    def _join_aliases(self) -> None:
        """Put a name after "tức" into the group of the name before it."""
        for i in range(1, len(self.mentions)):
            if self.mentions[i].candidate.rule != "persons.alias":
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
    names = [" ".join(draft.text_of(m).split()) for m in mentions]
    return max(names, key=lambda name: (len(name.split()), not name.isupper()))


def _usual(words: list[str]) -> str | None:
    """The most frequent of the words, the first among equals, whatever their case."""
    if not words:
        return None
    counts = Counter(word.lower() for word in words)
    return max(words, key=lambda word: counts[word.lower()])
