"""The training loop: a network learns from annotated documents until it gets no better."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator

from vnpolice_ie.evaluation.scoring import Report, score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.model.batch import batches
from vnpolice_ie.model.tensors import load_weights
from vnpolice_ie.training.build import TrainableModel, build_model
from vnpolice_ie.training.checkpoint import checkpoints, load_checkpoint, save_checkpoint, save_weights
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.data import TrainingData
from vnpolice_ie.training.examples import Example, Inexpressible, example_of
from vnpolice_ie.training.items import Batch, Item, batch_of, items_of
from vnpolice_ie.training.loss import joint_loss
from vnpolice_ie.training.noise import RuleNoise
from vnpolice_ie.training.optimiser import AveragedWeights, parameter_groups, rate_factor, set_rates
from vnpolice_ie.training.rare import class_weights, repeats
from vnpolice_ie.training.reading import read_examples
from vnpolice_ie.training.report.history import HistoryRow, append_row, dev_figures
from vnpolice_ie.training.run_folder import BEST, CHECKPOINTS, HISTORY
from vnpolice_ie.training.torch_backend import TorchBackend
from vnpolice_ie.training.watch import Watcher

_SPREAD = 1.25  # windows are put together by length, give or take this factor, anew each epoch


@dataclass(frozen=True)
class RunResult:
    """What a run came to.

    Attributes:
        model: with the weights of the best evaluation.
        best: the row of the best evaluation.
        lost: what of the training documents the network cannot express.
        dev: figures of the best weights on the development documents.
    """

    model: TrainableModel
    best: HistoryRow
    lost: Inexpressible
    dev: Report


@dataclass
class _Progress:
    """What is counted over a run; kept in its checkpoints."""

    step: int = 0
    best: float = -1.0
    worse: int = 0
    best_row: dict[str, Any] = field(default_factory=dict)


def train(
    config: TrainingConfig, data: TrainingData, *, resume: bool = False, watcher: Watcher | None = None
) -> RunResult:
    """Train a network.

    The folder of the run gets its history, its checkpoints and the weights of the best evaluation. Same
    configuration, documents and machine: same weights; a run that was killed goes on from its last
    checkpoint as if it had not been.

    Args:
        config: the configuration.
        data: the documents, and what is learnt from them.
        resume: whether to go on from the last checkpoint in the folder.
        watcher: is told how the run goes.
    """
    return _Run(config, data, watcher or Watcher()).run(resume=resume)


class _Run:
    def __init__(self, config: TrainingConfig, data: TrainingData, watcher: Watcher) -> None:
        self.config = config
        self.settings = config.optimisation
        self.watcher = watcher
        self.documents = data
        self.lost = Inexpressible()
        self.accelerator = Accelerator(mixed_precision=_precision(config), cpu=not torch.cuda.is_available())
        torch.use_deterministic_algorithms(self.settings.deterministic, warn_only=True)
        torch.manual_seed(self.settings.seed)
        self.model = build_model(config, data.scheme, data.train)
        self.network = self.model.network.to(self.accelerator.device)
        self.averaged = AveragedWeights(self.network, self.settings.ema)
        self.optimiser = torch.optim.AdamW(parameter_groups(self.network, config))
        self.learning, self.prepared = self.accelerator.prepare(self.network, self.optimiser)
        watcher.preparing(len(data.train) + len(data.dev))
        train_examples = self._examples(data.train, self.lost, learning=True)
        self.dev = self._examples(data.dev, Inexpressible(), learning=False)
        reach = config.heads.max_distance
        self.items = [
            item
            for example in train_examples
            for item in items_of(example, data.scheme, self.model.reader, config.window.overlap, reach)
        ]
        self.often = repeats(self.items, self.settings.oversample)
        self.weights = class_weights(self.items, data.scheme, self.settings.class_weights)
        self.progress = _Progress()

    def run(self, *, resume: bool) -> RunResult:
        folder = self.config.output
        first = self._resume() if resume else 0
        parameters = sum(p.numel() for p in self.network.parameters() if p.requires_grad)
        mixed = self.accelerator.mixed_precision
        device = f"{self.accelerator.device.type}, {'fp32' if mixed == 'no' else mixed}"
        self.watcher.begins(windows=len(self.items), parameters=parameters, device=device, lost=self.lost)
        for epoch in range(first, self.settings.epochs):
            if self._is_enough():
                break
            loss, rate = self._epoch(epoch)
            last = epoch + 1 == self.settings.epochs
            if last or (epoch + 1) % self.config.stopping.evaluate_every == 0:
                self._evaluate(epoch + 1, loss, rate)
            if last or (epoch + 1) % self.config.checkpoint.every == 0:
                self._save(epoch + 1)
        load_weights(self.network, folder / BEST, "Begin the run anew")
        return RunResult(
            model=self.model,
            best=HistoryRow.from_record(self.progress.best_row),
            lost=self.lost,
            dev=self._score(),
        )

    def _examples(
        self, documents: Sequence[GoldDocument], lost: Inexpressible, *, learning: bool
    ) -> list[Example]:
        examples = []
        for document in documents:
            examples.append(
                example_of(
                    document,
                    self.documents.scheme,
                    self.model.reader,
                    lost,
                    max_distance=self.config.heads.max_distance,
                    learning=learning,
                )
            )
            self.watcher.prepared_one()
        return examples

    def _epoch(self, epoch: int) -> tuple[float, float]:
        """One pass over the items; all chance in it hangs on seed and epoch alone."""
        seed = (self.settings.seed, epoch)
        rng = np.random.default_rng(seed)
        torch.manual_seed(int(np.random.SeedSequence(seed).generate_state(1)[0]))
        groups = self._groups(rng)
        steps = len(groups) * self.settings.epochs
        self.watcher.epoch(epoch + 1, len(groups))
        self.network.train()
        total, rate = 0.0, 0.0
        for place, batch in enumerate(self._batches(groups, rng)):
            rate = set_rates(
                self.optimiser, rate_factor(epoch * len(groups) + place, steps, self.settings.warmup)
            )
            loss = self._step(batch)
            total += loss
            self.watcher.step(loss)
        return total / len(groups), rate

    def _groups(self, rng: np.random.Generator) -> list[list[Item]]:
        chosen = [item for item, often in zip(self.items, self.often, strict=True) for _ in range(often(rng))]
        lengths = [len(item) for item in chosen]
        about = [round(length * _SPREAD ** rng.uniform(-1, 1)) for length in lengths]
        groups = [[chosen[i] for i in group] for group in batches(about, self.settings.batch_tokens)]
        order = rng.permutation(len(groups))
        return [groups[i] for i in order]

    def _batches(self, groups: Sequence[Sequence[Item]], rng: np.random.Generator) -> Iterator[Batch]:
        features = self.config.features
        noise = RuleNoise(features.hidden, features.dropped, features.changed)
        for group in groups:
            yield batch_of(group, self.documents.scheme, self.model.reader, noise, rng)

    def _step(self, batch: Batch) -> float:
        heads = self.config.heads
        with self.accelerator.autocast():
            loss = joint_loss(
                self.learning,
                batch.to(self.accelerator.device),
                smoothing=self.settings.label_smoothing,
                span_weight=heads.span_weight,
                pair_weight=heads.pair_weight,
                weights=self.weights,
            )
        self.accelerator.backward(loss)
        self.accelerator.clip_grad_norm_(self.network.parameters(), self.settings.clip)
        self.prepared.step()
        self.prepared.zero_grad()
        self.averaged.update(self.progress.step)
        self.progress.step += 1
        return float(loss.detach())

    def _evaluate(self, epoch: int, loss: float, rate: float) -> None:
        figures = dev_figures(self._score())
        selection = _selection(figures, self.config)
        row = HistoryRow(self.progress.step, float(epoch), loss, rate, figures, selection)
        append_row(self.config.output / HISTORY, row)
        better = selection > self.progress.best
        if better:
            self.progress.best, self.progress.worse = selection, 0
            self.progress.best_row = row.to_record()
            save_weights(self.averaged.network, self.config.output / BEST)
        elif selection > 0:  # the first epochs of a network that learns slowly find nothing at all
            self.progress.worse += 1
        self.watcher.evaluated(row, best=better)

    def _score(self) -> Report:
        network = self.averaged.network
        backend = TorchBackend(network, self.model.reader, overlap=self.config.window.overlap)
        reach = self.config.heads.max_distance
        docs = read_examples(backend, self.dev, self.documents.scheme, max_distance=reach)
        return score(self.documents.dev, docs)

    def _is_enough(self) -> bool:
        patience = self.config.stopping.patience
        return patience > 0 and self.progress.worse >= patience

    def _networks(self) -> dict[str, torch.nn.Module]:
        return {"learning": self.network, "averaged": self.averaged.network}

    def _save(self, epoch: int) -> None:
        folder: Path = self.config.output / CHECKPOINTS
        progress = vars(self.progress)
        keep = self.config.checkpoint.keep
        save_checkpoint(folder, epoch, self._networks(), self.optimiser, progress, keep=keep)

    def _resume(self) -> int:
        found = checkpoints(self.config.output / CHECKPOINTS)
        if not found:
            return 0
        kept = load_checkpoint(found[-1], self._networks(), self.optimiser)
        epoch = int(kept.pop("done"))
        self.progress = _Progress(**kept)
        return epoch


def _precision(config: TrainingConfig) -> str:
    wanted = config.optimisation.precision
    if wanted == "auto":
        return "bf16" if torch.cuda.is_available() and torch.cuda.is_bf16_supported() else "no"
    return "no" if wanted == "fp32" else wanted


def _selection(figures: dict[str, float], config: TrainingConfig) -> float:
    """The figure by which evaluations are compared; parts that the documents don't have don't count."""
    metric = config.stopping.metric
    parts = ("entities", "relations", "arguments") if metric == "mean" else (metric,)
    known = [figures[part] for part in parts if not math.isnan(figures[part])]
    return sum(known) / len(known) if known else 0.0
