"""How the shipped model is made, end to end: `make model CORPUS=… TRAIN=… DEV=…`.

Vocabulary and word vectors from plain text, masked-token pretraining, training on annotated documents,
export, who decides what, calibration, card. Each step leaves its file in the work folder and is passed over
where it is there.
"""

from __future__ import annotations

import json
import lzma
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from rich.console import Console
from rich.progress import track
from safetensors.torch import save_file

from vnpolice_ie.cli.training_progress import TrainingProgress
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.vocabulary import Vocabulary
from vnpolice_ie.training.build import VECTORS, build_model, read_vocabulary
from vnpolice_ie.training.config import CompactEncoder, TrainingConfig
from vnpolice_ie.training.config_file import read_config
from vnpolice_ie.training.data import read_data
from vnpolice_ie.training.finish import finish, limits_of
from vnpolice_ie.training.pretraining import PretrainingConfig, PretrainingState, pretrain
from vnpolice_ie.training.report.card import DataFacts
from vnpolice_ie.training.run_folder import CONFIG, MODEL, open_run
from vnpolice_ie.training.token_file import Packed, count_entries, load_packed, pack, save_packed
from vnpolice_ie.training.trainer import train
from vnpolice_ie.training.vectors import word_vectors

HERE = Path(__file__).parent
ENTRIES = 16_000
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
    minutes: Annotated[float, typer.Option(help="Minutes of pretraining.")] = 60.0,
    files: Annotated[
        int,
        typer.Option(help="Files to pretrain on: the last by name twice, and so many of the first."),
    ] = 2,
    overrides: Annotated[list[str] | None, typer.Option("--set", help="Values of shipped.yaml.")] = None,
) -> None:
    """Make the shipped model."""
    work.mkdir(parents=True, exist_ok=True)
    found = sorted(path for path in corpus.iterdir() if path.name.endswith((".jsonl", ".jsonl.xz")))
    vocabulary_file = work / "vocabulary.txt"
    if not vocabulary_file.exists():
        counts = count_entries(texts_of(track(found, "Counting", console=console)))
        entries = Vocabulary.of_counts(counts, ENTRIES)
        vocabulary_file.write_text("".join(f"{entry}\n" for entry in entries), encoding="utf-8")
    vocabulary = read_vocabulary(vocabulary_file)
    packed_files = [work / f"{path.name.partition('.')[0]}.npy" for path in found]
    for path, packed_file in zip(track(found, "Packing", console=console), packed_files, strict=True):
        if not packed_file.exists():
            save_packed(pack(texts_of([path]), vocabulary), packed_file)
    packed = [load_packed(file) for file in packed_files]
    config_file = HERE / "shipped.yaml"
    values = [
        f"data.train={json.dumps([str(path) for path in (learn, own) if path.exists()])}",
        f"data.dev={dev}",
        f"output={work / 'run'}",
        f"encoder.vocabulary={vocabulary_file}",
        *(overrides or ()),
    ]
    vectors_file = work / "vectors.safetensors"
    if not vectors_file.exists():
        encoder = read_config(config_file, values).encoder
        assert isinstance(encoder, CompactEncoder)
        vectors = word_vectors(
            packed, vocabulary, width=encoder.width, tell=lambda n: console.print(f"Vectors: epoch {n} done")
        )
        save_file({VECTORS: torch.from_numpy(vectors)}, vectors_file)
    pretrained_file = work / "pretrained.safetensors"
    if not pretrained_file.exists():
        config = read_config(config_file, [*values, f"encoder.vectors={vectors_file}"])
        # The last file by name holds the texts that were chosen for their subject.
        text = np.concatenate([packed[-1], packed[-1], *packed[:files]])
        _pretrain(config, text, minutes, pretrained_file)
    _train(read_config(config_file, [*values, f"encoder.pretrained={pretrained_file}"]), out)


def texts_of(files: Iterable[Path]) -> Iterator[str]:
    """Texts of JSON Lines, packed by xz or not."""
    for file in files:
        with (
            lzma.open(file, "rt", encoding="utf-8")
            if file.suffix == ".xz"
            else file.open(encoding="utf-8") as lines
        ):
            for line in lines:
                yield json.loads(line)["text"]


def _pretrain(config: TrainingConfig, packed: Packed, minutes: float, file: Path) -> None:
    torch.manual_seed(config.optimisation.seed)
    network = build_model(config, Scheme.flat(["X"]), ()).network

    def tell(state: PretrainingState) -> None:
        if state.step % 500 == 0:
            console.print(
                f"Pretraining: {state.tokens / 1e6:.1f} M units, loss {state.loss:.3f},"
                f" {state.speed:,.0f} a second"
            )

    part = file.with_suffix(".part")
    pretrain(network, packed, PretrainingConfig(minutes=minutes), part, tell=tell)
    part.rename(file)


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
