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
    world: Annotated[
        bool,
        typer.Option(
            "--world",
            "-w",
            help="Documents of one world: persons whose posts and ranks change over the years, documents that"
            " carry out, amend and replace others; its truth is written beside them, as NAME.world.json.",
        ),
    ] = False,
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
    vnpolice-ie generate -n 1000 --seed 5 --world -o world.jsonl
    """
    from vnpolice_ie.generator import generate as documents
    from vnpolice_ie.generator.files import truth_beside, write_folder, write_lines, write_world

    if world and kind is not None:
        raise typer.BadParameter("a world has kinds of its own", param_hint="--kind")
    write = write_lines if output.suffix == ".jsonl" else write_folder
    with progress(count, "making") as advance:
        if world:
            write_world(output, write, count, seed=seed, start=start, clean=clean, force=force, each=advance)
        else:
            write(
                output,
                documents(count, seed=seed, start=start, kind=kind, clean=clean),
                force=force,
                each=advance,
            )
    also = f" and {truth_beside(output)}" if world else ""
    Console().print(f"Written to {output}{also}", markup=False, highlight=False, soft_wrap=True)
