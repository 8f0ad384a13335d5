"""The package is light to import: nothing heavy comes with it."""

import json

import pytest

from other_process import run_python

HEAVY = {
    "typer",
    "rich",
    "pydantic",
    "multiprocessing",
    "concurrent.futures",
    "numpy",
    "torch",
    "html",
    "seqeval",
}


def modules_after(code: str) -> set[str]:
    """Names of the modules that a fresh interpreter holds after running the code."""
    run = run_python(f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))")
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code", ["import vnpolice_ie", "import vnpolice_ie as vie; vie.load('rules')('Ngày 5-3')"]
)
def test_importing_and_reading_load_nothing_heavy(code):
    loaded = modules_after(code)
    assert "vnpolice_ie.pipeline" in loaded
    assert loaded & HEAVY == set()


def test_importing_reads_no_word_list_and_no_rule():
    code = (
        "import vnpolice_ie, sys\nfrom vnpolice_ie.lexicon.loader import read_table\n"
        "assert read_table.cache_info().currsize == 0"
    )
    assert not any(name.startswith(("vnpolice_ie.rules", "vnpolice_ie.cli")) for name in modules_after(code))
