"""A folder of shards, held by one run at a time.

part-000000.jsonl …   documents in the output format, also packed (.gz, .zst); named when it is whole
manifest.json         what was read, how, and what came of it (`manifest`)
inputs.jsonl          the files that were read, one a line
failures.jsonl        documents, lines and files that could not be read, one a line
.run/journal.sqlite   what is done (`journal`); a file that it does not name is removed at the next start
.run/under-way        what a run in one process reads at the moment (`under_way`)
.run/lock             held by the run that works on the folder
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Literal, Self

from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.io.output import OutputFile, unwritable
from vnpolice_ie.io.packed import Packing, packer
from vnpolice_ie.io.walking import BESIDE_SHARDS, JOURNAL
from vnpolice_ie.shards.journal import Input, Journal, Shard
from vnpolice_ie.shards.under_way import UnderWay

RUN: Final = JOURNAL.parent.name
PATTERN: Final = "part-*"
FORMAT: Final = 1
"""Version of the folder's form; one of another version is not gone on with."""
MANIFEST: Final = "manifest.json"
INPUTS: Final = "inputs.jsonl"
FAILURES: Final = "failures.jsonl"

Start = Literal["new", "replace", "go on"]


def shard_name(number: int, packing: Packing | None = None) -> str:
    """Name of the file of a shard."""
    return f"part-{number:06d}.jsonl" + (f".{packing}" if packing else "")


class ShardFolder:
    """The hold on a folder: it is made, or gone on with.

    Args:
        path: the folder.
        settings: what must be the same where a run goes on, by the words to name it by.
        start: `new` refuses a folder with shards, `replace` removes them, `go on` takes them up. Where there
            are none, all of them begin.

    Raises:
        OutputError: the folder holds other files, shards that were made otherwise, or may not be gone on
            with, another run works on it, or it cannot be written.
    """

    journal: Journal
    under_way: UnderWay

    def __init__(self, path: Path, settings: Mapping[str, Any], *, start: Start) -> None:
        self.path = path
        self._settings = {"form": FORMAT, **settings}
        self._start = start
        self._lock: IO[bytes] | None = None

    @property
    def run(self) -> Path:
        """The folder of what is not output."""
        return self.path / RUN

    @property
    def resumed(self) -> bool:
        """Whether the work was begun before."""
        return bool(self.journal.settings)

    def __enter__(self) -> Self:
        try:
            self._open()
        except OSError as error:
            self._close()
            raise unwritable(self.path, error) from error
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for part in ("under_way", "journal"):
            if hasattr(self, part):
                getattr(self, part).__exit__(None, None, None)
        if self._lock is not None:
            self._lock.close()

    def _open(self) -> None:
        import fcntl  # noqa: PLC0415  (not on Windows, where the other commands run)

        if self.path.exists() and not self.path.is_dir():
            raise OutputError("this is a file", where=str(self.path), remedy="Name a folder")
        known = (self.path / JOURNAL).is_file()
        others = self.path.is_dir() and any(path.name != RUN for path in self.path.iterdir())
        if others and not known:
            raise OutputError(
                "the folder holds other files", where=str(self.path), remedy="Name a new or an empty folder"
            )
        self.run.mkdir(parents=True, exist_ok=True)
        self._lock = (self.run / "lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                "another run writes to the folder", where=str(self.path), remedy="Wait until it has ended"
            ) from None
        if known and self._start == "replace":
            self._remove()
        self.journal = Journal(self.path / JOURNAL)
        if self.resumed:
            self._check()
        self.under_way = UnderWay(self.run / "under-way")
        self.journal.add_deaths(self.under_way.left())
        self._clean()

    def _check(self) -> None:
        if self._start != "go on":
            raise OutputError(
                "the folder holds a run",
                where=str(self.path),
                remedy="Give --resume to go on with it, --force to replace it, or name another",
            )
        there = self.journal.settings
        for name, value in self._settings.items():
            if there.get(name) != value:
                raise self._differs(name, there.get(name), value)

    def _remove(self) -> None:
        for path in self.path.iterdir():
            if path.name in BESIDE_SHARDS or path.match(PATTERN):
                path.unlink()
        for path in self.run.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()

    def _clean(self) -> None:
        """Remove shards that were not finished, and those that the journal does not name."""
        for path in self.path.glob(".*.part-*"):
            path.unlink()
        for path in self.path.glob(PATTERN):
            if not self.journal.names_shard(path.name):
                path.unlink()

    def begin(self, inputs: Iterable[Input] = (), **settings: object) -> None:
        """Note what is to be done, in a folder that is not `resumed`.

        Args:
            inputs: the files to read.
            settings: more of them.
        """
        self.journal.begin(self._settings | settings, inputs)

    def same(self, name: str, value: Any) -> Any:
        """Return a setting of the run that is gone on with.

        Args:
            name: its name.
            value: what it must be; None for whatever it is.

        Raises:
            OutputError: it is another.
        """
        then = self.journal.settings.get(name)
        if value is not None and value != then:
            raise self._differs(name, then, value)
        return then

    def _differs(self, name: str, then: object, now: object) -> OutputError:
        return OutputError(
            f"the run was begun with another {name} ({then!r}, now {now!r})",
            where=str(self.path),
            remedy="Give the same as then, or name another folder",
        )

    def check_inputs(self, inputs: Iterable[Input]) -> None:
        """Make sure that the files to read are those of the beginning.

        Raises:
            InputError: one was changed, is missing or new.
        """
        there = self.journal.inputs()
        remedy = "Name another folder to read what there is now"
        for now in inputs:
            then = next(there, None)
            if then is None or then.path != now.path:
                raise InputError(
                    "the run began with other files: this one is new, or another is missing",
                    where=str(now.path),
                    remedy=remedy,
                )
            if (then.bytes, then.modified) != (now.bytes, now.modified):
                raise InputError(
                    "the file was changed since the run began", where=str(now.path), remedy=remedy
                )
        missing = next(there, None)
        if missing is not None:
            raise InputError(
                "the file that the run began with is missing", where=str(missing.path), remedy=remedy
            )


