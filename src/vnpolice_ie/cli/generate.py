"""`vnpolice-ie generate`: annotated documents made from frames."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vnpolice_ie.cli.common import progress


def generate(
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="PATH", help="Folder of mark-up files to write, or a .jsonl file."
        ),
    ],
    count: Annotated[int, typer.Option("--count", "-n", min=1, metavar="N", help="Documents to make.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other documents.")] = 0,
    start: Annotated[int, typer.Option(min=0, metavar="I", help="Number of the first document.")] = 0,
    kind: Annotated[
        str | None,
        typer.Option("--kind", "-k", metavar="KIND", help="Only documents of one kind: crime, meeting, …"),
    ] = None,
    clean: Annotated[bool, typer.Option("--clean", help="Without the faults of copied pages.")] = False,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace what was generated there before.")
    ] = False,
) -> None:
    """Make annotated documents, for training beside real ones and for tests of scale.

    Persons and facts are invented. Document I of a seed is the same whatever else is made.

    [bold]Examples[/]

    \b
    vnpolice-ie generate -n 200 --seed 1 -o generated
    vnpolice-ie generate -n 100000 -o last.jsonl --start 900000
    """
    from vnpolice_ie.generator import generate as documents
    from vnpolice_ie.generator.files import write_folder, write_lines

    made = documents(count, seed=seed, start=start, kind=kind, clean=clean)
    write = write_lines if output.suffix == ".jsonl" else write_folder
    with progress(count, "making") as advance:
        write(output, made, force=force, each=advance)
    Console().print(f"Written to {output}", markup=False, highlight=False, soft_wrap=True)
