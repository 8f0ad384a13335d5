"""The folder of a run on Ray: what is done stands in one log, so that nothing is lost or written twice.

part-00000.jsonl …      documents in the output format
failures.json           documents that could not be read, and why
.run/settings.json      what reads them
.run/log.jsonl          one line for each part: its file, the ids in it, what failed beside them
.run/pending/           parts that workers wrote and the log does not name yet
.run/attempts/          batches and documents under way (`ray_worker`)

A worker writes a part under a name of its own; only the driver names it in the log. So a batch that is read
again, because its worker died, leaves at most a file that nothing names, which the next start removes.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from vnpolice_ie.errors import OutputError
from vnpolice_ie.io.output import OutputFile

RUN: Final = ".run"
FAILURES: Final = "failures.json"
TAKEN: Final = "another text has this id: give each document one of its own, and changed texts another folder"
_FORMAT: Final = 1


class Failed(NamedTuple):
    """A document that could not be read, or a file or line that holds none."""

    id: str
    error: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a worker hands over: a file in `pending`, and what became of each document of its batch.

    Attributes:
        file: name of the file; empty if no document could be read.
        documents: id and digest of each document in it, in order.
        failed: those that could not be read.
        skipped: how many were done before.
    """

    file: str
    documents: tuple[tuple[str, str], ...]
    failed: tuple[Failed, ...]
    skipped: int = 0

    def to_json(self) -> str:
        """Return it as one line."""
        return json.dumps(
            {"file": self.file, "documents": self.documents, "failed": self.failed, "skipped": self.skipped}
        )

    @classmethod
    def from_json(cls, line: str | bytes) -> Self:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is something else, or a line that was cut off.
        """
        record = json.loads(line)
        return cls(
            record["file"],
            tuple((id_, digest) for id_, digest in record["documents"]),
            tuple(Failed(*failed) for failed in record["failed"]),
            record["skipped"],
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did.

    Attributes:
        folder: where its parts are.
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
        return sorted(self.folder.glob("part-*.jsonl"))


def digest(text: str, date: object = None) -> str:
    """Return what tells one text (with its dateline) from another."""
    return sha256(f"{text}\0{date or ''}".encode("utf-8", "surrogatepass")).hexdigest()[:20]


def pending(folder: Path) -> Path:
    """Folder of the parts that the log does not name."""
    return folder / RUN / "pending"


def attempts(folder: Path) -> Path:
    """Folder of the marks of what is under way."""
    return folder / RUN / "attempts"


def logged(folder: Path) -> Iterator[Part]:
    """Read the log; a line that was cut off ends it."""
    log = folder / RUN / "log.jsonl"
    if log.exists():
        with log.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    return
                yield Part.from_json(line)


@dataclass(slots=True)
class Run:
    """The driver's hold on a folder: opens or resumes it, and takes in parts.

    Args:
        folder: the folder; it is made if it is not there.
        model: what reads (`shared.identity`).

    Raises:
        OutputError: the folder holds other files or readings of another model, another run writes to it, or
            it cannot be written.
    """

    folder: Path
    model: str
    done: dict[str, str] = field(default_factory=dict)
    failed: dict[str, Failed] = field(default_factory=dict)
    _parts: int = 0
    _read: int = 0
    _skipped: int = 0
    _lock: Any = None
    _log: Any = None

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException as error:
            self._close()
            if not isinstance(error, OSError):
                raise
            raise OutputError(
                f"it cannot be written ({error.strerror})",
                where=str(self.folder),
                remedy="Check the path, its permissions and the free space",
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for file in (self._log, self._lock):
            if file is not None:
                file.close()

    def _open(self) -> None:
        settings = self.folder / RUN / "settings.json"
        others = self.folder.is_dir() and any(path.name != RUN for path in self.folder.iterdir())
        if others and not settings.is_file():
            raise OutputError(
                "the folder holds other files", where=str(self.folder), remedy="Name a new or an empty folder"
            )
        for folder in (pending(self.folder), attempts(self.folder)):
            folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / RUN / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                "another run writes to the folder", where=str(self.folder), remedy="Wait until it has ended"
            ) from None
        self._check(settings)
        self._resume()

    def _check(self, settings: Path) -> None:
        ours = {"format": _FORMAT, "model": self.model}
        if not settings.is_file():
            with OutputFile(settings) as file:
                file.write(json.dumps(ours).encode())
        elif json.loads(settings.read_text()) != ours:
            raise OutputError(
                "the folder holds readings of another model or version",
                where=str(self.folder),
                remedy="Name another folder, or remove this one",
            )

    def _resume(self) -> None:
        """Take in the log, and remove what it does not name."""
        named, length = set(), 0
        for part in logged(self.folder):
            self._take(part)
            named.add(part.file)
            length += 1
        self._cut_log(length)
        for path in self.folder.glob("part-*.jsonl"):
            if path.name not in named:
                path.unlink()
        for folder in (pending(self.folder), attempts(self.folder)):
            shutil.rmtree(folder)
            folder.mkdir()
        self._parts = 1 + max((int(name[5:-6]) for name in named if name), default=-1)
        self._log = (self.folder / RUN / "log.jsonl").open("ab")

    def _cut_log(self, lines: int) -> None:
        path = self.folder / RUN / "log.jsonl"
        if path.exists():
            with path.open("rb") as file:
                whole = sum(len(line) for _, line in zip(range(lines), file, strict=False))
            os.truncate(path, whole)

    def _take(self, part: Part) -> None:
        self.done |= part.documents
        for id_, _ in part.documents:
            self.failed.pop(id_, None)
        self.failed |= {failed.id: failed for failed in part.failed}

    def commit(self, part: Part) -> None:
        """Take in what a worker hands over; documents that are there already are left out of it.

        Raises:
            OSError: the disk is full, or the like; the next run goes on from what the log names.
        """
        source = pending(self.folder) / part.file
        kept, clashes, repeated = self._sorted_out(part)
        if len(kept) < len(part.documents):
            lines = source.read_bytes().splitlines(keepends=True)
            with OutputFile(source) as file:
                for number, _ in kept:
                    file.write(lines[number])
        name = ""
        if kept:
            name = f"part-{self._parts:05d}.jsonl"
            self._parts += 1
            with source.open("rb") as written:
                os.fsync(written.fileno())
            source.replace(self.folder / name)
        elif part.file:
            source.unlink()
        entry = Part(name, tuple(document for _, document in kept), (*part.failed, *clashes))
        if entry.documents or entry.failed:
            self._log.write(entry.to_json().encode() + b"\n")
            self._log.flush()
            os.fsync(self._log.fileno())
        self._take(entry)
        self._read += len(kept)
        self._skipped += part.skipped + repeated

    def _sorted_out(self, part: Part) -> tuple[list[tuple[int, tuple[str, str]]], list[Failed], int]:
        """Documents that are new, with their lines; those whose id another text has; how many come again."""
        kept: dict[str, tuple[int, tuple[str, str]]] = {}
        clashes: list[Failed] = []
        repeated = 0
        for number, (id_, digest_) in enumerate(part.documents):
            there = self.done.get(id_) or (kept[id_][1][1] if id_ in kept else None)
            if there is None:
                kept[id_] = number, (id_, digest_)
            elif there == digest_:
                repeated += 1
            else:
                clashes.append(Failed(id_, TAKEN))
        return list(kept.values()), clashes, repeated

    def finish(self) -> Report:
        """Write the list of failures and tell what was done."""
        failed = tuple(self.failed.values())
        with OutputFile(self.folder / FAILURES) as file:
            records: list[Mapping[str, str]] = [f._asdict() for f in failed]
            file.write((json.dumps(records, ensure_ascii=True, indent=1) + "\n").encode())
        return Report(self.folder, len(self.done), self._read, self._skipped, failed)
