"""What a run reads at the moment, on the disk: if the process dies over it, the next one knows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from vnpolice_ie.io.inputs import Place
from vnpolice_ie.io.output import unwritable


class UnderWay:
    """A note in a file, which holds what is read now and nothing else.

    It outlives the process, not a power failure, for which no document can be blamed.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    @contextmanager
    def noted(self, places: Iterable[Place]) -> Iterator[None]:
        """Note the places of documents while they are read; an exception ends that too.

        Raises:
            OutputError: the note cannot be written.
        """
        self._write(places)
        try:
            yield
        finally:
            self._write(())

    def left(self) -> list[Place]:
        """Return what a process was at when it died; the note is empty then."""
        try:
            places = [Place(*place) for place in json.loads(self._path.read_bytes() or b"[]")]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError):  # it died over the note
            places = []
        self._write(())
        return places

    def _write(self, places: Iterable[Place]) -> None:
        note = json.dumps(list(places)).encode("ascii")
        self._width = max(self._width, len(note))
        try:
            if self._file is None:
                self._file = self._path.open("wb", buffering=0)
            # Spaces stand over what was longer: a file that is cut short is brought to the disk, which takes
            # as long as a short document.
            self._file.seek(0)
            self._file.write(note.ljust(self._width))
        except OSError as error:
            raise unwritable(self._path, error) from error
