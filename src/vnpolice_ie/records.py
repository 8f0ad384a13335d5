"""The output format (docs/output-format.md) as types: plain dicts, lists, strings and numbers.

The JSON Schema is made from these. Offsets are code points into `text`, the end exclusive.
"""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict  # pydantic cannot read that of typing before Python 3.12

from vnpolice_ie.schema import EventType, Label, RelationType, Role


class EntityRecord(TypedDict):
    """One mention in the output format."""

    id: str
    start: int
    end: int
    label: Label
    text: str
    score: float
    type: NotRequired[EventType]
    normalized: NotRequired[str | None]
    rule: NotRequired[str]


class RelationRecord(TypedDict):
    """One relation; `head` and `tail` are ids of entities."""

    type: RelationType
    head: str
    tail: str
    score: float
    rule: NotRequired[str]


class ArgumentRecord(TypedDict):
    """One argument of an event; `entity` is the id of its filler."""

    role: Role
    entity: str
    score: float


class EventRecord(TypedDict):
    """One event; `triggers` are ids of EVENT entities."""

    id: str
    type: EventType
    triggers: list[str]
    arguments: list[ArgumentRecord]


class ReferenceRecord(TypedDict):
    """One document that the text speaks of; `mentions` are ids of DOC_REF entities."""

    key: str
    type: str | None
    number: str | None
    symbol: str | None
    issuer: str | None
    date: str | None
    term: str | None
    title: str | None
    mentions: list[str]


class PersonRecord(TypedDict):
    """One person; `mentions` are ids of PERSON entities."""

    name: str
    rank: str | None
    positions: list[str]
    mentions: list[str]


class DocRecord(TypedDict):
    """One document in the output format: a line of the JSON Lines file."""

    id: str
    text: str
    date: NotRequired[str | None]
    entities: list[EntityRecord]
    relations: list[RelationRecord]
    events: list[EventRecord]
    references: list[ReferenceRecord]
    people: list[PersonRecord]
