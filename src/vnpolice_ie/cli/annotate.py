"""`vnpolice-ie annotate`: from files of text to JSON Lines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vnpolice_ie import load
from vnpolice_ie.cli.annotate_shards import SHARD_SIZE, Writing, annotate_to_shards
from vnpolice_ie.cli.common import (
    ConvertOption,
    DateOption,
    EncodingOption,
    MinScoreOption,
    ModelOption,
    ProcessesOption,
    TimeoutOption,
    decoding,
    progress,
    status_of,
    stoppable,
)
from vnpolice_ie.cli.reading import STDOUT, check_not_input, faults_of, found_table
from vnpolice_ie.display.site import Site
from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.io.inputs import LINES_SUFFIXES, count_documents
from vnpolice_ie.io.output import OutputFile, check_output
from vnpolice_ie.io.packed import Packing, ending, packed, packing_of
from vnpolice_ie.shards.journal import Journal
from vnpolice_ie.shards.reading import Given, Line, Reading, Work, shards_of
from vnpolice_ie.shards.writing import inputs_of
from vnpolice_ie.types import Doc

IDS_AT_ONCE = 10_000
"""Documents whose ids are kept in memory; those of the others are on disk."""


def annotate(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT…",
            help="Text files (.txt, one document each), JSON Lines (.jsonl with id, text, date; .gz, .zst),"
            " folders of them, or - for one text on the standard input.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="File to write (.jsonl, .jsonl.gz), - for the standard output; with --shard-size or"
            " --resume a folder.",
        ),
    ],
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="DIR", help="Folder to write pages to that show what was read."),
    ] = None,
    date: DateOption = None,
    encoding: EncodingOption = "utf-8",
    convert: ConvertOption = None,
    processes: ProcessesOption = 1,
    timeout: TimeoutOption = None,
    model: ModelOption = None,
    min_score: MinScoreOption = 0.0,
    shard_size: Annotated[
        int | None,
        typer.Option(
            "--shard-size",
            min=1,
            metavar="N",
            help="Write a folder of files of N documents, with a manifest; such a run can be stopped and"
            " gone on with.",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help=f"Go on with the run in the folder OUT, or begin one ({SHARD_SIZE:,} documents a file).",
        ),
    ] = False,
    compress: Annotated[
        Packing | None,
        typer.Option("--compress", help="Pack the files of a folder: gzip, or Zstandard (extra store)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace output that exists.")] = False,
) -> None:
    """Read texts and write what they say, one JSON object a document.

    Entities, relations, events, the documents that the text speaks of and its people, with offsets
    into the unchanged text. The form is documented by [bold]vnpolice-ie schema[/].

    A document that cannot be read is named at the end, and the others come out.

    [bold]Examples[/]

    \b
    vnpolice-ie annotate report.txt -o report.jsonl
    vnpolice-ie annotate news/ -o news.jsonl --processes 4
    vnpolice-ie annotate news/ -o news.jsonl --html pages
    vnpolice-ie annotate news/ -o news.jsonl --model rules
    vnpolice-ie annotate news/ -o news.jsonl --min-score 0.8
    vnpolice-ie annotate report.txt --date 2019-08-28 -o - | jq .people
    vnpolice-ie annotate archive/ -o archive.out --processes 8 --resume
    vnpolice-ie annotate news.jsonl.gz -o news.out --shard-size 1000 --compress gz
    """
    how = decoding(encoding, convert, date)
    try:
        with stoppable():
            reading = Reading(load(model, min_score=min_score), how, date, processes, timeout)
            check_not_input(inputs, output)
            if shard_size is None and not resume:
                _check_file(output, compress)
                status = _annotate_to_file(inputs, output, reading, html=html, force=force)
            else:
                if html is not None:
                    raise InputError(
                        "pages cannot be written beside shards",
                        where="--html",
                        remedy="Make a page of the shards with vnpolice-ie view",
                    )
                _check_folder(output)
                how_written = Writing(shard_size, compress, resume=resume, force=force)
                status = annotate_to_shards(inputs, output, reading, how_written)
    except KeyboardInterrupt as stop:
        raise typer.Exit(status_of(stop)) from None
    raise typer.Exit(status)


def _check_file(output: Path, compress: Packing | None) -> None:
    if compress is not None and packing_of(output) != compress:
        raise InputError(
            "one file is packed as its name says",
            where="--compress",
            remedy=f"Name it {output}.{compress}, or give --shard-size for a folder",
        )


def _check_folder(output: Path) -> None:
    """Refuse the name of a file: one file cannot be gone on with."""
    if output == STDOUT or (ending(output) in LINES_SUFFIXES and not output.is_dir()):
        raise OutputError(
            "a run that can be gone on with is a folder, not one file",
            where=str(output),
            remedy="Name a folder: its parts, one after the other, are that file",
        )


def _annotate_to_file(
    inputs: Sequence[Path], output: Path, reading: Reading, *, html: Path | None, force: bool
) -> int:
    """Read all into one file, which is there when all is done; return the exit status."""
    began = time.perf_counter()
    to_stdout = output == STDOUT
    if not to_stdout:
        check_output(output, force=force)
    with Journal() as journal:
        with ExitStack() as outputs:
            journal.begin({}, inputs_of(inputs, leave_out=None if to_stdout else output))
            site = None if html is None else outputs.enter_context(Site(html, force=force))
            write = outputs.enter_context(_writer(output))
            count = partial(count_documents, (file.path for file in journal.inputs()))
            advance = outputs.enter_context(progress(count))

            def each(given: Given) -> None:
                advance()
                if site is not None and isinstance(given.outcome, Line):
                    site.add(Doc.from_dict(json.loads(given.outcome.data)))

            work = Work(journal, reading)
            given = outputs.enter_context(closing(work.outcomes()))
            for number, shard in enumerate(shards_of(given, IDS_AT_ONCE, write, each)):
                work.commit(number, shard)
            faults = faults_of(journal)
            documents = journal.shard_totals()[0]
            if not documents:
                faults.tell()
                raise InputError("no document could be read", remedy="No output was written")
        console = Console(stderr=to_stdout, emoji=False)
        console.print(found_table(documents, journal.found(), time.perf_counter() - began))
    if site is not None:
        console.print(f"Pages: {site.index}", soft_wrap=True, markup=False)
    faults.tell()
    return faults.exit_status


@contextmanager
def _writer(output: Path) -> Iterator[Callable[[bytes], object]]:
    if output == STDOUT:
        yield sys.stdout.buffer.write
        sys.stdout.buffer.flush()
        return
    with OutputFile(output) as file, packed(file.write, output) as write:
        yield write
