"""The elements of a JSON array one by one: a large export takes the memory of its largest element."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, TextIO

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.limits import most_bytes, too_large
from vnpolice_ie.io.packed import opened
from vnpolice_ie.io.strict_json import strict_decoder
from vnpolice_ie.io.text import read_text, unreadable

_CHUNK: Final = 1 << 18
_SPACE: Final = " \t\n\r"
_AFTER: Final = frozenset(",]" + _SPACE)
"""What may follow a number; other characters may belong to it."""


def read_elements(path: Path) -> Iterator[Any]:
    """Yield the elements of the array in a file; a file with another value gives that value alone.

    A file of nothing but white space has none.

    Raises:
        InputError: the file cannot be read, or is no JSON from some element on.
    """
    try:
        with TextIOWrapper(opened(path), encoding="utf-8-sig", newline="") as file:
            yield from _Elements(path, file)
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError:
        read_text(path)  # tells where it is not UTF-8
        raise


class _Elements:
    def __init__(self, path: Path, file: TextIO) -> None:
        self._path, self._file = path, file
        self._decoder = strict_decoder()
        self._text, self._at, self._lines = "", 0, 1
        self._chunk, self._ended = _CHUNK, False

    def __iter__(self) -> Iterator[Any]:
        first = self._next()
        if not first:
            return
        if first != "[":
            yield self._value()
        else:
            self._at += 1
            if self._next() != "]":
                yield self._value()
                while self._next() == ",":
                    self._at += 1
                    self._next()
                    yield self._value()
            if self._next() != "]":
                raise self._broken("Expecting ',' delimiter", self._at)
            self._at += 1
        if self._next():
            raise self._broken("Extra data", self._at)

    def _next(self) -> str:
        """The next character that is no white space, without taking it; nothing at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on; False at the end of the file."""
        self._lines += self._text.count("\n", 0, self._at)
        read = "" if self._ended else self._file.read(self._chunk)
        self._text, self._at = self._text[self._at :] + read, 0
        self._ended = not read
        return not self._ended

    def _value(self) -> Any:
        self._chunk = _CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                # What is cut off by the end of a chunk looks broken; chunks grow, so the work stays linear.
                self._chunk *= 2
                if len(self._text) - self._at > most_bytes():
                    raise too_large("an element", self._place(self._at)) from None
                if not self._more():
                    raise self._broken(error.msg, error.pos) from error
            except (ValueError, RecursionError) as error:
                why = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
                raise self._broken(why, self._at) from error
            else:
                whole = isinstance(value, dict | list | str) or self._text[end : end + 1] in _AFTER
                if whole or not self._more():
                    self._at = end
                    return value

    def _place(self, at: int) -> str:
        line = self._lines + self._text.count("\n", 0, at)
        return f"{self._path}, line {line}"

    def _broken(self, why: str, at: int) -> InputError:
        return InputError(
            f"the file is no JSON ({why})",
            where=self._place(at),
            remedy="Export it again, as an array of objects or one object a line",
        )
