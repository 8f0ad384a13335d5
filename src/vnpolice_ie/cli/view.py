"""`vnpolice-ie view`: one page for a collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vnpolice_ie.cli.common import Faults, progress
from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.io.inputs import LINES_SUFFIXES, count_documents, find_files
from vnpolice_ie.io.jsonl import is_annotated, read_docs
from vnpolice_ie.io.output import check_output
from vnpolice_ie.types import Doc

LARGE = 100_000_000
"""Bytes above which browsers are slow to open a page."""


def view(
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="OUT.jsonl…", help="What annotate wrote, or folders of such files."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PAGE.html", help="Page to write.")],
    title: Annotated[
        str | None, typer.Option("--title", "-t", metavar="WORDS", help="Title; by default the first name.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace a page that exists.")] = False,
) -> None:
    """Write one page to search and read a collection of annotated documents.

    Texts with what was read in them, the documents that they cite and how those are linked, people and
    posts over the years; each fact leads to its sentence. The page is one file that fetches nothing.

    [bold]Examples[/]

    \b
    vnpolice-ie view news.jsonl -o news.html
    vnpolice-ie view 2019.jsonl 2020.jsonl -o news.html --title "News 2019 to 2020"
    """
    from vnpolice_ie.display.collection.page import CollectionPage

    check_output(output, force=force)
    files = find_files(inputs, suffixes=LINES_SUFFIXES)
    if any(path.resolve() == output.resolve() for path in files):
        raise OutputError("the output is also an input", where=str(output), remedy="Name another file")
    faults = Faults()
    with (
        CollectionPage(output, title or files[0].stem) as page,
        progress(count_documents(files), "writing") as advance,
    ):
        for doc in _docs(files, faults):
            page.add(doc)
            advance()
        if not page.texts:
            faults.tell()
            raise InputError("no document could be read", remedy="No output was written")
    console = Console(emoji=False)
    size = f"{page.texts:,} text{'s' if page.texts > 1 else ''}, {page.bytes / 1e6:.1f} MB"
    console.print(f"Page: {output} ({size})", soft_wrap=True, markup=False, highlight=False)
    if page.bytes > LARGE:
        console.print("Browsers open a page of this size slowly: write one for each part of the texts.")
    faults.tell()
    raise typer.Exit(faults.exit_status)


def _docs(files: list[Path], faults: Faults) -> Iterator[Doc]:
    for file in files:
        if is_annotated(file):
            yield from read_docs(file, on_error=faults.unreadable)
        else:
            faults.unreadable(
                InputError(
                    "it holds no annotated documents",
                    where=str(file),
                    remedy="Write them first: vnpolice-ie annotate INPUT -o OUT.jsonl",
                )
            )
