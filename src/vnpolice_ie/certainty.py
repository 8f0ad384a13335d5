"""A document with only what is sure enough."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from vnpolice_ie.errors import InputError

if TYPE_CHECKING:
    from vnpolice_ie.types import Doc, Mention, Person, Reference, Relation

_Part = TypeVar("_Part", "Person", "Reference")


def check_min_score(min_score: float) -> float:
    """Give back a lowest score that is one.

    Raises:
        InputError: it is not between 0 and 1.
    """
    if not 0 <= min_score <= 1:
        raise InputError(
            f"min_score is {min_score}", remedy="Give a number from 0, everything, to 1, only what is certain"
        )
    return min_score


def sure_part(doc: Doc, min_score: float) -> Doc:
    """What `Doc.filtered` gives."""
    if check_min_score(min_score) == 0:
        return doc
    entities = tuple(m for m in doc.entities if m.score >= min_score)
    kept = {m.id for m in entities}
    relations = tuple(
        r for r in doc.relations if r.score >= min_score and r.head.id in kept and r.tail.id in kept
    )
    events = tuple(
        replace(
            event,
            triggers=triggers,
            arguments=tuple(a for a in event.arguments if a.score >= min_score and a.mention.id in kept),
        )
        for event in doc.events
        if (triggers := _of(event.triggers, kept))
    )
    people = tuple(_supported(person, relations) for person in _parts(doc.people, kept))
    return replace(
        doc,
        entities=entities,
        relations=relations,
        events=events,
        references=tuple(_parts(doc.references, kept)),
        people=people,
    )


def _of(mentions: tuple[Mention, ...], kept: set[str]) -> tuple[Mention, ...]:
    return tuple(m for m in mentions if m.id in kept)


def _parts(parts: tuple[_Part, ...], kept: set[str]) -> list[_Part]:
    """People or references with those of their mentions that stay; those without any fall away."""
    return [replace(part, mentions=mentions) for part in parts if (mentions := _of(part.mentions, kept))]


def _supported(person: Person, relations: tuple[Relation, ...]) -> Person:
    """A person with the name, the rank and the posts that what stays says of them."""
    own = {m.id for m in person.mentions}
    titles = {_folded(r.tail.text) for r in relations if r.type in {"HAS_RANK", "HOLDS"} and r.head.id in own}
    names = [" ".join(m.text.split()) for m in person.mentions]
    return replace(
        person,
        name=person.name if person.name in names else max(names, key=len),
        rank=person.rank if person.rank and _folded(person.rank) in titles else None,
        positions=tuple(post for post in person.positions if _folded(post) in titles),
    )


def _folded(words: str) -> str:
    return " ".join(words.split()).lower()
