"""Values of a document that no rule of the output format's shape speaks of: ids, dates."""

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
        SchemaError: two ids are the same, or a date is none.
    """
    place = f"{where}, document {doc.id!r}"
    _check_ids(doc, place)
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
