"""`vnpolice-ie train`: from a configuration to a run folder with a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie.cli.common import Faults
from vnpolice_ie.errors import VnPoliceError
from vnpolice_ie.extras import TRAIN, require

if TYPE_CHECKING:
    from vnpolice_ie.evaluation.scoring import Report
    from vnpolice_ie.training.config import TrainingConfig
    from vnpolice_ie.training.data import TrainingData


def train(
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="The configuration (.yaml), as the recipes in training/.")
    ],
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="KEY=VALUE", help="Replace a value, as optimisation.lr=1e-3."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in the output folder from its checkpoint.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Check the configuration and the documents only.")
    ] = False,
) -> None:
    """Train a model on annotated documents.

    The configuration and all documents are checked first. The output folder gets the configuration,
    checkpoints, curves, figures on the development documents, an error browser and the model.

    [bold]Examples[/]

    \b
    vnpolice-ie train training/compact.yaml
    vnpolice-ie train training/phobert.yaml --set data.train=news --set output=runs/news
    vnpolice-ie train training/compact.yaml --resume
    """
    require("train", *TRAIN)
    from vnpolice_ie.training.config_file import read_config
    from vnpolice_ie.training.run_folder import CONFIG, MODEL, check_run, open_run

    settings = read_config(config, overrides or ())
    console = Console(stderr=True, emoji=False, soft_wrap=True, highlight=False)
    if not check:
        check_run(settings, resume=resume)
    data = _read(settings)
    _tell(console, data)
    if check:
        return
    from vnpolice_ie.cli.training_progress import TrainingProgress
    from vnpolice_ie.training.finish import finish
    from vnpolice_ie.training.report.run import INDEX
    from vnpolice_ie.training.trainer import train as run

    _silence()
    folder = open_run(settings, resume=resume)
    try:
        with TrainingProgress(console, settings) as watcher:
            result = run(settings, data, resume=resume, watcher=watcher)
    except KeyboardInterrupt:
        console.print(f"Stopped. Go on with: vnpolice-ie train {folder / CONFIG} --resume", markup=False)
        raise typer.Exit(130) from None
    with console.status("") as status:
        reports = finish(settings, data, result, tell=status.update)
    for name, figures in reports.items():
        console.print(f"{name}: F1 of {_figures(figures)}")
    console.print(f"Report: {folder / INDEX}", markup=False)
    console.print(f"Model: {folder / MODEL}", markup=False)


def _silence() -> None:
    """Keep what other libraries say about their insides off the screen."""
    import logging
    import warnings

    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    warnings.simplefilter("ignore", FutureWarning)


def _figures(report: Report) -> str:
    parts = {"entities": report.entities, "relations": report.relations, "arguments": report.arguments}
    return ", ".join(f"{name} {rows['ALL'].f1:.3f}" for name, rows in parts.items())


def _read(config: TrainingConfig) -> TrainingData:
    from vnpolice_ie.training.data import read_data

    faults = Faults()
    try:
        data = read_data(config, on_error=faults.unreadable)
    except VnPoliceError:
        if not faults.exit_status:  # else too little was left over, which the faults explain
            raise
    if faults.exit_status:
        faults.tell()
        raise typer.Exit(faults.exit_status)
    return data


def _tell(console: Console, data: TrainingData) -> None:
    """Show what was read and what of it is of little use."""
    from vnpolice_ie.training.data import FEW

    table = Table("", "documents", "characters", "spans", "nested", "relations", "arguments", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for name in ("train", "dev", "test"):
        documents = getattr(data, name)
        marks = [mark for document in documents for mark in document.marks]
        counts = (
            len(documents),
            sum(len(d.text) for d in documents),
            len(marks),
            sum(mark.parent is not None for mark in marks),
            sum(len(d.relations) for d in documents),
            sum(len(d.arguments) for d in documents),
        )
        if documents:
            table.add_row(name, *(f"{count:,}" for count in counts))
    console.print(table)
    rare = ", ".join(f"{tag} {count}" for tag, count in sorted(data.rare().items()))
    if rare:
        console.print(f"Fewer than {FEW} examples to learn from: {rare}", markup=False)
    if data.shared:
        console.print(
            f"{len(data.shared)} of the documents to choose by or to measure on are also learnt from:"
            " their figures say nothing about other documents"
        )
    for reason, count in data.left_out.most_common():
        console.print(f"Left out of the files: {count} × {reason}", markup=False)
