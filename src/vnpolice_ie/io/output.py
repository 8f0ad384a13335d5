"""Output that is whole or not there: written beside, then renamed."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from vnpolice_ie.errors import OutputError


def check_output(path: Path, *, force: bool) -> None:
    """Make sure that a file may be written.

    Raises:
        OutputError: it is there and `force` is not given, it is a folder, or no file can have that name.
    """
    if _is_there(path) and path.is_dir():
        raise OutputError("this is a folder", where=str(path), remedy="Name a file")
    if _is_there(path) and not _is_device(path) and not force:
        raise OutputError(
            "the file exists", where=str(path), remedy="Give --force to replace it, or name another"
        )


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name that is too long, a folder that is closed to us
        raise unwritable(path, error) from error


def _is_device(path: Path) -> bool:
    return path.exists() and not stat.S_ISREG(path.stat().st_mode)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.part-{os.getpid()}")


class OutputFile:
    """A file that appears under its name when all is written, and not at all after an error.

    Folders on the way are made. A device such as /dev/null is written to as it is.

    Args:
        path: the file.
        durable: whether it must be safe on the disk, even if the power fails, before it gets its name.

    Raises:
        OutputError: it cannot be written.
    """

    def __init__(self, path: Path, *, durable: bool = False) -> None:
        self.path = path
        self._durable = durable
        self._direct = _is_device(path)
        self._part = path if self._direct else _beside(path)
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
        except OSError as error:
            raise unwritable(self.path, error) from error
        return self

    def write(self, data: bytes) -> None:
        """Write bytes."""
        assert self._file is not None
        try:
            self._file.write(data)
        except OSError as error:
            raise unwritable(self.path, error) from error

    @property
    def stream(self) -> BinaryIO:
        """The open file, for what writes to one by itself."""
        assert self._file is not None
        return self._file

    def discard(self) -> None:
        """Leave no file behind."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # the disk may be full, or gone
                file.close()
            if not self._direct:
                self._part.unlink(missing_ok=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.discard()
        if self._file is None:
            return
        try:
            if self._durable and not self._direct:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            if not self._direct:
                self._part.replace(self.path)
            if self._durable and not self._direct:
                _sync_folder(self.path.parent)
        except OSError as failure:
            self.discard()
            raise unwritable(self.path, failure) from failure


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class OutputFolder:
    """A folder of generated files that appears under its name when all is written.

    It replaces an older one only with `force`, and only where `marker` shows that it was generated too,
    so that no other files are lost.

    Raises:
        OutputError: it is there and may not be replaced, or cannot be written.
    """

    def __init__(self, path: Path, *, marker: str, force: bool) -> None:
        self.path = path
        self.marker = marker
        self._part = _beside(path.absolute())
        if _is_there(path) and not path.is_dir():
            raise OutputError("this is a file", where=str(path), remedy="Name a folder")
        if path.is_dir() and any(path.iterdir()):
            if not (path / marker).is_file():
                raise OutputError(
                    "the folder holds other files", where=str(path), remedy="Name a new or an empty folder"
                )
            if not force:
                raise OutputError(
                    "the folder exists", where=str(path), remedy="Give --force to replace it, or name another"
                )

    def __enter__(self) -> Self:
        try:
            shutil.rmtree(self._part, ignore_errors=True)
            self._part.mkdir(parents=True)
            (self._part / self.marker).touch()
        except OSError as error:
            raise unwritable(self.path, error) from error
        return self

    @property
    def working(self) -> Path:
        """The folder to write into until all is written."""
        return self._part

    def write(self, name: str, content: str) -> None:
        """Write one file of the folder, as UTF-8; the folders in its name are made."""
        path = self._part / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="")
        except OSError as error:
            raise unwritable(self.path, error) from error

    def discard(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._part, ignore_errors=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.discard()
        if not self._part.exists():
            return
        try:
            if self.path.exists():
                shutil.rmtree(self.path)
            self._part.replace(self.path)
        except OSError as failure:
            self.discard()
            raise unwritable(self.path, failure) from failure


def unwritable(path: Path, error: OSError) -> OutputError:
    """Return the error for a place that the system does not let us write to."""
    return OutputError(
        f"it cannot be written ({error.strerror})",
        where=str(path),
        remedy="Check the path, its permissions and the free space",
    )
