"""How the shipped model is made, end to end: `make model CORPUS=… TRAIN=… DEV=…`.

Vocabulary and word vectors from plain text, masked-token pretraining, training on annotated documents,
export, who decides what, calibration, card. Each step leaves its file in the work folder and is passed over
where it is there.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from vnpolice_ie.cli.training_progress import EncoderProgress, TrainingProgress
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.config_file import read_config
from vnpolice_ie.training.data import read_data
from vnpolice_ie.training.encoder_run import SUFFIXES, make_encoder
from vnpolice_ie.training.finish import finish, limits_of
from vnpolice_ie.training.pretraining import PretrainingConfig
from vnpolice_ie.training.report.card import DataFacts
from vnpolice_ie.training.run_folder import CONFIG, MODEL, open_run
from vnpolice_ie.training.trainer import train

HERE = Path(__file__).parent
console = Console(stderr=True, highlight=False)


def main(  # noqa: PLR0917  (options of the command)
    corpus: Annotated[
        Path, typer.Option(help="Folder with plain text: .jsonl or .jsonl.xz, a `text` a line.")
    ],
    learn: Annotated[Path, typer.Option("--train", help="Annotated documents to learn from.")],
    dev: Annotated[Path, typer.Option(help="Annotated documents to choose by.")],
    own: Annotated[Path, typer.Option(help="Documents that were written for the project, if there.")] = HERE
    / "data",
    out: Annotated[Path, typer.Option(help="Folder of the model.")] = HERE.parent / "models" / "compact",
    work: Annotated[Path, typer.Option(help="Folder of the steps.")] = Path("runs/shipped"),
    millions: Annotated[float, typer.Option(help="Millions of syllables and signs to pretrain on.")] = 100.0,
    precision: Annotated[Literal["auto", "fp32", "bf16"], typer.Option(help="Of pretraining.")] = "auto",
    files: Annotated[
        int,
        typer.Option(help="Files to pretrain on: the last by name twice, and so many of the first."),
    ] = 10,
    overrides: Annotated[list[str] | None, typer.Option("--set", help="Values of shipped.yaml.")] = None,
) -> None:
    """Make the shipped model."""
    found = sorted(path for path in corpus.iterdir() if path.name.endswith(SUFFIXES))
    # The last file by name holds the texts that were chosen for their subject.
    texts = [found[-1], found[-1], *found[:files]]
    values = [
        f"data.train={json.dumps([str(path) for path in (learn, own) if path.exists()])}",
        f"data.dev={dev}",
        f"output={work / 'run'}",
        *(overrides or ()),
    ]
    settings = PretrainingConfig(units=round(millions * 1e6), precision=precision)
    with EncoderProgress(console) as watcher:
        config = make_encoder(
            read_config(HERE / "shipped.yaml", values), texts, work / "encoder", settings, watcher=watcher
        )
    _train(config, out)


def _train(config: TrainingConfig, out: Path) -> None:
    data = read_data(config)
    resume = (config.output / CONFIG).exists()
    open_run(config, resume=resume)
    with TrainingProgress(console, config) as watcher:
        result = train(config, data, resume=resume, watcher=watcher)
    card = {
        "name": out.name,
        "about": "The model that comes with vnpolice-ie. With the rules it reads spans, relations and"
        " event arguments in Vietnamese news and official text.",
        "rebuild": "make model CORPUS=… TRAIN=… DEV=…",
        "licence": "Apache-2.0",
        "limits": [
            "Who decides and how sure the answers are was settled on the development documents, so figures"
            " on these are a little too good for others.",
            "Other registers than news and official text were not measured.",
            "Relations and arguments over more than 160 syllables are left to the rules.",
            *limits_of(result.lost),
        ],
        "encoder": "compact: 16,000 syllables, word vectors, masked-token pretraining on plain text",
        "data": [
            DataFacts("training", "training", len(data.train), "news and official pages, and training/data"),
            DataFacts("development", "choosing", len(data.dev), "news and official pages"),
        ],
    }
    finish(config, data, result, tell=console.print, card=card)
    shutil.copytree(config.output / MODEL, out, dirs_exist_ok=True)


if __name__ == "__main__":
    typer.run(main)
