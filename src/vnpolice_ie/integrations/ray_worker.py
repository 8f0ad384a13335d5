"""What Ray's workers do: read files into rows, and rows into parts of the output."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import uuid4

from vnpolice_ie.errors import ReadingError, VnPoliceError
from vnpolice_ie.integrations.ray_run import Part, Written, attempts, digest, done_before, pending
from vnpolice_ie.integrations.shared import Recipe
from vnpolice_ie.io.inputs import Decoding, read_inputs
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.shards.journal import Failed
from vnpolice_ie.shards.reading import count_found
from vnpolice_ie.streaming import Failure, batched
from vnpolice_ie.types import Doc

AT_ONCE: Final = 32
"""Documents that a model reads together."""
DEATHS: Final = 2
"""Workers that die over a batch before it is read one by one, and over a document before it is given up."""
CHARACTERS: Final = 4_000_000
"""Characters of the texts of a batch of rows that come from files."""


class Columns(NamedTuple):
    """Names of the columns of a dataset; `id` and `date` need not be there."""

    text: str = "text"
    id: str = "id"
    date: str = "date"


class _Given(NamedTuple):
    """A document as it was given."""

    id: str
    text: Any
    date: Any
    digest: str


def rows_of_files(files: Any) -> Iterator[dict[str, list[str]]]:
    """Read files into rows of one column, `record`: JSON in ASCII, so that any text can travel.

    Args:
        files: lists of paths under `path`, and under `id` of the ids of text files (others know theirs).
    """
    rows: list[str] = []
    size = 0
    for path, name in zip(files["path"], files["id"], strict=True):
        for record in _records(Path(path), name):
            rows.append(json.dumps(record, default=str))
            size += len(rows[-1])
            if size >= CHARACTERS:
                yield {"record": rows}
                rows, size = [], 0
    if rows:
        yield {"record": rows}


def _records(path: Path, name: str) -> Iterator[dict[str, Any]]:
    faults: list[VnPoliceError] = []
    for record in read_inputs([path], decoding=Decoding(), date=None, on_error=faults.append):
        own = name if record.id == path.stem and name else record.id
        yield {"id": own, "text": record.text, "date": record.date}
    for fault in faults:
        place = fault.where or str(path)
        yield {"fault": Failed(place, type(fault).__name__, str(fault), str(path))}


class Reader:
    """Reads batches of rows; one lives in each worker.

    Args:
        recipe: the pipeline.
        folder: the run's folder.
        columns: columns of the rows; None for rows of `rows_of_files`.
    """

    def __init__(self, recipe: Recipe, folder: str, columns: Columns | None) -> None:
        self._pipeline = recipe.pipeline()
        self._folder = Path(folder)
        self._columns = columns
        self._done = done_before(self._folder)

    def __call__(self, table: Any) -> dict[str, list[str]]:
        """Read a batch (an Arrow table), write its part, and return what was written."""
        failed: list[Failed] = []
        new: list[_Given] = []
        skipped = 0
        for row in table.to_pylist():
            given = self._given(row, failed)
            if given is not None and self._done.mark(given.id) == given.digest:
                skipped += 1
            elif given is not None:
                new.append(given)
        marks = _Marks(attempts(self._folder))
        batch = sha256("".join(given.digest for given in new).encode()).hexdigest()[:20]
        alone = marks.begin(batch) >= DEATHS
        name = f"{uuid4().hex}.jsonl"
        written: list[Written] = []
        with OutputFile(pending(self._folder) / name) as file:
            for given, found in self._alone(new, marks) if alone else self._together(new):
                if isinstance(found, Doc):
                    file.write(dump_line(found.to_dict()))
                    written.append(Written(given.id, given.digest, count_found(found)))
                else:
                    failed.append(Failed(given.id, type(found.error).__name__, str(found)))
        marks.end(batch)
        return {"part": [Part(name, tuple(written), tuple(failed), skipped).to_json()]}

    def _given(self, row: Mapping[str, Any], failed: list[Failed]) -> _Given | None:
        if self._columns is None:
            row = json.loads(row["record"])
            if "fault" in row:
                failed.append(Failed(*row["fault"]))
                return None
            columns = Columns()
        else:
            columns = self._columns
        text, date, name = row[columns.text], row.get(columns.date), row.get(columns.id)
        mark = digest(text if isinstance(text, str) else repr(text), date)
        return _Given(mark if name is None else str(name), text, date, mark)

    def _together(self, new: Sequence[_Given]) -> Iterator[tuple[_Given, Doc | Failure]]:
        for first, some in batched(new, AT_ONCE):
            items = [(given.id, given.text, given.date) for given in some]
            yield from zip(some, self._pipeline.read_batch(first, items), strict=True)

    def _alone(self, new: Sequence[_Given], marks: _Marks) -> Iterator[tuple[_Given, Doc | Failure]]:
        for given in new:
            if marks.begin(given.digest) >= DEATHS:
                died = ReadingError(
                    f"{DEATHS} workers died while they read it",
                    where=f"document {given.id!r}",
                    remedy="Memory may be short: read it alone, or with fewer workers",
                )
                yield given, Failure(0, given.id, died)
            else:
                (found,) = self._pipeline.read_batch(0, [(given.id, given.text, given.date)])
                yield given, found
            marks.end(given.digest)


class _Marks:
    """Files that tell how often something was begun and not ended: a worker that dies cannot say so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, name: str) -> int:
        """Note a beginning; return how many there were before."""
        with (self._folder / name).open("ab") as file:
            before = file.tell()
            file.write(b"x")
        return before

    def end(self, name: str) -> None:
        """Note that it ended."""
        (self._folder / name).unlink(missing_ok=True)
