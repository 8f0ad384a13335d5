"""A benchmark from end to end: train, read the test part, score; seed by seed, resumable."""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.io.text import read_bytes, read_text
from vnpolice_ie.training.benchmark.adaptation import adapt_encoder, can_adapt
from vnpolice_ie.training.benchmark.published import PublishedRow, published
from vnpolice_ie.training.benchmark.recipe import comparable, encoder_name, write_recipe
from vnpolice_ie.training.benchmark.samples import without_crossing
from vnpolice_ie.training.benchmark.scoring import Reading, score_set
from vnpolice_ie.training.benchmark.sets import BenchmarkSet
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.types import Doc

Trainer = Callable[[TrainingConfig], Callable[[Sequence[tuple[str, str]]], Sequence[Doc]]]
"""Trains, or goes on where a training stopped, and returns what reads texts (id and text) with the result."""
Adapter = Callable[[TrainingConfig, Path, Path, int], Path | None]
"""Pretrains the encoder of a configuration further on a file of texts, into a folder, in so many passes; see
`adaptation.adapt_encoder`."""
Tell = Callable[[str], None]

_ELSEWHERE = "Name another folder with --output, or remove this one"


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """The figures of all seeds.

    Attributes:
        found: the set.
        encoder: its name.
        runs: of each seed: `seed`, `f1` and the parts of `scoring.SetScore`.
    """

    found: BenchmarkSet
    encoder: str
    runs: tuple[dict[str, Any], ...]

    @property
    def f1(self) -> float:
        """Mean of the seeds."""
        return statistics.fmean(run["f1"] for run in self.runs)

    @property
    def spread(self) -> float | None:
        """Standard deviation over the seeds (n - 1); None for one seed."""
        return statistics.stdev(run["f1"] for run in self.runs) if len(self.runs) > 1 else None

    @property
    def measure(self) -> str:
        """What `f1` is: `level 1`, or `triggers` in a set of events."""
        return "triggers" if self.found.benchmark.events else "level 1"

    @property
    def published(self) -> list[PublishedRow]:
        """Published figures of the set."""
        return published(self.found.benchmark.name)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists and numbers."""
        benchmark = self.found.benchmark
        return {
            "benchmark": benchmark.name,
            "title": benchmark.title,
            "source": benchmark.source,
            "variant": self.found.variant,
            "texts": {split: len(samples) for split, samples in self.found.parts.items()},
            "labels": list(self.found.labels),
            "notes": list(self.found.notes),
            "encoder": self.encoder,
            "measure": self.measure,
            "f1": self.f1,
            "spread": self.spread,
            "runs": list(self.runs),
            "published": [row._asdict() for row in self.published],
        }


def run_benchmark(
    found: BenchmarkSet,
    encoder: str | None,
    *,
    out: Path,
    seeds: Sequence[int],
    train: Trainer,
    adapt: Adapter = adapt_encoder,
    passes: int = 0,
    base: Path | None = None,
    overrides: Sequence[str] = (),
    tell: Tell = lambda line: None,
) -> BenchmarkResult:
    """Train an encoder on a set, score it on the test part, for each seed; what is done already is kept.

    Args:
        found: the set.
        encoder: what `recipe.write_recipe` takes.
        out: folder for everything: the parts as JSON Lines, of each seed its configuration `seed-1.yaml`, its
            training `seed-1/` and its figures `seed-1.json`; all figures in `benchmark.json`; with
            `passes`, the adapted encoder in `adapted-25/`.
        seeds: one training for each; at least one.
        train: trains and gives back a reader.
        adapt: prepares a pretrained compact encoder by the texts of the training part, once for all seeds.
        passes: how often it reads them; 0 for not at all.
        base: a configuration to start from, see `recipe.write_recipe`.
        overrides: values of the configuration, as `optimisation.lr=1e-3`.
        tell: gets a line for each step.

    Raises:
        InputError: the configuration is not allowed, or the folder holds figures of another one.
        OutputError: the folder cannot be written to.
    """
    data, crossing = _write_parts(found, out)
    if crossing:
        tell(f"{crossing} spans of the training and development part cross others; they are not learnt")

    def recipe(seed: int, more: Sequence[str] = ()) -> TrainingConfig:
        run = out / f"seed-{seed}"
        own = [*overrides, *more]
        return write_recipe(found, encoder, data=data, run=run, seed=seed, base=base, overrides=own)

    configs = {seed: recipe(seed) for seed in seeds}
    name = encoder_name(configs[seeds[0]])
    passes = passes if can_adapt(configs[seeds[0]]) else 0
    state = {seed: _state(found, config, passes) for seed, config in configs.items()}
    done = {seed: _figures(out / f"seed-{seed}.json", state[seed]) for seed in seeds}
    if passes and not all(done.values()):
        folder = out / f"adapted-{passes}"
        tell(f"the pretrained encoder reads the training texts first, in {folder}")
        if weights := adapt(configs[seeds[0]], data["train"], folder, passes):
            configs = {seed: recipe(seed, [f"encoder.pretrained={weights}"]) for seed in seeds}
        else:
            tell("they are too short for that")
    runs: list[dict[str, Any]] = []
    for seed in seeds:
        run = done[seed]
        if run is None:
            tell(f"seed {seed}: training in {out / f'seed-{seed}'}")
            run = _run(found, train(configs[seed]), seed)
            _write_json(out / f"seed-{seed}.json", {"state": state[seed], **run})
        tell(f"seed {seed}: F1 {run['f1']:.4f}")
        runs.append(run)
    result = BenchmarkResult(found, name, tuple(runs))
    _write_json(out / "benchmark.json", result.to_dict())
    return result


def _run(
    found: BenchmarkSet, read: Callable[[Sequence[tuple[str, str]]], Sequence[Doc]], seed: int
) -> dict[str, Any]:
    samples = found.parts["test"]
    docs = read([(sample.document.id, sample.document.text) for sample in samples])
    benchmark = found.benchmark
    score = score_set(
        samples,
        [Reading.of_doc(doc) for doc in docs],
        from_inside=benchmark.from_inside,
        events=benchmark.events,
    )
    return {"seed": seed, "f1": score.f1, **score.to_dict()}


def _write_parts(found: BenchmarkSet, out: Path) -> tuple[dict[str, Path], int]:
    """Write what is trained on and chosen by; count the marks that were left out since they cross others."""
    paths: dict[str, Path] = {}
    left_out = 0
    for split in ("train", "dev"):
        path = paths[split] = out / "data" / f"{split}.jsonl"
        lines: list[bytes] = []
        for sample in found.parts[split]:
            document, crossing = without_crossing(sample.document)
            left_out += crossing
            lines.append(dump_line(document.to_record()))
        if path.exists() and read_bytes(path) != b"".join(lines):
            raise InputError("the folder holds trainings on other texts", where=str(path), remedy=_ELSEWHERE)
        with OutputFile(path) as file:
            file.write(b"".join(lines))
    return paths, left_out


def _state(found: BenchmarkSet, config: TrainingConfig, passes: int) -> str:
    """A fingerprint of the texts with their marks, of the configuration and of the adaptation."""
    digest = hashlib.sha256(comparable(config).encode())
    digest.update(f"adapted {passes}".encode() if passes else b"")
    for split, samples in found.parts.items():
        digest.update(split.encode())
        for sample in samples:
            digest.update(dump_line({**sample.document.to_record(), "tokens": sample.tokens}))
    return digest.hexdigest()


def _figures(path: Path, state: str) -> dict[str, Any] | None:
    """The figures of a seed that was finished before; None if there are none."""
    if not path.exists():
        return None
    try:
        record = json.loads(read_text(path))
        kept, known = {key: value for key, value in record.items() if key != "state"}, record["state"]
    except (ValueError, KeyError, AttributeError) as error:
        raise InputError(
            "the file holds no figures", where=str(path), remedy="Remove it, and the seed is scored again"
        ) from error
    if known != state:
        raise InputError(
            "the figures are of another configuration or of other texts",
            where=str(path),
            remedy=_ELSEWHERE,
        )
    return kept


def _write_json(path: Path, record: dict[str, Any]) -> None:
    with OutputFile(path) as file:
        file.write((json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
