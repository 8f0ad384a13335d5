"""Documents read into shards: what a run does from its start to its end, or to where it is stopped."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from vnpolice_ie.errors import OutputError
from vnpolice_ie.io.inputs import iter_files
from vnpolice_ie.io.packed import Packing
from vnpolice_ie.shards.folder import ShardFiles, ShardFolder
from vnpolice_ie.shards.journal import Input
from vnpolice_ie.shards.manifest import Manifest, State, write_manifest
from vnpolice_ie.shards.reading import Given, Work, shards_of


def inputs_of(paths: Iterable[Path], leave_out: Path | None = None) -> Iterator[Input]:
    """Find the files to read as `io.inputs.find_files` does, with size and time of change."""
    for number, path in enumerate(iter_files(paths, leave_out=leave_out), 1):
        try:
            status = path.stat()
        except OSError:  # reading it will tell
            yield Input(number, path, None, None)
        else:
            yield Input(number, path, status.st_size, status.st_mtime_ns)


class Stretch:
    """A stretch of work on a folder: its time is noted, and the manifest tells how it ended.

    Args:
        folder: the folder.
        workers: processes that read.
    """

    def __init__(self, folder: ShardFolder, workers: int) -> None:
        self._folder = folder
        self._workers = workers
        self._number = len(folder.journal.runs())
        self._began = time.monotonic()
        self._started = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._before = folder.journal.shard_totals()[0]

    def note(self, state: State = "running") -> None:
        """Note how far it is."""
        self._folder.journal.put_run(
            self._number,
            {
                "started": self._started,
                "seconds": round(time.monotonic() - self._began, 3),
                "documents": self._folder.journal.shard_totals()[0] - self._before,
                "workers": self._workers,
                "state": state,
            },
        )

    def __enter__(self) -> Self:
        self.note()
        write_manifest(self._folder, "running")
        return self

    def finish(self) -> Manifest:
        """Note that all is done."""
        self.note("complete")
        return write_manifest(self._folder, "complete")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            with suppress(OutputError):  # what ended the work may be that nothing can be written
                self.note("stopped")
                write_manifest(self._folder, "stopped")


def write_shards(
    folder: ShardFolder,
    work: Work,
    stretch: Stretch,
    *,
    size: int,
    each: Callable[[Given], object],
    packing: Packing | None = None,
) -> None:
    """Read what is left of the inputs of a folder into shards.

    Args:
        folder: the folder, begun or gone on with.
        work: what reads its inputs.
        stretch: takes the time.
        size: documents of a shard, those that cannot be read too.
        each: called with what became of each document.
        packing: how the shards are packed.
    """
    files = ShardFiles(folder, folder.journal.shard_totals()[2], packing)
    with closing(work.outcomes()) as outcomes:
        try:
            for shard in shards_of(outcomes, size, files.write, each):
                number = files.number
                files.finish(shard)
                work.commit(number, shard)
                stretch.note()
        finally:
            files.discard()
