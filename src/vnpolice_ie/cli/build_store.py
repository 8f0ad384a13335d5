"""`vnpolice-ie build-store`: annotated documents into a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from vnpolice_ie.cli.common import Faults
from vnpolice_ie.errors import OutputError
from vnpolice_ie.extras import require
from vnpolice_ie.io.inputs import LINES_SUFFIXES, count_documents, find_files

COUNTED = (
    ("texts", "texts"),
    ("legal documents", "legal_documents"),
    ("  with conflicting values", "legal_documents WHERE has_conflicts"),
    ("  doubtful merges", "doubtful_document_merges"),
    ("persons", "persons"),
    ("  doubtful merges", "doubtful_person_merges"),
    ("posts over time", "posts_over_time"),
    ("relations between documents", "document_relations"),
    ("bad lines", "bad_lines"),
)


def build_store(
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="OUT.jsonl…", help="What annotate has written: files, or folders of them."),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE.duckdb", help="The collection; made if it is not there."
        ),
    ],
) -> None:
    """Load annotated documents into a collection, and merge what they say.

    Documents that are there already are passed over, changed ones replaced, new ones added. It can be
    stopped at any time: the next run goes on from there. Bad lines are named at the end, and the
    others come in.

    [bold]Examples[/]

    \b
    vnpolice-ie build-store news.jsonl -o reports.duckdb
    vnpolice-ie build-store 2023.jsonl 2024.jsonl -o reports.duckdb
    """
    require("store", "duckdb", "pyarrow")
    from vnpolice_ie.store.collection import Collection

    files = find_files(inputs, suffixes=LINES_SUFFIXES)
    if any(path.resolve() == output.resolve() for path in files):
        raise OutputError("the output is also an input", where=str(output), remedy="Name another file")
    faults = Faults()
    with Collection(output) as collection:
        with _progress(count_documents(files)) as (advance, merging):
            report = collection.load(*files, on_error=faults.unreadable, advance=advance, merged=merging)
        table = Table(title="Loaded", title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
        table.add_column(style="cyan")
        table.add_column(justify="right")
        for words, count in (
            ("added", report.added),
            ("replaced", report.replaced),
            ("unchanged", report.unchanged),
        ):
            table.add_row(words, f"{count:,}")
        for words, view in COUNTED:
            table.add_row(words, f"{collection.count(view):,}")
    Console(emoji=False).print(table)
    faults.tell()
    raise typer.Exit(faults.exit_status)


@contextmanager
def _progress(total: int) -> Iterator[tuple[Callable[[int], object], Callable[[], object]]]:
    """Show a bar on the standard error, if that is a terminal: of the lines loaded, then of the merging."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("loading", total=total)
        yield (
            lambda lines: bar.advance(task, lines),
            lambda: bar.update(task, description="merging", total=None),
        )
