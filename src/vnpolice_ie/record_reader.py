"""One record of the output format, checked and read back (`Doc.from_dict`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from vnpolice_ie.errors import SchemaError, shown
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES, link_error, role_error
from vnpolice_ie.types import Argument, Doc, Event, Mention, Person, Reference, Relation


def read_record(record: Mapping[str, Any]) -> Doc:
    """Read one record; keys that it does not know are passed over.

    Raises:
        SchemaError: as of `Doc.from_dict`.
    """
    return _Reader(record).doc()


class _Reader:
    """Checks and reads one record."""

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
