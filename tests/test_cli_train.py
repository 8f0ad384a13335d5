"""`vnpolice-ie train`, run as a user runs it: a tiny model from the example documents."""

import subprocess
import sys
from pathlib import Path

import pytest

from vnpolice_ie.cli import main

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TINY = """
output: run
data:
  train: examples
  dev_share: 0.25
encoder: {kind: compact, width: 16}
mixer: {layers: 1, width: 32}
heads: {pair_width: 8}
features: {width: 16}
optimisation: {epochs: 2, batch_tokens: 1024}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(EXAMPLES)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder, capsys):
    """Run the command; give its exit status and what it wrote to the standard error."""

    def run_command(*arguments):
        with pytest.raises(SystemExit) as caught:
            main(["train", *map(str, arguments)])
        return caught.value.code or 0, capsys.readouterr().err

    return run_command


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_a_tiny_model_is_trained_and_its_run_is_kept(run):
    status, told = run("tiny.yaml")
    assert status == 0, told
    assert " train          6 " in told
    assert "epoch 2: loss" in told
    assert {"config.yaml", "history.jsonl", "best.safetensors", "checkpoints"} <= names(Path("run"))
    assert {"index.html", "errors.html", "curves.png", "predictions.jsonl", "README.md"} <= names(Path("run"))
    assert "Report: run/index.html" in told


def test_a_run_goes_on_where_it_stopped(run):
    assert run("tiny.yaml", "--set", "optimisation.epochs=1")[0] == 0
    status, told = run("tiny.yaml", "--set", "optimisation.epochs=1")
    assert (status, "Give --resume to go on with this run" in told) == (2, True)
    status, told = run("tiny.yaml", "--resume")
    assert (status, "the run was begun with other values of optimisation.epochs" in told) == (2, True)
    assert run("run/config.yaml", "--resume")[0] == 0


def test_check_reads_all_and_writes_nothing(run, folder):
    status, told = run("tiny.yaml", "--check")
    assert status == 0
    assert "Fewer than 10 examples to learn from:" in told
    assert not Path("run").exists()


# Each case: what is given besides the configuration, and what is said. Nothing is written in any of them.
REFUSED = {
    "unknown key": (["--set", "optimisation.epoch=3"], "there is no key 'optimisation.epoch'. Did you mean epochs?"),
    "no data": (["--set", "data.dev=gone"], "data.dev[0] names 'gone', which is not there."),
    "nothing to resume": (["--resume"], "run: there is no run to resume. Begin it without --resume."),
    "broken data": (["--set", "data.train=bad.txt"], "bad.txt, mark 1 UNIT 'Đội 3': unknown label 'UNIT'."),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_told_before_any_time_is_spent(run, folder, name):
    (folder / "bad.txt").write_text("id: a\n---\n⟦1:UNIT|Đội 3⟧\n===\n", encoding="utf-8")
    arguments, message = REFUSED[name]
    before = names(folder)
    status, told = run("tiny.yaml", *arguments)
    assert (status, names(folder)) == (2, before)
    assert message in told


def test_without_torch_the_extra_is_named(folder):
    code = "import sys; sys.modules['torch'] = None; from vnpolice_ie.cli import main; main(['train', 'tiny.yaml'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path), "COLUMNS": "200"},
    )
    assert done.returncode == 2
    assert done.stderr == (
        "error: torch is not installed. Install what is needed: pip install 'vnpolice-ie[train]'.\n"
    )
    assert not Path("run").exists()
