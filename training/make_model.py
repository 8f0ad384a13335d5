"""How the shipped model is made, end to end: `make model CORPUS=… TRAIN=… DEV=…`.

Vocabulary and word vectors from plain text, masked-token pretraining, training on annotated documents, export, who
decides what, calibration, card. Each step leaves its file in the work folder and is passed over where it is there.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.console import Console
from rich.progress import track
from safetensors.torch import save_file

from vnpolice_ie.model.config import NetworkConfig
from vnpolice_ie.model.network import CompactEncoder, JointNetwork
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.vocabulary import Vocabulary
from vnpolice_ie.training.build import VECTORS, network_sizes, read_vocabulary
from vnpolice_ie.training.config_file import read_config
from vnpolice_ie.training.pretraining import PretrainingConfig, PretrainingState, pretrain
from vnpolice_ie.training.ship import ship
from vnpolice_ie.training.token_file import count_entries, load_packed, pack, save_packed
from vnpolice_ie.training.vectors import word_vectors

HERE = Path(__file__).parent
ENTRIES = 16_000
console = Console(stderr=True, highlight=False)


def main(
    corpus: Annotated[Path, typer.Option(help="Folder with plain text: .jsonl or .jsonl.xz, a `text` a line.")],
    train: Annotated[Path, typer.Option(help="Annotated documents to learn from.")],
    dev: Annotated[Path, typer.Option(help="Annotated documents to choose by.")],
    out: Annotated[Path, typer.Option(help="Folder of the model.")] = HERE.parent / "models" / "compact",
    work: Annotated[Path, typer.Option(help="Folder of the steps.")] = Path("runs/shipped"),
    minutes: Annotated[float, typer.Option(help="Minutes of pretraining.")] = 60.0,
    files: Annotated[int, typer.Option(help="Files of the corpus to pretrain on, at most.")] = 3,
) -> None:
    """Make the shipped model."""
    work.mkdir(parents=True, exist_ok=True)
    found = sorted(path for path in corpus.iterdir() if path.name.endswith((".jsonl", ".jsonl.xz")))
    vocabulary_file = work / "vocabulary.json"
    if not vocabulary_file.exists():
        counts = count_entries(texts_of(track(found, "Counting", console=console)))
        entries = list(Vocabulary.of_counts(counts, ENTRIES))
        vocabulary_file.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    vocabulary = read_vocabulary(vocabulary_file)
    packed_file = work / "packed.npy"
    if not packed_file.exists():
        # The last file in the order of names holds the texts chosen for their subject.
        save_packed(pack(texts_of(track(found[-files:], "Packing", console=console)), vocabulary), packed_file)
    vectors_file = work / "vectors.safetensors"
    if not vectors_file.exists():
        vectors = word_vectors(
            load_packed(packed_file), vocabulary, tell=lambda n: console.print(f"Vectors: epoch {n} done")
        )
        save_file({VECTORS: torch.from_numpy(vectors)}, vectors_file)
    config_file = HERE / "shipped.yaml"
    values = [
        f"data.train={train}",
        f"data.dev={dev}",
        f"output={work / 'run'}",
        f"encoder.vocabulary={vocabulary_file}",
    ]
    pretrained_file = work / "pretrained.safetensors"
    if not pretrained_file.exists():
        config = read_config(config_file, [*values, f"encoder.vectors={vectors_file}"])
        _pretrain(config, len(vocabulary), vectors_file, packed_file, minutes, pretrained_file)
    ship(read_config(config_file, [*values, f"encoder.pretrained={pretrained_file}"]), out, console)
