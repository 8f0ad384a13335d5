"""The recipe of the shipped model, on a few texts and documents."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")

import vnpolice_ie as vie
from vnpolice_ie.io.gold_files import read_gold

ROOT = Path(__file__).parent.parent


def test_the_recipe_makes_a_model_that_loads_and_takes_up_its_steps(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    documents = read_gold(ROOT / "examples")[0]
    for name in ("a", "b", "domain"):
        lines = (json.dumps({"text": document.text}, ensure_ascii=False) + "\n" for document in documents)
        (corpus / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    learn = tmp_path / "learn"
    learn.mkdir()
    for document in documents[:2]:
        source = ROOT / "examples" / f"{document.id}.txt"
        (learn / source.name).write_bytes(source.read_bytes())
    command = [
        *(sys.executable, "training/make_model.py", "--corpus", corpus, "--train", learn, "--dev", learn),
        *(
            "--out",
            tmp_path / "model",
            "--work",
            tmp_path / "work",
            "--minutes",
            "0.02",
            "--own",
            learn / "none",
        ),
        *("--set", "optimisation.epochs=2", "--set", "mixer.width=32", "--set", "mixer.layers=1"),
        *("--set", "encoder.width=16"),
    ]
    for _ in range(2):  # the second time everything is there
        done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    doc = vie.load(tmp_path / "model")("Thiếu tướng Lò Văn Pẩu phát biểu.")
    assert {mention.label for mention in doc.entities} >= {"RANK"}
