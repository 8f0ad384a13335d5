"""Lines of the output format on their way into a store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.io.jsonl import dump_line, raise_error
from vnpolice_ie.io.limits import lines_at_most
from vnpolice_ie.io.packed import opened
from vnpolice_ie.io.strict_json import parse_json
from vnpolice_ie.io.text import unreadable
from vnpolice_ie.store.checks import checked
from vnpolice_ie.store.database import storable
from vnpolice_ie.types import Doc

OnError = Callable[[VnPoliceError], None]
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the output format.

    Attributes:
        source: the file it is from; empty for documents that were given as objects.
        number: its number there, from 1.
        data: its bytes, without the line end.
    """

    source: str
    number: int
    data: bytes

    @property
    def where(self) -> str:
        """Its place, for errors."""
        return f"{self.source}, line {self.number}" if self.source else f"document {self.number}"

    @property
    def digest(self) -> bytes:
        """16 bytes that stand for its content."""
        return blake2b(self.data, digest_size=16).digest()


def lines_of(path: Path, on_error: OnError = raise_error) -> Iterator[Line]:
    """The lines of a file that are not blank.

    Args:
        path: the file.
        on_error: called with the error of each line that is too long.

    Raises:
        InputError: the file cannot be read, or what `on_error` raises.
    """
    try:
        with opened(path) as file:
            for number, data in lines_at_most(file, lambda n: f"{path}, line {n}"):
                if isinstance(data, InputError):
                    on_error(data)
                elif stripped := data.removeprefix(_BOM).strip():
                    yield Line(str(path), number, stripped)
    except OSError as error:
        raise unreadable(path, error) from error


def lines_of_docs(docs: Iterable[Doc]) -> Iterator[Line]:
    """Documents as lines of the output format."""
    for number, doc in enumerate(docs, 1):
        yield Line("", number, dump_line(doc.to_dict()).strip())


def words_of(line: Line) -> str | None:
    """The line as text; None where it is not UTF-8."""
    try:
        return line.data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def mended(line: Line) -> str:
    """The line in plain form, whatever of the output format it left out or wrote in another way.

    A lone surrogate, which no database can hold, becomes U+FFFD: one code point for one, so offsets hold.

    Raises:
        InputError: it is no JSON object.
        SchemaError: it is not in the output format, or a value of it is unsound.
    """
    try:
        value = parse_json(line.data)
    except ValueError as error:
        raise InputError(
            f"the line is no JSON object ({error})",
            where=line.where,
            remedy="Load what vnpolice-ie annotate has written",
        ) from error
    if not isinstance(value, dict):
        raise InputError(
            f"the line is a {type(value).__name__}, not an object",
            where=line.where,
            remedy="Load what vnpolice-ie annotate has written",
        )
    if not {"text", "entities"} <= value.keys():
        raise SchemaError(
            "the document was not annotated: it has no 'text' or no 'entities'",
            where=line.where,
            remedy="Run vnpolice-ie annotate over it first",
        )
    try:
        doc = Doc.from_dict(value)
    except SchemaError as error:
        raise SchemaError(error.what, where=f"{line.where}, {error.where}", remedy=error.remedy) from error
    return storable(json.dumps(checked(doc, line.where).to_dict(), ensure_ascii=False))


def batches(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    """Lines in lists of at most `size`."""
    rest = iter(lines)
    while batch := list(islice(rest, size)):
        yield batch
