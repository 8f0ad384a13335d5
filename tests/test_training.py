"""A run repeats itself, goes on where it was stopped, and learns what it is shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from vnpolice_ie.errors import InputError, ResourceError  # noqa: E402
from vnpolice_ie.training.checkpoint import checkpoints, load_checkpoint, save_checkpoint  # noqa: E402
from vnpolice_ie.training.config import CheckpointConfig, StoppingConfig, TrainingConfig  # noqa: E402
from vnpolice_ie.training.data import read_data  # noqa: E402
from vnpolice_ie.training.run_folder import BEST, CHECKPOINTS, open_run  # noqa: E402
from vnpolice_ie.training.trainer import RunResult, train  # noqa: E402

EXAMPLES = Path(__file__).parent.parent / "examples"


def config(output: Path, *, epochs: int = 3, **optimisation: object) -> TrainingConfig:
    return TrainingConfig.model_validate(
        {
            "output": output,
            "data": {"train": str(EXAMPLES), "dev": str(EXAMPLES)},
            "encoder": {"kind": "compact", "width": 16, "min_count": 1},
            "mixer": {"layers": 2, "width": 32, "dropout": 0.1},
            "heads": {"pair_width": 16},
            "optimisation": {"epochs": epochs, "lr": 5e-3, "batch_tokens": 1024, "ema": 0.9} | optimisation,
        }
    )


def run(settings: TrainingConfig, *, resume: bool = False) -> RunResult:
    data = read_data(settings)
    open_run(settings, resume=resume)
    return train(settings, data, resume=resume)


def weights(folder: Path) -> bytes:
    (last,) = sorted((folder / CHECKPOINTS).glob("after-*"))[-1:]
    return (last / "learning.safetensors").read_bytes() + (last / "averaged.safetensors").read_bytes()


def test_the_same_seed_gives_the_same_weights_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run(config(tmp_path / name, epochs=1, seed=seed))
    assert weights(tmp_path / "a") == weights(tmp_path / "b")
    assert weights(tmp_path / "a") != weights(tmp_path / "c")


def test_a_run_that_was_killed_goes_on_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(config(tmp_path / "whole"))
    broken = config(tmp_path / "broken")
    from vnpolice_ie.training import trainer

    steps = 0
    step = trainer._Run._step

    def dies(self: object, batch: object) -> float:
        nonlocal steps
        steps += 1
        if steps == 12:
            raise KeyboardInterrupt
        return step(self, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(trainer._Run, "_step", dies)
    with pytest.raises(KeyboardInterrupt):
        run(broken)
    monkeypatch.undo()
    resumed = run(broken, resume=True)
    assert weights(tmp_path / "broken") == weights(tmp_path / "whole")
    assert resumed.best == whole.best
    assert (tmp_path / "broken" / BEST).read_bytes() == (tmp_path / "whole" / BEST).read_bytes()


def test_a_network_learns_the_documents_that_it_is_shown(tmp_path: Path) -> None:
    settings = config(tmp_path / "run", epochs=40)
    rarely = {
        "stopping": StoppingConfig(patience=0, evaluate_every=40),
        "checkpoint": CheckpointConfig(every=40),
    }
    result = run(settings.model_copy(update=rarely))
    assert result.dev.entities["ALL"].f1 > 0.95
    assert result.dev.relations["ALL"].f1 > 0.9
    assert result.dev.arguments["ALL"].f1 > 0.8


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("learning.safetensors", "the weights do not fit the network ("),
        ("optimiser.safetensors", "the checkpoint cannot be read ("),
        ("progress.json", "the checkpoint cannot be read ("),
    ],
)
def test_a_broken_checkpoint_is_named(tmp_path: Path, file: str, message: str) -> None:
    layer = torch.nn.Linear(2, 2)
    optimiser = torch.optim.AdamW(layer.parameters())
    save_checkpoint(tmp_path, 1, {"learning": layer}, optimiser, {}, keep=1)
    (path,) = checkpoints(tmp_path)
    assert load_checkpoint(path, {"learning": layer}, optimiser) == {"done": 1}
    (path / file).write_bytes(b"{")
    with pytest.raises(ResourceError) as caught:
        load_checkpoint(path, {"learning": layer}, optimiser)
    assert message in str(caught.value)
    assert "Take the checkpoint away to resume from the one before" in str(caught.value)


def test_a_resumed_run_whose_folder_was_taken_away_is_a_clear_error(tmp_path: Path) -> None:
    settings = config(tmp_path / "run", epochs=1)
    run(settings)
    shutil.rmtree(tmp_path / "run")
    with pytest.raises(InputError, match="no run to resume"):
        run(settings, resume=True)
