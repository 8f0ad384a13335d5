"""`vnpolice-ie export-store`: a collection in files of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from vnpolice_ie.extras import require


def export_store(
    source: Annotated[
        Path, typer.Argument(metavar="FILE.duckdb", help="A collection that build-store has made.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="PATH", help="Folder (parquet, csv) or file (graphml, jsonld)."
        ),
    ],
    form: Annotated[
        Literal["parquet", "csv", "graphml", "jsonld"],
        typer.Option(
            "--format",
            "-t",
            help="Tables of all views as Parquet or CSV; the graph of texts, documents,"
            " persons and bodies as GraphML or JSON-LD.",
        ),
    ] = "parquet",
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace output that exists.")] = False,
) -> None:
    """Write a collection as Parquet, CSV, GraphML or JSON-LD.

    [bold]Examples[/]

    \b
    vnpolice-ie export-store reports.duckdb -o tables
    vnpolice-ie export-store reports.duckdb -o tables --format csv
    vnpolice-ie export-store reports.duckdb -o reports.graphml --format graphml
    """
    require("store", "duckdb", "pyarrow", "networkx")
    from vnpolice_ie.store.collection import Collection

    console = Console(emoji=False)
    with console.status("writing"), Collection(source, read_only=True) as collection:
        written = collection.export(output, form, force=force)
    for name, rows in written.items():
        console.print(f"{rows:>12,}  {name}", markup=False, highlight=False)
