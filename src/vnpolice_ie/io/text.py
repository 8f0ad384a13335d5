"""Plain text files, kept to the last character: a byte order mark and the line ends too."""

from __future__ import annotations

import codecs
from pathlib import Path

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.limits import read_at_most
from vnpolice_ie.text.encodings import OldEncoding, convert, detect_encoding

UTF8 = "utf-8"
SAMPLE = 50_000
"""Bytes that are looked at to tell which encoding a file is in."""


def read_text(path: Path, *, encoding: str = UTF8) -> str:
    """Read a text file.

    Raises:
        InputError: it is not there, cannot be read, or is not in this encoding.
    """
    return decode(read_bytes(path), encoding, str(path))


def read_bytes(path: Path) -> bytes:
    """Read a file.

    Raises:
        InputError: it is not there, cannot be read, or is too large (`io.limits`).
    """
    try:
        with path.open("rb") as file:
            return read_at_most(file, str(path))
    except OSError as error:
        raise unreadable(path, error) from error


def decode(data: bytes, encoding: str, where: str) -> str:
    """Decode bytes.

    Raises:
        InputError: they are not in this encoding, with the place of the first byte that is not.
    """
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"the file is not {encoding.upper()} (byte {data[error.start]:#04x} at offset {error.start})",
            where=where,
            remedy=_remedy(data),
        ) from None


def _remedy(data: bytes) -> str:
    found = detect_encoding(data[:SAMPLE].decode("latin-1"))
    if found == "unicode":
        return (
            "Name its encoding with --encoding (cp1258, utf-16, …), or convert an old Vietnamese file with"
            " --convert tcvn3 or --convert vni; annotated documents have to be saved as UTF-8"
        )
    return f"It reads as {found.upper()}: convert it with --convert {found}, or name another with --encoding"


def decode_old(data: bytes, old: OldEncoding, encoding: str, where: str) -> str:
    """Decode bytes whose letters are in an old Vietnamese encoding.

    Such a file is either 8-bit, or was saved as UTF-8 after its bytes had been taken for Latin letters.

    Args:
        data: the bytes.
        old: the encoding of the letters.
        encoding: how the bytes are decoded first; where they are not UTF-8, as Windows-1252 or Latin-1.
        where: the file, for the error.

    Raises:
        InputError: the bytes are not in an encoding other than UTF-8 that was named.
    """
    try:
        text = decode(data, encoding, where)
    except InputError:
        if encoding != UTF8:
            raise
        text = data.decode("latin-1")
    return convert(text, old)


def check_encoding(name: str) -> str:
    """Return the name if Python knows the text encoding.

    Raises:
        InputError: it does not.
    """
    try:
        known = codecs.lookup(name)
        "".encode(known.name)
    except (LookupError, ValueError):
        raise InputError(
            f"there is no encoding {name!r}",
            where="--encoding",
            remedy="Name one that Python knows, as cp1258",
        ) from None
    return name


def unreadable(path: Path, error: OSError) -> InputError:
    """Return the error for a file or folder that the system does not let us read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputError("there is no such file or folder", where=str(path), remedy="Check the path")
    return InputError(
        f"the file cannot be read ({error.strerror})",
        where=str(path),
        remedy="Check its permissions and its name",
    )
