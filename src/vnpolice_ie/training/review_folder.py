"""The folder that a person corrects: mark-up, tasks for Label Studio, readings, a table of reasons."""

from __future__ import annotations

import csv
import io
import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.io import markup
from vnpolice_ie.io.cells import guarded
from vnpolice_ie.io.file_names import FileNames
from vnpolice_ie.io.formats import SUFFIXES
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.jsonl import BOM, OnError, dump_line, raise_error, read_objects
from vnpolice_ie.io.label_studio import prediction_task
from vnpolice_ie.io.label_studio_config import labelling_config
from vnpolice_ie.io.line_ends import single_in_doc
from vnpolice_ie.io.output import OutputFile, OutputFolder
from vnpolice_ie.io.records import read_doc_record
from vnpolice_ie.io.review_files import (
    CONFIG,
    MARKER,
    MARKUP,
    READINGS,
    TASKS,
    is_copy,
    is_review_folder,
)
from vnpolice_ie.training.doubt import PARTS, Doubt, means
from vnpolice_ie.types import Doc


@dataclass(frozen=True, slots=True)
class Reasons:
    """A table that tells why each document was chosen.

    Attributes:
        name: its file.
        columns: the columns.
        rows: one a document, in their order.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, str]]


def write_folder(
    folder: Path, docs: Iterable[Doc], reasons: Callable[[], Reasons], *, model: str, force: bool
) -> list[VnPoliceError]:
    """Write what a person corrects.

    Line ends of two characters become one, which is what the mark-up has.

    Args:
        folder: the folder to make.
        docs: what the pipeline read, first to last; each is let go once it was written.
        reasons: gives the table when all documents were taken.
        model: name of the pipeline, for Label Studio.
        force: replace what was written there before, with all that was changed in it.

    Returns:
        an error for each document that the mark-up cannot hold; it stands in the tasks alone.

    Raises:
        InputError: there are no documents.
        OutputError: the folder holds other files, may not be replaced or cannot be written.
    """
    faults: list[VnPoliceError] = []
    names = FileNames()
    with OutputFolder(folder, marker=MARKER, force=force) as out:
        with OutputFile(out.working / TASKS) as tasks, OutputFile(out.working / READINGS) as readings:
            rank = 0
            for rank, given in enumerate(docs, 1):
                doc = single_in_doc(given)
                document = GoldDocument.from_doc(doc)
                task = dump_line(prediction_task(doc, document, model)).rstrip(b"\n")
                tasks.write((b",\n" if rank > 1 else b"[\n") + task)
                readings.write(dump_line(doc.to_dict()))
                try:
                    out.write(f"{MARKUP}/{rank:03}-{names.name(doc.id)}.txt", markup.write(document))
                except SchemaError as error:
                    faults.append(error)
            if not rank:
                raise InputError(
                    "there are no documents to correct", remedy="Give texts, or what annotate wrote"
                )
            tasks.write(b"\n]\n")
        out.write(CONFIG, labelling_config())
        table = reasons()
        out.write(table.name, _csv(table))
    return faults


def _csv(table: Reasons) -> str:
    text = io.StringIO()
    rows = csv.DictWriter(text, table.columns)
    rows.writeheader()
    rows.writerows({name: guarded(cell) for name, cell in row.items()} for row in table.rows)
    return text.getvalue().encode("utf-8", "backslashreplace").decode()


def doubts_table(ids: Sequence[str], doubts: Sequence[Doubt], places: Sequence[int] | None) -> Reasons:
    """Return how unsure the pipeline is of each document.

    Args:
        ids: all documents.
        doubts: their doubts.
        places: which of them were chosen, in order; None for all.
    """
    figures = means(doubts)

    def rows() -> Iterator[dict[str, str]]:
        for rank, place in enumerate(range(len(ids)) if places is None else places, 1):
            parts = figures[place]
            yield {
                "rank": str(rank),
                "id": ids[place],
                "doubt": f"{sum(parts) / len(parts):.3f}",
                **{part: f"{figure:.3f}" for part, figure in zip(PARTS, parts, strict=True)},
                "doubtful": "; ".join(doubts[place].words),
            }

    return Reasons("documents.csv", ("rank", "id", "doubt", *PARTS, "doubtful"), rows())


class StoredReadings:
    """What the pipeline had read of the documents of such a folder, taken from its file one by one.

    Args:
        folder: the folder.
        on_error: called with the error of each line that holds none.

    Raises:
        InputError: the folder has no readings.
    """

    def __init__(self, folder: Path, *, on_error: OnError = raise_error) -> None:
        self._path = folder / READINGS
        self._on_error = on_error
        if not self._path.is_file():
            raise InputError(
                f"there is no {READINGS} in it",
                where=str(folder),
                remedy="Name a folder that 'vnpolice-ie review start' or 'vnpolice-ie suggest' wrote",
            )
        with self._path.open("rb") as file:
            starts = array("q", accumulate(map(len, file), initial=0))
        self._start_of: dict[str, int] = {}
        self._ids_of_text: dict[int, list[str]] = {}
        for number, value in read_objects(self._path, on_error=on_error):
            name = str(value.get("id"))
            self._start_of[name] = starts[number - 1]
            self._ids_of_text.setdefault(hash(value.get("text")), []).append(name)

    def __len__(self) -> int:
        return len(self._start_of)

    def of(self, document: GoldDocument) -> Doc | None:
        """Return what was read of a document: under its id, or else, for tools forget ids, in the same text.

        None if nothing was, if its line is broken, or if its text is another than that which was read.
        """
        reading = self._at(document.id) if document.id in self._start_of else None
        if reading is None:
            same = self._ids_of_text.get(hash(document.text), [])
            reading = self._at(same[0]) if len(same) == 1 else None
        return reading if reading is not None and reading.text == document.text else None

    def __contains__(self, name: str) -> bool:
        return name in self._start_of

    def _at(self, name: str) -> Doc | None:
        with self._path.open("rb") as file:
            file.seek(self._start_of[name])
            line = file.readline()
        try:
            return read_doc_record(json.loads(line.removeprefix(BOM)), str(self._path))
        except SchemaError as error:
            self._on_error(error)
            return None


def corrections_in(path: Path) -> Path:
    """Return where the corrected documents are: of a folder that was written to be corrected, its mark-up.

    Raises:
        InputError: something else in such a folder may hold the corrections too.
    """
    if not is_review_folder(path):
        return path
    others = [p.name for p in sorted(path.iterdir()) if p.suffix in SUFFIXES and not is_copy(p)]
    if others:
        raise InputError(
            f"the folder holds its mark-up and {', '.join(others)}, so it is not clear which is corrected",
            where=str(path),
            remedy=f"Name {path / MARKUP} or {path / others[0]}",
        )
    return path / MARKUP
