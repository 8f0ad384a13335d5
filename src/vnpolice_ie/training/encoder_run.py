"""A compact encoder from plain text, step by step: vocabulary, packed text, word vectors, pretraining.

Each step leaves its file in the folder and is passed over where it is there: a run that was stopped goes on.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save, save_file
from torch import Tensor

from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.io.text import read_text, unreadable
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.vocabulary import Vocabulary
from vnpolice_ie.training.build import VECTORS, build_model, read_vocabulary
from vnpolice_ie.training.config import CompactEncoder, TrainingConfig
from vnpolice_ie.training.pretraining import (
    PRETRAINED,
    PretrainingConfig,
    PretrainingState,
    encoder_weights,
    pretrain,
)
from vnpolice_ie.training.token_file import Packed, count_entries, load_packed, pack, save_packed
from vnpolice_ie.training.vectors import word_vectors

VOCABULARY = "vocabulary.txt"
WORD_VECTORS = "vectors.safetensors"
SIZES = "encoder.json"
SUFFIXES = (".txt", ".jsonl", ".jsonl.xz")
"""Endings of files of plain text: one document, or a JSON object with a `text` a line (also xz)."""

_EPOCHS = 4  # of the word vectors


class EncoderWatcher:
    """Is told how the steps go; does nothing by itself."""

    def begins(self, step: str, parts: int) -> None:
        """A step begins: its name, and how many parts it has."""

    def done(self) -> None:
        """A part of the step is done."""

    def learnt(self, state: PretrainingState, settings: PretrainingConfig) -> None:
        """How far the pretraining is."""


def make_encoder(
    config: TrainingConfig,
    files: Sequence[Path],
    folder: Path,
    settings: PretrainingConfig,
    *,
    entries: int = 16_000,
    vectors: bool = True,
    watcher: EncoderWatcher | None = None,
) -> TrainingConfig:
    """Make vocabulary and weights for the compact encoder of a configuration.

    Args:
        config: says the sizes; a vocabulary or pretrained weights that it names are taken to begin with.
        files: of plain text (`SUFFIXES`); one that is named twice is read twice as often in pretraining.
        folder: takes the files.
        settings: of the pretraining.
        entries: of the vocabulary, if it is made.
        vectors: whether to begin with word vectors.
        watcher: is told how it goes.

    Returns:
        The configuration with the vocabulary and the weights in it.

    Raises:
        InputError: a text cannot be read, or the configuration has another encoder.
        ResourceError: what the folder or the configuration holds does not fit.
    """
    if not isinstance(config.encoder, CompactEncoder):
        raise InputError(
            "only the compact encoder is pretrained", remedy="Give a recipe with encoder.kind: compact"
        )
    watch = watcher or EncoderWatcher()
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary_file = _vocabulary(config.encoder.vocabulary, files, folder, entries, watch)
    vocabulary = read_vocabulary(vocabulary_file)
    packed = _packed(files, folder, vocabulary, watch)
    encoder = config.encoder.model_copy(update={"vocabulary": vocabulary_file})
    if vectors and encoder.pretrained is None:
        made = _vectors(vocabulary, encoder.width, packed, folder, watch)
        encoder = encoder.model_copy(update={"vectors": made})
    torch.manual_seed(config.optimisation.seed)
    # Dropout is for few documents; pretraining sees no text twice.
    mixer = config.mixer.model_copy(update={"dropout": 0.0})
    start = config.model_copy(update={"encoder": encoder, "mixer": mixer})
    network = build_model(start, Scheme.flat(["X"]), ()).network
    text = np.concatenate([packed[file] for file in files])
    watch.begins("Pretraining", settings.units)
    pretrain(network, text, settings, folder, tell=lambda state: watch.learnt(state, settings))
    if not (folder / SIZES).exists():
        _write_sections(config, folder)
    encoder = encoder.model_copy(update={"vectors": None, "pretrained": folder / PRETRAINED})
    return config.model_copy(update={"encoder": encoder})


def encoder_sections(folder: Path) -> dict[str, Any] | None:
    """Sections of a configuration that begins with the encoder of a folder; None if it holds none.

    Raises:
        ResourceError: the file of its sizes is broken.
    """
    file = folder / SIZES
    if not file.is_file():
        return None
    try:
        sections: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        sections["encoder"] |= {
            "vocabulary": str(folder / VOCABULARY),
            "pretrained": str(folder / PRETRAINED),
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResourceError(
            f"the sizes of the encoder cannot be read ({error})",
            where=str(file),
            remedy="Make it anew with vnpolice-ie pretrain",
        ) from error
    return sections


def write_encoder(config: TrainingConfig, weights: Mapping[str, Tensor], folder: Path) -> None:
    """Write a folder that `encoder_sections` reads: what of a network is its encoder, in 16 bits.

    Args:
        config: what the network was trained with.
        weights: of the network.
        folder: takes weights, vocabulary and sizes.
    """
    assert isinstance(config.encoder, CompactEncoder)
    assert config.encoder.vocabulary is not None
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: weight.half().contiguous() for name, weight in encoder_weights(weights).items()}
    with OutputFile(folder / PRETRAINED) as file:
        file.write(save(kept))
    with OutputFile(folder / VOCABULARY) as file:
        file.write(config.encoder.vocabulary.read_bytes())
    _write_sections(config, folder)


def _write_sections(config: TrainingConfig, folder: Path) -> None:
    """Write what of a configuration has to be as it is here for the weights to fit."""
    sections = {
        "encoder": config.encoder.model_dump(mode="json", include={"kind", "width"}),
        "mixer": config.mixer.model_dump(mode="json", exclude={"dropout"}),
        "features": config.features.model_dump(mode="json", include={"use", "width"}),
    }
    with OutputFile(folder / SIZES) as file:
        file.write((json.dumps(sections, indent=1) + "\n").encode("utf-8"))


def plain_texts(file: Path) -> Iterator[str]:
    """Texts of one file.

    Raises:
        InputError: it cannot be read, or a line holds no text.
    """
    if file.name.endswith(".txt"):
        yield read_text(file)
        return
    try:
        with (
            lzma.open(file, "rt", encoding="utf-8")
            if file.suffix == ".xz"
            else file.open(encoding="utf-8") as lines
        ):
            for number, line in enumerate(lines, 1):
                yield _text(line, f"{file}, line {number}")
    except OSError as error:
        raise unreadable(file, error) from error
    except (UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise InputError(
            f"the file is damaged ({error})", where=str(file), remedy="Get it anew, or leave it out"
        ) from error


def _text(line: str, where: str) -> str:
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"the line holds no text ({error})", where=where, remedy='Write {"text": "…"} a line'
        ) from error
    if not isinstance(text, str):
        raise InputError("the text is no string", where=where, remedy='Write {"text": "…"} a line')
    return text


def _told(files: Iterable[Path], step: str, watch: EncoderWatcher) -> Iterator[Path]:
    distinct = list(dict.fromkeys(files))
    watch.begins(step, len(distinct))
    for file in distinct:
        yield file
        watch.done()


def _vocabulary(
    given: Path | None, files: Sequence[Path], folder: Path, entries: int, watch: EncoderWatcher
) -> Path:
    target = folder / VOCABULARY
    if target.exists():
        return target
    if given is not None:
        kept = list(read_vocabulary(given))
    else:
        texts = (text for file in _told(files, "Counting", watch) for text in plain_texts(file))
        kept = list(Vocabulary.of_counts(count_entries(texts), entries))
    target.write_text("".join(f"{entry}\n" for entry in kept), encoding="utf-8")
    return target


def _packed(
    files: Sequence[Path], folder: Path, vocabulary: Vocabulary, watch: EncoderWatcher
) -> dict[Path, Packed]:
    packed: dict[Path, Packed] = {}
    for number, file in enumerate(_told(files, "Packing", watch), 1):
        target = folder / f"text-{number:03d}.npy"
        if not target.exists():
            save_packed(pack(plain_texts(file), vocabulary), target)
        packed[file] = load_packed(target)
    return packed


def _vectors(
    vocabulary: Vocabulary, width: int, packed: dict[Path, Packed], folder: Path, watch: EncoderWatcher
) -> Path:
    target = folder / WORD_VECTORS
    if not target.exists():
        watch.begins("Word vectors", _EPOCHS)
        texts = list(packed.values())
        table = word_vectors(texts, vocabulary, width=width, epochs=_EPOCHS, tell=lambda epoch: watch.done())
        save_file({VECTORS: torch.from_numpy(table)}, target)
    return target
