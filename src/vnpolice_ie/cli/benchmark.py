"""`vnpolice-ie benchmark`: an encoder on a published set, beside published figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie.extras import TRAIN, require

if TYPE_CHECKING:
    from vnpolice_ie.training.benchmark.run import BenchmarkResult
    from vnpolice_ie.training.benchmark.sets import BenchmarkSet


def benchmark(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="phoner, vlsp2016, vlsp2018, vietbioner or vhe."),
    ],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Your copy of the set, as it was released.")],
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder",
            "-e",
            metavar="NAME",
            help="compact, pretrained, as it comes with the library; random, the same untrained; a folder"
            " of pretrain or of a model to train further; or the folder or hub name of a transformers"
            " encoder, as vinai/phobert-base; by default that of --config, else compact.",
        ),
    ] = None,
    seeds: Annotated[
        int, typer.Option("--seeds", "-s", min=1, max=100, metavar="N", help="Train with the seeds 1 to N.")
    ] = 1,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Folder for trainings and figures; by default runs/NAME-ENCODER.",
        ),
    ] = None,
    variant: Annotated[
        str | None,
        typer.Option(
            "--variant", metavar="NAME", help="Form of the set, where it has two: syllable or word."
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            metavar="FILE",
            help="Configuration to begin with; its output and data do not count.",
        ),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Value of the configuration, as optimisation.lr=1e-3."
        ),
    ] = None,
    adapt: Annotated[
        int,
        typer.Option(
            "--adapt",
            min=0,
            max=1000,
            metavar="PASSES",
            help="A pretrained compact encoder reads the texts of the training part so often before it"
            " learns their labels; 0: not at all.",
        ),
    ] = 25,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all figures as JSON instead of a table.")
    ] = False,
) -> None:
    """Train an encoder on a published set and print its figure beside published ones.

    PhoNER_COVID19, VLSP 2016, VLSP 2018, VietBioNER, VHE: the folder is looked through for the
    files of the release. Trained on the training part, stopped by the development part, scored
    once on the test part: entities by seqeval (strict, IOB2) on the set's own tokens, nested sets
    level by level; of VHE, triggers and arguments. Run it again to go on: finished seeds keep
    their figures. The sets of PhoNER and VLSP may be used for research only: they measure, they
    train nothing that you give away.

    [bold]Examples[/]

    \b
    vnpolice-ie benchmark vietbioner VietBioNER
    vnpolice-ie benchmark phoner PhoNER_COVID19 --variant word --encoder vinai/phobert-base --seeds 3
    vnpolice-ie benchmark vhe VHE-dataset --set optimisation.epochs=20 --json | jq .f1
    """
    require("train", *TRAIN)
    from vnpolice_ie.cli.training_progress import EncoderProgress, TrainingProgress
    from vnpolice_ie.training.benchmark.adaptation import adapt_encoder
    from vnpolice_ie.training.benchmark.learn import TextReader, train_reader
    from vnpolice_ie.training.benchmark.run import run_benchmark
    from vnpolice_ie.training.benchmark.sets import read_set
    from vnpolice_ie.training.config import TrainingConfig

    console = Console(stderr=True, soft_wrap=True, emoji=False, highlight=False)
    found = read_set(name, folder, variant)
    _print_set(console, found)

    def train(settings: TrainingConfig) -> TextReader:
        with TrainingProgress(console, settings) as watcher:
            return train_reader(settings, watcher)

    def prepare(settings: TrainingConfig, texts: Path, into: Path, passes: int) -> Path | None:
        with EncoderProgress(console) as watcher:
            return adapt_encoder(settings, texts, into, passes, watcher)

    result = run_benchmark(
        found,
        encoder,
        out=output or Path("runs") / f"{found.benchmark.name}-{_name(encoder, config)}",
        seeds=range(1, seeds + 1),
        train=train,
        adapt=prepare,
        passes=adapt,
        base=config,
        overrides=overrides or (),
        tell=lambda line: console.print(line, markup=False),
    )
    if as_json:
        typer.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=1))
    else:
        _print(Console(soft_wrap=True, emoji=False, highlight=False), result)


def _name(encoder: str | None, config: Path | None) -> str:
    """What the default output folder is called after."""
    if encoder:
        return Path(encoder).name
    return config.stem if config else "compact"


def _print_set(console: Console, found: BenchmarkSet) -> None:
    known = found.benchmark
    variant = f", {found.variant} level" if found.variant else ""
    sizes = ", ".join(f"{len(samples):,} {split}" for split, samples in found.parts.items())
    console.print(f"{known.title}{variant} ({known.source}; {known.licence})", markup=False)
    console.print(f"{sizes} texts, {len(found.labels)} labels", markup=False)
    for note in found.notes:
        console.print(f"note: {note}", markup=False)


def _print(console: Console, result: BenchmarkResult) -> None:
    run = result.runs[0]
    for number, rows in enumerate(run["levels"], 1):
        if result.found.benchmark.nested or number == 1:
            console.print(_rows(f"level {number}, seed {run['seed']}", rows))
    totals = {
        name: run[key]["ALL"] if "ALL" in run[key] else run[key]
        for name, key in (
            ("spans, exact offsets and label", "exact"),
            ("spans, exact offsets", "identified"),
            ("arguments, without role", "arguments_identified"),
            ("arguments", "arguments_classified"),
        )
        if key in run
    }
    console.print(_rows(f"all levels, seed {run['seed']}", totals))
    console.print(_beside(result))


def _rows(title: str, rows: dict[str, dict[str, float]]) -> Table:
    table = _table("", "P", "R", "F1", "gold", "pred", title=title)
    for label, row in rows.items():
        shares = [f"{row[key]:.3f}" for key in ("p", "r", "f1")]
        counts = [str(row[key]) for key in ("gold", "predicted")]
        table.add_row(label, *shares, *counts, style="bold" if label == "ALL" else "")
    return table


def _beside(result: BenchmarkResult) -> Table:
    """The figure in its place among the published ones."""
    spread = f" ± {result.spread:.4f}" if result.spread is not None else ""
    count = len(result.runs)
    own = (
        result.f1,
        result.encoder,
        result.found.variant or "",
        f"{result.f1:.4f}{spread}",
        f"this run, {count} seed{'s' * (count > 1)}",
        "bold",
    )
    others = [(row.f1, row.model, row.variant, f"{row.f1:.4f}", row.source, "") for row in result.published]
    table = _table("model", "variant", "F1", "source", title=f"test part, {result.measure}")
    for _, model, variant, figure, source, style in sorted([own, *others], key=lambda row: row[0]):
        table.add_row(model, variant, figure, source, style=style)
    return table


def _table(*names: str, title: str) -> Table:
    table = Table(*names, title=title, title_justify="left", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    return table
