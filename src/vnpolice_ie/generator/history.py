"""A world that many documents share: its provinces, careers, and documents that follow from others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Final

from vnpolice_ie.generator.careers import Area, Careers, Seat, Term, forms_of
from vnpolice_ie.generator.programmes import Directive, Programme, Programmes
from vnpolice_ie.generator.world import Place, areas_with_districts, table

FIRST: Final = date(2011, 2, 1)
LAST: Final = date(2024, 12, 28)
"""The days between which the documents of a world are written."""
_AREAS: Final = 6
_SINCE: Final = date(2008, 1, 1)


@dataclass(frozen=True, slots=True)
class Setting:
    """When and where a document is written: a day, a province by its number, one of its districts."""

    day: date
    area: int
    district: int


class History:
    """What happened in a world; all of it follows from the seed.

    Attributes:
        seed: the seed.
        areas: its provinces.
        careers: who held which post when.
        programmes: documents, and what carries out, amends or replaces which.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        rng = Random(f"world:{seed}")
        chosen = rng.sample(areas_with_districts(2), _AREAS)
        self.areas = tuple(Area(place, tuple(rng.sample(districts, 2))) for place, districts in chosen)
        self.careers = Careers(rng, self.areas, FIRST, LAST)
        self.programmes = Programmes(rng, len(self.areas), _SINCE, LAST)

    @cached_property
    def postings(self) -> tuple[Term, ...]:
        """Terms that began while documents were written, each of which can be news."""
        return tuple(t for t in self.careers.terms if t.first > FIRST)

    @cached_property
    def issuances(self) -> tuple[Directive, ...]:
        """Documents that carry out, amend or replace another, each of which can be news."""
        return tuple(p for p in self.programmes.papers if p.base is not None and p.day >= FIRST)

    def setting(self, rng: Random) -> Setting:
        """A day and a place of the world."""
        day = FIRST + timedelta(days=rng.randint(0, (LAST - FIRST).days))
        return self.place(rng, day, None, None)

    def place(self, rng: Random, day: date, area: int | None, district: int | None) -> Setting:
        """A setting on a day, in a province and district if they are given."""
        here = rng.randrange(len(self.areas)) if area is None else area
        there = rng.randrange(len(self.areas[here].districts)) if district is None else district
        return Setting(day, here, there)

    def programme(self, rng: Random, day: date) -> Programme:
        """A directive with what follows from it, issued some time before a day."""
        known = [p for p in self.programmes.all if p.kind == "directive"]
        return rng.choice([p for p in known if p.papers[0].day < day] or known[:1])

    def programme_of(self, paper: Directive) -> Programme:
        """The programme that a document belongs to."""
        return next(p for p in self.programmes.all if paper in p.papers)

    def unit(self, seat: Seat) -> str:
        """The full name of the body of a seat."""
        return self.units(seat.area, seat.district)[seat.about["body"]]

    def units(self, area: int | None, district: int | None) -> dict[str, str]:
        """The full names of the bodies of a province and a district, by the slots that name them."""
        here = self.areas[area or 0]
        facts = {**_named("P", here.place), **_named("D", here.districts[district or 0])}
        return {row["role"]: forms_of(row["role"], facts)[0] for row in table("world/bodies")}


def _named(letter: str, place: Place) -> dict[str, str]:
    return {
        letter: f"{place.kind} {place.name}",
        f"{letter}k": place.kind,
        f"{letter}n": place.name,
        f"{letter}u": place.committee,
    }
