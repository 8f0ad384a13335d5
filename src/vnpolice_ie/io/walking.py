"""The files below a folder, in order of name, however many there are."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from vnpolice_ie.io.packed import ending

JOURNAL: Final = Path(".run", "journal.sqlite")
"""What a folder of shards (`shards.folder`) is known by."""
BESIDE_SHARDS: Final = frozenset({"manifest.json", "inputs.jsonl", "failures.jsonl"})
"""Files of such a folder that hold no documents."""


def files_below(folder: Path, suffixes: frozenset[str], leave_out: Path | None) -> Iterator[Path]:
    """Find files, one by one; names that begin with a dot and folders behind links are passed over.

    They are sorted by their names, folder by folder, on disk: a million paths would fill the memory. A folder
    that cannot be opened comes out itself, so that reading it tells why. Of a folder of shards only these are
    taken.

    Args:
        folder: the folder.
        suffixes: endings of the files, in lower case.
        leave_out: a file or folder that is not taken.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as db:  # in a temporary file, once it is large
        db.execute("BEGIN")
        db.execute("CREATE TABLE found (path BLOB)")
        paths = _walk(os.fspath(folder), suffixes, leave_out)
        db.executemany("INSERT INTO found VALUES (?)", ((_key(path),) for path in paths))
        for (key,) in db.execute("SELECT path FROM found ORDER BY path"):
            yield Path(os.fsdecode(key.replace(b"\0", os.fsencode(os.sep))))


def _key(path: str) -> bytes:
    """Bytes that sort as the parts of the path do: a folder before what only begins with its name."""
    return os.fsencode(path).replace(os.fsencode(os.sep), b"\0")


def _walk(folder: str, suffixes: frozenset[str], leave_out: Path | None) -> Iterator[str]:
    folders = [folder]
    left_out = None if leave_out is None else leave_out.resolve()
    while folders:
        current = folders.pop()
        others = BESIDE_SHARDS if os.path.exists(os.path.join(current, JOURNAL)) else frozenset()
        try:
            with os.scandir(current) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or entry.name in others or _is(entry, left_out):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif ending(entry.name) in suffixes and entry.is_file():
                        yield entry.path
        except OSError:
            yield current


def _is(entry: os.DirEntry[str], path: Path | None) -> bool:
    return path is not None and entry.name == path.name and Path(entry.path).resolve() == path
