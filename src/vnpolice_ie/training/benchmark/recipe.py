"""The configuration that an encoder is trained with on a benchmark: defaults, then the user's sections."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import yaml

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.model.assembly import shipped_encoder
from vnpolice_ie.model.folder import SETTINGS, VOCABULARY, WEIGHTS, ModelFolder
from vnpolice_ie.training.benchmark.sets import BenchmarkSet
from vnpolice_ie.training.config import HfEncoder, TrainingConfig
from vnpolice_ie.training.config_file import read_config
from vnpolice_ie.training.encoder_run import encoder_sections
from vnpolice_ie.training.pretraining import PRETRAINED
from vnpolice_ie.training.yaml_text import read_yaml

COMPACT: Final = "compact"
"""The compact encoder as it was pretrained on plain text; it comes with the library."""
RANDOM: Final = "random"
"""The same encoder from random numbers."""

# Rates and passes for sets of some hundred to some thousand sentences.
_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "compact": {
        "mixer": {"dropout": 0.3},
        "optimisation": {
            "epochs": 40,
            "batch_tokens": 2048,
            "lr": 1e-3,
            "head_lr": 2e-3,
            "ema": 0.99,
            "label_smoothing": 0.05,
        },
        "stopping": {"patience": 8},
    },
    "hf": {
        "optimisation": {"epochs": 30, "batch_tokens": 4096, "lr": 3e-5, "head_lr": 1e-3, "warmup": 0.1},
        "stopping": {"patience": 6},
    },
}


def write_recipe(
    found: BenchmarkSet,
    encoder: str | None,
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
        encoder: `compact`, the pretrained encoder that comes with the library; `random`, the same
            untrained; a folder that `pretrain` made, or of a model whose compact encoder is trained
            further; or the folder or hub name of a transformers model; by default what `base` says, else
            `compact`.
        data: the files of the training and development part.
        run: the folder of the training.
        seed: its seed.
        base: a configuration whose sections come before the defaults; its `output` and `data` do not count.
        overrides: values that come before all else, as `optimisation.lr=1e-3`.

    Raises:
        InputError: base or overrides cannot be read or are not allowed.
        ResourceError: the model folder is broken.
    """
    given = _sections(base)
    named = encoder or (None if "encoder" in given else COMPACT)
    own = _encoder_sections(named) if named else {"encoder": given["encoder"]}
    sections: dict[str, Any] = {"optimisation": {}, "stopping": {}}
    for part in (
        *_defaults(own["encoder"]),
        {k: v for k, v in given.items() if k not in {"output", "data"}},
        own,
    ):
        for name, values in part.items():
            sections[name] = _joined(name, sections.get(name), values)
    if isinstance(sections["optimisation"], dict):
        sections["optimisation"] = {**sections["optimisation"], "seed": seed}
    if isinstance(sections["stopping"], dict):
        metric = "mean" if found.benchmark.events else "entities"
        sections["stopping"] = {"metric": metric, **sections["stopping"]}
    benchmark = found.benchmark
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


def encoder_name(config: TrainingConfig) -> str:
    """The name of an encoder beside its figures."""
    encoder = config.encoder
    if isinstance(encoder, HfEncoder):
        return encoder.name
    started = encoder.pretrained or encoder.vectors
    if started is None:
        return f"{COMPACT}, {RANDOM}"
    return COMPACT if started == shipped_encoder() / PRETRAINED else f"{COMPACT}, from {started}"


def _joined(name: str, before: object, values: object) -> object:
    if not (isinstance(before, dict) and isinstance(values, dict)):
        return values
    if name == "encoder" and _kind(before) != _kind(values):
        return values  # the other kind has other keys
    return {**before, **values}


def _defaults(encoder: object) -> Sequence[Mapping[str, Mapping[str, Any]]]:
    kind = _kind(encoder)
    return (_DEFAULTS[kind], _sizes()) if kind == COMPACT else (_DEFAULTS[kind],)


def _sizes() -> Mapping[str, Mapping[str, Any]]:
    """The sizes of the pretrained encoder, so that one from random numbers differs in its beginning alone."""
    sections = encoder_sections(shipped_encoder()) or {}
    return {name: values for name, values in sections.items() if name != "encoder"}


def _kind(section: object) -> str:
    return "hf" if isinstance(section, dict) and section.get("kind") == "hf" else COMPACT


def _encoder_sections(encoder: str) -> dict[str, Any]:
    if encoder == RANDOM:
        return {"encoder": {"kind": COMPACT}}
    folder = shipped_encoder() if encoder == COMPACT else Path(encoder)
    if sections := encoder_sections(folder):
        return {**sections, "encoder": {**sections["encoder"], "extend": True}}
    if not (folder / SETTINGS).is_file():
        return {"encoder": {"kind": "hf", "name": encoder}}
    model = ModelFolder.open(folder)
    sizes = model.settings.network
    return {
        "encoder": {
            "kind": COMPACT,
            "width": sizes.encoder.width,
            "vocabulary": str(model.file(VOCABULARY)),
            "pretrained": str(model.file(WEIGHTS)),
            "extend": True,
        },
        "mixer": {**asdict(sizes.mixer), "dilations": list(sizes.mixer.dilations)},
        "features": {"use": bool(sizes.columns), "width": sizes.feature_width},
    }


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
