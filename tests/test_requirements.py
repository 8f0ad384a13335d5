"""The locked versions: small without the extra `train`, without CUDA with it."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    versions = dict(re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE))
    assert versions
    return versions


def names(requirements):
    return {re.split(r"[<>=\[]", r)[0].lower().replace("_", "-") for r in requirements}


def test_both_locks_name_the_same_versions():
    assert locked("run.txt").items() <= locked("dev.txt").items()


def test_locks_hold_what_the_project_asks_for():
    assert names(PROJECT["dependencies"]) <= locked("run.txt").keys()
    assert names(PROJECT["optional-dependencies"]["train"]) <= locked("dev.txt").keys()


def test_running_needs_no_training_library():
    assert not {"torch", "transformers", "gensim", "matplotlib"} & locked("run.txt").keys()


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_no_cuda_and_no_address_in_a_lock(name):
    assert [p for p in locked(name) if re.match("nvidia|cuda|triton", p)] == []
    assert "://" not in (ROOT / "requirements" / name).read_text(encoding="utf-8")
