"""The recipe of the shipped model, on a few texts and documents."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from types import FunctionType

import pytest
import typer
from typer.testing import CliRunner

torch = pytest.importorskip("torch")

from safetensors.torch import load_file  # noqa: E402

import vnpolice_ie as vie  # noqa: E402
from vnpolice_ie.io.gold import GoldDocument  # noqa: E402
from vnpolice_ie.training.encoder_run import encoder_sections  # noqa: E402

ROOT = Path(__file__).parent.parent


def test_the_recipe_makes_a_model_that_loads_and_takes_up_its_steps(
    tmp_path: Path, gold: list[GoldDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, learn, work = (tmp_path / name for name in ("corpus", "learn", "work"))
    corpus.mkdir()
    learn.mkdir()
    for name in ("a", "b", "domain"):
        lines = (json.dumps({"text": document.text}, ensure_ascii=False) + "\n" for document in gold)
        (corpus / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    for document in gold[:2]:
        source = ROOT / "examples" / f"{document.id}.txt"
        (learn / source.name).write_bytes(source.read_bytes())
    options = {"corpus": corpus, "train": learn, "dev": learn, "work": work}
    options |= {"out": tmp_path / "model", "encoder": tmp_path / "encoder"}
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    arguments += ["--millions", "0.02", "--own", str(learn / "none")]
    arguments += ["--teachers", "2", "--texts", "3", "--generated", "2"]
    for change in ("optimisation.epochs=1", "mixer.width=32", "mixer.layers=1", "encoder.width=16"):
        arguments += ["--set", change]
    main: FunctionType = runpy.run_path(str(ROOT / "training" / "make_model.py"))["main"]
    app = typer.Typer()
    app.command()(main)
    CliRunner().invoke(app, arguments, catch_exceptions=False)
    steps = {path: path.stat().st_mtime_ns for path in (work / "encoder").iterdir() if path.is_file()}
    assert len(steps) == 7, "vocabulary, three packed files, vectors, pretrained weights, sizes"
    silver = (work / "silver.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(silver) == 5, "three texts read by two teachers and the rules, two generated"
    sections = encoder_sections(tmp_path / "encoder")
    assert sections is not None
    assert sections["encoder"]["width"] == 16
    ships = load_file(tmp_path / "encoder" / "pretrained.safetensors")
    plain = load_file(work / "encoder" / "pretrained.safetensors")
    assert ships.keys() == plain.keys()
    assert torch.equal(ships["join.weight"], plain["join.weight"].half()), "it knows plain text alone"
    doc = vie.load(tmp_path / "model")("Thiếu tướng Lò Văn Pẩu phát biểu.")
    assert {mention.label for mention in doc.entities} >= {"RANK"}
    monkeypatch.setitem(main.__globals__, "finish", lambda *_, **__: None)  # exports anew, which takes long
    again = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert again.exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in steps} == steps
