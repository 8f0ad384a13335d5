"""Windows of packed text with runs of units hidden, for masked-token pretraining.

Runs of one to three units are hidden (Devlin et al. 2019; runs as in Joshi et al. 2020, since Vietnamese
words are of one to three syllables).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vnpolice_ie.model.features import columns
from vnpolice_ie.model.network import Inputs
from vnpolice_ie.model.vocabulary import MASK, SPECIAL
from vnpolice_ie.training.token_file import Packed

_MASK = SPECIAL.index(MASK)
_RUN = 1.85  # units of a run on average, overlaps counted once


@dataclass
class Masked:
    """A batch of windows with units hidden.

    Attributes:
        inputs: what the network reads.
        entries, forms: ids and forms as they were, shape [batch, units].
        hidden: True for units to be told, shape [batch, units].
    """

    inputs: Inputs
    entries: Tensor
    forms: Tensor
    hidden: Tensor

    def to(self, device: torch.device) -> Masked:
        """Return the batch on a device."""
        return Masked(
            self.inputs.to(device), self.entries.to(device), self.forms.to(device), self.hidden.to(device)
        )


def random_windows(packed: Packed, count: int, size: int, rng: np.random.Generator) -> Packed:
    """Return windows from random places, shape [count, size, 3]."""
    starts = rng.integers(0, len(packed) - size + 1, count)
    return np.asarray(packed[starts[:, None] + np.arange(size)])


def masked(windows: Packed, share: float, entries: int, rng: np.random.Generator) -> Masked:
    """Hide units: most behind the mask, a tenth behind another entry, a tenth as they are.

    Args:
        windows: shape [batch, units, 3].
        share: of the units that is hidden.
        entries: of the vocabulary.
        rng: draws the runs.
    """
    ids, forms, gaps = (windows[..., i].astype(np.int64) for i in range(3))
    hidden = _runs(ids.shape, share, rng) & (ids > 0)
    chance = rng.random(ids.shape)
    seen = np.where(hidden & (chance < 0.8), _MASK, ids)
    seen = np.where(hidden & (chance > 0.9), rng.integers(len(SPECIAL), entries, ids.shape), seen)
    features = np.zeros((*ids.shape, len(columns().sizes)), dtype=np.int64)
    features[..., 0] = np.where(hidden, 0, forms)
    features[..., 1] = gaps
    features += columns().offsets
    here = np.broadcast_to(np.arange(ids.shape[1]), ids.shape)
    mask = torch.ones(ids.shape, dtype=torch.bool)
    inputs = Inputs(
        pieces=torch.from_numpy(seen),
        piece_mask=mask,
        first_piece=torch.from_numpy(here.copy()),
        place=torch.zeros(ids.shape, dtype=torch.long),
        features=torch.from_numpy(features),
        mask=mask,
    )
    return Masked(inputs, torch.from_numpy(ids), torch.from_numpy(forms), torch.from_numpy(hidden))


def _runs(shape: tuple[int, ...], share: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Random runs of one to three units that cover about a share of all."""
    first = rng.random(shape) < share / _RUN
    length = rng.integers(1, 4, shape)
    runs = first.copy()
    runs[:, 1:] |= first[:, :-1] & (length[:, :-1] > 1)
    runs[:, 2:] |= first[:, :-2] & (length[:, :-2] > 2)
    return runs
