"""Annotated documents: marks, relations, arguments and document keys, as a careful reader gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.schema import tag_of
from vnpolice_ie.types import Doc, Mention, Span


@dataclass(frozen=True, slots=True)
class Mark(Span):
    """A marked span.

    Attributes:
        number: its number in the document.
        label: its label.
        text: its words.
        event_type: the type of an EVENT, else None.
        key: coreference key of a DOC_REF, PERSON or EVENT, ISO value of a DATE, else None.
        parent: number of the mark that it stands in, or None.
    """

    number: int
    label: str
    text: str
    event_type: str | None = None
    key: str | None = None
    parent: int | None = None

    @property
    def tag(self) -> str:
        """`EVENT.MEETING` and the like for events, else the label."""
        return tag_of(self.label, self.event_type)


class MarkedRelation(NamedTuple):
    """A relation between two marks, by their numbers."""

    type: str
    head: int
    tail: int


class MarkedArgument(NamedTuple):
    """A mark in a role of an event, by the numbers of trigger and filler."""

    trigger: int
    role: str
    filler: int


class Unsure(NamedTuple):
    """What is left open in a document: neither to be learnt nor to be avoided.

    Attributes:
        spans: (start, end) of stretches that may hold a mark or none.
        links: (head, relation type, role or `SAME_EVENT`, tail) by numbers of marks.
    """

    spans: tuple[tuple[int, int], ...] = ()
    links: tuple[tuple[int, str, int], ...] = ()


NOTHING_UNSURE = Unsure()


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated document; offsets are code points into `text`, the end exclusive.

    Attributes:
        marks: in order of (start, -end).
        documents: normal form of each document key.
        date: the dateline in ISO form, if it is known.
        unsure: what training passes over.
    """

    id: str
    text: str
    marks: tuple[Mark, ...] = ()
    relations: tuple[MarkedRelation, ...] = ()
    arguments: tuple[MarkedArgument, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    date: str | None = None
    unsure: Unsure = NOTHING_UNSURE

    def numbered(self) -> dict[int, Mark]:
        """Return the marks by their numbers."""
        return {mark.number: mark for mark in self.marks}

    def to_record(self) -> dict[str, Any]:
        """Return the document as one JSON object, the form that scorers read."""
        record = {
            "id": self.id,
            "source": self.source,
            "date": self.date,
            "text": self.text,
            "entities": [
                {
                    "id": m.number,
                    "label": m.label,
                    "key": m.key,
                    "start": m.start,
                    "end": m.end,
                    "parent": m.parent,
                    "text": m.text,
                    "event_type": m.event_type,
                }
                for m in self.marks
            ],
            "relations": [relation._asdict() for relation in self.relations],
            "arguments": [argument._asdict() for argument in self.arguments],
            "documents": dict(self.documents),
        }
        if any(self.unsure):
            record["unsure"] = self.unsure._asdict()
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, Any], where: str = "") -> GoldDocument:
        """Read the form that `to_record` writes; whether it keeps to the scheme is for `io.gold_checks`.

        Raises:
            SchemaError: a key is missing or holds something of another kind.
        """
        try:
            return cls(
                id=str(record["id"]),
                text=record["text"],
                marks=tuple(_mark(e, record["text"]) for e in record["entities"]),
                relations=tuple(
                    MarkedRelation(_string(r["type"]), _whole(r["head"]), _whole(r["tail"]))
                    for r in record["relations"]
                ),
                arguments=tuple(
                    MarkedArgument(_whole(a["trigger"]), _string(a["role"]), _whole(a["filler"]))
                    for a in record["arguments"]
                ),
                documents={_string(key): _string(form) for key, form in record["documents"].items()},
                source=_text_or_none(record.get("source")),
                date=_text_or_none(record.get("date")),
                unsure=_unsure(record.get("unsure") or {}),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise SchemaError(
                f"the record is no annotated document ({type(error).__name__}: {error})",
                where=where,
                remedy="Give the mark-up of the guidelines, or JSON Lines with id, text, entities, relations,"
                " arguments and documents",
            ) from error

    @classmethod
    def from_doc(cls, doc: Doc) -> GoldDocument:
        """Turn what was read into marks, for a person to correct.

        Documents get the keys d1, d2, …, people p1, …, events v1, …; a mention that belongs to none
        of those found gets a key of its own.
        """
        keys: dict[str, str] = {}
        documents: dict[str, str] = {}
        for letter, groups in (
            ("d", [r.mentions for r in doc.references]),
            ("p", [p.mentions for p in doc.people]),
            ("v", [v.triggers for v in doc.events]),
        ):
            for number, mentions in enumerate(groups, 1):
                keys |= {m.id: f"{letter}{number}" for m in mentions}
        documents = {f"d{number}": r.key for number, r in enumerate(doc.references, 1)}
        number_of = {m.id: number for number, m in enumerate(doc.entities, 1)}
        marks = _nested(doc.entities, keys, number_of)
        for mark in marks:
            if mark.label == "DOC_REF" and mark.key and mark.key not in documents:
                documents[mark.key] = mark.text
        return cls(
            id=doc.id,
            text=doc.text,
            date=doc.date,
            marks=marks,
            relations=tuple(
                MarkedRelation(r.type, number_of[r.head.id], number_of[r.tail.id]) for r in doc.relations
            ),
            arguments=tuple(
                MarkedArgument(number_of[v.triggers[0].id], a.role, number_of[a.mention.id])
                for v in doc.events
                if v.triggers
                for a in v.arguments
            ),
            documents=documents,
        )


_OWN_KEY = {"DOC_REF": "d", "PERSON": "p", "EVENT": "v"}


def _nested(
    entities: tuple[Mention, ...], keys: Mapping[str, str], number_of: Mapping[str, int]
) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    open_marks: list[Mark] = []
    for m in sorted(entities, key=lambda m: (m.start, -m.end)):
        while open_marks and open_marks[-1].end <= m.start:
            open_marks.pop()
        number = number_of[m.id]
        own = f"{_OWN_KEY[m.label]}x{number}" if m.label in _OWN_KEY else m.normalized
        mark = Mark(
            start=m.start,
            end=m.end,
            number=number,
            label=m.label,
            text=m.text,
            event_type=m.type,
            key=keys.get(m.id, own),
            parent=open_marks[-1].number if open_marks else None,
        )
        marks.append(mark)
        open_marks.append(mark)
    return tuple(marks)


def _mark(e: Mapping[str, Any], text: str) -> Mark:
    return Mark(
        start=_whole(e["start"]),
        end=_whole(e["end"]),
        number=_whole(e["id"]),
        label=_string(e["label"]),
        text=text[e["start"] : e["end"]],
        event_type=_text_or_none(e.get("event_type")),
        key=_text_or_none(e.get("key")),
        parent=None if e.get("parent") is None else _whole(e["parent"]),
    )


def _unsure(record: Mapping[str, Any]) -> Unsure:
    return Unsure(
        tuple((_whole(start), _whole(end)) for start, end in record.get("spans", ())),
        tuple((_whole(head), _string(name), _whole(tail)) for head, name, tail in record.get("links", ())),
    )


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{value!r} is no whole number")


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"{value!r} is no string")


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _string(value)
