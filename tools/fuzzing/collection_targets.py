"""Collections: loaded, asked, shown, exported, and what comes out read again."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final
from xml.etree import ElementTree as ET
from zlib import crc32

import vnpolice_ie as vie
from fuzzing import seeds
from fuzzing.file_targets import Attempt, Errors, listed
from fuzzing.invariants import Broken, check_errors
from fuzzing.variations import dump, varied
from vnpolice_ie.io.cells import guarded
from vnpolice_ie.io.jsonl import read_docs
from vnpolice_ie.store.collection import Collection

DOCUMENTS: Final = 25
"""Documents of a collection: as many cost what one costs."""
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")


def collection(folder: Path) -> Attempt:
    """The lines of an input in a collection."""
    path = folder / "a.jsonl"

    def attempt(data: bytes) -> str:
        path.write_bytes(data)
        return _used(folder, path)

    return attempt


def sound(folder: Path) -> Attempt:
    """Sound documents of odd words, which an input only draws: all of them come in, but those whose id is taken."""
    path = folder / "a.jsonl"
    records = [
        json.loads(line) for data in seeds.written("output", ".jsonl")[1:] for line in data.splitlines()
    ]

    def attempt(data: bytes) -> str:
        made = [*varied(records, Random(crc32(data)), DOCUMENTS)]
        path.write_bytes(b"".join(map(dump, made)))
        return _used(folder, path)

    return attempt


def _used(folder: Path, path: Path) -> str:
    (folder / "store.duckdb").unlink(missing_ok=True)
    with listed() as errors, Collection(folder / "store.duckdb") as store:
        report = store.load(path, on_error=errors.append)
        again = store.load(path, on_error=lambda error: None)
        if again.added or (again.unchanged != report.documents and not report.replaced):
            raise Broken(f"loaded again: {report} then {again}")
        with listed() as unread:
            for doc in read_docs(path, on_error=unread.append):
                _ask(store, doc, errors)
        repr([*store.pairs("persons"), *store.pairs("documents", apart=True), *store.conflicts()])
        _export(store, folder)
        return f"{report.documents} {check_errors(errors)}"
    return check_errors(errors)


def _ask(store: Collection, doc: vie.Doc, errors: Errors) -> None:
    questions: tuple[tuple[Callable[[str], object], list[str]], ...] = (
        (store.persons, [person.name for person in doc.people]),
        (store.career, [person.name for person in doc.people]),
        (store.documents, [reference.key for reference in doc.references]),
        (store.citations, [reference.key for reference in doc.references]),
        (store.unit_events, [m.text for m in doc.entities if m.label == "ORG"]),
        (store.cited_in, [doc.id]),
    )
    for ask, names in questions:
        for name in names[:2]:
            with listed(errors):
                repr(ask(name))


def _export(store: Collection, folder: Path) -> None:
    """Write the collection in every form, and read each as another tool does."""
    for form in ("csv", "graphml", "jsonld", "parquet"):
        store.export(folder / f"out-{form}", form, force=True)
    ET.parse(folder / "out-graphml")
    json.loads((folder / "out-jsonld").read_text(encoding="utf-8"))
    for table in (folder / "out-csv").glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            rows = [*csv.reader(file)]
        if {len(row) for row in rows} != {len(rows[0])}:
            raise Broken(f"{table.name} has rows of several lengths")
        for cell in (cell for row in rows for cell in row):
            if guarded(cell) != cell and not _NUMBER.fullmatch(cell):
                raise Broken(f"{table.name} has the cell {cell!r}")
