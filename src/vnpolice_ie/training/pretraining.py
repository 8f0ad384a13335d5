"""Masked- and swapped-token pretraining of the compact encoder and its mixer, on a GPU or processor cores.

The weights that are kept are a moving average over the last tenth of the steps, so they can be taken at any
time without a falling learning rate, and a run can go on later with more text.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn import functional

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.model.features import columns
from vnpolice_ie.model.network import CompactEncoder, JointNetwork
from vnpolice_ie.training.balance import set_scale_back
from vnpolice_ie.training.checkpoint import checkpoints, load_checkpoint, save_checkpoint
from vnpolice_ie.training.masking import Masked, masked, random_windows
from vnpolice_ie.training.optimiser import AveragedWeights
from vnpolice_ie.training.token_file import Packed

PRETRAINED = "pretrained.safetensors"
"""The weights, in the folder of a pretraining."""
_CHECKPOINTS = "checkpoints"
_KEPT = ("encoder.", "features.", "join.", "mixer.", "norm.")
"""Parts of the network that pretraining teaches."""
_FORM_WEIGHT = 0.5
_SWAP_WEIGHT = 4.0  # the loss itself is small, as few units are swapped
_TOLD_EVERY = 50  # steps
_MILLION = 1_000_000


@dataclass(frozen=True)
class PretrainingConfig:
    """How long and how fast.

    Attributes:
        units: to read in all; over the last `cooldown` of them the learning rate falls to 0.
        minutes: after which a run stops before that, to be resumed.
        window: units of one window.
        batch: windows of one step.
        lr: highest learning rate.
        warmup: steps in which it rises.
        cooldown: share of the units.
        hidden: share of the units that are hidden.
        weight_decay: of the matrices; tables, biases and norms have none. Without it they grow all the way,
            and fine-tuning moves them too little.
        average: highest decay of the moving average of the weights.
        seed: of windows and masks.
        save_every: steps between checkpoints.
        snapshots: units after which the weights are kept under a name of their own.
        precision: of the matrix products; `auto` takes bf16 on a GPU that has it, else fp32. Processors with
            bf16 instructions (avx512_bf16, AMX) are nearly twice as fast with `bf16`.
    """

    units: int = 100 * _MILLION
    minutes: float = float("inf")
    window: int = 256
    batch: int = 16
    lr: float = 1.5e-3
    warmup: int = 300
    cooldown: float = 0.2
    hidden: float = 0.2
    weight_decay: float = 0.1
    average: float = 0.9998
    seed: int = 1
    save_every: int = 500
    snapshots: tuple[int, ...] = (5 * _MILLION, 10 * _MILLION, 20 * _MILLION, 50 * _MILLION, 100 * _MILLION)
    precision: Literal["auto", "fp32", "bf16"] = "auto"

    @property
    def per_step(self) -> int:
        """Units of one step."""
        return self.window * self.batch


@dataclass(frozen=True)
class PretrainingState:
    """How far it is: steps and units done, mean loss of late, units a second in this run."""

    step: int
    units: int
    loss: float
    speed: float


class _Teacher(nn.Module):
    """A network with heads that tell hidden entries (by the encoder's table), forms, and what is swapped.

    The last is asked of every unit that is shown (Clark et al. 2020): so all states take in what is around.
    """

    def __init__(self, network: JointNetwork) -> None:
        super().__init__()
        self.network = network
        entries, width = self._table.shape
        self.entry = nn.Linear(network.config.mixer.width, width)
        self.bias = nn.Parameter(torch.zeros(entries))
        self.form = nn.Linear(network.config.mixer.width, columns().sizes[0])
        self.swap = nn.Linear(network.config.mixer.width, 1)

    @property
    def _table(self) -> Tensor:
        return cast("CompactEncoder", self.network.encoder).table.weight

    def forward(self, batch: Masked) -> Tensor:
        hidden, shown = batch.hidden, batch.shown
        every = self.network.states(batch.inputs)
        states = every[hidden]
        scores = self.entry(states) @ self._table.T + self.bias
        loss = functional.cross_entropy(scores.float(), batch.entries[hidden])
        forms = functional.cross_entropy(self.form(states).float(), batch.forms[hidden])
        swaps = functional.binary_cross_entropy_with_logits(
            self.swap(every[shown]).squeeze(-1).float(), batch.swapped[shown].float()
        )
        return loss + _FORM_WEIGHT * forms + _SWAP_WEIGHT * swaps


def pretrain(
    network: JointNetwork,
    packed: Packed,
    config: PretrainingConfig,
    folder: Path,
    *,
    tell: Callable[[PretrainingState], None] = lambda state: None,
) -> PretrainingState:
    """Teach a network of a compact encoder; where the folder holds a checkpoint, go on from there.

    Stopped at any moment and started again it comes to the same weights, on the same machine.

    Args:
        network: the network; its heads learn nothing. At the end it has the averaged weights.
        packed: the text.
        config: how long and how fast.
        folder: takes checkpoints and the weights (`PRETRAINED`, safetensors) that `load_pretrained` reads.
        tell: is told how far it is, every 50 steps and at the end.

    Raises:
        InputError: the text is shorter than a window.
        ResourceError: the checkpoint is broken, or of another network.
    """
    if len(packed) < config.window:
        raise InputError(
            f"the text has {len(packed)} units, a window {config.window}",
            where=str(folder),
            remedy="Give more text or a smaller window",
        )
    run = _Run(network, config, folder)
    state = run.teach(packed, tell)
    network.load_state_dict(run.result().state_dict())
    return state


class _Run:
    """Weights, optimiser and counters of one pretraining."""

    def __init__(self, network: JointNetwork, config: PretrainingConfig, folder: Path) -> None:
        self.config = config
        self.folder = folder
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.precision = _precision(config.precision, self.device)
        torch.manual_seed(config.seed)
        self.teacher = _Teacher(network).to(self.device).train()
        self.average = AveragedWeights(network, config.average)
        self.optimiser = torch.optim.AdamW(
            _groups(self.teacher, config.weight_decay), lr=config.lr, betas=(0.9, 0.98), fused=True
        )
        self.step = 0
        self.loss = 0.0
        saved = checkpoints(folder / _CHECKPOINTS)
        if saved:
            progress = load_checkpoint(saved[-1], self._networks, self.optimiser)
            self.step, self.loss = progress["done"], progress["loss"]

    @property
    def _networks(self) -> dict[str, nn.Module]:
        return {"learning": self.teacher, "average": self.average.network}

    def teach(self, packed: Packed, tell: Callable[[PretrainingState], None]) -> PretrainingState:
        """Go through the text until the units or the minutes are spent."""
        config, first, begin = self.config, self.step, time.monotonic()
        per_step = config.per_step

        def state() -> PretrainingState:
            speed = (self.step - first) * per_step / max(time.monotonic() - begin, 1e-9)
            return PretrainingState(self.step, self.step * per_step, self.loss, speed)

        while self.step * per_step < config.units and time.monotonic() - begin < 60 * config.minutes:
            self._one_step(packed)
            if self.step % _TOLD_EVERY == 0:
                tell(state())
            if self.step % config.save_every == 0:
                self._save()
            for mark in config.snapshots:
                if (self.step - 1) * per_step < mark <= self.step * per_step:
                    self._write(self.folder / f"pretrained-{mark // _MILLION:04d}M.safetensors")
        if self.step > first or not (self.folder / PRETRAINED).exists():
            self._save()
            self._write(self.folder / PRETRAINED)
        tell(state())
        return state()

    def _one_step(self, packed: Packed) -> None:
        config = self.config
        # Windows and masks hang on the number of the step alone: a resumed run sees what it would have seen.
        rng = np.random.default_rng((config.seed, self.step))
        windows = random_windows(packed, config.batch, config.window, rng)
        batch = masked(windows, config.hidden, rng).to(self.device)
        for group in self.optimiser.param_groups:
            group["lr"] = config.lr * self._rate()
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.precision == "bf16"):
            loss = self.teacher(batch)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.teacher.parameters(), 1.0)
        self.optimiser.step()
        self.average.update(self.step)
        self.step += 1
        self.loss += (float(loss.detach()) - self.loss) * (0.02 if self.step > _TOLD_EVERY else 1 / self.step)

    def _rate(self) -> float:
        left = 1 - self.step * self.config.per_step / self.config.units
        falling = left / self.config.cooldown if self.config.cooldown else 1.0
        return min(1.0, (self.step + 1) / self.config.warmup, falling)

    def _save(self) -> None:
        progress: dict[str, Any] = {"loss": self.loss, "config": asdict(self.config)}
        save_checkpoint(
            self.folder / _CHECKPOINTS, self.step, self._networks, self.optimiser, progress, keep=1
        )

    def result(self) -> JointNetwork:
        """The averaged network, its scale set back."""
        network = copy.deepcopy(self.average.network)
        set_scale_back(network)
        return network

    def _write(self, file: Path) -> None:
        weights = encoder_weights(self.result().state_dict())
        with OutputFile(file) as out:
            out.write(save({name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()}))


def _groups(teacher: nn.Module, decay: float) -> list[dict[str, Any]]:
    """The parameters, matrices of layers apart from tables, biases and norms."""
    tables = {id(module.weight) for module in teacher.modules() if isinstance(module, nn.Embedding)}
    matrices: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for parameter in teacher.parameters():
        (others if parameter.ndim == 1 or id(parameter) in tables else matrices).append(parameter)
    return [
        {"params": matrices, "weight_decay": decay},
        {"params": others, "weight_decay": 0.0},
    ]


def encoder_weights(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Those of a network's weights that pretraining teaches: no heads."""
    return {name: weight for name, weight in weights.items() if name.startswith(_KEPT)}


def _precision(asked: str, device: torch.device) -> str:
    if asked != "auto":
        return asked
    return "bf16" if device.type == "cuda" and torch.cuda.is_bf16_supported() else "fp32"


def load_pretrained(network: JointNetwork, weights: dict[str, Tensor]) -> list[str]:
    """Put pretrained weights, or those of a trained model with what of its heads fits, into a network.

    Returns:
        The names of the weights that it took.
    """
    own = network.state_dict()
    fitting = {
        name: weight for name, weight in weights.items() if name in own and own[name].shape == weight.shape
    }
    network.load_state_dict(fitting, strict=False)
    return sorted(fitting)
