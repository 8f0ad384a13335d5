"""Learning rates by part and layer, their schedule, and the moving average of the weights."""

from __future__ import annotations

import copy
import re
from typing import Any

import torch
from torch import nn

from vnpolice_ie.model.network import JointNetwork
from vnpolice_ie.training.config import CompactEncoder, HfEncoder, TrainingConfig

_ENCODER = ("encoder.",)
_PRETRAINED = ("encoder.", "join.", "mixer.", "norm.")
_LAYER = re.compile(r"(?:^|\.)layers?\.(\d+)\.")


def parameter_groups(network: JointNetwork, config: TrainingConfig) -> list[dict[str, Any]]:
    """Return groups of the parameters that learn, with their rates, for torch's optimisers.

    The encoder learns at `lr`, each of its layers at the rate of the one above times `layer_decay`. What
    begins from random numbers learns at `head_lr`: features and heads, and the mixer unless it comes
    pretrained with the compact encoder. Biases and norms have no weight decay.
    """
    settings = config.optimisation
    decay = config.encoder.layer_decay if isinstance(config.encoder, HfEncoder) else 1.0
    numbers = [int(m[1]) for name, _ in network.encoder.named_parameters() if (m := _LAYER.search(name))]
    deepest = max(numbers, default=-1) + 1
    begun = (
        _PRETRAINED if isinstance(config.encoder, CompactEncoder) and config.encoder.pretrained else _ENCODER
    )
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = settings.head_lr or settings.lr
        if name.startswith(begun):
            layer = _LAYER.search(name)
            rate = settings.lr * decay ** (deepest - (int(layer[1]) + 1 if layer else 0))
        weight_decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, weight_decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "base_lr": rate, "weight_decay": weight_decay}
        for (rate, weight_decay), parameters in groups.items()
    ]


def rate_factor(step: int, steps: int, warmup: float) -> float:
    """Share of the full rate at a step: it rises over the warm-up, then falls to 0 in a straight line."""
    rising = max(1, round(steps * warmup))
    return min((step + 1) / rising, max(0.0, (steps - step) / max(1, steps - rising)))


def set_rates(optimiser: torch.optim.Optimizer, factor: float) -> float:
    """Set the rates of all groups; return the highest."""
    for group in optimiser.param_groups:
        group["lr"] = group["base_lr"] * factor
    return max(float(group["lr"]) for group in optimiser.param_groups)


class AveragedWeights:
    """The moving average of a network's weights; with decay 0 it is the network itself.

    Args:
        network: the network that learns.
        decay: how much of the average stays at each step; less in the first steps.
    """

    def __init__(self, network: JointNetwork, decay: float) -> None:
        self._learning = network
        self._decay = decay
        self.network = copy.deepcopy(network) if decay else network
        self._pairs = [
            (average, parameter)
            for average, parameter in zip(self.network.parameters(), network.parameters(), strict=True)
            if parameter.requires_grad
        ]

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in the weights after an optimiser step, counted from 0."""
        if self._decay:
            decay = min(self._decay, (step + 1) / (step + 10))
            for average, parameter in self._pairs:
                average.lerp_(parameter, 1 - decay)
