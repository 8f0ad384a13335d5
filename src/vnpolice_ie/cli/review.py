"""`vnpolice-ie review`: readings out to Label Studio, corrections back into mark-up."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie import load
from vnpolice_ie.cli.common import (
    ConvertOption,
    DateOption,
    EncodingOption,
    Faults,
    ModelOption,
    ProcessesOption,
    decoding,
    progress,
    visible,
)
from vnpolice_ie.cli.pool import Pool, Readings, Texts, texts_of
from vnpolice_ie.errors import InputError, SchemaError
from vnpolice_ie.io.annotated import format_of, read_annotated, read_documents, write_annotated
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.hf_dataset import is_dataset
from vnpolice_ie.io.inputs import STDIN, TEXT_SUFFIXES
from vnpolice_ie.io.output import OutputFile, OutputFolder, check_output
from vnpolice_ie.types import Doc

if TYPE_CHECKING:
    from vnpolice_ie.training.corrections import Corrections

review = typer.Typer(
    name="review",
    help="Let a person correct what was read: tasks for Label Studio, and the corrections back.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@review.command()
def start(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT…",
            help="What annotate wrote (one file), or texts to read now: .txt, .jsonl, or folders of them.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write.")],
    least: Annotated[
        int | None,
        typer.Option(
            "--least-sure",
            "-n",
            min=1,
            metavar="N",
            help="Take the N documents that the pipeline is least sure of; by default all, in their order.",
        ),
    ] = None,
    model: ModelOption = None,
    date: DateOption = None,
    encoding: EncodingOption = "utf-8",
    convert: ConvertOption = None,
    processes: ProcessesOption = 1,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace the folder, with all changes made in it.")
    ] = False,
) -> None:
    """Write tasks for Label Studio in which the readings are predictions, to be corrected.

    The folder is that of [bold]vnpolice-ie suggest[/], which chooses texts that teach much and are
    unlike each other: tasks and their labelling configuration, the same as mark-up, the readings,
    and a table of how unsure the pipeline is.

    [bold]Examples[/]

    \b
    vnpolice-ie review start news.jsonl -o check --least-sure 50
    vnpolice-ie review start news/ -o check --model runs/compact/model
    """
    from vnpolice_ie.training.doubt import Doubt, doubt_of, least_sure
    from vnpolice_ie.training.review_folder import MARKER, doubts_table, write_folder

    OutputFolder(output, marker=MARKER, force=force)  # a place that cannot be written to is told first
    faults = Faults()
    pool: Pool
    if _holds_readings(inputs):
        if model is not None:
            raise InputError(
                "both readings and a pipeline are given", where="--model", remedy="Give one of the two"
            )
        pool = Readings(inputs[0], partial(read_documents, inputs[0], on_error=faults.unreadable))
    else:
        how = decoding(encoding, convert, date)
        nlp = load(model)
        pool = Texts(nlp, texts_of(inputs, how, date, output, faults), processes, faults)
    ids: list[str] = []
    doubts: list[Doubt] = []

    def looked_at() -> Iterator[Doc]:
        with progress(None) as advance:
            for doc in pool.docs(advance):
                ids.append(doc.id)
                doubts.append(doubt_of(doc))
                yield doc

    docs = looked_at()
    places: Sequence[int] | None = None
    if least is not None:
        deque(docs, maxlen=0)
        places = least_sure(doubts, least)
        docs = pool.at([ids[place] for place in places])
    try:
        unfit = write_folder(
            output, docs, lambda: doubts_table(ids, doubts, places), model=pool.model, force=force
        )
    except InputError:
        faults.tell()
        raise
    for error in unfit:
        faults.unreadable(error)
    count = len(ids) if places is None else len(places)
    Console(emoji=False, highlight=False).print(
        f"{count:,} of {len(ids):,} documents to correct, written to {output}", markup=False, soft_wrap=True
    )
    faults.tell()
    raise typer.Exit(faults.exit_status)


def _holds_readings(inputs: Sequence[Path]) -> bool:
    path = inputs[0]
    if len(inputs) > 1 or path == STDIN or path.suffix.casefold() in TEXT_SUFFIXES:
        return False
    return (path.is_file() or is_dataset(path)) and format_of(path) in {"output", "parquet", "datasets"}


@review.command()
def finish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder that review start, or suggest, wrote.")
    ],
    corrected: Annotated[
        Path,
        typer.Argument(
            metavar="CORRECTED",
            help="Corrected documents: Label Studio's export (JSON), the folder's mark-up, or others.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT", help="Folder of mark-up to write, to train with.")
    ],
    table: Annotated[
        Path | None,
        typer.Option("--changes", metavar="FILE.csv", help="Table to write of every change, in words."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace output that exists.")] = False,
) -> None:
    """Read corrections back into mark-up, and count what was changed in what had been read.

    Counted are marks, links, values of dates and documents, and what means the same. Marks that a
    person added without a key get one. Documents that nobody has corrected yet are left out.

    [bold]Examples[/]

    \b
    vnpolice-ie review finish check export.json -o corrected
    vnpolice-ie review finish check check/markup -o corrected --changes changes.csv
    """
    from vnpolice_ie.io.own_keys import with_keys
    from vnpolice_ie.training.corrections import Corrections
    from vnpolice_ie.training.review_folder import readings_of

    if table is not None:
        check_output(table, force=force)
    faults, left_out, changes = Faults(), Counter[str](), Corrections()
    readings = readings_of(folder, on_error=faults.unreadable)
    found: list[GoldDocument] = []
    for document in read_annotated(corrected, labels="schema", on_error=faults.unreadable, left_out=left_out):
        reading = readings.get(document.id)
        if reading is None or reading.text != document.text:
            faults.unreadable(_not_read(document, reading, folder))
            continue
        found.append(with_keys(document, left_out))
        changes.add(reading, found[-1])
    try:
        write_annotated(found, output, "markup", force=force, on_error=faults.unreadable, left_out=left_out)
    except InputError:
        faults.tell()
        raise
    if table is not None:
        _write_table(table, changes)
    _print(changes, len(readings), left_out, output)
    faults.tell()
    raise typer.Exit(faults.exit_status)


def _not_read(document: GoldDocument, reading: Doc | None, folder: Path) -> SchemaError:
    return SchemaError(
        "nothing was read under this id" if reading is None else "its text is not the one that was read",
        where=f"document {document.id!r}",
        remedy=f"Give corrections of the documents of {folder}",
    )


def _write_table(path: Path, changes: Corrections) -> None:
    from vnpolice_ie.training.corrections import Change

    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(Change._fields)
    rows.writerows(changes.changes)
    with OutputFile(path) as out:
        out.write(text.getvalue().encode("utf-8", "backslashreplace"))


def _print(changes: Corrections, of: int, left_out: Counter[str], output: Path) -> None:
    from vnpolice_ie.training.corrections import KEPT, WHATS

    console = Console(emoji=False, highlight=False)
    table = Table("", KEPT, *WHATS, box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    changed = {label: counts for label, counts in sorted(changes.counts.items()) if set(counts) - {KEPT}}
    for label, counts in [*changed.items(), ("ALL", changes.total())]:
        if label == "ALL":
            table.add_section()
        table.add_row(visible(label), *(f"{counts[what]:,}" for what in (KEPT, *WHATS)))
    console.print(table)
    console.print(
        f"\n{changes.documents:,} of {of:,} documents corrected, {changes.untouched:,} of them unchanged."
    )
    for kind, number in sorted((+left_out).items()):
        console.print(f"{kind}: {number:,}", markup=False)
    console.print(f"Written to {output}", markup=False, soft_wrap=True)
