"""How the shipped model is made, end to end: `make model CORPUS=… TRAIN=… DEV=…`.

1. An encoder from plain text: vocabulary, word vectors, masked tokens. It ships for other sets to begin with.
2. Teachers: models of several seeds, from the encoder and the annotated documents.
3. Silver documents: what most of the teachers and the rules say of plain text, and generated documents.
4. The encoder learns from these, every second window without the rules' findings.
5. The model: begun from that, it learns from the annotated documents; export, who decides what, calibration,
   card.

Each step leaves its files in the work folder and is passed over where they are there.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import track
from safetensors.torch import load_file

import vnpolice_ie as vie
from vnpolice_ie.cli.training_progress import EncoderProgress, TrainingProgress
from vnpolice_ie.generator import generate
from vnpolice_ie.io.gold_checks import faults
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.config_file import read_config
from vnpolice_ie.training.consensus import consensus
from vnpolice_ie.training.data import TrainingData, read_data
from vnpolice_ie.training.encoder_run import SUFFIXES, make_encoder, plain_texts, write_encoder
from vnpolice_ie.training.finish import finish, limits_of
from vnpolice_ie.training.pretraining import PRETRAINED, PretrainingConfig
from vnpolice_ie.training.report.card import DataFacts
from vnpolice_ie.training.run_folder import BEST, CONFIG, MODEL, open_run
from vnpolice_ie.training.trainer import RunResult, train

HERE = Path(__file__).parent
HIDDEN = 0.5
"""Share of silver windows without the findings of the rules: so the encoder learns to read without them."""
console = Console(stderr=True, highlight=False)


def main(  # noqa: PLR0917  (options of the command)
    corpus: Annotated[
        Path,
        typer.Option(
            help="Folder with plain text: .txt, .jsonl or .jsonl.xz. The last file by name holds texts that"
            " were chosen for their subject."
        ),
    ],
    learn: Annotated[Path, typer.Option("--train", help="Annotated documents to learn from.")],
    dev: Annotated[Path, typer.Option(help="Annotated documents to choose by.")],
    own: Annotated[
        Path, typer.Option(help="Folder with data/ and choose/: documents written for the project.")
    ] = HERE,
    out: Annotated[Path, typer.Option(help="Folder of the model.")] = HERE.parent / "models" / "compact",
    encoder: Annotated[
        Path, typer.Option(help="Folder of the encoder to begin other trainings with.")
    ] = HERE.parent / "models" / "encoder",
    work: Annotated[Path, typer.Option(help="Folder of the steps.")] = Path("runs/shipped"),
    millions: Annotated[float, typer.Option(help="Millions of syllables and signs to pretrain on.")] = 100.0,
    precision: Annotated[Literal["auto", "fp32", "bf16"], typer.Option(help="Of pretraining.")] = "auto",
    files: Annotated[
        int, typer.Option(help="Files to pretrain on: the last twice, and so many others.")
    ] = 10,
    teachers: Annotated[
        int, typer.Option(help="Models that read plain text; 0 for no silver documents.")
    ] = 3,
    texts: Annotated[int, typer.Option(help="Texts that they read, of the last file.")] = 10_000,
    generated: Annotated[int, typer.Option(help="Generated documents beside them.")] = 300,
    overrides: Annotated[list[str] | None, typer.Option("--set", help="Values of shipped.yaml.")] = None,
) -> None:
    """Make the shipped model."""
    found = sorted(path for path in corpus.iterdir() if path.name.endswith(SUFFIXES))
    values = [
        _paths("data.train", learn, own / "data"),
        _paths("data.dev", dev, own / "choose"),
        f"output={work / 'run'}",
        *(overrides or ()),
    ]
    recipe = read_config(HERE / "shipped.yaml", values)
    settings = PretrainingConfig(units=round(millions * 1e6), precision=precision)
    with EncoderProgress(console) as watcher:
        read = [found[-1], found[-1], *found[:files]]
        config = make_encoder(recipe, read, work / "encoder", settings, watcher=watcher)
    write_encoder(config, load_file(work / "encoder" / PRETRAINED), encoder)
    if teachers:
        models = [_model(config, work / f"teacher-{seed}", seed) for seed in range(1, teachers + 1)]
        silver = _silver(models, islice(plain_texts(found[-1]), texts), generated, work / "silver.jsonl")
        first = _with(config, output=work / "silver-run", train=(silver,), epochs=1)
        first = first.model_copy(update={"features": first.features.model_copy(update={"hidden": HIDDEN})})
        _train(first)
        config = _begun(config, first.output / BEST)
    model = _model(config, work / "run", config.optimisation.seed)
    shutil.copytree(model, out, dirs_exist_ok=True)


def _paths(key: str, *paths: Path) -> str:
    return f"{key}={json.dumps([str(path) for path in paths if path.exists()])}"


def _with(config: TrainingConfig, output: Path, **changes: Any) -> TrainingConfig:
    """The configuration with another folder, seed, number of epochs or training documents."""
    data = config.data.model_copy(update={k: v for k, v in changes.items() if k == "train"})
    optimisation = config.optimisation.model_copy(update={k: v for k, v in changes.items() if k != "train"})
    return config.model_copy(update={"output": output, "data": data, "optimisation": optimisation})


def _begun(config: TrainingConfig, weights: Path) -> TrainingConfig:
    encoder = config.encoder.model_copy(update={"pretrained": weights})
    return config.model_copy(update={"encoder": encoder})


def _train(config: TrainingConfig) -> RunResult:
    data = read_data(config)
    resume = (config.output / CONFIG).exists()
    open_run(config, resume=resume)
    with TrainingProgress(console, config) as watcher:
        return train(config, data, resume=resume, watcher=watcher)


def _model(config: TrainingConfig, folder: Path, seed: int) -> Path:
    """Train with a seed, and give the folder of the exported model."""
    config = _with(config, output=folder, seed=seed)
    if not (folder / MODEL / "hashes.json").exists():
        result = _train(config)
        data = read_data(config)
        finish(config, data, result, tell=console.print, card=_card(config, data, result))
    return folder / MODEL


def _silver(models: Sequence[Path], texts: Iterator[str], generated: int, file: Path) -> Path:
    """What most of the models and the rules say of the texts, and generated documents."""
    if file.exists():
        return file
    pipelines = [*map(vie.load, models), vie.load("rules")]
    with OutputFile(file) as out:
        for number, text in enumerate(track(texts, "Reading with the teachers", console=console)):
            document = consensus([nlp(text, id=f"silver-{number}") for nlp in pipelines])
            if not faults(document, document.id):
                out.write(dump_line(document.to_record()))
        for document in generate(generated):
            out.write(dump_line(document.to_record()))
    return file


def _card(config: TrainingConfig, data: TrainingData, result: RunResult) -> dict[str, Any]:
    return {
        "name": "compact",
        "about": "The model that comes with vnpolice-ie. With the rules it reads spans, relations and"
        " event arguments in Vietnamese news and official text.",
        "rebuild": "make model CORPUS=… TRAIN=… DEV=…",
        "licence": "Apache-2.0",
        "limits": [
            "Who decides and how sure the answers are was settled on the development documents, so figures"
            " on these are a little too good for others.",
            "Other registers than news and official text were not measured.",
            f"Links over more than {config.heads.max_distance} syllables are left to the rules.",
            *limits_of(result.lost),
        ],
        "encoder": "compact: 16,000 syllables, word vectors, masked tokens, silver documents of plain text",
        "data": [
            DataFacts("training", "training", len(data.train), "news and official pages, and training/data"),
            DataFacts("development", "choosing", len(data.dev), "news, official pages, training/choose"),
        ],
    }


if __name__ == "__main__":
    typer.run(main)
