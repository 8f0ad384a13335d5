"""JSON Lines: documents to read, and annotated documents (the output format)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.io.json_array import read_elements
from vnpolice_ie.io.limits import lines_at_most
from vnpolice_ie.io.packed import opened, stem
from vnpolice_ie.io.strict_json import parse_json
from vnpolice_ie.io.text import decode, unreadable
from vnpolice_ie.streaming import Record
from vnpolice_ie.types import Doc

OnError = Callable[[VnPoliceError], None]
JSON_SUFFIX = ".json"
BOM = b"\xef\xbb\xbf"


def raise_error(error: VnPoliceError) -> None:
    """Raise it: what a reader does about a broken line where nothing else is asked for."""
    raise error


def read_objects(
    path: Path, *, encoding: str = "utf-8", on_error: OnError = raise_error
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read the objects of a file, each with the number of its line (from 1); blank lines are passed over.

    Args:
        path: the file.
        encoding: its encoding.
        on_error: called with the error of each broken line; if it returns, the next lines are read.

    Raises:
        InputError: the file cannot be read, or what `on_error` raises.
    """
    for number, found in objects_or_faults(path, encoding=encoding):
        if isinstance(found, VnPoliceError):
            on_error(found)
        else:
            yield number, found


def objects_or_faults(
    path: Path, *, encoding: str = "utf-8", after: int = 0
) -> Iterator[tuple[int, dict[str, Any] | VnPoliceError]]:
    """Read the objects of a file, or what is wrong with them, each with the number of its line (from 1).

    Args:
        path: the file.
        encoding: its encoding.
        after: up to this line, nothing is looked at.

    Raises:
        InputError: the file cannot be read.
    """
    for number, line in _lines(path, encoding, after):
        if isinstance(line, VnPoliceError):
            yield number, line
            continue
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            value = parse_json(line.rstrip())
        except json.JSONDecodeError as error:
            yield number, _broken(where, f"{error.msg} at column {error.colno}")
        except ValueError as error:
            yield number, _broken(where, str(error))
        else:
            if isinstance(value, dict):
                yield number, value
            else:
                yield number, _broken(where, f"it is a {type(value).__name__}, not an object")


def _broken(where: str, why: str) -> InputError:
    return InputError(
        f"the line is no JSON object ({why})",
        where=where,
        remedy='Write one object a line, as {"id": "a", "text": "…"}',
    )


def _lines(path: Path, encoding: str, after: int) -> Iterator[tuple[int, str | InputError]]:
    def place(number: int) -> str:
        return f"{path}, line {number}"

    try:
        if encoding.replace("_", "-").casefold() in {"utf-8", "utf8", "utf-8-sig"}:
            with opened(path) as file:
                for number, data in islice(lines_at_most(file, place), after, None):
                    if isinstance(data, InputError):
                        yield number, data
                        continue
                    try:
                        yield number, decode(data.removeprefix(BOM), "utf-8", place(number))
                    except InputError as error:
                        yield number, error
        else:
            with TextIOWrapper(opened(path), encoding=encoding, newline="\n") as text:
                yield from islice(lines_at_most(text, place), after, None)
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"the file is not {encoding.upper()} ({error.reason})",
            where=str(path),
            remedy="Name its encoding with --encoding",
        ) from error


