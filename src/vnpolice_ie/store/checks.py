"""Values of a document that no rule of the output format's shape speaks of: ids, scores, dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vnpolice_ie.errors import InputError, SchemaError
from vnpolice_ie.grammar.dates import from_iso
from vnpolice_ie.pipeline import parse_date
from vnpolice_ie.types import Doc

_ISO: Final = "Write dates in ISO form, as 2019-08-27, 2019-08, --08-27 or 2013/2018"


def checked(doc: Doc, where: str) -> Doc:
    """The document with its dateline in ISO form, if all its values are sound.

    Raises:
        SchemaError: two ids are the same, a score is no number from 0 to 1, or a date is none.
    """
    place = f"{where}, document {doc.id!r}"
    _check_ids(doc, place)
    for name, score in _scores(doc):
        if not isinstance(score, int | float) or not 0 <= score <= 1:
            raise SchemaError(
                f"{name} has the score {score!r}", where=place, remedy="A score is a number from 0 to 1"
            )
    for name, date in _dates(doc):
        if date is not None and not _is_iso(date):
            raise SchemaError(f"{name} has the date {date!r}", where=place, remedy=_ISO)
    try:
        day = parse_date(doc.date, place)
    except InputError as error:
        raise SchemaError(f"its date {error.what}", where=place, remedy=error.remedy) from error
    return replace(doc, date=None if day is None else day.isoformat())


def _check_ids(doc: Doc, place: str) -> None:
    for name, ids in (("entities", [m.id for m in doc.entities]), ("events", [v.id for v in doc.events])):
        if len(set(ids)) < len(ids):
            twice = next(i for i in ids if ids.count(i) > 1)
            raise SchemaError(
                f"two {name} have the id {twice!r}", where=place, remedy="Give each an id of its own"
            )


def _scores(doc: Doc) -> Iterator[tuple[str, object]]:
    for m in doc.entities:
        yield f"entity {m.id}", m.score
    for r in doc.relations:
        yield f"relation {r.type} of {r.head.id} and {r.tail.id}", r.score
    for event in doc.events:
        for a in event.arguments:
            yield f"{a.role} of event {event.id}", a.score


def _dates(doc: Doc) -> Iterator[tuple[str, object]]:
    for m in doc.entities:
        yield f"entity {m.id}", m.normalized
    for r in doc.references:
        yield f"reference {r.key!r}", r.date


def _is_iso(value: object) -> bool:
    try:
        return isinstance(value, str) and from_iso(value) is not None
    except InputError:
        return False
