"""Checkpoints: all that a run needs to go on as if it had not stopped, in safetensors and JSON."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save, save_file
from torch import Tensor, nn

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.model.tensors import load_weights, read_tensors, weights_of

_FOLDER = re.compile(r"after-(\d+)")
_REMEDY = "Take the checkpoint away to resume from the one before, or start the run anew"


def save_checkpoint(
    folder: Path,
    done: int,
    networks: Mapping[str, nn.Module],
    optimiser: torch.optim.Optimizer,
    progress: Mapping[str, Any],
    *,
    keep: int,
) -> None:
    """Write a checkpoint; it appears whole or not at all, and older ones than `keep` are taken away.

    Args:
        folder: of all checkpoints of the run.
        done: passes over the data, or steps, that are done.
        networks: the learning network and the averaged one, by name.
        optimiser: its moments are kept.
        progress: plain values: steps, best figure, what the run was made of.
        keep: how many checkpoints to keep.
    """
    target = folder / f"after-{done:07d}"
    draft = folder / f".{target.name}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, network in networks.items():
        save_file(weights_of(network), draft / f"{name}.safetensors")
    state = optimiser.state_dict()["state"]
    moments = {
        f"{number}.{key}": torch.as_tensor(value).contiguous()
        for number, entry in state.items()
        for key, value in entry.items()
    }
    save_file(moments, draft / "optimiser.safetensors")
    (draft / "progress.json").write_text(json.dumps({"done": done, **progress}), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    for old in checkpoints(folder)[:-keep]:
        shutil.rmtree(old)


def checkpoints(folder: Path) -> list[Path]:
    """Return the checkpoints in a folder, the latest last."""
    return sorted(path for path in folder.glob("after-*") if _FOLDER.fullmatch(path.name))


def load_checkpoint(
    path: Path, networks: Mapping[str, nn.Module], optimiser: torch.optim.Optimizer
) -> dict[str, Any]:
    """Put a checkpoint back into the networks and the optimiser, and return its progress.

    Raises:
        ResourceError: the checkpoint is broken, or of another network.
    """
    for name, network in networks.items():
        load_weights(network, path / f"{name}.safetensors", _REMEDY)
    moments = read_tensors(path / "optimiser.safetensors", "the checkpoint", _REMEDY)
    try:
        progress: dict[str, Any] = json.loads((path / "progress.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResourceError(
            f"the checkpoint cannot be read ({error})", where=str(path), remedy=_REMEDY
        ) from error
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in moments.items():
        number, _, name = key.partition(".")
        state.setdefault(int(number), {})[name] = value
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
    return progress


def save_weights(network: nn.Module, file: Path) -> None:
    """Write a network's weights; the file appears whole or not at all."""
    with OutputFile(file) as out:
        out.write(save(weights_of(network)))
