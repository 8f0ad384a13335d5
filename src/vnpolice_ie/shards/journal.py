"""The journal of a folder of shards: what is done, in one file that survives any stop (SQLite)."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from vnpolice_ie.errors import OutputError
from vnpolice_ie.io.inputs import START, Place

TEMPORARY: Final = Path()


class Input(NamedTuple):
    """A file to read.

    Attributes:
        number: its place, from 1.
        path: the file.
        bytes: its size, None if it could not be looked at.
        modified: when it was changed last, in nanoseconds.
        documents: how many documents of it have been read.
        failures: how many of its documents or lines could not be.
    """

    number: int
    path: Path
    bytes: int | None
    modified: int | None
    documents: int = 0
    failures: int = 0


class Failed(NamedTuple):
    """What could not be read.

    Attributes:
        id: the document's id; None of a file or line that holds none.
        file: the file that it is in; empty if that is not known.
        line: its line, from 1; 0 of a text file.
        kind: class of the error.
        message: what is wrong, where, and the remedy.
    """

    id: str | None
    kind: str
    message: str
    file: str = ""
    line: int = 0


@dataclass(slots=True)
class Shard:
    """A part of the work, all of which is done or nothing.

    Attributes:
        file: name of its file; None if no document could be read.
        documents: documents in it.
        bytes: size of the file.
        sha256: digest of the file.
        found: what stands in its documents, counted.
        upto: it holds what is left up to here.
        ids: ids that it takes, each with what tells its document from another of that id.
        failed: what could not be read.
        of_inputs: documents and failures by the number of the input.
    """

    file: str | None = None
    documents: int = 0
    bytes: int = 0
    sha256: str = ""
    found: Counter[str] = field(default_factory=Counter)
    upto: Place = START
    ids: dict[str, object] = field(default_factory=dict)
    failed: list[Failed] = field(default_factory=list)
    of_inputs: dict[int, list[int]] = field(default_factory=dict)


class Journal:
    """The journal in a file.

    Args:
        path: the file, made if it is not there; `TEMPORARY` for one that is gone when it is closed.
        read_only: whether it is a copy that nobody writes.

    Raises:
        OutputError: it cannot be read or written.
    """

    def __init__(self, path: Path = TEMPORARY, *, read_only: bool = False) -> None:
        self.path = path
        with self._guarded():
            if read_only:
                # Without locks, which file systems that machines share may not have, and from any thread.
                address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
                self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
                return
            name = "" if path == TEMPORARY else str(path)
            self._db = sqlite3.connect(name, isolation_level=None)
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(f"BEGIN; {_file('tables')} COMMIT;")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._unkept(error) from error

    def _unkept(self, error: sqlite3.Error) -> OutputError:
        return OutputError(
            f"the journal cannot be kept ({error})",
            where=str(self.path),
            remedy="Check that the folder is there, its permissions and the free space",
        )

    @contextmanager
    def intact(self) -> Iterator[None]:
        """Tell that the journal is damaged where what it holds cannot be understood."""
        try:
            yield
        except (ValueError, TypeError, KeyError, StopIteration, RecursionError) as error:
            raise OutputError(
                f"the journal is damaged ({type(error).__name__}: {str(error)[:200]})",
                where=str(self.path),
                remedy="Name another folder, or begin anew with --force",
            ) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._guarded():
            if self._db.in_transaction:  # an interrupt came between its beginning and its body
                self._db.execute("ROLLBACK")
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except GeneratorExit:  # dropped by that interrupt, perhaps when all is closed
                raise
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _ask(self, name: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(_statements()[name], values).fetchall()
        except sqlite3.Error as error:
            raise self._unkept(error) from error

    def _value(self, name: str, *values: object) -> Any:
        rows = self._ask(name, *values)
        return rows[0][0] if rows else None

    def _pages(self, name: str, first: int) -> Iterator[tuple[Any, ...]]:
        """Rows that begin with their number, some at a time: other statements may run between."""
        while rows := self._ask(name, first):
            yield from rows
            first = rows[-1][0] + 1

    @property
    def settings(self) -> dict[str, Any]:
        """What was noted by `begin`; empty of a new journal."""
        with self.intact():
            return {name: json.loads(value) for name, value in self._ask("settings")}

    def begin(self, settings: Mapping[str, Any], inputs: Iterable[Input]) -> None:
        """Note what is to be done: all of it, or nothing."""
        with self._transaction():
            rows = ((i.number, os.fsencode(i.path), i.bytes, i.modified) for i in inputs)
            self._db.executemany(_statements()["add input"], rows)
            self._db.executemany(
                _statements()["set"], ((name, json.dumps(value)) for name, value in settings.items())
            )

    def inputs(self, first: int = 1) -> Iterator[Input]:
        """The files to read from this number on."""
        for number, path, *others in self._pages("inputs", first):
            yield Input(number, Path(os.fsdecode(path)), *others)

    def input_totals(self) -> tuple[int, int, int, int]:
        """How many files there are, their bytes, and how many documents and failures of them are done."""
        files, size, documents, failures = self._ask("input totals")[0]
        return files, size, documents, failures

    def mark(self, id: str) -> Any:  # noqa: A002
        """What was noted with a document of this id; None if there is none."""
        return self._value("mark", _bytes(id))

    def commit(self, number: int, shard: Shard) -> None:
        """Note that a shard is done.

        Args:
            number: its place, from 0.
            shard: what became of its documents. What failed before under an id that it takes is forgotten.
        """
        with self._transaction():
            run = self._db.executemany
            found = json.dumps(shard.found)
            row = (number, shard.file, shard.documents, len(shard.failed), shard.bytes, shard.sha256, found)
            self._db.execute(_statements()["add shard"], (*row, *shard.upto))
            ids = sorted((_bytes(id_), mark) for id_, mark in shard.ids.items())
            run(_statements()["add document"], ids)
            again = [*shard.ids, *(failed.id for failed in shard.failed if failed.id is not None)]
            run(_statements()["forget failure"], ((_bytes(id_),) for id_ in again))
            run(
                _statements()["add failure"],
                (
                    (None if f.id is None else _bytes(f.id), f.kind, json.dumps(f._asdict()))
                    for f in shard.failed
                ),
            )
            run(
                _statements()["count of input"],
                ((documents, failures, number) for number, (documents, failures) in shard.of_inputs.items()),
            )

    def place(self) -> Place:
        """Up to where the work is done."""
        rows = self._ask("last shard")
        return Place(*rows[0]) if rows else START

    def shards(self) -> Iterator[tuple[int, Shard]]:
        """The shards that are done, with their numbers; without ids, and their failures only counted."""
        for number, file, documents, _, size, sha256, found, *place in self._pages("shards", 0):
            with self.intact():
                counts = Counter(dict(json.loads(found)))
            yield number, Shard(file, documents, size, sha256, counts, Place(*place))

    def shard_totals(self) -> tuple[int, int, int]:
        """Documents and failures of all shards, and the number of the next one."""
        documents, failures, following = self._ask("shard totals")[0]
        return documents, failures, following

    def found(self) -> Counter[str]:
        """What stands in all documents, counted."""
        total: Counter[str] = Counter()
        for _, shard in self.shards():
            total.update(shard.found)
        return total

    def names_shard(self, file: str) -> bool:
        """Tell whether a shard that is done is in this file."""
        return bool(self._value("shard of file", file))

    def failures(self) -> Iterator[Failed]:
        """What could not be read, in order."""
        for _, record in self._pages("failures", 0):
            with self.intact():
                failed = Failed(**json.loads(record))
            yield failed

    def failure_kinds(self) -> dict[str, int]:
        """How many failures there are of each kind."""
        return dict(self._ask("failure kinds"))

    def add_deaths(self, places: Iterable[Place]) -> None:
        """Note that a process died while it read the documents at these places."""
        with self._transaction():
            self._db.executemany(_statements()["add death"], places)

    def deaths(self) -> dict[Place, int]:
        """How often a process died over documents, by their places."""
        return {Place(*place): times for *place, times in self._ask("deaths")}

    def put_run(self, number: int, record: Mapping[str, Any]) -> None:
        """Note when somebody worked, and what was done."""
        with self._transaction():
            self._db.execute(_statements()["put run"], (number, json.dumps(record)))

    def runs(self) -> list[dict[str, Any]]:
        """What `put_run` noted."""
        with self.intact():
            return [json.loads(record) for _, record in self._ask("runs")]

    def copy_to(self, path: Path) -> None:
        """Write a copy that others may read while this journal is written."""
        with self._guarded():
            other = sqlite3.connect(path)
            try:
                self._db.backup(other)
            finally:
                other.close()


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _file(name: str) -> str:
    return resources.files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


@cache
def _statements() -> Mapping[str, str]:
    """The statements of statements.sql by their names."""
    parts: Sequence[str] = re.split(r"^-- name: (.+)\n", _file("statements"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
