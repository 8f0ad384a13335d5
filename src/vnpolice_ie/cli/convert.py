"""`vnpolice-ie convert`: annotated documents from one format to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie.cli.common import Faults, progress
from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.io.annotated import read_documents, write_annotated
from vnpolice_ie.io.formats import Format, WrittenFormat
from vnpolice_ie.io.gold_docs import Document


def convert(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="IN", help="Annotated documents, or what annotate wrote: a file, or a folder of files."
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="OUT", help="File to write, or folder (brat, datasets, markup)."
        ),
    ],
    to: Annotated[
        WrittenFormat | None,
        typer.Option("--to", "-t", help="Format to write; by default told by the ending of OUT."),
    ] = None,
    from_: Annotated[
        Format | None,
        typer.Option("--from", help="Format of IN; by default told by endings and content."),
    ] = None,
    scheme: Annotated[
        bool, typer.Option("--scheme", help="Leave out documents that do not keep to the annotation scheme.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace output that exists.")] = False,
) -> None:
    """Write annotated documents, or what annotate read, in another format.

    What the new format cannot hold is left out and counted by kind. A document that cannot be read or
    written is named at the end, and the others come out.

    [bold]Examples[/]

    \b
    vnpolice-ie convert news.jsonl -o news.parquet
    vnpolice-ie convert gold/ -o gold.conll
    vnpolice-ie convert export.json -o gold --to markup
    vnpolice-ie convert news.jsonl -o brat --to brat
    """
    if source.resolve() == output.resolve():
        raise OutputError("the output is also the input", where=str(output), remedy="Name another")
    faults = Faults()
    left_out = Counter[str]()
    documents = read_documents(
        source,
        from_,
        "schema" if scheme else None,
        on_error=faults.unreadable,
        left_out=left_out,
    )
    with progress(None, "converting") as advance:
        try:
            count = write_annotated(
                _counted(documents, advance, faults),
                output,
                to,
                force=force,
                on_error=faults.unreadable,
                left_out=left_out,
            )
        except InputError:
            faults.tell()
            raise
    _print(count, output, left_out)
    faults.tell()
    raise typer.Exit(faults.exit_status)


def _counted(documents: Iterator[Document], advance: Callable[[], Any], faults: Faults) -> Iterator[Document]:
    read = False
    for document in documents:
        read = True
        yield document
        advance()
    if faults.of_input and not read:
        raise InputError("no document could be read", remedy="No output was written")


def _print(count: int, output: Path, left_out: Counter[str]) -> None:
    console = Console(emoji=False, highlight=False)
    console.print(
        f"{count:,} document{'' if count == 1 else 's'} written to {output}", soft_wrap=True, markup=False
    )
    if not count:
        console.print("The input holds no documents.")
    elif +left_out:
        table = Table("left out", "", box=None, title_justify="left")
        table.columns[1].justify = "right"
        for kind, number in sorted((+left_out).items()):
            table.add_row(kind, f"{number:,}")
        console.print(table)
    else:
        console.print("nothing was left out")
