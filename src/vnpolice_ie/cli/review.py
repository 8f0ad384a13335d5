"""`vnpolice-ie review`: readings out to Label Studio, corrections back into mark-up."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie.cli.common import (
    ConvertOption,
    DateOption,
    EncodingOption,
    Faults,
    ModelOption,
    ProcessesOption,
    progress,
    visible,
)
from vnpolice_ie.cli.pool import Pool
from vnpolice_ie.errors import InputError, SchemaError
from vnpolice_ie.io.annotated import each_annotated, write_annotated
from vnpolice_ie.io.cells import guarded
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.output import OutputFile, check_output
from vnpolice_ie.types import Doc

if TYPE_CHECKING:
    from vnpolice_ie.training.corrections import Change, Corrections

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
            help="What annotate wrote, texts to read now (.txt, .jsonl), or folders of both.",
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

    What annotate wrote is taken as it is, wherever it stands; other texts are read now, unless
    they are among it.

    The folder is that of [bold]vnpolice-ie suggest[/], which chooses texts that teach much and are
    unlike each other: tasks and their labelling configuration, the same as mark-up, the readings,
    and a table of how unsure the pipeline is.

    [bold]Examples[/]

    \b
    vnpolice-ie review start news.jsonl -o check --least-sure 50
    vnpolice-ie review start news/ -o check --model runs/compact/model
    """
    from vnpolice_ie.training.doubt import Doubt, doubt_of, least_sure
    from vnpolice_ie.training.review_folder import doubts_table, write_folder

    pool = Pool(
        inputs,
        output,
        encoding=encoding,
        convert=convert,
        date=date,
        model=model,
        processes=processes,
        force=force,
    )
    faults = pool.faults
    ids: list[str] = []
    doubts: list[Doubt] = []

    def looked_at() -> Iterator[Doc]:
        with progress(len(pool)) as advance:
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


@review.command()
def finish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder that review start, or suggest, wrote.")
    ],
    corrected: Annotated[
        Path,
        typer.Argument(
            metavar="CORRECTED",
            help="Corrected documents: Label Studio's export (JSON), DIR itself for its mark-up, or others.",
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
    from vnpolice_ie.training.review_folder import StoredReadings, corrections_in

    if table is not None:
        check_output(table, force=force)
    faults, left_out, changes = Faults(), Counter[str](), Corrections()
    readings = StoredReadings(folder, on_error=faults.unreadable)
    found = each_annotated(
        corrections_in(corrected), labels="schema", on_error=faults.unreadable, left_out=left_out
    )
    with ExitStack() as outputs:
        tell = outputs.enter_context(_table(table))
        advance = outputs.enter_context(progress(len(readings), "comparing"))

        def compared() -> Iterator[GoldDocument]:
            for document in found:
                reading = readings.of(document)
                if reading is None:
                    faults.unreadable(_not_read(document, document.id in readings, folder))
                    continue
                told = replace(document, id=reading.id, date=document.date or reading.date)
                keyed = with_keys(told, left_out)
                tell(changes.add(reading, keyed))
                yield keyed
                advance()
            if not changes.documents:
                raise InputError(
                    "no corrected document was found",
                    where=str(corrected),
                    remedy="Correct the mark-up, or export the project as JSON",
                )

        try:
            write_annotated(
                compared(), output, "markup", force=force, on_error=faults.unreadable, left_out=left_out
            )
        except InputError:
            faults.tell()
            raise
    _print(changes, len(readings), left_out, output)
    faults.tell()
    raise typer.Exit(faults.exit_status)


def _not_read(document: GoldDocument, is_known: bool, folder: Path) -> SchemaError:
    return SchemaError(
        "its text is not the one that was read" if is_known else "nothing was read under this id",
        where=f"document {document.id!r}",
        remedy=f"Give corrections of the documents of {folder}",
    )


@contextmanager
def _table(path: Path | None) -> Iterator[Callable[[Iterable[Change]], object]]:
    """Take changes and write them to a table as they come, if one is asked for."""
    if path is None:
        yield lambda changes: None
        return
    from vnpolice_ie.training.corrections import Change

    with OutputFile(path) as out:
        text = TextIOWrapper(out.stream, "utf-8", "backslashreplace", newline="", write_through=True)
        rows = csv.writer(text)
        rows.writerow(Change._fields)
        yield lambda changes: rows.writerows(map(_cells, changes))
        text.detach()


def _cells(change: Change) -> list[object]:
    """A row of the table, in which nothing would run as a formula."""
    return [guarded(value) if isinstance(value, str) else value for value in change]


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
