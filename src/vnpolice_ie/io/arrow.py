"""Documents as rows of nested Arrow columns, for Parquet and datasets (extra `store` or `datasets`).

A row has the keys of the JSON form, `Doc.to_dict` or `GoldDocument.to_record`; what such a record leaves out
is null. Of the latter, `documents` is a list of `{key, form}`, `unsure` one of stretches and one of links.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import Document

if TYPE_CHECKING:
    import pyarrow as pa

ROWS: Final = 1_000
"""Documents of a batch."""
CHARACTERS: Final = 20_000_000
"""Characters of text after which a batch ends, whatever it has of documents."""
_OPTIONAL = {"entities": ("type", "rule"), "relations": ("rule",)}


def doc_schema() -> pa.Schema:
    """Return the columns of documents that a pipeline read."""
    import pyarrow as pa  # noqa: PLC0415

    text, whole, score = pa.string(), pa.int32(), pa.float64()
    ids = pa.list_(text)

    def rows(**fields: pa.DataType) -> pa.DataType:
        return pa.list_(pa.struct(fields))

    return pa.schema(
        {
            "id": text,
            "date": text,
            "text": text,
            "entities": rows(
                **{"id": text, "start": whole, "end": whole, "label": text, "type": text, "text": text},
                **{"normalized": text, "score": score, "rule": text},
            ),
            "relations": rows(type=text, head=text, tail=text, score=score, rule=text),
            "events": rows(
                id=text, type=text, triggers=ids, arguments=rows(role=text, entity=text, score=score)
            ),
            "references": rows(
                **{"key": text, "type": text, "number": text, "symbol": text, "issuer": text},
                **{"date": text, "term": text, "title": text, "mentions": ids},
            ),
            "people": rows(name=text, rank=text, positions=ids, mentions=ids),
        }
    )


def gold_schema() -> pa.Schema:
    """Return the columns of documents that a person annotated."""
    import pyarrow as pa  # noqa: PLC0415

    text, whole = pa.string(), pa.int32()

    def rows(**fields: pa.DataType) -> pa.DataType:
        return pa.list_(pa.struct(fields))

    return pa.schema(
        {
            "id": text,
            "date": text,
            "source": text,
            "text": text,
            "entities": rows(
                **{"id": whole, "label": text, "key": text, "start": whole, "end": whole},
                **{"parent": whole, "text": text, "event_type": text},
            ),
            "relations": rows(type=text, head=whole, tail=whole),
            "arguments": rows(trigger=whole, role=text, filler=whole),
            "documents": rows(key=text, form=text),
            "unsure": pa.struct(
                {"spans": rows(start=whole, end=whole), "links": rows(head=whole, name=text, tail=whole)}
            ),
        }
    )


def row(document: Document) -> dict[str, Any]:
    """Return a document as a row.

    Raises:
        SchemaError: it holds half a character (a lone surrogate), which UTF-8 cannot.
    """
    made: dict[str, Any]
    if isinstance(document, GoldDocument):
        made = document.to_record()
        made["documents"] = [{"key": key, "form": form} for key, form in document.documents.items()]
        made["unsure"] = {
            "spans": [{"start": start, "end": end} for start, end in document.unsure.spans],
            "links": [{"head": h, "name": name, "tail": t} for h, name, t in document.unsure.links],
        }
    else:
        made = dict(document.to_dict())
    try:
        json.dumps(made, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise SchemaError(
            "the document holds half a character (a lone surrogate)",
            where=f"document {document.id!r}",
            remedy="Decode the file anew, or write JSON Lines",
        ) from error
    return made


def record(made: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as the record that it was made of; what has another form comes back as it is."""
    found = dict(made)
    if "events" in found:
        for part, names in _OPTIONAL.items():
            for item in _structs(found.get(part)):
                for name in names:
                    if name in item and item[name] is None:
                        del item[name]
        for entity in _structs(found.get("entities")):
            if entity.get("label") != "DATE":
                entity.pop("normalized", None)
    elif "arguments" in found:
        pairs = _rows(found.get("documents"), "key", "form")
        if pairs is not None:
            found["documents"] = dict(pairs)
        unsure = found.pop("unsure", None)
        if isinstance(unsure, dict):
            spans = _rows(unsure.get("spans") or [], "start", "end")
            links = _rows(unsure.get("links") or [], "head", "name", "tail")
            if spans is not None and links is not None:
                unsure = {"spans": spans, "links": links} if spans or links else None
        if unsure:
            found["unsure"] = unsure
    if found.get("date", "") is None:
        del found["date"]
    return found


def _structs(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _rows(value: object, *names: str) -> list[tuple[Any, ...]] | None:
    """The values under these names of a list of structs; None of anything else."""
    if not isinstance(value, list):
        return None
    if not all(isinstance(item, dict) and item.keys() >= {*names} for item in value):
        return None
    return [tuple(item[name] for name in names) for item in value]


def table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Return rows as a table in memory."""
    import pyarrow as pa  # noqa: PLC0415

    found: list[pa.RecordBatch] = []
    batches = Batches(schema, found.append)
    for made in rows:
        batches.add(made)
    batches.flush()
    return pa.Table.from_batches(found, schema)


class Batches:
    """Gathers rows into batches of a size that fits into memory.

    Args:
        schema: their columns.
        write: called with each batch.
    """

    def __init__(self, schema: pa.Schema, write: Callable[[pa.RecordBatch], object]) -> None:
        self._schema, self._write = schema, write
        self._rows: list[Mapping[str, Any]] = []
        self._characters = 0

    def add(self, made: Mapping[str, Any]) -> None:
        """Add a row."""
        self._rows.append(made)
        self._characters += len(made["text"])
        if len(self._rows) >= ROWS or self._characters >= CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        import pyarrow as pa  # noqa: PLC0415

        if self._rows:
            self._write(pa.RecordBatch.from_pylist(self._rows, schema=self._schema))
        self._rows, self._characters = [], 0
