"""The scale of pretrained weights set back to where training begins, without changing what they compute.

Masked-token pretraining lets the table of vectors and the residual stream grow; normalisation hides it from
the loss, but features that pretraining has not seen then count for little beside the words, and steps of one
size move the weights too little.
"""

from __future__ import annotations

from typing import Final, cast

import torch
from torch import Tensor

from vnpolice_ie.model.features import columns
from vnpolice_ie.model.mixer import GatedConvolutions
from vnpolice_ie.model.network import SPREAD, CompactEncoder, JointNetwork

JOINED: Final = 0.06
"""Standard deviation of the weights that join vectors of words to the states, as in the first minutes."""
_SEEN: Final = 2
"""Feature columns, the first ones, of which pretraining sees all values: form and gap. Of the others it sees
the first value: nothing found."""


@torch.no_grad()
def set_scale_back(network: JointNetwork) -> None:
    """Bring table and residual stream of a pretrained network back to the scale of a fresh one.

    All states stay the same up to rounding: the last normalisation takes the scale of the stream out. Feature
    vectors that pretraining saw shrink with the stream, the others stay as they are. A network whose mixer is
    not of gated convolutions is left alone, as its layers do not scale.
    """
    if network.features is None or not isinstance(network.mixer, GatedConvolutions):
        return
    table: Tensor = cast("CompactEncoder", network.encoder).table.weight
    words = network.join.weight[:, : table.shape[1]]
    grown = float(table.std()) / SPREAD
    table.div_(grown)
    words.mul_(grown)
    scale = JOINED / float(words.std())
    words.mul_(scale)
    network.join.bias.mul_(scale)
    seen = [*range(sum(columns().sizes[:_SEEN])), *columns().offsets[_SEEN:]]
    network.features.weight[seen] *= scale
    network.mixer.scale(scale)
