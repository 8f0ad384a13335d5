"""The folder of a run on Ray: shards in the order in which they are finished, and what the workers leave.

A worker writes a part under a name of its own (in .run/pending); only the driver takes it into the journal.
So a batch that is read again, because its worker died, leaves at most a file that nothing names, which the
next start removes. Batches and documents under way are marked in .run/attempts (`ray_worker`).
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from vnpolice_ie.io.output import unwritable
from vnpolice_ie.io.packed import Packing
from vnpolice_ie.shards.folder import PATTERN, RUN, ShardFiles, ShardFolder
from vnpolice_ie.shards.journal import Failed, Journal, Shard
from vnpolice_ie.shards.writing import Stretch

TAKEN: Final = "another text has this id: give each document one of its own, and changed texts another folder"


class Written(NamedTuple):
    """A document that a worker wrote: its id, the digest of its text, and what was found in it, counted."""

    id: str
    digest: str
    found: dict[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """What a worker hands over: a file in `pending`, and what became of each document of its batch.

    Attributes:
        file: name of the file; empty if no document could be read.
        documents: the documents in it, in order.
        failed: those that could not be read, and files and lines that hold none.
        skipped: how many were done before.
    """

    file: str
    documents: tuple[Written, ...]
    failed: tuple[Failed, ...]
    skipped: int = 0

    def to_json(self) -> str:
        """Return it as one line."""
        return json.dumps(
            {"file": self.file, "documents": self.documents, "failed": self.failed, "skipped": self.skipped}
        )

    @classmethod
    def from_json(cls, line: str | bytes) -> Self:
        """Read what `to_json` wrote."""
        record = json.loads(line)
        return cls(
            record["file"],
            tuple(Written(*written) for written in record["documents"]),
            tuple(Failed(*failed) for failed in record["failed"]),
            record["skipped"],
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    Attributes:
        folder: where its shards and its manifest are.
        documents: documents in the folder, of this run and those before.
        read: those that this run added.
        skipped: documents that were given and there already.
        failed: those that could not be read, of all runs that wrote to the folder.
    """

    folder: Path
    documents: int
    read: int
    skipped: int
    failed: tuple[Failed, ...]

    @property
    def parts(self) -> list[Path]:
        """The files, in order."""
        return sorted(self.folder.glob(PATTERN))


def digest(text: str, date: object = None) -> str:
    """Return what tells one text (with its dateline) from another."""
    return sha256(f"{text}\0{date or ''}".encode("utf-8", "surrogatepass")).hexdigest()[:20]


def pending(folder: Path) -> Path:
    """Folder of the parts that the journal does not name."""
    return folder / RUN / "pending"


def attempts(folder: Path) -> Path:
    """Folder of the marks of what is under way."""
    return folder / RUN / "attempts"


def done_before(folder: Path) -> Journal:
    """The journal as it was when the run was begun, for the workers."""
    return Journal(folder / RUN / "done.sqlite", read_only=True)


class Run:
    """The driver's hold on a folder: opens or resumes it, and takes in parts.

    Args:
        folder: the folder; it is made if it is not there.
        settings: what reads (`Recipe.settings`).
        workers: how many processes read.
        packing: how the shards are packed; None as those of the run that is gone on with.

    Raises:
        OutputError: the folder holds other files or readings of another model, another run writes to it, or
            it cannot be written.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, Any], workers: int = 1, packing: Packing | None = None
    ) -> None:
        self.folder = folder
        self._shards = ShardFolder(folder, settings, start="go on")
        self._workers = workers
        self._packing = packing
        self._held = ExitStack()
        self._read = 0
        self._skipped = 0
        self._stretch: Stretch

    @property
    def journal(self) -> Journal:
        """What is done."""
        return self._shards.journal

    def __enter__(self) -> Self:
        with ExitStack() as held:
            held.enter_context(self._shards)
            if self._shards.resumed:
                self._packing = self._shards.same("compress", self._packing)
            else:
                self._shards.begin(compress=self._packing)
            try:
                for folder in (pending(self.folder), attempts(self.folder)):
                    shutil.rmtree(folder, ignore_errors=True)
                    folder.mkdir()
                (self.folder / RUN / "done.sqlite").unlink(missing_ok=True)
            except OSError as error:
                raise unwritable(self.folder, error) from error
            self.journal.copy_to(self.folder / RUN / "done.sqlite")
            self._stretch = held.enter_context(Stretch(self._shards, self._workers))
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.__exit__(kind, error, trace)

    def commit(self, part: Part) -> None:
        """Take in what a worker hands over; documents that are there already are left out of it.

        Raises:
            OutputError: the disk is full, or the like; the next run goes on from what the journal names.
        """
        shard = Shard(failed=list(part.failed))
        new: set[int] = set()
        for number, document in enumerate(part.documents):
            there = shard.ids.get(document.id) or self.journal.mark(document.id)
            if there is None:
                new.add(number)
                shard.ids[document.id] = document.digest
                shard.found.update(Counter(document.found))
            elif there == document.digest:
                self._skipped += 1
            else:
                shard.failed.append(Failed(document.id, "InputError", TAKEN))
        shard.documents = len(new)
        if new or shard.failed:
            files = ShardFiles(self._shards, self.journal.shard_totals()[2], self._packing)
            number = files.number
            try:
                for line in self._lines(part, new):
                    files.write(line)
                files.finish(shard)
            finally:
                files.discard()
            self.journal.commit(number, shard)
            self._stretch.note()
        if part.file:
            (pending(self.folder) / part.file).unlink(missing_ok=True)
        self._read += len(new)
        self._skipped += part.skipped

    def _lines(self, part: Part, wanted: set[int]) -> Iterator[bytes]:
        if wanted:
            with (pending(self.folder) / part.file).open("rb") as file:
                yield from (line for number, line in enumerate(file) if number in wanted)

    def finish(self) -> Report:
        """Write manifest and failures, and tell what was done."""
        manifest = self._stretch.finish()
        failed = tuple(self.journal.failures())
        return Report(self.folder, manifest.documents, self._read, self._skipped, failed)
