"""Groups of one name and one body that hold more than one person, taken apart by rank, post and time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

LONGEST_GAP: Final = datetime.timedelta(days=3653)
"""Two texts further apart than this do not tell by name and body alone that they mean one person."""
_DAYS_OF_A_RANK: Final = 730
"""Law 37/2018/QH14, article 22: two years are the least that an officer stays in a rank."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A person as one text gives them.

    Attributes:
        node: its number.
        date: the text's date.
        level: level of the rank, each one step above the one before.
        posts: the posts, each with its body, in lower case; former ones left out.
        order: what sightings of one day are ordered by.
    """

    node: int
    date: datetime.date | None
    level: int | None
    posts: frozenset[tuple[str, str]] = frozenset()
    order: tuple[str, int] = ("", 0)


@dataclass(slots=True)
class _Person:
    members: list[Sighting] = field(default_factory=list)

    def may_be(self, other: Sighting) -> bool:
        """Tell whether nothing speaks against a sighting being of this person."""
        return all(_agree(member, other) for member in self.members) and self._is_near(other)

    def _is_near(self, other: Sighting) -> bool:
        if other.date is None:
            return True
        days = [m.date for m in self.members if m.date is not None]
        return not days or min(abs(day - other.date) for day in days) <= LONGEST_GAP


def _agree(one: Sighting, two: Sighting) -> bool:
    if one.date is None or two.date is None:
        return True
    early, late = (one, two) if one.date <= two.date else (two, one)
    days = abs(two.date - one.date).days
    if early.level is not None and late.level is not None:
        gained = late.level - early.level
        if (gained < 0 and days) or (abs(gained) >= 2 and abs(gained) > 1 + days / _DAYS_OF_A_RANK):
            return False
    heads = {("phó " + post, unit) for post, unit in early.posts}
    return not (days and heads & late.posts)


def take_apart(sightings: Iterable[Sighting]) -> list[list[int]]:
    """The sightings of a mixed group by person, as far as rank, post and time tell.

    Those with a rank and a date come first, in the order of time; each goes to the one person that it
    can be of, the last seen of several that fit equally by rank. What fits several stays by itself:
    no guess is made.

    Returns:
        the nodes of each person.
    """
    ordered = sorted(sightings, key=lambda s: (s.date or datetime.date.max, s.order))
    sure = [s for s in ordered if s.date is not None and s.level is not None]
    persons: list[_Person] = []
    for sighting in sure:
        fitting = [p for p in persons if p.may_be(sighting)]
        _put(sighting, fitting, persons)
    kept = list(persons)
    alone: list[_Person] = []
    for sighting in ordered:
        if sighting.date is None or sighting.level is None:
            fitting = [p for p in kept or alone if p.may_be(sighting)]
            _put(sighting, fitting, alone)
    return [[m.node for m in p.members] for p in [*persons, *alone]]


def _put(sighting: Sighting, fitting: Sequence[_Person], persons: list[_Person]) -> None:
    if len(fitting) == 1:
        fitting[0].members.append(sighting)
    else:
        persons.append(_Person([sighting]))
