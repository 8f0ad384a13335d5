"""From the rows of queries (store/sql/ask) to answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vnpolice_ie.store.answers import (
    Citation,
    Conflict,
    DocumentRelation,
    LegalDocument,
    PersonFound,
    Source,
    UnitEvent,
)
from vnpolice_ie.store.terms import source_of

Row = Mapping[str, Any]


def legal_document(row: Row) -> LegalDocument:
    """A row of `documents`."""
    return LegalDocument(
        row["document_id"],
        row["key"],
        row["type"],
        row["issuer"],
        row["date"],
        row["term"],
        row["title"],
        texts=row["text_count"],
        has_conflicts=row["has_conflicts"],
    )


def document_relations(rows: Iterable[Row]) -> list[DocumentRelation]:
    """Rows of `document_relations`, those of one relation together with all their sources."""
    found: dict[tuple[str, str, str, str, str], list[Source]] = {}
    for r in rows:
        key = (r["relation"], r["from_document_id"], r["from_key"], r["to_document_id"], r["to_key"])
        found.setdefault(key, []).append(source_of(r))
    return [DocumentRelation(*key, sources=tuple(sources)) for key, sources in found.items()]


def citation(row: Row) -> Citation:
    """A row of `citations`."""
    return Citation(row["document_id"], row["key"], row["provision"], row["is_inferred"], source_of(row))


def conflict(row: Row) -> Conflict:
    """A row of `conflicts`."""
    return Conflict(row["document_id"], row["field"], row["value"], row["text_count"])


def person_found(row: Row) -> PersonFound:
    """A row of `persons`."""
    return PersonFound(
        row["person_id"],
        row["name"],
        row["first_date"],
        row["last_date"],
        row["text_count"],
        row["undated_count"],
    )


def unit_event(row: Row) -> UnitEvent:
    """A row of `unit_events`."""
    return UnitEvent(
        row["text_id"],
        row["event_id"],
        row["type"],
        row["role"],
        trigger=row["trigger"],
        years=None if row["first_year"] is None else (row["first_year"], row["last_year"]),
        time_is_given=row["time_is_given"],
        arguments=tuple((a["role"], a["filler"]) for a in row["arguments"]),
        source=source_of(row),
    )
