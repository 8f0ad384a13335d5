"""The facts of a document as rows of tidy tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.types import Doc, Mention

Table = Literal["mentions", "relations", "events", "arguments", "references", "people"]
COLUMNS: Final[Mapping[Table, dict[str, type]]] = MappingProxyType(
    {
        "mentions": {
            **{"text_id": str, "id": str, "start": int, "end": int, "label": str, "type": str, "words": str},
            **{"normalized": str, "score": float, "rule": str, "within": str, "refers_to": str},
        },
        "relations": {
            **{"text_id": str, "type": str},
            **{"head": str, "head_label": str, "head_words": str, "head_start": int, "head_end": int},
            **{"tail": str, "tail_label": str, "tail_words": str, "tail_start": int, "tail_end": int},
            **{"score": float, "rule": str},
        },
        "events": {
            **{"text_id": str, "id": str, "type": str, "triggers": int},
            **{"trigger": str, "words": str, "start": int, "end": int},
        },
        "arguments": {
            **{"text_id": str, "event": str, "event_type": str, "role": str, "mention": str, "label": str},
            **{"words": str, "normalized": str, "start": int, "end": int, "score": float},
        },
        "references": {
            **{"text_id": str, "id": str, "key": str, "type": str, "number": str, "symbol": str},
            **{"issuer": str, "date": str, "term": str, "title": str, "mentions": int},
            **{"mention": str, "words": str, "start": int, "end": int},
        },
        "people": {
            **{"text_id": str, "id": str, "name": str, "rank": str, "positions": str, "mentions": int},
            **{"mention": str, "words": str, "start": int, "end": int},
        },
    }
)
"""Columns of each table with their kinds; texts may be None."""


def rows_of(doc: Doc) -> Iterator[tuple[Table, tuple[Any, ...]]]:
    """Yield the rows of a document, each with its table.

    References and people have the ids R1, …, P1, … in the order of the document.
    """
    groups = {m.id: v.id for v in doc.events for m in v.triggers}
    groups |= {m.id: f"R{n}" for n, r in enumerate(doc.references, 1) for m in r.mentions}
    groups |= {m.id: f"P{n}" for n, p in enumerate(doc.people, 1) for m in p.mentions}
    parents = _parents(doc)
    for m in doc.entities:
        link = parents.get(m.id), groups.get(m.id)
        row = (m.id, m.start, m.end, m.label, m.type, m.text, m.normalized, m.score, m.rule or None, *link)
        yield "mentions", (doc.id, *row)
    for r in doc.relations:
        ends = [value for m in (r.head, r.tail) for value in (m.id, m.label, m.text, m.start, m.end)]
        yield "relations", (doc.id, r.type, *ends, r.score, r.rule or None)
    for v in doc.events:
        yield "events", (doc.id, v.id, v.type, len(v.triggers), *_first(v.triggers))
        for a in v.arguments:
            m = a.mention
            words = (m.id, m.label, m.text, m.normalized, m.start, m.end)
            yield "arguments", (doc.id, v.id, v.type, a.role, *words, a.score)
    for n, f in enumerate(doc.references, 1):
        values = (f.key, f.type, f.number, f.symbol, f.issuer, f.date, f.term, f.title)
        yield "references", (doc.id, f"R{n}", *values, len(f.mentions), *_first(f.mentions))
    for n, p in enumerate(doc.people, 1):
        values_of = (p.name, p.rank, "; ".join(p.positions) or None)
        yield "people", (doc.id, f"P{n}", *values_of, len(p.mentions), *_first(p.mentions))


def _first(mentions: tuple[Mention, ...]) -> tuple[str, str, int, int]:
    m = mentions[0]
    return m.id, m.text, m.start, m.end


def _parents(doc: Doc) -> dict[str, str]:
    """Id of the mention that each nested one stands in."""
    marks = GoldDocument.from_doc(doc).marks
    return {
        doc.entities[m.number - 1].id: doc.entities[m.parent - 1].id for m in marks if m.parent is not None
    }
