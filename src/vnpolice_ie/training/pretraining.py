"""Masked-token pretraining of the compact encoder and its mixer.

Runs of one to three units are hidden (Devlin et al. 2019; runs as in Joshi et al. 2020, since Vietnamese
words are of one to three syllables); the network tells their entries and their forms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn import functional

from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.model.features import columns
from vnpolice_ie.model.network import CompactEncoder, Inputs, JointNetwork
from vnpolice_ie.model.vocabulary import MASK, SPECIAL
from vnpolice_ie.training.token_file import Packed

_MASK = SPECIAL.index(MASK)
_KEPT = ("encoder.", "features.", "join.", "mixer.", "norm.")
"""Parts of the network that pretraining teaches."""


@dataclass(frozen=True)
class PretrainingConfig:
    """How long and how fast.

    Attributes:
        minutes: of training, at most.
        tokens: units to read, at most.
        window: units of one window.
        batch: windows of one step.
        lr: highest learning rate.
        hidden: share of the units that are hidden.
        seed: of windows and masks.
        save_every: steps between two writings of the weights.
    """

    minutes: float = 60.0
    tokens: int = 10**12
    window: int = 256
    batch: int = 16
    lr: float = 1.5e-3
    hidden: float = 0.15
    seed: int = 1
    save_every: int = 500


@dataclass(frozen=True)
class PretrainingState:
    """How far it is: steps and units done, mean loss of late, units a second."""

    step: int
    tokens: int
    loss: float
    speed: float


class _Teacher(nn.Module):
    """A network with heads that tell hidden entries (by the encoder's own table) and forms."""

    def __init__(self, network: JointNetwork) -> None:
        super().__init__()
        assert isinstance(network.encoder, CompactEncoder)
        self.network = network
        self.table = network.encoder.table
        self.entry = nn.Linear(network.config.mixer.width, self.table.embedding_dim)
        self.bias = nn.Parameter(torch.zeros(self.table.num_embeddings))
        self.form = nn.Linear(network.config.mixer.width, columns().sizes[0])

    def forward(self, inputs: Inputs, entries: Tensor, forms: Tensor, hidden: Tensor) -> Tensor:
        states = self.network.states(inputs)[hidden]
        scores = self.entry(states) @ self.table.weight.T + self.bias
        loss = functional.cross_entropy(scores, entries[hidden])
        return loss + 0.5 * functional.cross_entropy(self.form(states), forms[hidden])


def pretrain(
    network: JointNetwork,
    packed: Packed,
    config: PretrainingConfig,
    file: Path,
    *,
    tell: Callable[[PretrainingState], None] = lambda state: None,
) -> None:
    """Teach a network of a compact encoder, writing its weights to a file on the way and at the end.

    The learning rate falls to 0 over the time or the units that are given, whichever end first.

    Args:
        network: the network; its heads learn nothing.
        packed: the text.
        config: how long and how fast.
        file: takes the weights (safetensors) that `load_pretrained` reads.
        tell: is told how far it is, every 50 steps.
    """
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    teacher = _Teacher(network).train()
    optimiser = torch.optim.AdamW(teacher.parameters(), lr=config.lr, weight_decay=0.01, betas=(0.9, 0.98))
    begin, tokens, recent = time.monotonic(), 0, 0.0
    for step, window in enumerate(_windows(packed, config, rng), 1):
        spent = time.monotonic() - begin
        done = max(spent / (60 * config.minutes), tokens / config.tokens)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = config.lr * min(1.0, step / 300) * (1 - done)
        loss = teacher(*_hidden(window, config, rng, len(teacher.bias)))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
        optimiser.step()
        tokens += window.shape[0] * window.shape[1]
        recent += (float(loss.detach()) - recent) * (0.02 if step > 50 else 1 / step)
        if step % 50 == 0:
            tell(PretrainingState(step, tokens, recent, tokens / max(spent, 1e-9)))
        if step % config.save_every == 0:
            _save(network, file)
    _save(network, file)


def load_pretrained(network: JointNetwork, weights: dict[str, Tensor]) -> list[str]:
    """Put pretrained weights, or those of a trained model below its heads, into a network.

    Returns:
        The names of the weights that it took.
    """
    own = network.state_dict()
    fitting = {
        name: weight
        for name, weight in weights.items()
        if name.startswith(_KEPT) and name in own and own[name].shape == weight.shape
    }
    network.load_state_dict(fitting, strict=False)
    return sorted(fitting)


def _windows(packed: Packed, config: PretrainingConfig, rng: np.random.Generator) -> Iterator[Packed]:
    """Batches of windows from random places, shape [batch, window, 3], for ever."""
    within = np.arange(config.window)
    while True:
        starts = rng.integers(0, len(packed) - config.window, config.batch)
        yield np.asarray(packed[starts[:, None] + within])


def _hidden(
    window: Packed, config: PretrainingConfig, rng: np.random.Generator, entries: int
) -> tuple[Inputs, Tensor, Tensor, Tensor]:
    ids, forms, gaps = (window[..., i].astype(np.int64) for i in range(3))
    hidden = _runs(ids.shape, config.hidden, rng) & (ids > 0)
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
    return inputs, torch.from_numpy(ids), torch.from_numpy(forms), torch.from_numpy(hidden)


def _runs(shape: tuple[int, ...], share: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Random runs of one to three units that cover about a share of all."""
    first = rng.random(shape) < share / 1.85  # runs are 2 units long on average, some overlap
    length = rng.integers(1, 4, shape)
    runs = first.copy()
    runs[:, 1:] |= first[:, :-1] & (length[:, :-1] > 1)
    runs[:, 2:] |= first[:, :-2] & (length[:, :-2] > 2)
    return runs


def _save(network: JointNetwork, file: Path) -> None:
    weights = {
        name: tensor.detach().contiguous()
        for name, tensor in network.state_dict().items()
        if name.startswith(_KEPT)
    }
    with OutputFile(file) as out:
        out.write(save(weights))
