"""What the library gives back: a `Doc` and its parts, frozen and typed.

Offsets are Unicode code points into `Doc.text`, which is the input unchanged; `end` is exclusive.
`Doc.to_dict` and `Doc.from_dict` write and read the output format (docs/output-format.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vnpolice_ie.quick_init import quick_init
from vnpolice_ie.records import DocRecord, EntityRecord, RelationRecord
from vnpolice_ie.schema import EventType, Label, RelationType, Role, tag_of


@quick_init
@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, code points `start` (inclusive) to `end` (exclusive)."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@quick_init
@dataclass(frozen=True, slots=True)
class Mention(Span):
    """A labelled span.

    Attributes:
        id: `T1`, `T2`, … in the order of (start, -end); unique in its document.
        label: one of `schema.LABELS`.
        text: the words, `doc.text[start:end]`.
        score: 0 to 1, the share of such mentions that are right.
        type: the event type of an EVENT, else None.
        normalized: ISO 8601 value of a DATE, else None.
        rule: what led to the span (a rule or word list, for `explain`); empty if unknown.
    """

    id: str
    label: Label
    text: str
    score: float = 1.0
    type: EventType | None = None
    normalized: str | None = None
    rule: str = ""

    @property
    def tag(self) -> str:
        """`EVENT.MEETING` and the like for events, else the label."""
        return tag_of(self.label, self.type)


@quick_init
@dataclass(frozen=True, slots=True)
class Relation:
    """A directed relation between two mentions."""

    type: RelationType
    head: Mention
    tail: Mention
    score: float = 1.0
    rule: str = ""


@quick_init
@dataclass(frozen=True, slots=True)
class Argument:
    """A mention in a role of an event."""

    role: Role
    mention: Mention
    score: float = 1.0


@quick_init
@dataclass(frozen=True, slots=True)
class Event:
    """One event: all its triggers in the text, and who or what takes part."""

    id: str
    type: EventType
    triggers: tuple[Mention, ...]
    arguments: tuple[Argument, ...] = ()

    def fillers(self, role: Role) -> tuple[Mention, ...]:
        """Mentions that fill `role`, in the order of the text."""
        return tuple(a.mention for a in self.arguments if a.role == role)


@quick_init
@dataclass(frozen=True, slots=True)
class Reference:
    """One document that the text speaks of; a value that the text does not give is None."""

    key: str
    mentions: tuple[Mention, ...]
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    date: str | None = None
    term: str | None = None
    title: str | None = None


@quick_init
@dataclass(frozen=True, slots=True)
class Person:
    """One person, with the rank and the posts that the text gives."""

    name: str
    mentions: tuple[Mention, ...]
    rank: str | None = None
    positions: tuple[str, ...] = ()


@quick_init
@dataclass(frozen=True, slots=True, repr=False)
class Doc:
    """A text and what was read in it."""

    id: str
    text: str
    entities: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()
    events: tuple[Event, ...] = ()
    references: tuple[Reference, ...] = ()
    people: tuple[Person, ...] = ()
    date: str | None = field(default=None)

    def __repr__(self) -> str:
        counts = (
            f"{len(self.text)} characters, {len(self.entities)} entities, {len(self.relations)} relations, "
            f"{len(self.events)} events, {len(self.references)} references, {len(self.people)} people"
        )
        return f"Doc({self.id!r}: {counts})"

    def to_dict(self) -> DocRecord:
        """Return the document in the output format: plain lists, dicts, strings and numbers."""
        record: DocRecord = {
            "id": self.id,
            "text": self.text,
            "entities": [_entity_record(m) for m in self.entities],
            "relations": [_relation_record(r) for r in self.relations],
            "events": [
                {
                    "id": v.id,
                    "type": v.type,
                    "triggers": [t.id for t in v.triggers],
                    "arguments": [
                        {"role": a.role, "entity": a.mention.id, "score": a.score} for a in v.arguments
                    ],
                }
                for v in self.events
            ],
            "references": [
                {
                    "key": r.key,
                    "type": r.type,
                    "number": r.number,
                    "symbol": r.symbol,
                    "issuer": r.issuer,
                    "date": r.date,
                    "term": r.term,
                    "title": r.title,
                    "mentions": [m.id for m in r.mentions],
                }
                for r in self.references
            ],
            "people": [
                {
                    "name": p.name,
                    "rank": p.rank,
                    "positions": list(p.positions),
                    "mentions": [m.id for m in p.mentions],
                }
                for p in self.people
            ],
        }
        if self.date is not None:
            record["date"] = self.date
        return record

    def filtered(self, min_score: float) -> Doc:
        """Return the document with only what has a score of `min_score` or more.

        Relations and arguments need it themselves and on both ends; an event, a reference or a person stays
        with those of its mentions that do, and falls away without any. Ids stay as they are.

        Raises:
            InputError: `min_score` is not between 0 and 1.
        """
        from vnpolice_ie.certainty import sure_part  # noqa: PLC0415  (it reads the types of this module)

        return sure_part(self, min_score)

    def _repr_html_(self) -> str:
        """What a notebook shows: the marked text, events, documents, people and relations."""
        from vnpolice_ie.display.html import fragment  # noqa: PLC0415  (only notebooks need it)

        return fragment(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Doc:
        """Read a document back from the output format; keys that it does not know are passed over.

        Raises:
            SchemaError: a label, type or role that the scheme does not have, offsets that do not
                give the entity's text, or an id that no entity has.
        """
        from vnpolice_ie.record_reader import read_record  # noqa: PLC0415  (it makes the types of this module)

        return read_record(record)


def _entity_record(m: Mention) -> EntityRecord:
    record: EntityRecord = {
        "id": m.id,
        "start": m.start,
        "end": m.end,
        "label": m.label,
        "text": m.text,
        "score": m.score,
    }
    if m.type is not None:
        record["type"] = m.type
    if m.label == "DATE":
        record["normalized"] = m.normalized
    if m.rule:
        record["rule"] = m.rule
    return record


def _relation_record(r: Relation) -> RelationRecord:
    record: RelationRecord = {"type": r.type, "head": r.head.id, "tail": r.tail.id, "score": r.score}
    if r.rule:
        record["rule"] = r.rule
    return record
