"""`vnpolice-ie annotate` into a folder of shards: a run that can be stopped and gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from vnpolice_ie.cli.common import progress
from vnpolice_ie.cli.reading import faults_of, found_table
from vnpolice_ie.errors import InputError, VnPoliceError
from vnpolice_ie.integrations.shared import Recipe
from vnpolice_ie.io.inputs import STDIN, count_documents
from vnpolice_ie.io.packed import Packing, packer
from vnpolice_ie.shards.folder import ShardFolder, Start
from vnpolice_ie.shards.reading import Reading, Work
from vnpolice_ie.shards.writing import Stretch, inputs_of, write_shards

SHARD_SIZE: Final = 10_000
"""Documents of a shard, if no number is given."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How shards are written.

    Attributes:
        size: documents of a shard; None for those of the run that is gone on with.
        packing: how they are packed; None as those of the run that is gone on with.
        resume: whether a run that is there is gone on with.
        force: whether one that is there is replaced.
    """

    size: int | None
    packing: Packing | None
    resume: bool = False
    force: bool = False


def annotate_to_shards(
    inputs: Sequence[Path],
    output: Path,
    reading: Reading,
    writing: Writing,
) -> int:
    """Read into a folder of shards, or go on with it; return the exit status.

    Args:
        inputs: files and folders.
        output: the folder.
        reading: how documents are read.
        writing: how they are written.

    Raises:
        InputError: the files are not those that the run began with.
        OutputError: the folder cannot be taken or written to.
        ResourceError: what packs the shards is not installed.
    """
    if any(path == STDIN for path in inputs):
        raise InputError(
            "a run in shards cannot read the standard input",
            where="-",
            remedy="Write the text to a file, or leave --shard-size and --resume away",
        )
    packer(writing.packing)  # what is not installed is told first
    settings = {
        **Recipe.of(reading.pipeline).settings(),
        "date": reading.date,
        "encoding": reading.decoding.encoding,
        "convert": reading.decoding.old,
    }
    start: Start = "go on" if writing.resume else "replace" if writing.force else "new"
    with ShardFolder(output, settings, start=start) as folder:
        files = inputs_of(inputs, leave_out=output)
        if folder.resumed:
            size = folder.same("shard_size", writing.size)
            packing = folder.same("compress", writing.packing)
            folder.check_inputs(files)
        else:
            size, packing = writing.size or SHARD_SIZE, writing.packing
            folder.begin(files, shard_size=size, compress=packing)
        return _work(folder, reading, size, packing)


def _work(folder: ShardFolder, reading: Reading, size: int, packing: Packing | None) -> int:
    done, failed, _ = folder.journal.shard_totals()
    total = lambda: count_documents(file.path for file in folder.journal.inputs())  # noqa: E731
    console = Console(stderr=True, emoji=False, highlight=False, soft_wrap=True)
    try:
        with (
            Stretch(folder, reading.processes) as stretch,
            progress(total, done=done + failed) as advance,
        ):
            work = Work(folder.journal, reading, folder.under_way)
            write_shards(folder, work, stretch, size=size, packing=packing, each=lambda _: advance())
            manifest = stretch.finish()
    except (KeyboardInterrupt, VnPoliceError):
        documents = folder.journal.shard_totals()[0]
        console.print(
            f"Stopped. {documents:,} documents are in {folder.path}; the same command with --resume goes on.",
            markup=False,
        )
        raise
    Console(emoji=False).print(found_table(manifest.documents, manifest.found, manifest.seconds))
    faults = faults_of(folder.journal)
    faults.tell()
    if faults.shown:
        console.print(
            f"All that could not be read: {folder.path / manifest.failures.listed_in}", markup=False
        )
    return faults.exit_status
