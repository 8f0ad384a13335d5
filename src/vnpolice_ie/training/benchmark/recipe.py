"""The configuration that an encoder is trained with on a benchmark: defaults, then the user's sections."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.training.benchmark.sets import BenchmarkSet
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.config_file import read_config
from vnpolice_ie.training.yaml_text import read_yaml

COMPACT: Final = "compact"

# Rates and passes for sets of some hundred to some thousand sentences.
_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "compact": {
        "optimisation": {"epochs": 40, "batch_tokens": 2048, "lr": 1e-3},
        "stopping": {"patience": 8},
    },
    "hf": {
        "optimisation": {"epochs": 30, "batch_tokens": 4096, "lr": 3e-5, "head_lr": 1e-3, "warmup": 0.1},
        "stopping": {"patience": 6},
    },
}


def write_recipe(
    found: BenchmarkSet,
    encoder: str,
    *,
    data: Mapping[str, Path],
    run: Path,
    seed: int,
    base: Path | None = None,
    overrides: Sequence[str] = (),
) -> TrainingConfig:
    """Write the configuration of one training as `RUN.yaml`, for `vnpolice-ie train` too, and check it.

    Args:
        found: the set.
        encoder: `compact`, or a transformers model's folder or hub name.
        data: the files of the training and development part.
        run: the folder of the training.
        seed: its seed.
        base: a configuration whose sections come before the defaults; its `output` and `data` do not count.
        overrides: values that come before all else, as `optimisation.lr=1e-3`.

    Raises:
        InputError: base or overrides cannot be read or are not allowed.
    """
    kind = COMPACT if encoder == COMPACT else "hf"
    sections: dict[str, Any] = {name: dict(values) for name, values in _DEFAULTS[kind].items()}
    for name, values in _sections(base).items():
        if name not in {"output", "data"}:
            sections[name] = values if not isinstance(values, dict) else {**sections.get(name, {}), **values}
    given = sections.get("encoder", {})
    if kind == "hf":
        sections["encoder"] = {**(given if given.get("kind") == "hf" else {}), "kind": "hf", "name": encoder}
    else:
        sections["encoder"] = {**(given if given.get("kind") != "hf" else {}), "kind": COMPACT}
    sections["optimisation"] = {**sections["optimisation"], "seed": seed}
    benchmark = found.benchmark
    sections["stopping"] = {"metric": "mean" if benchmark.events else "entities", **sections["stopping"]}
    record = {
        "output": str(run),
        "data": {
            "train": [str(data["train"])],
            "dev": [str(data["dev"])],
            "format": "jsonl",
            "labels": list(found.labels),
            "nesting": benchmark.nested,
            "links": benchmark.events,
        },
        **sections,
    }
    path = run.with_suffix(".yaml")
    with OutputFile(path) as file:
        file.write(yaml.safe_dump(record, sort_keys=False, allow_unicode=True).encode("utf-8"))
    return read_config(path, overrides)


def comparable(config: TrainingConfig) -> str:
    """A configuration as text without the places of its files: what must agree for figures to be kept."""
    record = config.model_dump(mode="json", exclude={"output": True, "data": {"train", "dev"}})
    return json.dumps(record, sort_keys=True, ensure_ascii=False)


def _sections(base: Path | None) -> dict[str, Any]:
    if base is None:
        return {}
    value, _ = read_yaml(base)
    if not isinstance(value, dict):
        raise InputError(
            "there are no keys in the configuration",
            where=str(base),
            remedy="Write it as for vnpolice-ie train",
        )
    return value
