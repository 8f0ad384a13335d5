"""doccano: JSON Lines, read with `label: [[start, end, label]]`, or with `entities` and `relations`,
which is what is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from vnpolice_ie.io.assembly import Assembly, Reading
from vnpolice_ie.io.fitting import Holds
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.offsets import Given
from vnpolice_ie.io.records import text_of

HOLDS = Holds()
GONE: Final = "key of a mark that was taken out, moved or relabelled in doccano"
_LISTS = ("label", "labels")
_CAPITALS = {"Comments": "comment", "comments": "comment", "cats": "label of the whole text"}


def is_doccano(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has the form of such an export."""
    entities = record.get("entities")
    if isinstance(entities, list) and entities:
        return isinstance(entities[0], Mapping) and "start_offset" in entities[0]
    return isinstance(entities, list) or any(isinstance(record.get(key), list) for key in _LISTS)


def read_doccano(
    record: Mapping[str, Any],
    name: str,
    where: str,
    reading: Reading,
) -> GoldDocument | None:
    """Read one record; None if it has faults.

    Args:
        record: the object of a line.
        name: the document's id.
        where: its place, for the errors.
        reading: allowed labels, and where faults go.

    Raises:
        SchemaError: the record has no text.
    """
    date, source = record.get("date"), record.get("source")
    builder = Assembly(
        name,
        text_of(record, where),
        where,
        reading,
        date=date if isinstance(date, str) else None,
        source=source if isinstance(source, str) else None,
    )
    try:
        _read(record, builder, where, reading.left_out)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        builder.fail(
            f"the record is no doccano export ({type(error).__name__}: {error})",
            where,
            'Write "label": [[0, 5, "ORG"]], or "entities" with id, start_offset, end_offset and label',
        )
    return builder.finish()


def _read(record: Mapping[str, Any], builder: Assembly, where: str, left_out: Counter[str]) -> None:
    for key, reason in _CAPITALS.items():
        if record.get(key):
            left_out[reason] += len(record[key])
    entities = record.get("entities")
    if entities is not None:
        for entity in entities:
            name = str(entity["id"])
            at = f"{where}, entity {name}"
            offsets = Given.of(entity["start_offset"], entity["end_offset"])
            builder.mark(name, offsets, entity["label"], at)
        for relation in record.get("relations") or ():
            at = f"{where}, relation {relation.get('id', '')}".rstrip()
            builder.link(relation["type"], str(relation["from_id"]), str(relation["to_id"]), at)
        names = {_place(e["label"], e["start_offset"], e["end_offset"]): str(e["id"]) for e in entities}
        for place, key in (record.get("keys") or {}).items():
            if place in names:
                builder.key(names[place], key)
            else:
                left_out[GONE] += 1
        for key, form in (record.get("documents") or {}).items():
            builder.document(key, form)
        return
    spans = next((key for key in _LISTS if key in record), _LISTS[0])
    for number, item in enumerate(record[spans], 1):
        if isinstance(item, str):
            left_out["label of the whole text"] += 1
            continue
        start, end, label = item
        builder.mark(str(number), Given.of(start, end), label, f"{where}, label {number}")


def write_record(document: GoldDocument) -> dict[str, Any]:
    """Return a document, fitted to `HOLDS`, as a record to import, with keys and forms beside the text.

    All records have the same fields, since doccano takes what one of several lacks for a number (NaN). Keys
    name their marks by label and place, since it numbers marks anew.
    """
    links = [(r.type, r.head, r.tail) for r in document.relations]
    links += [(a.role, a.trigger, a.filler) for a in document.arguments]
    beside = {
        "keys": {_place(m.tag, m.start, m.end): m.key for m in document.marks if m.key},
        "documents": dict(document.documents),
        "date": document.date,
        "source": document.source,
    }
    return {
        "id": document.id,
        "text": document.text,
        "entities": [
            {"id": m.number, "label": m.tag, "start_offset": m.start, "end_offset": m.end}
            for m in document.marks
        ],
        "relations": [
            {"id": n, "from_id": head, "to_id": tail, "type": kind}
            for n, (kind, head, tail) in enumerate(links, 1)
        ],
    } | beside


def _place(label: object, start: object, end: object) -> str:
    return f"{label} {start}-{end}"
