"""What the command line reads: files and folders of .txt and .jsonl, or `-` for the standard input."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from vnpolice_ie.errors import InputError, VnPoliceError
from vnpolice_ie.io.document_ids import DocumentIds
from vnpolice_ie.io.jsonl import OnError, records_or_faults
from vnpolice_ie.io.limits import read_at_most
from vnpolice_ie.io.markup import is_markup, plain
from vnpolice_ie.io.packed import PACKINGS, ending, opened
from vnpolice_ie.io.text import UTF8, decode, decode_old, read_bytes, unreadable
from vnpolice_ie.io.walking import files_below
from vnpolice_ie.streaming import Record
from vnpolice_ie.text.encodings import OldEncoding, convert

TEXT_SUFFIXES = frozenset({".txt", ".text"})
LINES_SUFFIXES = frozenset(
    lines + packed for lines in (".jsonl", ".ndjson") for packed in ("", *(f".{name}" for name in PACKINGS))
)
STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class Decoding:
    """How bytes become text.

    Attributes:
        encoding: the encoding of the files.
        old: the old Vietnamese encoding that their letters are in, or None.
    """

    encoding: str = UTF8
    old: OldEncoding | None = None

    def text(self, data: bytes, where: str) -> str:
        """Decode one text.

        Raises:
            InputError: the bytes are not in this encoding.
        """
        if self.old is not None:
            return decode_old(data, self.old, self.encoding, where)
        return decode(data, self.encoding, where)

    def record(self, record: Record) -> Record:
        """Convert the text of a record whose bytes were decoded as JSON Lines."""
        return record if self.old is None else record._replace(text=convert(record.text, self.old))


class Place(NamedTuple):
    """Up to where files are done: those before `file` (by number, from 1), and its lines up to `line`."""

    file: int = 1
    line: int = 0


class Entry(NamedTuple):
    """A document to read, or why there is none.

    Attributes:
        found: the document or the fault.
        path: its file.
        file: the number of the file.
        line: its line, from 1; 0 of a text file or a file as a whole.
        upto: where to go on after it.
    """

    found: Record | VnPoliceError
    path: Path
    file: int
    line: int
    upto: Place


START: Final = Place()


def find_files(
    paths: Iterable[Path],
    *,
    leave_out: Path | None = None,
    suffixes: frozenset[str] = TEXT_SUFFIXES | LINES_SUFFIXES,
) -> list[Path]:
    """Return the files to read, folders (and those in them) opened, in order of name.

    Args:
        paths: files, folders, or `-`.
        leave_out: a file or folder that is not taken from a folder: the output of this run.
        suffixes: endings of the files that can be read, in lower case.

    Raises:
        InputError: a path is not there, a folder holds no texts, or a file is neither text nor JSON Lines
            or cannot be looked at.
    """
    return list(iter_files(paths, leave_out=leave_out, suffixes=suffixes))


def iter_files(
    paths: Iterable[Path],
    *,
    leave_out: Path | None = None,
    suffixes: frozenset[str] = TEXT_SUFFIXES | LINES_SUFFIXES,
) -> Iterator[Path]:
    """Find the files as `find_files` does, one by one, so that a million of them needs no memory.

    Args:
        paths: as of `find_files`.
        leave_out: as of `find_files`.
        suffixes: as of `find_files`.

    Raises:
        InputError: as of `find_files`.
    """
    for path in paths:
        if path == STDIN:
            yield path
            continue
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except OSError as error:
            raise unreadable(path, error) from error
        if is_folder:
            empty = True
            for file in files_below(path, suffixes, leave_out):
                empty = False
                yield file
            if empty:
                raise InputError(
                    "the folder holds no texts", where=str(path), remedy="Put .txt or .jsonl files into it"
                )
        elif ending(path) not in suffixes:
            raise InputError(
                f"the file ends in {path.suffix!r}, so it is not clear what it holds",
                where=str(path),
                remedy=f"Files that can be read end in {', '.join(sorted(suffixes))}",
            )
        else:
            yield path


def count_documents(files: Iterable[Path]) -> int:
    """Count the documents that the files hold at most, for a progress bar."""
    count = 0
    for path in files:
        if ending(path) not in LINES_SUFFIXES:
            count += 1
            continue
        # What is wrong with it, reading it will tell.
        with suppress(OSError, VnPoliceError), opened(path) as file:
            while block := file.read(1 << 20):
                count += block.count(b"\n")
    return count


def read_inputs(
    files: Iterable[Path],
    *,
    decoding: Decoding,
    date: str | None,
    on_error: OnError,
    leave_out: Callable[[Mapping[str, Any]], bool] = lambda record: False,
) -> Iterator[Record]:
    """Read the documents of the files one by one.

    Args:
        files: what `find_files` found.
        decoding: how bytes become text.
        date: the dateline of documents that give none.
        on_error: called with the error of each file or line that cannot be read; the rest is read.
        leave_out: tells objects of JSON Lines that are not taken for texts.
    """
    entries = read_entries(
        enumerate(files, 1), decoding=decoding, date=date, ids=DocumentIds(), leave_out=leave_out
    )
    for entry in entries:
        if isinstance(entry.found, Record):
            yield entry.found
        else:
            on_error(entry.found)


def read_entries(
    files: Iterable[tuple[int, Path]],
    *,
    decoding: Decoding,
    date: str | None,
    ids: DocumentIds,
    after: Place = START,
    leave_out: Callable[[Mapping[str, Any]], bool] = lambda record: False,
) -> Iterator[Entry]:
    """Read the documents of the files, and what is wrong with others, in order.

    Args:
        files: numbers and paths, in order, from the file of `after` on.
        decoding: how bytes become text.
        date: the dateline of documents that give none.
        ids: what is taken; the ids of the documents are added.
        after: up to here all is done.
        leave_out: tells objects of JSON Lines that are not taken for texts.
    """
    for number, path in files:
        done = Place(number, after.line if number == after.file else 0)
        for entry in _documents(path, decoding, done, leave_out):
            record = entry.found
            if not isinstance(record, Record):
                yield entry
                continue
            fault = ids.take(record.id, str(path))
            if fault is not None and (longer := _longer_id(record, path, ids)) != record.id:
                record = record._replace(id=longer)
                fault = ids.take(longer, str(path))
            if fault is not None:
                yield entry._replace(found=fault)
                continue
            yield entry._replace(found=record if record.date else record._replace(date=date))


def _longer_id(record: Record, path: Path, taken: DocumentIds) -> str:
    """The id of a text file with the names of its folders before it, as many as it takes to be free."""
    if record.id != path.stem or ending(path) in LINES_SUFFIXES:
        return record.id
    return next((name for name in names_of(path) if name not in taken), record.id)


def names_of(path: Path) -> Iterator[str]:
    """Names for the text in a file, the shortest first: the file's name, then with its folders before it."""
    *folders, name = path.with_suffix("").parts
    yield name
    for n in range(1, len(folders) + 1):
        yield "/".join((*folders[-n:], name))


def _documents(
    path: Path, decoding: Decoding, after: Place, leave_out: Callable[[Mapping[str, Any]], bool]
) -> Iterator[Entry]:
    number = after.file
    whole = Place(number + 1)
    try:
        if ending(path) in LINES_SUFFIXES:
            for line, found in records_or_faults(
                path, encoding=decoding.encoding, after=after.line, leave_out=leave_out
            ):
                record = decoding.record(found) if isinstance(found, Record) else found
                yield Entry(record, path, number, line, Place(number, line))
        else:
            yield Entry(_text_document(path, decoding), path, number, 0, whole)
    except VnPoliceError as error:
        yield Entry(error, path, number, 0, whole)


def _text_document(path: Path, decoding: Decoding) -> Record:
    if path == STDIN:
        where = "standard input"
        return Record("stdin", decoding.text(read_at_most(sys.stdin.buffer, where), where))
    text = decoding.text(read_bytes(path), str(path))
    if is_markup(text):
        document = plain(text, str(path))
        return Record(document.id, document.text, document.date)
    return Record(path.stem, text)
