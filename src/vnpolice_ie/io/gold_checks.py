"""Whether an annotated document keeps to the scheme: every fault, with its place and its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnpolice_ie.errors import SchemaError, nearest
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.schema import (
    COREFERENT,
    EVENT_TYPES,
    LABELS,
    NESTED,
    RELATION_TYPES,
    link_error,
    may_nest,
    role_error,
)

KEYED = COREFERENT | {"DATE"}
"""Labels whose marks need a key."""

_ISO_DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_DATE_KEY = re.compile(rf"(?:{_ISO_DAY}(?:/{_ISO_DAY})?|--\d\d(?:-\d\d)?(?:/--\d\d-\d\d)?|---\d\d)")
_ABBREVIATION = re.compile(r"\b[A-ZĐ]\w{0,3}\.$")
_QUOTES = "\"“”'‘’«"
_EDGES = ",;:."


def faults(document: GoldDocument, where: str, *, keyed: bool = True) -> list[SchemaError]:
    """Return everything in the document that the guidelines do not allow.

    Args:
        document: what to check.
        where: its file, for the errors.
        keyed: marks need their keys, and keys of documents a normal form; other tools seldom keep them.
    """
    return [
        *_number_faults(document, where),
        *(fault for mark in document.marks for fault in _mark_faults(mark, where, keyed)),
        *_nesting_faults(document, where),
        *_key_faults(document, where, keyed),
        *_relation_faults(document, where),
        *_argument_faults(document, where),
    ]


def _at(where: str, mark: Mark) -> str:
    return f"{where}, mark {mark.number} {mark.label} {mark.text[:40]!r}"


def _number_faults(document: GoldDocument, where: str) -> Iterator[SchemaError]:
    seen: set[int] = set()
    for mark in document.marks:
        if mark.number in seen:
            yield SchemaError(
                "the number is used twice", where=_at(where, mark), remedy="Number the marks one by one"
            )
        seen.add(mark.number)


def _mark_faults(mark: Mark, where: str, keyed: bool) -> Iterator[SchemaError]:
    at = _at(where, mark)
    if mark.label not in LABELS:
        yield SchemaError(
            f"unknown label {mark.label!r}",
            where=at,
            remedy=f"{nearest(mark.label, LABELS)}The labels are {', '.join(LABELS)}",
        )
    if (mark.label == "EVENT") != bool(mark.event_type):
        yield SchemaError(
            "an EVENT, and only an EVENT, has a type", where=at, remedy="Write it as EVENT.MEETING:v1"
        )
    if mark.event_type and mark.event_type not in EVENT_TYPES:
        yield SchemaError(
            f"unknown event type {mark.event_type!r}",
            where=at,
            remedy=f"{nearest(mark.event_type, EVENT_TYPES)}The types are {', '.join(EVENT_TYPES)}",
        )
    if keyed and mark.label in KEYED and not mark.key:
        yield SchemaError(
            f"a {mark.label} needs a key", where=at, remedy=f"Write it as {mark.number}:{mark.label}:KEY"
        )
    if mark.label == "DATE" and mark.key and not _DATE_KEY.fullmatch(mark.key):
        yield SchemaError(
            f"the date key {mark.key!r} is not ISO 8601",
            where=at,
            remedy="Write it as 2019-08-27, 2019-08, 2019, 2013/2018 or --08-27",
        )
    yield from _span_faults(mark, at)


def _span_faults(mark: Mark, at: str) -> Iterator[SchemaError]:
    text = mark.text
    if not text or text != text.strip() or (text[-1] in _EDGES and not _ABBREVIATION.search(text)):
        yield SchemaError(
            "the span is empty or has a space or punctuation at its edge",
            where=at,
            remedy="Move the bracket to the words",
        )
    if text[:1] and text[0] in _QUOTES:
        yield SchemaError(
            "the span starts with a quote mark", where=at, remedy="Leave quote marks outside the brackets"
        )
    if "\n" in text:
        yield SchemaError("the span crosses a line", where=at, remedy="Close the mark in its own line")


def _nesting_faults(document: GoldDocument, where: str) -> Iterator[SchemaError]:
    marks = document.numbered()
    allowed = "; ".join(f"{', '.join(sorted(inner))} inside {outer}" for outer, inner in NESTED.items())
    for mark in document.marks:
        parent = marks.get(mark.parent) if mark.parent is not None else None
        if parent is not None and not may_nest(parent.label, mark.label):
            yield SchemaError(
                f"{mark.label} inside {parent.label}",
                where=_at(where, mark),
                remedy=f"The only nesting is {allowed}; elsewhere the longest name wins",
            )


def _key_faults(document: GoldDocument, where: str, keyed: bool) -> Iterator[SchemaError]:
    tag_of_key: dict[str, str] = {}
    for mark in document.marks:
        if mark.label in COREFERENT and mark.key and tag_of_key.setdefault(mark.key, mark.tag) != mark.tag:
            yield SchemaError(
                f"the key {mark.key} is used for {tag_of_key[mark.key]} and for {mark.tag}",
                where=_at(where, mark),
                remedy="Give the two different keys",
            )
    used = {m.key for m in document.marks if m.label == "DOC_REF" and m.key}
    for key in sorted(used - set(document.documents)) if keyed else ():
        yield SchemaError(
            f"the document key {key} has no DOC line",
            where=where,
            remedy=f"Add a line 'DOC {key} NORMAL-FORM' after the text",
        )


def _relation_faults(document: GoldDocument, where: str) -> Iterator[SchemaError]:
    marks = document.numbered()
    for relation in document.relations:
        at = f"{where}, {relation.type} {relation.head} {relation.tail}"
        if relation.type not in RELATION_TYPES:
            yield SchemaError(
                f"unknown relation {relation.type!r}",
                where=at,
                remedy=nearest(relation.type, RELATION_TYPES)
                + f"The relations are {', '.join(RELATION_TYPES)}",
            )
            continue
        missing = [n for n in (relation.head, relation.tail) if n not in marks]
        if missing:
            yield _no_mark(missing[0], at)
            continue
        error = link_error(relation.type, marks[relation.head].label, marks[relation.tail].label, at)
        if error:
            yield error


def _argument_faults(document: GoldDocument, where: str) -> Iterator[SchemaError]:
    marks = document.numbered()
    for argument in document.arguments:
        at = f"{where}, ARG {argument.trigger} {argument.role} {argument.filler}"
        missing = [n for n in (argument.trigger, argument.filler) if n not in marks]
        if missing:
            yield _no_mark(missing[0], at)
            continue
        event_type, filler = marks[argument.trigger].event_type, marks[argument.filler]
        if event_type not in EVENT_TYPES:
            yield SchemaError(
                f"mark {argument.trigger} is no EVENT", where=at, remedy="Name the trigger first"
            )
            continue
        if error := role_error(event_type, argument.role, filler.label, at):
            yield error


def _no_mark(number: int, at: str) -> SchemaError:
    return SchemaError(
        f"there is no mark {number}", where=at, remedy="Name only marks that stand in the text"
    )
