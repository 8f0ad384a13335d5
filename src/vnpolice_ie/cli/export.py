"""`vnpolice-ie export`: a trained model as ONNX graphs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie.errors import InputError
from vnpolice_ie.extras import require

if TYPE_CHECKING:
    from vnpolice_ie.model.folder import Precision


def export(
    source: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder of a training run, or of a model with weights.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Model folder to write; by default the model's own."
        ),
    ] = None,
    int8: Annotated[bool, typer.Option("--int8/--no-int8", help="Write graphs in whole numbers.")] = True,
    fp32: Annotated[bool, typer.Option("--fp32/--no-fp32", help="Write 32-bit graphs.")] = False,
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            "--texts", "-t", metavar="PATH", help="Texts for the check and the scales: files or folders."
        ),
    ] = None,
    least: Annotated[
        float,
        typer.Option(
            "--least",
            min=0,
            max=1,
            metavar="F1",
            help="Refuse 8-bit graphs that agree less with the network.",
        ),
    ] = 0.97,
) -> None:
    """Make a trained model ready to run without torch, and check that it still reads the same.

    Writes ONNX graphs into a model folder that [bold]vnpolice_ie.load[/] takes. Graphs in whole numbers
    are a quarter of the size and quicker; if both kinds are written, they are the ones that run. The
    figures of the check stand in model.json.

    [bold]Examples[/]

    \b
    vnpolice-ie export runs/compact -o my-model
    vnpolice-ie export runs/compact --fp32 --no-int8
    vnpolice-ie export runs/compact --texts news.jsonl
    """
    precisions: list[Precision] = []
    if fp32:
        precisions.append("fp32")
    if int8:
        precisions.append("int8")
    if not precisions:
        raise InputError(
            "no graphs are wanted", where="--no-int8 without --fp32", remedy="Leave --no-int8 out"
        )
    require("train", "torch", "transformers", "safetensors", "onnx", "onnxscript")
    from vnpolice_ie.training.agreement import SAMPLE
    from vnpolice_ie.training.export import export_model

    read = _texts(texts) if texts else list(SAMPLE)
    console = Console()
    with console.status("exporting and checking"):
        found = export_model(source, output, precisions=precisions, texts=read, least_equal=least)
    table = Table("graphs", "largest difference", "spans alike", "links alike", "units")
    for precision, check in found.checks.items():
        table.add_row(
            precision,
            f"{check.largest_difference:.2g}",
            f"{check.equal_spans:.1%}",
            f"{check.equal_links:.1%}",
            str(check.units),
        )
    console.print(table)
    total = sum(found.sizes.values()) / 1e6
    graphs = sum(size for name, size in found.sizes.items() if name.endswith(".onnx")) / 1e6
    console.print(f"{found.folder}: {total:.1f} MB, of which graphs {graphs:.1f} MB", highlight=False)


def _texts(paths: list[Path]) -> list[str]:
    from vnpolice_ie.cli.common import Faults, decoding
    from vnpolice_ie.io.inputs import find_files, read_inputs

    faults = Faults()
    records = read_inputs(
        find_files(paths), decoding=decoding("utf-8", None, None), date=None, on_error=faults.unreadable
    )
    found = [record.text for record in records]
    if faults.exit_status:
        faults.tell()
        raise typer.Exit(faults.exit_status)
    return found
