"""How much a reader takes at once, so that no file can fill the memory.

A text, or a line of JSON, can have 256 MB. The environment variable `VNPOLICE_IE_MOST_MB` sets another limit.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from typing import IO, AnyStr, BinaryIO, Final

from vnpolice_ie.errors import InputError, shown

VARIABLE: Final = "VNPOLICE_IE_MOST_MB"
DEFAULT: Final = 256
_MEGABYTE: Final = 1_000_000
_BLOCK: Final = 1 << 20
_DENSEST: Final = 100
"""How many times smaller packed texts and marks are at most; a bomb is a thousand times smaller."""
_ZLIB_MOST: Final = 1032
"""How many times smaller zlib can make data."""
_LINE_END: Final = ord("\n")
_MOST_BLANK: Final = 1_000_000


def most_bytes() -> int:
    """Return how many bytes a text, a line or an unpacked part of a file can have.

    Raises:
        InputError: the environment variable is no number.
    """
    given = os.environ.get(VARIABLE, "")
    if not given:
        return DEFAULT * _MEGABYTE
    if not (given.isascii() and given.isdigit() and int(given[:9])):
        raise InputError(
            f"{shown(given)} is no number of megabytes", where=VARIABLE, remedy="Write it like 256"
        )
    return int(given[:9]) * _MEGABYTE


def too_large(what: str, where: str) -> InputError:
    """Return the error for what exceeds the limit."""
    return InputError(
        f"{what} has more than {most_bytes() // _MEGABYTE} MB",
        where=where,
        remedy=f"Split it; or, if you trust it and have the memory, set {VARIABLE} to a higher number",
    )


def read_at_most(file: BinaryIO, where: str) -> bytes:
    """Read a whole file.

    Raises:
        InputError: it is too large.
    """
    most = most_bytes()
    data = file.read(most + 1)
    if len(data) > most:
        raise too_large("the file", where)
    return data


def lines_at_most(file: IO[AnyStr], where: Callable[[int], str]) -> Iterator[tuple[int, AnyStr | InputError]]:
    """Yield the lines of a file with their numbers, from 1; the error of each that is too long in its place.

    A million empty lines in a row end the file with an error: a few packed bytes can hold hours of them.

    Args:
        file: the file, of bytes or of text; then a line can have as many characters.
        where: gives the place of a line, for the error.
    """
    most = most_bytes()
    number = blank = 0
    while line := file.readline(most + 1):
        number += 1
        blank = blank + 1 if line.isspace() else 0
        if blank == _MOST_BLANK:
            yield (
                number,
                InputError(
                    "a million empty lines in a row",
                    where=where(number),
                    remedy="Take them out; the rest is not read",
                ),
            )
            return
        if len(line) <= most:
            yield number, line
            continue
        while line and ord(line[-1:]) != _LINE_END:
            line = file.readline(_BLOCK)
        yield number, too_large("the line", where(number))


def check_unpacked(packed: int, unpacked: int, what: str, where: str) -> None:
    """Refuse what was packed to fill the memory: over the limit, and packed far denser than texts can be.

    Args:
        packed: its bytes in the file.
        unpacked: its bytes in memory.
        what: what it is called, for the error.
        where: its place, for the error.

    Raises:
        InputError: it is.
    """
    if unpacked > most_bytes() and unpacked > _DENSEST * packed:
        raise too_large(what, where)


def check_zlib(data: bytes, what: str, where: str) -> None:
    """Refuse data that zlib would unpack to more than the limit; nothing of it is kept.

    Raises:
        InputError: see `check_unpacked`.
    """
    if len(data) * _ZLIB_MOST <= most_bytes():
        return
    stream = zlib.decompressobj()
    unpacked, rest = 0, data
    while rest and not stream.eof:
        unpacked += len(stream.decompress(rest, _BLOCK))
        check_unpacked(len(data), unpacked, what, where)
        rest = stream.unconsumed_tail
