"""`vnpolice-ie suggest`: which documents to label next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie.cli.common import (
    ConvertOption,
    DateOption,
    EncodingOption,
    ModelOption,
    ProcessesOption,
    progress,
    visible,
)
from vnpolice_ie.cli.pool import Pool
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.annotated import read_annotated

if TYPE_CHECKING:
    from vnpolice_ie.training.suggest import Suggestions


def suggest(
    pool: Annotated[
        list[Path],
        typer.Argument(
            metavar="POOL…",
            help="Texts that are not labelled (.txt, .jsonl), what annotate wrote, or folders of both.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write.")],
    count: Annotated[
        int, typer.Option("--count", "-n", min=1, metavar="N", help="Documents to choose.")
    ] = 20,
    labelled: Annotated[
        Path | None,
        typer.Option(
            "--labelled",
            "-l",
            metavar="PATH",
            help="Documents that are labelled: what is like them comes last.",
        ),
    ] = None,
    model: ModelOption = None,
    diversity: Annotated[
        float, typer.Option(min=0, max=1, help="0 leaves novelty out, 1 leaves doubt out.")
    ] = 0.5,
    near: Annotated[
        float, typer.Option(min=0, max=1, help="Likeness from which two texts count as one printed twice.")
    ] = 0.8,
    seed: Annotated[int, typer.Option(min=0, help="Decides between documents of one value.")] = 0,
    date: DateOption = None,
    encoding: EncodingOption = "utf-8",
    convert: ConvertOption = None,
    processes: ProcessesOption = 1,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace suggestions, with all changes made in them.")
    ] = False,
) -> None:
    """Choose the documents that teach most when they are labelled next.

    Documents that the pipeline is unsure of, typical of the pool, and unlike each other and those that are
    labelled. Written are the mark-up of each as the pipeline reads it, to be corrected; the same as tasks for
    Label Studio with their configuration; and a table of the reasons.

    [bold]Examples[/]

    \b
    vnpolice-ie suggest news/ -n 20 -o next
    vnpolice-ie suggest news.jsonl --labelled gold -o next --diversity 0.7
    """
    from vnpolice_ie.training.review_folder import write_folder
    from vnpolice_ie.training.suggest import reasons
    from vnpolice_ie.training.suggest import suggest as choose

    pool_of = Pool(
        pool,
        output,
        encoding=encoding,
        convert=convert,
        date=date,
        model=model,
        processes=processes,
        force=force,
    )
    faults = pool_of.faults
    known = [] if labelled is None else [d.text for d in read_annotated(labelled)]
    with progress(len(pool_of)) as advance:
        try:
            found = choose(
                pool_of.docs(advance), count, labelled=known, diversity=diversity, near=near, seed=seed
            )
        except InputError:
            faults.tell()
            raise
    chosen = pool_of.at([s.id for s in found.chosen])
    for error in write_folder(
        output, chosen, lambda: reasons(found.chosen), model=pool_of.model, force=force
    ):
        faults.unreadable(error)
    _print(found, output)
    faults.tell()
    raise typer.Exit(faults.exit_status)


def _print(found: Suggestions, output: Path) -> None:
    console = Console(emoji=False)
    table = Table(title="To label next", title_justify="left", box=None)
    table.add_column("", justify="right")
    table.add_column("document", overflow="fold")
    table.add_column("doubt", justify="right")
    table.add_column("novelty", justify="right")
    table.add_column("least sure of", overflow="fold")
    for rank, s in enumerate(found.chosen, 1):
        figures = (f"{s.doubt:.2f}", f"{s.novelty:.2f}")
        table.add_row(str(rank), visible(s.id), *figures, visible("; ".join(s.doubtful[:1])))
    console.print(table)
    console.print(
        f"\n{len(found.chosen)} of {found.pool} documents; {found.near} of the others are nearly the same as"
        f" one that is chosen or labelled, {found.empty} have no words."
    )
    console.print(f"Written to {output}", markup=False, highlight=False, soft_wrap=True)
