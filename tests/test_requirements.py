"""The locked versions: hashed, small without the extra `train`, without CUDA where torch does not need it."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = sorted(file.name for file in (ROOT / "requirements").glob("*.txt"))
_PACKAGE = re.compile(r"^([\w.-]+)==([^\s;]+)((?:.*\\\n)*.*)$", re.MULTILINE)


class Locked(NamedTuple):
    version: str
    hashes: frozenset[str]


def locked(name: str) -> dict[str, Locked]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    found = {
        name: Locked(version, frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", rest)))
        for name, version, rest in _PACKAGE.findall(text)
    }
    assert found
    return found


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[]", r)[0].lower().replace("_", "-") for r in requirements}


def test_every_lock_is_looked_at():
    assert {"run.txt", "dev.txt", "first.txt", "torch-cpu.txt", "cuda.txt", "release.txt"} == set(LOCKS)


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_known_by_the_hashes_of_its_files(name):
    assert [package for package, lock in locked(name).items() if not lock.hashes] == []


@pytest.mark.parametrize("name", sorted({*LOCKS} - {"torch-cpu.txt"}))
def test_all_locks_name_the_same_versions_and_files(name):
    every, some = locked("dev.txt"), locked(name)
    shared = some.keys() & every.keys()
    assert shared
    assert [package for package in shared if some[package] != every[package]] == []


def test_what_is_installed_on_others_is_whole():
    """`run.txt` holds nothing that `dev.txt` lacks, and neither does `first.txt`."""
    assert (locked("run.txt").keys() | locked("first.txt").keys()) <= locked("dev.txt").keys()


def test_the_build_of_torch_for_cpus_is_of_the_version_tested():
    (cpu,), pypi = locked("torch-cpu.txt").values(), locked("dev.txt")["torch"]
    assert cpu.version == f"{pypi.version}+cpu"
    assert not cpu.hashes & pypi.hashes


def test_locks_hold_what_the_project_asks_for():
    assert names(PROJECT["dependencies"]) <= locked("run.txt").keys()
    extras = PROJECT["optional-dependencies"]
    for extra, wanted in extras.items():
        assert names(wanted) <= (locked("release.txt") if extra == "segment" else locked("dev.txt")).keys()


def test_running_needs_no_training_library():
    assert not {"torch", "transformers", "gensim", "matplotlib"} & locked("run.txt").keys()


@pytest.mark.parametrize("name", sorted({*LOCKS} - {"cuda.txt"}))
def test_no_cuda_in_a_lock_but_its_own(name):
    assert [p for p in locked(name) if re.match("nvidia|cuda|triton", p)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_in_a_lock(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:extra-)?index|--find-links|--trusted-host", text)


def test_the_makefile_installs_packages_by_their_hashes_alone():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (installs,) = re.findall(r"^LOCKED := (.*)$", text, re.MULTILINE)
    assert "--require-hashes" in installs
    assert "--only-binary :all:" in installs
    steps = [line for line in text.splitlines() if "--requirement" in line and "pip-audit" not in line]
    assert len(steps) >= 5
    assert [line for line in steps if "$(LOCKED)" not in line] == []
