"""`vnpolice-ie train`, run as a user runs it: a tiny model from the example documents."""

import contextlib
import io
from pathlib import Path

import pytest

import vnpolice_ie as vie
from other_process import run_python
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


def at(folder, monkeypatch):
    monkeypatch.chdir(folder)
    if not Path("tiny.yaml").exists():
        Path("examples").symlink_to(EXAMPLES)
        Path("tiny.yaml").write_text(TINY, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with documents and a configuration."""
    return at(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The same, with a run in it: the folder and what the training wrote to the standard error."""
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(io.StringIO()) as told:
        folder = at(tmp_path_factory.mktemp("trained"), patch)
        with contextlib.suppress(SystemExit):
            main(["train", "tiny.yaml"])
    return folder, told.getvalue()


@pytest.fixture
def run(run_command):
    """Run the command; give its exit status and what it wrote to the standard error."""

    def train(*arguments):
        status, _, told = run_command("train", *arguments)
        return status, told

    return train


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_a_tiny_model_is_trained_and_its_run_is_kept(trained):
    folder, told = trained
    assert " train          6 " in told
    assert "epoch 2: loss" in told
    assert "Report: run/index.html" in told
    assert {"config.yaml", "history.jsonl", "best.safetensors", "checkpoints"} <= names(folder / "run")
    assert {"index.html", "errors.html", "curves.png", "predictions.jsonl", "README.md"} <= names(
        folder / "run"
    )


def test_the_model_of_a_run_reads_without_torch(trained):
    nlp = vie.load(trained[0] / "run" / "model")
    text = "Đại tá Lê Văn Nam ký Kế hoạch số 15/KH-BCA."
    assert all(text[m.start : m.end] == m.text for m in nlp(text).entities)


def test_a_finished_run_is_not_overwritten(trained, run, monkeypatch):
    at(trained[0], monkeypatch)
    before = names(Path("run"))
    status, told = run("tiny.yaml")
    assert (status, "Give --resume to go on with this run" in told) == (2, True)
    status, told = run("tiny.yaml", "--resume", "--set", "optimisation.lr=0.5")
    assert (status, "the run was begun with other values of optimisation.lr" in told) == (2, True)
    assert names(Path("run")) == before


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
    done = run_python(code, COLUMNS="200")
    assert done.returncode == 2
    assert done.stderr == (
        "error: torch is not installed. Install what is needed: pip install 'vnpolice-ie[train]'.\n"
    )
    assert not Path("run").exists()
