"""A pretrained encoder goes on with the texts of a set before it learns their labels.

Masked units of the texts that are learnt from later teach their words and their style (task-adaptive
pretraining: Gururangan et al., "Don't Stop Pretraining", ACL 2020). No label is seen, and no other part.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from vnpolice_ie.text.source import SourceText
from vnpolice_ie.training.config import CompactEncoder, TrainingConfig
from vnpolice_ie.training.encoder_run import EncoderWatcher, make_encoder, plain_texts
from vnpolice_ie.training.pretraining import PRETRAINED, PretrainingConfig

_MOST: Final = 4_000_000  # units: minutes on one core, and large sets need fewer passes
_LEAST: Final = 2_000  # shorter texts teach nothing
_SETTINGS: Final = PretrainingConfig(lr=7e-4, warmup=50, save_every=200, snapshots=())


def can_adapt(config: TrainingConfig) -> bool:
    """Whether a configuration begins with a pretrained compact encoder."""
    return isinstance(config.encoder, CompactEncoder) and config.encoder.pretrained is not None


def adapt_encoder(
    config: TrainingConfig,
    texts: Path,
    folder: Path,
    passes: int,
    watcher: EncoderWatcher | None = None,
) -> Path | None:
    """Pretrain the encoder of a configuration further on some texts; go on where it was stopped.

    Args:
        config: begins with a pretrained compact encoder.
        texts: a file that `plain_texts` reads.
        folder: takes checkpoints and weights.
        passes: how often the texts are read, up to 4 million units in all.
        watcher: is told how it goes.

    Returns:
        The weights; None if the texts are too short to teach anything.
    """
    units = sum(len(SourceText(text).tokens) for text in plain_texts(texts))
    if units < _LEAST:
        return None
    settings = replace(_SETTINGS, units=min(passes * units, _MOST))
    make_encoder(config, [texts], folder, settings, vectors=False, watcher=watcher)
    return folder / PRETRAINED
