"""A network and its reader of pieces, made from a configuration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.model import config as sizes
from vnpolice_ie.model.features import columns
from vnpolice_ie.model.network import SPREAD, CompactEncoder, JointNetwork
from vnpolice_ie.model.piece_files import SubwordReader
from vnpolice_ie.model.pieces import VocabularyPieces
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.tensors import read_tensors
from vnpolice_ie.model.vocabulary import Vocabulary, entry_of
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.training.config import CompactEncoder as CompactConfig
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.pretraining import load_pretrained

DEFAULT_WINDOW = 512
TABLE = "encoder.table.weight"
VECTORS = "vectors"
"""Name of the table in a file of word vectors."""
_REMEDY = "Make them with training/make_model.py"


@dataclass(frozen=True)
class TrainableModel:
    """What is trained, and what reads texts for it.

    Attributes:
        network: the network.
        reader: its encoder's reader of pieces.
        vocabulary: of a compact encoder, else None.
    """

    network: JointNetwork
    reader: VocabularyPieces | SubwordReader
    vocabulary: Vocabulary | None = None


def build_model(config: TrainingConfig, scheme: Scheme, documents: Iterable[GoldDocument]) -> TrainableModel:
    """Make the network, its weights drawn by torch's global seed.

    Args:
        config: the configuration.
        scheme: what the network is to tell apart.
        documents: the training documents; a compact encoder without a vocabulary takes theirs.

    Raises:
        ResourceError: vectors, vocabulary or encoder cannot be read.
    """
    if not isinstance(config.encoder, CompactConfig):
        from vnpolice_ie.model.hf import build_hf_model  # noqa: PLC0415  (transformers is slow to import)

        encoder, encoder_sizes, reader = build_hf_model(config.encoder, config.window.size)
        return TrainableModel(JointNetwork(network_sizes(config, encoder_sizes), scheme, encoder), reader)
    vocabulary, rows = _vocabulary(config.encoder, documents)
    encoder_config = sizes.EncoderConfig(
        kind="compact",
        size=len(vocabulary),
        width=config.encoder.width,
        max_pieces=config.window.size or DEFAULT_WINDOW,
    )
    compact = CompactEncoder(encoder_config)
    network = JointNetwork(network_sizes(config, encoder_config), scheme, compact)
    if config.encoder.vectors:
        table = _vectors(config.encoder.vectors, (rows, config.encoder.width))
        compact.table.weight.data[:rows] = table
    if config.encoder.pretrained:
        _take_pretrained(network, config.encoder.pretrained, rows)
    compact.table.weight.requires_grad_(not config.encoder.frozen)
    return TrainableModel(network, VocabularyPieces(vocabulary, encoder_config.max_pieces), vocabulary)


def _vocabulary(encoder: CompactConfig, documents: Iterable[GoldDocument]) -> tuple[Vocabulary, int]:
    """The vocabulary, and how many of its entries were given: the rest has no vectors yet."""
    if encoder.vocabulary is None:
        made = vocabulary_of(documents, encoder.min_count)
        return made, len(made)
    given = read_vocabulary(encoder.vocabulary)
    if not encoder.extend:
        return given, len(given)
    known = set(given)
    more = [entry for entry in vocabulary_of(documents, encoder.min_count) if entry not in known]
    return Vocabulary([*given, *more]), len(given)


def network_sizes(config: TrainingConfig, encoder: sizes.EncoderConfig) -> sizes.NetworkConfig:
    """Return the sizes of a network over an encoder of given sizes."""
    mixer = config.mixer
    layers = mixer.layers if mixer.layers is not None else 5 * (encoder.kind == "compact")
    return sizes.NetworkConfig(
        encoder=encoder,
        mixer=sizes.MixerConfig(
            kind=mixer.kind,
            layers=layers,
            width=mixer.width,
            kernel=mixer.kernel,
            dilations=mixer.dilations,
            heads=mixer.heads,
            dropout=mixer.dropout,
        ),
        columns=columns().sizes if config.features.use else (),
        feature_width=config.features.width,
        pair_width=config.heads.pair_width,
        max_distance=config.heads.max_distance,
        rule_features=config.heads.rule_links,
    )


def read_vocabulary(file: Path) -> Vocabulary:
    """Read a vocabulary, one entry a line, as `training/make_model.py` and model folders hold it.

    Raises:
        ResourceError: the file is missing or of another form.
    """
    try:
        entries = file.read_text(encoding="utf-8").split("\n")[:-1]
    except (OSError, ValueError) as error:
        raise ResourceError(
            f"the vocabulary cannot be read ({error})",
            where=str(file),
            remedy="Give the vocabulary.txt of a model folder, or make one with training/make_model.py",
        ) from error
    return Vocabulary(entries)


def vocabulary_of(documents: Iterable[GoldDocument], min_count: int) -> Vocabulary:
    """Make a vocabulary of what stands often enough in some documents."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(entry_of(word) for word in SourceText(document.text).tokens.folded)
    frequent = Counter({entry: count for entry, count in counts.items() if count >= min_count})
    return Vocabulary.of_counts(frequent, len(frequent) + 16)


def _take_pretrained(network: JointNetwork, file: Path, rows: int) -> None:
    weights = read_tensors(file, "the pretrained weights", _REMEDY)
    table = weights.get(TABLE)
    own = network.state_dict()[TABLE]
    if table is not None and table.shape == (rows, own.shape[1]):
        weights[TABLE] = torch.cat([table.to(own.dtype), own[rows:]])
    taken = load_pretrained(network, weights)
    if not any(name.startswith("mixer.") for name in taken) or TABLE not in taken:
        raise ResourceError(
            "the pretrained weights are of another vocabulary or other layers",
            where=str(file),
            remedy="Give the vocabulary, encoder.width and mixer that they were made with",
        )


def _vectors(file: Path, shape: tuple[int, int]) -> torch.Tensor:
    table = read_tensors(file, "the word vectors", _REMEDY).get(VECTORS, torch.empty(0))
    if table.shape != shape:
        raise ResourceError(
            f"the word vectors are of shape {tuple(table.shape)}, not {shape}",
            where=str(file),
            remedy="Give the vocabulary that was written with them, and their width in encoder.width",
        )
    return table * (SPREAD / table.std())
