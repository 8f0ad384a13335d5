"""The recipes in training/ on tiny encoders of the kinds that they are written for."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from vnpolice_ie.training.config_file import read_config
from vnpolice_ie.training.data import read_data
from vnpolice_ie.training.report.history import read_history
from vnpolice_ie.training.run_folder import HISTORY, open_run
from vnpolice_ie.training.trainer import RunResult, train

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "examples" / name for name in ("decree.txt", "discipline.txt")]


def run(recipe: str, output: Path, *changes: str) -> RunResult:
    given = [
        f"output={output}",
        f"data.train=[{DOCUMENTS[0]}]",
        f"data.dev=[{DOCUMENTS[1]}]",
        "optimisation.epochs=1",
        "optimisation.batch_tokens=512",
        "heads.pair_width=8",
        "mixer.width=32",
    ]
    config = read_config(ROOT / "training" / recipe, [*given, *changes])
    open_run(config)
    return train(config, read_data(config))


RECIPES = {
    "phobert": ("phobert.yaml", "phobert", ["encoder.segmenter=pyvi"]),
    "xlm-roberta": ("xlm-roberta.yaml", "xlm-r", []),
    "another encoder": ("xlm-roberta.yaml", "modernbert", []),
    "frozen": ("xlm-roberta.yaml", "xlm-r", ["encoder.frozen=true"]),
    "adapters": ("lora.yaml", "xlm-r", []),
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_foreign_encoder_trains_by_its_recipe(
    tmp_path: Path, tiny_encoders: dict[str, Path], name: str
) -> None:
    recipe, kind, changes = RECIPES[name]
    before = encoder_weights(tiny_encoders[kind])
    result = run(recipe, tmp_path / "run", f"encoder.name={tiny_encoders[kind]}", *changes)
    (row,) = read_history(tmp_path / "run" / HISTORY)
    assert math.isfinite(row.train_loss)
    assert row.train_loss > 0
    assert result.dev.documents == 1
    after = dict(result.model.network.encoder.named_parameters())
    own = {n.replace("base_model.model.", "").replace("base_layer.", ""): p for n, p in after.items()}
    assert before
    assert {f"model.{n}" for n in before} <= own.keys()
    changed = [n for n, old in before.items() if not torch.equal(own[f"model.{n}"], old)]
    assert bool(changed) == (name not in {"frozen", "adapters"})
    assert any("lora_B" in n and p.abs().sum() > 0 for n, p in after.items()) == (name == "adapters")


def encoder_weights(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return {n: t for n, t in load_file(folder / "model.safetensors").items() if not n.startswith("pooler.")}


def test_the_compact_recipe_trains(tmp_path: Path) -> None:
    result = run("compact.yaml", tmp_path / "run")
    assert result.dev.documents == 1
    assert result.model.vocabulary is not None
