"""Documents of a world that its texts share: directives, and what carries out, amends or replaces them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final, cast

from vnpolice_ie.generator.cast import roles
from vnpolice_ie.generator.citing import numbered
from vnpolice_ie.generator.words import word_lists
from vnpolice_ie.generator.world import table
from vnpolice_ie.grammar.references import ReferenceForm, normal_form
from vnpolice_ie.lexicon.loader import Row
from vnpolice_ie.schema import RelationType

_COUNTS: Final = {"directive": 12, "decree": 6, "circular": 6, "decision": 2}
"""Programmes of a kind; of decisions in each province."""
_TERM: Final = 5
"""Years after which numbers of Party documents begin anew."""


@dataclass(eq=False, slots=True)
class Directive:
    """A document of the world.

    Attributes:
        role: the slot of frames that it fills.
        row: its row of data/papers.tsv.
        form: type, number and symbol.
        day: when it was issued.
        subject: what it is about.
        area: its province, None for the country.
        relation, base: what it does to which other one; None for the first of a programme.
    """

    role: str
    row: Row
    form: ReferenceForm
    day: date
    subject: str
    area: int | None
    relation: RelationType | None = None
    base: Directive | None = None

    @property
    def key(self) -> str:
        """Its normal form."""
        return normal_form(self.form)


@dataclass(eq=False, slots=True)
class Programme:
    """A document and all that follows from it."""

    kind: str
    papers: list[Directive] = field(default_factory=list)


class Programmes:
    """All documents of a world.

    Args:
        rng: what decides.
        areas: the number of provinces.
        first, last: the days between which they are issued.
    """

    def __init__(self, rng: Random, areas: int, first: date, last: date) -> None:
        self._rng, self._first, self._last = rng, first, last
        self._numbers: set[tuple[object, ...]] = set()
        self.all = [
            self._programme(kind, area)
            for kind, count in _COUNTS.items()
            for area in (range(areas) if kind == "decision" else (None,))
            for _ in range(count)
        ]
        for programme in self.all:
            if programme.kind == "directive":
                self._follow(programme, areas)

    @property
    def papers(self) -> list[Directive]:
        """The documents, programme by programme."""
        return [paper for programme in self.all for paper in programme.papers]

    def _programme(self, kind: str, area: int | None) -> Programme:
        programme = Programme(kind)
        for row in table("world/papers"):
            if row["programme"] != kind or (row["to"] and self._rng.random() >= float(row["share"])):
                continue
            if row["to"] == "before":
                self._issue(programme, row, programme.papers[-1], area)
            elif not row["to"]:
                span = (self._last - self._first).days
                day = self._first + timedelta(days=self._rng.randint(0, span * 3 // 4))
                programme.papers.append(self._paper(row["role"], day, area))
        return programme

    def _follow(self, programme: Programme, areas: int) -> None:
        directive = programme.papers[0]
        for row in table("world/papers"):
            if row["to"] == directive.role:
                for area in range(areas) if row["reach"] == "province" else (None,):
                    if self._rng.random() < float(row["share"]):
                        self._issue(programme, row, directive, area)

    def _issue(self, programme: Programme, row: Row, base: Directive, area: int | None) -> None:
        low, _, high = row["after"].partition("-")
        day = base.day + timedelta(days=self._rng.randint(int(low), int(high)))
        if day <= self._last:
            paper = self._paper(row["role"], day, area, base)
            paper.relation, paper.base = cast(RelationType, row["relation"]), base
            programme.papers.append(paper)

    def _paper(self, role: str, day: date, area: int | None, base: Directive | None = None) -> Directive:
        rng = self._rng
        fit = _fitting(roles("papers")[role], day.year)
        row = rng.choice(fit)
        high = 60 if row["kind"] == "party" else 180 if row["kind"] == "legal" else 400
        for _ in range(200):
            form = numbered(row, rng.randint(1, high), day)
            period = day.year // _TERM if row["kind"] == "party" else day.year
            key = (role, area, form.number, period)
            if key not in self._numbers:
                break
        self._numbers.add(key)
        subject = base.subject if base is not None and base.role != role else self._subject(row)
        return Directive(role, row, form, day, subject, area)

    def _subject(self, row: Row) -> str:
        whole = [words for words in word_lists().get(row["subject"], ()) if "{" not in words]
        return self._rng.choice(whole) if whole else ""


def _fitting(rows: Sequence[Row], year: int) -> list[Row]:
    fit = [r for r in rows if int(r.get("since") or 0) <= year <= int(r.get("until") or 9999)]
    return fit or list(rows)
