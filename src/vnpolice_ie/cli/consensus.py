"""`vnpolice-ie consensus`: several readings of the same texts to documents to learn from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vnpolice_ie.cli.common import Faults, progress
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold_checks import faults as guideline_faults
from vnpolice_ie.io.jsonl import dump_line, read_docs
from vnpolice_ie.io.output import OutputFile, check_output
from vnpolice_ie.types import Doc


def consensus(
    readings: Annotated[
        list[Path],
        typer.Argument(metavar="READING…", help="What annotate wrote of the same texts by different models."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.jsonl", help="File to write.")],
    share: Annotated[
        float, typer.Option("--share", min=0.5, max=0.99, help="More than this share has to agree.")
    ] = 0.5,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace the file.")] = False,
) -> None:
    """Make documents to learn from out of what several models agree on.

    What most readings say is annotated; what fewer say is left open: training neither learns nor avoids it.
    A reading that is trusted more may be named twice. The output is read by train as any annotated documents.

    [bold]Examples[/]

    \b
    vnpolice-ie annotate news.jsonl -o a.jsonl --model runs/a/model
    vnpolice-ie annotate news.jsonl -o b.jsonl --model runs/b/model
    vnpolice-ie annotate news.jsonl -o rules.jsonl --model rules
    vnpolice-ie consensus a.jsonl b.jsonl rules.jsonl -o silver.jsonl
    """
    from vnpolice_ie.training.consensus import consensus as agree

    check_output(output, force=force)
    if len(readings) < 2:
        raise InputError("one reading agrees with itself", remedy="Give the readings of two or more models")
    faults = Faults()
    others = [{doc.id: doc for doc in read_docs(file, on_error=faults.unreadable)} for file in readings[1:]]
    made = left_out = unfit = marks = links = stretches = open_links = 0
    with OutputFile(output) as file, progress(len(others[0]), "agreeing") as advance:
        for first in read_docs(readings[0], on_error=faults.unreadable):
            found = [first, *(docs[first.id] for docs in others if _has(docs, first))]
            if len(found) <= len(others):
                left_out += 1
                continue
            document = agree(found, share)
            if guideline_faults(document, first.id):
                unfit += 1
                continue
            file.write(dump_line(document.to_record()))
            made += 1
            marks += len(document.marks)
            links += len(document.relations) + len(document.arguments)
            stretches += len(document.unsure.spans)
            open_links += len(document.unsure.links)
            advance()
    console = Console(stderr=True, emoji=False, highlight=False)
    console.print(
        f"{made:,} documents: {marks:,} spans and {links:,} links agreed on, {stretches:,} stretches and"
        f" {open_links:,} links left open"
    )
    if left_out:
        console.print(f"{left_out:,} documents were left out: not every file has them with the same text")
    if unfit:
        console.print(
            f"{unfit:,} documents were left out: the annotation scheme does not allow what was agreed on"
        )
    faults.tell()
    raise typer.Exit(faults.exit_status)


def _has(docs: dict[str, Doc], first: Doc) -> bool:
    return first.id in docs and docs[first.id].text == first.text
