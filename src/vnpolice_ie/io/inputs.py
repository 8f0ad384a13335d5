"""What the command line reads: files and folders of .txt and .jsonl, or `-` for the standard input."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vnpolice_ie.errors import InputError, VnPoliceError
from vnpolice_ie.io.document_ids import DocumentIds
from vnpolice_ie.io.jsonl import OnError, read_records
from vnpolice_ie.io.markup import is_markup, plain
from vnpolice_ie.io.text import UTF8, decode, decode_old, read_bytes, unreadable
from vnpolice_ie.streaming import Record
from vnpolice_ie.text.encodings import OldEncoding, convert

TEXT_SUFFIXES = frozenset({".txt", ".text"})
LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
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


def find_files(
    paths: Iterable[Path],
    *,
    leave_out: Path | None = None,
    suffixes: frozenset[str] = TEXT_SUFFIXES | LINES_SUFFIXES,
) -> list[Path]:
    """Return the files to read, folders (and those in them) opened, in order of name.

    Args:
        paths: files, folders, or `-`.
        leave_out: a file that is not taken from a folder: the output of this run.
        suffixes: endings of the files that can be read, in lower case.

    Raises:
        InputError: a path is not there, a folder holds no texts, or a file is neither text nor JSON Lines
            or cannot be looked at.
    """
    files: list[Path] = []
    for path in paths:
        if path == STDIN:
            files.append(path)
            continue
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except OSError as error:
            raise unreadable(path, error) from error
        if is_folder:
            files += _in_folder(path, leave_out, suffixes)
        elif path.suffix.casefold() not in suffixes:
            raise InputError(
                f"the file ends in {path.suffix!r}, so it is not clear what it holds",
                where=str(path),
                remedy=f"Files that can be read end in {', '.join(sorted(suffixes))}",
            )
        else:
            files.append(path)
    return files


def _in_folder(folder: Path, leave_out: Path | None, suffixes: frozenset[str]) -> list[Path]:
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.casefold() in suffixes
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
        and (leave_out is None or path.resolve() != leave_out.resolve())
    )
    if not found:
        raise InputError(
            "the folder holds no texts", where=str(folder), remedy="Put .txt or .jsonl files into it"
        )
    return found


def count_documents(files: Sequence[Path]) -> int:
    """Count the documents that the files hold at most, for a progress bar."""
    count = 0
    for path in files:
        if path.suffix.casefold() not in LINES_SUFFIXES:
            count += 1
            continue
        with suppress(OSError), path.open("rb") as file:  # what is wrong with it, reading it will tell
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
    ids = DocumentIds()
    for path in files:
        for found in _documents(path, decoding, on_error, leave_out):
            record = found if found.id not in ids else found._replace(id=_longer_id(found, path, ids))
            if (fault := ids.take(record.id, str(path))) is not None:
                on_error(fault)
                continue
            yield record if record.date else record._replace(date=date)


def _longer_id(record: Record, path: Path, taken: DocumentIds) -> str:
    """The id of a text file with the names of its folders before it, as many as it takes to be free."""
    if record.id != path.stem or path.suffix.casefold() in LINES_SUFFIXES:
        return record.id
    return next((name for name in names_of(path) if name not in taken), record.id)


def names_of(path: Path) -> Iterator[str]:
    """Names for the text in a file, the shortest first: the file's name, then with its folders before it."""
    *folders, name = path.with_suffix("").parts
    yield name
    for n in range(1, len(folders) + 1):
        yield "/".join((*folders[-n:], name))


def _documents(
    path: Path, decoding: Decoding, on_error: OnError, leave_out: Callable[[Mapping[str, Any]], bool]
) -> Iterator[Record]:
    try:
        if path.suffix.casefold() in LINES_SUFFIXES:
            records = read_records(path, encoding=decoding.encoding, on_error=on_error, leave_out=leave_out)
            yield from map(decoding.record, records)
        else:
            yield _text_document(path, decoding)
    except VnPoliceError as error:
        on_error(error)


def _text_document(path: Path, decoding: Decoding) -> Record:
    if path == STDIN:
        return Record("stdin", decoding.text(sys.stdin.buffer.read(), "standard input"))
    text = decoding.text(read_bytes(path), str(path))
    if is_markup(text):
        document = plain(text, str(path))
        return Record(document.id, document.text, document.date)
    return Record(path.stem, text)