class ShardFiles:
    """The files of shards, one after the other: each has its name when it is whole and safe on the disk.

    Args:
        folder: the folder.
        number: the number of the first one.
        packing: how they are packed.

    Raises:
        OutputError: one cannot be written.
        ResourceError: what packs them is not installed.
    """

    def __init__(self, folder: ShardFolder, number: int, packing: Packing | None = None) -> None:
        self._folder = folder
        self._packing = packing
        self.number = number
        self._begin()

    def _begin(self) -> None:
        self._file: OutputFile | None = None
        self._packer = packer(self._packing)
        self._digest = hashlib.sha256()
        self._bytes = 0

    def write(self, line: bytes) -> None:
        """Write a line; nothing if it is empty."""
        if not line:
            return
        if self._file is None:
            path = self._folder.path / shard_name(self.number, self._packing)
            self._file = OutputFile(path, durable=True).__enter__()
        self._put(self._file, self._packer.compress(line))

    def _put(self, file: OutputFile, data: bytes) -> None:
        file.write(data)
        self._digest.update(data)
        self._bytes += len(data)

    def finish(self, shard: Shard) -> None:
        """Give the file its name and note it in the shard; the next line begins another file."""
        if self._file is not None:
            self._put(self._file, self._packer.flush())
            self._file.__exit__(None, None, None)
            shard.file, shard.bytes, shard.sha256 = (
                self._file.path.name,
                self._bytes,
                self._digest.hexdigest(),
            )
        self.number += 1
        self._begin()

    def discard(self) -> None:
        """Remove a file that is not finished."""
        if self._file is not None:
            self._file.discard()
