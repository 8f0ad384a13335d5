"""Packed files of lines: `.jsonl.gz` (gzip) and `.jsonl.zst` (Zstandard, extra `store`).

The same lines give the same bytes: neither a time nor a name is written into the file.
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import GzipFile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final, Literal, Protocol, get_args

from vnpolice_ie.errors import InputError
from vnpolice_ie.extras import require
from vnpolice_ie.io.limits import check_unpacked

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Packing = Literal["gz", "zst"]
PACKINGS: Final[tuple[Packing, ...]] = get_args(Packing)

_GZIP_LEVEL: Final = 6
_ZSTD_LEVEL: Final = 3
_GZIP_FORM: Final = zlib.MAX_WBITS | 16
"""What tells zlib to write the head and the end of a gzip file."""
_BLOCK: Final = 1 << 20
"""Bytes that are packed into one frame of Zstandard."""
_AT_ONCE: Final = 1 << 16
"""Bytes that are unpacked at once."""


def packing_of(path: Path | str) -> Packing | None:
    """Tell by its name how a file is packed."""
    last = os.path.splitext(path)[1].casefold()
    return next((packing for packing in PACKINGS if last == f".{packing}"), None)


def ending(path: Path | str) -> str:
    """Return the end of a name that tells the format, in lower case: `.jsonl`, or `.jsonl.gz` if packed."""
    rest, last = os.path.splitext(path)
    packed = packing_of(path) is not None
    return (os.path.splitext(rest)[1] + last if packed else last).casefold()


def stem(path: Path) -> str:
    """Return the name of a file without its `ending`."""
    return path.name[: len(path.name) - len(ending(path))]


class Packer(Protocol):
    """Packs bytes as they come."""

    def compress(self, data: bytes, /) -> bytes:
        """Take bytes; return what is ready to be written."""

    def flush(self) -> bytes:
        """Return the rest; nothing is taken any more."""


def packer(packing: Packing | None) -> Packer:
    """Return what packs one file; None leaves the bytes as they are.

    Raises:
        ResourceError: what packs so is not installed.
    """
    if packing == "gz":
        return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_FORM)
    return _Zstandard() if packing == "zst" else _Plain()


class _Plain:
    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


class _Zstandard:
    """Frames one after the other, each of whole pieces."""

    def __init__(self) -> None:
        require("store", "pyarrow")
        import pyarrow as pa  # noqa: PLC0415  (slow to import)

        self._codec = pa.Codec("zstd", compression_level=_ZSTD_LEVEL)
        self._waiting: list[bytes] = []
        self._size = 0

    def compress(self, data: bytes, /) -> bytes:
        self._waiting.append(data)
        self._size += len(data)
        return self.flush() if self._size >= _BLOCK else b""

    def flush(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting, self._size = [], 0
        frame: bytes = self._codec.compress(data, asbytes=True) if data else b""
        return frame


@contextmanager
def packed(write: Callable[[bytes], object], path: Path) -> Iterator[Callable[[bytes], object]]:
    """Take bytes for a file, packed as its name says.

    Args:
        write: writes to the file.
        path: its name.

    Raises:
        ResourceError: what packs so is not installed.
    """
    packs = packer(packing_of(path))
    yield lambda data: write(packs.compress(data))
    write(packs.flush())


def opened(path: Path) -> BinaryIO:
    """Open a file to be read, unpacked if its name says that it is packed.

    Reading raises an InputError where a packed file is damaged, or a bomb (`io.limits.check_unpacked`).

    Raises:
        OSError: it cannot be opened.
        ResourceError: what unpacks it is not installed.
    """
    packing = packing_of(path)
    if packing == "zst":
        require("store", "pyarrow")
    file = path.open("rb")
    return file if packing is None else io.BufferedReader(_Unpacked(file, path, packing), _AT_ONCE)


class _Unpacked(io.RawIOBase):
    def __init__(self, file: BinaryIO, path: Path, packing: Packing) -> None:
        self._file = file
        self._where = str(path)
        self._packed = os.fstat(file.fileno()).st_size
        self._unpacked = 0
        self._stream: IO[bytes] | Any = GzipFile(fileobj=file) if packing == "gz" else _zstandard(file)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        try:
            data: bytes = self._stream.read(len(room))
        except (EOFError, OSError, zlib.error) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the file, not what is in it
            raise InputError(
                f"the packed file is damaged ({str(error).partition(chr(10))[0]})",
                where=self._where,
                remedy="Copy or pack it anew; the documents before that place are read",
            ) from error
        self._unpacked += len(data)
        check_unpacked(self._packed, self._unpacked, "the unpacked file", self._where)
        room[: len(data)] = data
        return len(data)

    def close(self) -> None:
        super().close()
        self._file.close()


def _zstandard(file: BinaryIO) -> Any:
    import pyarrow as pa  # noqa: PLC0415  (slow to import)

    return pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
