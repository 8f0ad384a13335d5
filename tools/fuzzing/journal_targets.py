"""The journal of a run in shards (SQLite): its rows are changed, then the run is gone on with."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import vnpolice_ie as vie
from fuzzing import packing, seeds
from fuzzing.file_targets import Attempt
from fuzzing.invariants import check_error
from vnpolice_ie.cli.annotate_shards import Writing, annotate_to_shards
from vnpolice_ie.io.inputs import Decoding
from vnpolice_ie.io.walking import JOURNAL
from vnpolice_ie.shards.reading import Reading

TABLES: Final = ("setting", "shard", "document", "failure", "run")
"""Those that do not name files of this machine."""
NOT_UTF8: Final = b"\xff\xfe\x00"


class Run:
    """A run over two files, one of which is no text.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._texts, self._output = folder / "texts", folder / "out"
        self._texts.mkdir()
        (self._texts / "a.txt").write_text(seeds.TEXTS[0], encoding="utf-8")
        (self._texts / "b.txt").write_bytes(NOT_UTF8)
        self._reading = Reading(vie.load("rules"), Decoding())
        self.go_on()
        self.journal = self._output / JOURNAL
        self._sound = self.journal.read_bytes()

    def go_on(self) -> int:
        """Go on with the run; return the exit status."""
        return annotate_to_shards(
            [self._texts], self._output, self._reading, Writing(1, packing=None, resume=True)
        )

    def rows(self) -> dict[str, list[list[Any]]]:
        """The rows of each table, bytes as in `packing`."""
        with closing(sqlite3.connect(self.journal)) as db:
            return {
                name: [
                    [packing.as_bytes(value) if isinstance(value, bytes) else value for value in row]
                    for row in db.execute(f"SELECT * FROM {name}")
                ]
                for name in TABLES
            }

    def put(self, rows: dict[str, Any]) -> None:
        """Put other rows into the sound journal, as far as its tables take them."""
        self.journal.write_bytes(self._sound)
        with closing(sqlite3.connect(self.journal)) as db:
            for name in TABLES:
                db.execute(f"DELETE FROM {name}")
                width = len(db.execute(f"PRAGMA table_info({name})").fetchall())
                for row in rows.get(name) or () if isinstance(rows.get(name), list) else ():
                    values = [_value(value) for value in (row if isinstance(row, list) else [row])]
                    filled = [*values, *([None] * width)][:width]
                    with suppress(sqlite3.Error):  # a word for a number of a row
                        db.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * width)})", filled)
            db.commit()


def _value(value: Any) -> Any:
    made = packing.made(value)
    if isinstance(made, int) and made >= 1 << 63:
        return made - (1 << 64)
    return made if isinstance(made, str | bytes | int | float | None) else json.dumps(made, default=repr)


def journal_seed() -> list[bytes]:
    """The rows of a sound journal."""
    with TemporaryDirectory() as folder:
        return [packing.closed(Run(Path(folder)).rows())]


def journal(folder: Path) -> Attempt:
    """A run is gone on with, or refused."""
    run = Run(folder)

    def attempt(data: bytes) -> str:
        value = packing.opened(data)
        run.put(value if isinstance(value, dict) else {})
        try:
            return f"status {run.go_on()}"
        except vie.VnPoliceError as error:
            return check_error(error, needs_place=True)

    return attempt
