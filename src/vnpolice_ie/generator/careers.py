"""Who holds which post when, in a world that documents share: terms follow each other, ranks rise."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from heapq import heapify, heappop, heappush
from random import Random
from typing import Final

from vnpolice_ie.generator.people import LADDER, draw_name
from vnpolice_ie.generator.world import Place, table
from vnpolice_ie.lexicon.loader import Row

_TERM: Final = (800, 2200)
"""Days that somebody stays in a post."""
_STEP: Final = timedelta(days=1461)
"""Days between two promotions: four years from Thiếu tá on (law 37/2018/QH14, article 22)."""
_SETTLED: Final = timedelta(days=731)
"""Days after which the holder of a post may be called to the next one."""
_NAMESAKE: Final = 0.03
_FROM_BELOW: Final = 0.75


@dataclass(frozen=True, slots=True)
class Area:
    """A province of the world with the districts that its documents name."""

    place: Place
    districts: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A post at a body, for one holder at a time.

    Attributes:
        row: its row of data/world/posts.tsv.
        area, district: numbers of the province and its district; None where it has none.
        chair: which of several equal seats.
    """

    row: int
    area: int | None
    district: int | None
    chair: int

    @property
    def about(self) -> Row:
        """What the table says of it."""
        return table("world/posts")[self.row]


@dataclass(eq=False, slots=True)
class Figure:
    """A person of the world: `ranks` are days and steps of the ladder, `terms` follow each other."""

    number: int
    name: str
    given: str
    man: bool
    kind: str
    ranks: list[tuple[date, int]] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)

    def rank(self, day: date) -> str | None:
        """The rank on a day; None of those who have none."""
        at = bisect_right(self.ranks, day, key=lambda step: step[0])
        return LADDER[self.ranks[max(at - 1, 0)][1]] if self.ranks else None


@dataclass(eq=False, slots=True)
class Term:
    """That somebody holds a seat, from the first to the last day; both belong to it."""

    figure: Figure
    seat: Seat
    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Tell whether it is held on a day."""
        return self.first <= day <= self.last


class Careers:
    """All terms of a world.

    Args:
        rng: what decides.
        areas: the provinces.
        first, last: the days between which posts are held.
    """

    def __init__(self, rng: Random, areas: tuple[Area, ...], first: date, last: date) -> None:
        self._rng, self._areas, self._end = rng, areas, last
        self.figures: list[Figure] = []
        self.terms: list[Term] = []
        self._names: set[str] = set()
        self._held: dict[Seat, Term] = {}
        self._until: dict[Seat, date] = {}
        queue: list[tuple[date, int, Seat]] = []
        self._order: dict[Seat, int] = {seat: n for n, seat in enumerate(_seats(areas))}
        for seat in self._order:
            self._take(seat, self._new(seat), first)
            # As if some of the first term were over.
            self._until[seat] = first + timedelta(days=rng.randint(100, _TERM[1]))
            queue.append((self._until[seat], self._order[seat], seat))
        heapify(queue)
        while queue:
            day, _, seat = heappop(queue)
            if day >= last:
                break
            if day != self._until[seat]:
                continue  # the holder was called away before
            for filled in self._fill(seat, day):
                heappush(queue, (self._until[filled], self._order[filled], filled))
        for term in self._held.values():
            term.last = last
        for figure in self.figures:
            _promote(figure, last)

    def holders(self, role: str, area: int | None, district: int | None, day: date) -> list[Term]:
        """The terms of a role's seats on a day, in order of the chairs."""
        return [
            t
            for t in self.terms
            if t.seat.about["role"] == role
            and t.seat.area in {area, None}
            and t.seat.district in {district, None}
            and t.covers(day)
        ]

    def before(self, term: Term) -> Term | None:
        """The term of the one who held the seat before."""
        same = [t for t in self.terms if t.seat == term.seat]
        at = same.index(term)
        return same[at - 1] if at else None

    def _fill(self, seat: Seat, day: date) -> Iterable[Seat]:
        """Give a seat to the next holder, and the one left by that holder to another, and so on."""
        vacant: Seat | None = seat
        while vacant is not None:
            here = vacant
            successor = self._successor(here, day)
            vacant = successor.terms[-1].seat if successor.terms else None
            if vacant is not None:
                self._leave(vacant, day)
            if here in self._held:
                self._leave(here, day)
            self._take(here, successor, day)
            yield here

    def _successor(self, seat: Seat, day: date) -> Figure:
        feeding = seat.about["from"].split("|")
        ready = [
            term.figure
            for other, term in self._held.items()
            if other.about["role"] in feeding
            and (seat.area is None or other.area == seat.area)
            and day - term.first >= _SETTLED
        ]
        below = ready and self._rng.random() < _FROM_BELOW
        return self._rng.choice(ready) if below else self._new(seat)

    def _leave(self, seat: Seat, day: date) -> None:
        self._held.pop(seat).last = day - timedelta(days=1)

    def _take(self, seat: Seat, figure: Figure, day: date) -> None:
        term = Term(figure, seat, day, self._end)
        figure.terms.append(term)
        self.terms.append(term)
        self._held[seat] = term
        self._until[seat] = day + timedelta(days=self._rng.randint(*_TERM))

    def _new(self, seat: Seat) -> Figure:
        rng, about = self._rng, seat.about
        man = rng.random() < (0.95 if about["kind"] == "police" else 0.75)
        givens = {t.figure.given for s, t in self._held.items() if s.area in {seat.area, None}}
        for _ in range(60):
            name, given = draw_name(rng, man)
            if given not in givens and name not in self._names:
                break
        elsewhere = [f for f in self.figures if f.terms[0].seat.area != seat.area and f.given not in givens]
        if elsewhere and rng.random() < _NAMESAKE:
            like = rng.choice(elsewhere)
            name, given, man = like.name, like.given, like.man
        self._names.add(name)
        figure = Figure(len(self.figures) + 1, name, given, man, about["kind"])
        self.figures.append(figure)
        return figure


def _promote(figure: Figure, end: date) -> None:
    """Give the ranks that the posts ask for, and a higher one every few years up to what they allow."""
    for term in figure.terms:
        about = term.seat.about
        if not about["low"]:
            continue
        low, high = LADDER.index(about["low"]), LADDER.index(about["high"])
        if not figure.ranks or figure.ranks[-1][1] < low:
            figure.ranks.append((term.first, low))
        due = figure.ranks[-1][0] + _STEP
        while due <= min(term.last, end) and figure.ranks[-1][1] < high:
            if due > term.first:
                figure.ranks.append((due, figure.ranks[-1][1] + 1))
            due += _STEP


@cache
def _seats(areas: tuple[Area, ...]) -> tuple[Seat, ...]:
    found: list[Seat] = []
    for number, row in enumerate(table("world/posts")):
        chairs = range(int(row["holders"]))
        if row["reach"] == "nation":
            found += [Seat(number, None, None, chair) for chair in chairs]
            continue
        for area, about in enumerate(areas):
            districts = range(len(about.districts)) if row["reach"] == "district" else (None,)
            found += [Seat(number, area, district, chair) for district in districts for chair in chairs]
    return tuple(found)


def forms_of(body: str, facts: Mapping[str, str]) -> list[str]:
    """The names of a body of the world, the whole one first."""
    (row,) = (row for row in table("world/bodies") if row["role"] == body)
    return [form.strip().format_map(facts) for form in row["forms"].split("|")]
