"""`vnpolice-ie pretrain`: a compact encoder from plain text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from vnpolice_ie.errors import InputError
from vnpolice_ie.extras import TRAIN, require

if TYPE_CHECKING:
    from vnpolice_ie.training.config import TrainingConfig


def pretrain(
    config: Annotated[
        Path,
        typer.Argument(metavar="CONFIG", help="The recipe (.yaml) that the encoder is for, with its sizes."),
    ],
    texts: Annotated[
        list[Path],
        typer.Argument(
            metavar="TEXT…",
            help="Plain text: .txt, .jsonl or .jsonl.xz with a text a line, or folders of them. What is named"
            " twice is read twice as often.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="Folder of vocabulary, checkpoints and weights."),
    ],
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", metavar="KEY=VALUE", help="Replace a value, as mixer.width=320."),
    ] = None,
    millions: Annotated[
        float, typer.Option(min=0.01, help="Millions of syllables and signs to read.")
    ] = 100.0,
    minutes: Annotated[
        float | None, typer.Option(min=0.0, help="Stop after so long; the same command goes on from there.")
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Windows of a step; on a GPU rather 256.")] = 16,
    lr: Annotated[float, typer.Option(min=0.0, help="Highest learning rate.")] = 1.5e-3,
    precision: Annotated[
        Literal["auto", "fp32", "bf16"],
        typer.Option(help="auto: bf16 on a GPU; processors with bf16 instructions gain from bf16 too."),
    ] = "auto",
    entries: Annotated[int, typer.Option(min=100, help="Entries of the vocabulary.")] = 16_000,
    vectors: Annotated[bool, typer.Option(help="Begin with word vectors of the text.")] = True,
) -> None:
    """Pretrain the compact encoder on plain text: vocabulary, word vectors, masked tokens.

    Each step is passed over if the folder holds its file, and pretraining goes on from its checkpoint, so the
    command can be stopped at any time. The weights that it leaves are good at every moment; train begins with
    them if its configuration names them.

    [bold]Examples[/]

    \b
    vnpolice-ie pretrain training/compact.yaml news/ -o runs/encoder --millions 20
    vnpolice-ie train training/compact.yaml --set encoder.vocabulary=runs/encoder/vocabulary.txt \\
      --set encoder.pretrained=runs/encoder/pretrained.safetensors
    """
    require("train", *TRAIN, *(["gensim"] if vectors else []))
    from vnpolice_ie.cli.training_progress import EncoderProgress
    from vnpolice_ie.training.config_file import read_config
    from vnpolice_ie.training.encoder_run import SUFFIXES, make_encoder
    from vnpolice_ie.training.pretraining import PretrainingConfig

    files = [file for path in texts for file in _files(path, SUFFIXES)]
    settings = PretrainingConfig(
        units=round(millions * 1e6),
        minutes=float("inf") if minutes is None else minutes,
        batch=batch,
        lr=lr,
        precision=precision,
    )
    # The annotated documents of the recipe are not read, and need not be there.
    nowhere = [f"data.train={files[0]}", "data.dev=[]", "data.test=[]"]
    recipe = read_config(config, [*(overrides or ()), *nowhere])
    console = Console(stderr=True, emoji=False, soft_wrap=True, highlight=False)
    try:
        with EncoderProgress(console) as watcher:
            made = make_encoder(
                recipe, files, output, settings, entries=entries, vectors=vectors, watcher=watcher
            )
    except KeyboardInterrupt:
        console.print("Stopped. The same command goes on from the last checkpoint.")
        raise typer.Exit(130) from None
    _tell(console, made)


def _files(path: Path, suffixes: tuple[str, ...]) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.name.endswith(suffixes))
    else:
        found = [path] if path.is_file() and path.name.endswith(suffixes) else []
    if not found:
        raise InputError(
            "there is no plain text",
            where=str(path),
            remedy=f"Give files or folders of {', '.join(suffixes)}",
        )
    return found


def _tell(console: Console, made: TrainingConfig) -> None:
    from vnpolice_ie.training.config import CompactEncoder

    assert isinstance(made.encoder, CompactEncoder)
    console.print(f"Vocabulary: {made.encoder.vocabulary}", markup=False)
    console.print(f"Weights: {made.encoder.pretrained}", markup=False)
