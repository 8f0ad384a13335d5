"""What the library gives back: a `Doc` and its parts, frozen and typed.

Offsets are Unicode code points into `Doc.text`, which is the input unchanged; `end` is exclusive.
`Doc.to_dict` and `Doc.from_dict` write and read the output format (docs/output-format.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from vnpolice_ie.errors import SchemaError, shown
from vnpolice_ie.quick_init import quick_init
from vnpolice_ie.records import DocRecord, EntityRecord, RelationRecord
from vnpolice_ie.schema import (
    EVENT_TYPES,
    LABELS,
    RELATION_TYPES,
    EventType,
    Label,
    RelationType,
    Role,
    link_error,
    role_error,
    tag_of,
)


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
        return _Reader(record).doc()


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


class _Reader:
    """Checks and reads one record of the output format."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record
        missing = [key for key in ("id", "text") if not isinstance(record.get(key), str)]
        if missing:
            raise SchemaError(
                f"the document has no string under {' and '.join(missing)}",
                where=f"document {record.get('id', '?')!r}",
                remedy="Give each document an 'id' and a 'text'",
            )
        self.where = f"document {record['id']!r}"
        self.mentions: dict[str, Mention] = {}

    def fail(self, what: str, remedy: str) -> SchemaError:
        return SchemaError(what, where=self.where, remedy=remedy)

    def part(self, key: str) -> Sequence[Mapping[str, Any]]:
        return cast("Sequence[Mapping[str, Any]]", self.record.get(key) or ())

    def doc(self) -> Doc:
        try:
            return self._doc()
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise self.fail(
                f"the record is not in the output format ({type(error).__name__}: {error})",
                "Compare it with docs/output-format.md",
            ) from error

    def _doc(self) -> Doc:
        entities = tuple(self.mention(e) for e in self.part("entities"))
        return Doc(
            id=self.record["id"],
            text=self.record["text"],
            date=_string_or_none(self.record, "date"),
            entities=entities,
            relations=tuple(self.relation(r) for r in self.part("relations")),
            events=tuple(self.event(v) for v in self.part("events")),
            references=tuple(
                Reference(
                    key=_string(r, "key"),
                    mentions=tuple(self.at(m) for m in r["mentions"]),
                    **{k: _string_or_none(r, k) for k in _REFERENCE_PARTS},
                )
                for r in self.part("references")
            ),
            people=tuple(
                Person(
                    name=_string(p, "name"),
                    mentions=tuple(self.at(m) for m in p["mentions"]),
                    rank=_string_or_none(p, "rank"),
                    positions=tuple(_strings(p.get("positions") or ())),
                )
                for p in self.part("people")
            ),
        )

    def at(self, entity_id: str) -> Mention:
        mention = self.mentions.get(entity_id)
        if mention is None:
            raise self.fail(
                f"no entity has the id {entity_id!r}", "Name only ids that stand under 'entities'"
            )
        return mention

    def score(self, record: Mapping[str, Any], name: str) -> float:
        value = record.get("score", 1.0)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return value
        raise self.fail(f"{name} has the score {shown(value)}", "A score is a number from 0 to 1")

    def mention(self, e: Mapping[str, Any]) -> Mention:
        label, kind = e["label"], e.get("type")
        if label not in LABELS:
            raise self.fail(f"unknown label {label!r}", f"The labels are {', '.join(LABELS)}")
        if label == "EVENT" and kind not in EVENT_TYPES:
            raise self.fail(f"unknown event type {kind!r}", f"The types are {', '.join(EVENT_TYPES)}")
        start, end = e["start"], e["end"]
        if not 0 <= start < end or self.record["text"][start:end] != e["text"]:
            raise self.fail(
                f"entity {e['id']} has the offsets {start}:{end}, but the text there is not {e['text']!r}",
                "Offsets are code points into the unchanged text, the end exclusive",
            )
        mention = Mention(
            start=start,
            end=end,
            id=_string(e, "id"),
            label=label,
            text=e["text"],
            score=self.score(e, f"entity {e['id']}"),
            type=kind if label == "EVENT" else None,
            normalized=_string_or_none(e, "normalized"),
            rule=_string_or_none(e, "rule") or "",
        )
        self.mentions[mention.id] = mention
        return mention

    def relation(self, r: Mapping[str, Any]) -> Relation:
        kind = r["type"]
        if kind not in RELATION_TYPES:
            raise self.fail(f"unknown relation {kind!r}", f"The relations are {', '.join(RELATION_TYPES)}")
        head, tail = self.at(r["head"]), self.at(r["tail"])
        if error := link_error(kind, head.label, tail.label, self.where):
            raise error
        return Relation(
            kind,
            head,
            tail,
            self.score(r, f"relation {kind} of {head.id} and {tail.id}"),
            _string_or_none(r, "rule") or "",
        )

    def event(self, v: Mapping[str, Any]) -> Event:
        kind = v["type"]
        if kind not in EVENT_TYPES:
            raise self.fail(f"unknown event type {kind!r}", f"The types are {', '.join(EVENT_TYPES)}")
        arguments = []
        for a in v["arguments"]:
            role, filler = a["role"], self.at(a["entity"])
            if error := role_error(kind, role, filler.label, self.where):
                raise error
            arguments.append(Argument(role, filler, self.score(a, f"{role} of event {v['id']}")))
        return Event(_string(v, "id"), kind, tuple(self.at(t) for t in v["triggers"]), tuple(arguments))


_REFERENCE_PARTS = ("type", "number", "symbol", "issuer", "date", "term", "title")


def _string(record: Mapping[str, Any], key: str) -> str:
    value = record[key]
    if isinstance(value, str):
        return value
    raise TypeError(f"{key} is no string")


def _string_or_none(record: Mapping[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value
    raise TypeError(f"{key} is no string")


def _strings(values: Sequence[Any]) -> Sequence[str]:
    if isinstance(values, list | tuple) and all(isinstance(value, str) for value in values):
        return values
    raise TypeError("positions are no list of strings")
