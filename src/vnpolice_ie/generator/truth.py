"""The truth of a shared world as one JSON object, to compare answers with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from vnpolice_ie.generator.careers import Figure
from vnpolice_ie.generator.history import History
from vnpolice_ie.generator.people import LADDER
from vnpolice_ie.generator.programmes import Directive
from vnpolice_ie.generator.said import Said


def truth(history: History, said: Iterable[Said] = ()) -> dict[str, Any]:
    """What is so in a world, and which of it which text says.

    Days are ISO dates, both ends of a time belong to it; documents go by their normal forms, of which
    several can be the same (numbers begin anew, and each province has its own).

    Returns:
        `persons` with `number`, `name`, `ranks` and `posts` over time; `documents` with `key`, `type`,
        `date`, `province` and what they do to which other one; `texts`, the facts of each (`said.Said`).
    """
    return {
        "seed": history.seed,
        "persons": [_person(history, figure) for figure in history.careers.figures],
        "documents": [_document(history, paper) for paper in history.programmes.papers],
        "texts": [one.to_record() for one in said],
    }


def _person(history: History, figure: Figure) -> dict[str, Any]:
    starts = [day for day, _ in figure.ranks]
    lasts = [*(day - timedelta(days=1) for day in starts[1:]), figure.terms[-1].last][: len(starts)]
    return {
        "number": figure.number,
        "name": figure.name,
        "ranks": [
            {"rank": LADDER[step], "first": first.isoformat(), "last": last.isoformat()}
            for (first, step), last in zip(figure.ranks, lasts, strict=True)
        ],
        "posts": [
            {
                "post": term.seat.about["title"],
                "unit": history.unit(term.seat),
                "first": term.first.isoformat(),
                "last": term.last.isoformat(),
            }
            for term in figure.terms
        ],
    }


def _document(history: History, paper: Directive) -> dict[str, Any]:
    relation = {} if paper.base is None else {"relation": paper.relation, "to": _name(paper.base)}
    return {
        **_name(paper),
        "type": paper.form.type,
        "province": None if paper.area is None else history.areas[paper.area].place.name,
        "title": paper.subject,
        **relation,
    }


def _name(paper: Directive) -> dict[str, str]:
    return {"key": paper.key, "date": paper.day.isoformat()}