def read_array_or_lines(
    path: Path, *, unit: str = "object", on_error: OnError = raise_error
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Read the objects of JSON Lines, of an array, or the only one of a `.json` file.

    The beginning of the file tells which it is.

    Args:
        path: the file, UTF-8.
        unit: what an object of an array is called, for the errors.
        on_error: called with the error of each broken line, and of each part that is no object.

    Yields:
        the number of the object (of its line, in JSON Lines), its place for errors, and the object.

    Raises:
        InputError: the file cannot be read or is no JSON, or what `on_error` raises.
    """
    if not _is_one_value(path):
        for number, record in read_objects(path, on_error=on_error):
            yield number, f"{path}, line {number}", record
        return
    for number, record in enumerate(read_elements(path), 1):
        where = f"{path}, {unit} {number}"
        if isinstance(record, dict):
            yield number, where, record
        else:
            on_error(
                InputError(
                    f"the {unit} is a {type(record).__name__}, not an object",
                    where=where,
                    remedy="Give a list of objects, one a document",
                )
            )


def _is_one_value(path: Path) -> bool:
    """Tell whether a file is no JSON Lines but one value, which is spread over lines or stands alone."""
    try:
        with opened(path) as file:
            lines = (line for _, line in lines_at_most(file, str))
            # Reading a line that is too long will tell that it is.
            words = (line.removeprefix(BOM).strip() if isinstance(line, bytes) else b"{" for line in lines)
            first, second = islice(chain(filter(None, words), (b"", b"")), 2)
    except OSError as error:
        raise unreadable(path, error) from error
    if first.startswith(b"["):
        return not second or not _is_json(first)
    return path.suffix.casefold() == JSON_SUFFIX and not (second and _is_json(first))


def _is_json(line: bytes) -> bool:
    try:
        parse_json(line)
    except ValueError:
        return False
    return True


def read_records(
    path: Path,
    *,
    encoding: str = "utf-8",
    on_error: OnError = raise_error,
    leave_out: Callable[[Mapping[str, Any]], bool] = lambda record: False,
) -> Iterator[Record]:
    """Read the documents of a file: `id`, `text` and optionally `date` (ISO 8601).

    Other keys are passed over; a document without an id gets the file's name and its line as one.

    Args:
        path: the file.
        encoding: its encoding.
        on_error: called with the error of each line that holds no document.
        leave_out: tells objects that are not taken for documents.

    Raises:
        InputError: the file cannot be read, or what `on_error` raises.
    """
    for _, found in records_or_faults(path, encoding=encoding, leave_out=leave_out):
        if isinstance(found, VnPoliceError):
            on_error(found)
        else:
            yield found


def records_or_faults(
    path: Path,
    *,
    encoding: str = "utf-8",
    after: int = 0,
    leave_out: Callable[[Mapping[str, Any]], bool] = lambda record: False,
) -> Iterator[tuple[int, Record | VnPoliceError]]:
    """Read the documents of a file, or what is wrong with them, each with the number of its line (from 1).

    Args:
        path: the file.
        encoding: its encoding.
        after: up to this line, nothing is looked at.
        leave_out: tells objects that are not taken for documents.

    Raises:
        InputError: the file cannot be read.
    """
    for number, value in objects_or_faults(path, encoding=encoding, after=after):
        if isinstance(value, VnPoliceError):
            yield number, value
            continue
        if leave_out(value):
            continue
        text = value.get("text")
        if not isinstance(text, str):
            fault = InputError(
                "the object has no string under 'text'",
                where=f"{path}, line {number}",
                remedy='Write it as {"id": "a", "text": "…"}',
            )
            yield number, fault
            continue
        name = value.get("id")
        yield (
            number,
            Record(
                f"{stem(path)}-{number}" if name is None or name == "" else str(name), text, value.get("date")
            ),
        )


def read_docs(path: Path, *, on_error: OnError = raise_error) -> Iterator[Doc]:
    """Read annotated documents.

    Raises:
        InputError: the file cannot be read, or what `on_error` raises for a broken line.
        SchemaError: a line is not in the output format, unless `on_error` takes it.
    """
    for number, value in read_objects(path, on_error=on_error):
        try:
            doc = Doc.from_dict(value)
        except SchemaError as error:
            on_error(
                SchemaError(error.what, where=f"{path}, line {number}, {error.where}", remedy=error.remedy)
            )
        else:
            yield doc


def is_annotated(path: Path) -> bool:
    """Tell whether the first object of a file that has a text has been annotated.

    Raises:
        InputError: the file cannot be read.
    """
    objects = read_objects(path, on_error=lambda error: None)
    return "entities" in next((value for _, value in objects if isinstance(value.get("text"), str)), {})


def dump_line(value: Mapping[str, Any]) -> bytes:
    """Return one line, UTF-8 with its line end.

    Letters stand as they are, except in an object that holds lone surrogates (which UTF-8 cannot
    carry): that one is written with ASCII escapes, so the file is valid and the text comes back whole.
    """
    try:
        return _encode()(value) + b"\n"
    except ValueError:
        return (json.dumps(value, separators=(",", ":")) + "\n").encode("ascii")


@cache
def _encode() -> Callable[[object], bytes]:
    """What writes JSON in half the time of the standard library."""
    from pydantic_core import to_json  # noqa: PLC0415  (slow to import)

    return to_json
