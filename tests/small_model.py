"""A small network with random weights, and model folders of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from vnpolice_ie.model.config import EncoderConfig, MixerConfig, NetworkConfig
from vnpolice_ie.model.decisions import Decision, Decisions
from vnpolice_ie.model.features import columns
from vnpolice_ie.model.network import CompactEncoder, JointNetwork
from vnpolice_ie.model.pieces import VocabularyPieces
from vnpolice_ie.model.scheme import Scheme, default_scheme
from vnpolice_ie.model.vocabulary import SPECIAL, Vocabulary, entry_of
from vnpolice_ie.model.weights import write_model
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.training.agreement import SAMPLE
from vnpolice_ie.training.export import export_model


def small_network(
    kind: Any = "conv", scheme: Scheme | None = None, **sizes: Any
) -> tuple[JointNetwork, VocabularyPieces]:
    torch.manual_seed(5)
    words = sorted({entry_of(w) for text in SAMPLE for w in SourceText(text).tokens.folded})
    vocabulary = Vocabulary([*SPECIAL, *words])
    config = NetworkConfig(
        EncoderConfig(size=len(vocabulary), width=32, max_pieces=48),
        MixerConfig(kind, layers=2, width=64, dilations=(1, 2), heads=2, dropout=0.2),
        columns().sizes,
        feature_width=16,
        pair_width=32,
        max_distance=24,
        **sizes,
    )
    network = JointNetwork(config, scheme or default_scheme(), CompactEncoder(config.encoder))
    return network.eval(), VocabularyPieces(vocabulary, config.encoder.max_pieces)


def write_small(path: Path) -> Path:
    """Write a model folder without graphs. The rules decide on some labels, so that there is more than noise."""
    network, reader = small_network()
    by_rules = {tag: Decision("rules") for tag in ("DOC_REF", "RANK", "PERSON", "EVENT.MEETING")}
    decisions = Decisions(by_rules, {"DATE": Decision("rules")}, {"HOLDS": Decision("rules")})
    write_model(path, network, reader, overlap=0.25, decisions=decisions)
    return path


def export_small(weights: Path, path: Path) -> Path:
    """Write the same with graphs of both kinds."""
    found = export_model(weights, path, precisions=("fp32", "int8"), least_equal=0.0)
    assert found.checks["fp32"].largest_difference < 1e-4
    assert found.checks["fp32"].equal_spans == found.checks["fp32"].equal_links == 1.0
    return path
