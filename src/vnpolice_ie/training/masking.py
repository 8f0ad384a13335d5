"""Windows of packed text with runs of units hidden, for masked-token pretraining.

Runs of one to three units are hidden (Devlin et al. 2019; runs as in Joshi et al. 2020, since Vietnamese
words are of one to three syllables). Half of them stand behind the mask, the others mostly behind a unit
from elsewhere: where only masks hide, gated layers learn to look around at masks alone, and no later task has
masks.
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
_BEHIND_MASK = 0.5
_SWAPPED = 0.4  # the rest is seen as it is


@dataclass
class Masked:
    """A batch of windows with units hidden.

    Attributes:
        inputs: what the network reads.
        entries, forms: ids and forms as they were, shape [batch, units].
        hidden: True for units to be told, shape [batch, units].
        shown: True for units that are not behind the mask, shape [batch, units].
        swapped: True for units that another stands for, shape [batch, units].
    """

    inputs: Inputs
    entries: Tensor
    forms: Tensor
    hidden: Tensor
    shown: Tensor
    swapped: Tensor

    def to(self, device: torch.device) -> Masked:
        """Return the batch on a device."""
        tensors = {name: tensor.to(device) for name, tensor in vars(self).items()}
        return Masked(**tensors)


def random_windows(packed: Packed, count: int, size: int, rng: np.random.Generator) -> Packed:
    """Return windows from random places, shape [count, size, 3]."""
    starts = rng.integers(0, len(packed) - size + 1, count)
    return np.asarray(packed[starts[:, None] + np.arange(size)])


def masked(windows: Packed, share: float, rng: np.random.Generator) -> Masked:
    """Hide units: half behind the mask, two fifths behind one from elsewhere in the batch, a tenth as it is.

    Args:
        windows: shape [batch, units, 3].
        share: of the units that is hidden.
        rng: draws the runs.
    """
    ids, forms, gaps = (windows[..., i].astype(np.int64) for i in range(3))
    hidden = _runs(ids.shape, share, rng) & (ids > 0)
    chance = rng.random(ids.shape)
    behind_mask = hidden & (chance < _BEHIND_MASK)
    elsewhere = rng.permutation(ids.size)
    other, its_form = (column.ravel()[elsewhere].reshape(ids.shape) for column in (ids, forms))
    swapped = hidden & ~behind_mask & (chance < _BEHIND_MASK + _SWAPPED) & (other > 0) & (other != ids)
    seen = np.where(behind_mask, _MASK, np.where(swapped, other, ids))
    features = np.zeros((*ids.shape, len(columns().sizes)), dtype=np.int64)
    features[..., 0] = np.where(behind_mask, 0, np.where(swapped, its_form, forms))
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
    shown = ~behind_mask & (ids > 0)
    told = (torch.from_numpy(values) for values in (ids, forms, hidden, shown, swapped))
    return Masked(inputs, *told)


def _runs(shape: tuple[int, ...], share: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Random runs of one to three units that cover about a share of all."""
    first = rng.random(shape) < share / _RUN
    length = rng.integers(1, 4, shape)
    runs = first.copy()
    runs[:, 1:] |= first[:, :-1] & (length[:, :-1] > 1)
    runs[:, 2:] |= first[:, :-2] & (length[:, :-2] > 2)
    return runs
