"""What a document of a shared world says of it: the facts to look for in what is read from its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vnpolice_ie.generator.papers import Paper
from vnpolice_ie.generator.spans import Canvas, text_of

_BETWEEN_DOCUMENTS = ("IMPLEMENTS", "AMENDS", "REPLACES")


@dataclass(frozen=True, slots=True)
class Unit:
    """A body of the world, by its full name."""

    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """The facts of one text.

    Attributes:
        text_id, date: the text; the date that its reader is given, None if it is given none.
        persons: numbers of the world's persons that it names.
        posts: person, post and the full name of the body.
        former: the same, of posts that they had left by then.
        ranks: person and rank.
        relations: IMPLEMENTS, AMENDS or REPLACES with the keys of both documents, as far as the text gives
            them, and their dates.
        events: type, role and the full name of the body that fills it.
    """

    text_id: str
    date: str | None
    persons: tuple[int, ...]
    posts: tuple[tuple[int, str, str], ...]
    former: tuple[tuple[int, str, str], ...]
    ranks: tuple[tuple[int, str], ...]
    relations: tuple[tuple[str, str, str | None, str, str | None], ...]
    events: tuple[tuple[str, str, str], ...]

    def to_record(self) -> dict[str, Any]:
        """The facts as a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


def said_in(
    canvas: Canvas,
    text_id: str,
    date: str | None,
    figures: Mapping[int, int],
    terms: Mapping[tuple[int, str], tuple[str, str, bool]],
) -> Said:
    """What a finished canvas says.

    Args:
        canvas: the text with its marks.
        text_id, date: of the text.
        figures: numbers of persons by the ids of what their mentions mean.
        terms: post, body and whether it is held still, by that id and the frame of the post.
    """
    here = {id(placed.piece) for placed in canvas.placed}
    posts: set[tuple[int, str, str]] = set()
    former: set[tuple[int, str, str]] = set()
    ranks: set[tuple[int, str]] = set()
    relations: set[tuple[str, str, str | None, str, str | None]] = set()
    for name, head, tail in canvas.links:
        if id(head) not in here or id(tail) not in here:
            continue
        if name in _BETWEEN_DOCUMENTS and isinstance(head.of, Paper) and isinstance(tail.of, Paper):
            relations.add((name, *_named(head.of), *_named(tail.of)))
        number = figures.get(id(head.of))
        if number is None:
            continue
        if name == "HOLDS" and (term := terms.get((id(head.of), tail.of))) is not None:
            (posts if term[2] else former).add((number, *term[:2]))
        elif name == "HAS_RANK":
            ranks.add((number, text_of(tail.content).capitalize()))
    return Said(
        text_id,
        date,
        persons=tuple(sorted({figures[id(p.piece.of)] for p in canvas.placed if id(p.piece.of) in figures})),
        posts=tuple(sorted(posts)),
        former=tuple(sorted(former - posts)),
        ranks=tuple(sorted(ranks)),
        relations=tuple(sorted(relations, key=str)),
        events=tuple(sorted(set(_events(canvas, here)))),
    )


def _named(paper: Paper) -> tuple[str, str | None]:
    day = paper.record.day
    return paper.normal_form, None if day is None else day.isoformat()


def _events(canvas: Canvas, here: set[int]) -> list[tuple[str, str, str]]:
    triggered = {id(p.piece.of) for p in canvas.placed if p.piece.label == "EVENT"}
    return [
        (event.type, role, piece.of.name)
        for event, role, piece in canvas.roles
        if isinstance(piece.of, Unit) and id(piece) in here and id(event) in triggered
    ]
