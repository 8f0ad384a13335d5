"""The notebooks: each runs from top to bottom, and is kept as it came out."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import run_notebooks

NOTEBOOKS = run_notebooks.notebooks()
# The slowest first, so that workers that run beside each other finish together.
BY_SIZE = sorted(NOTEBOOKS, key=lambda path: "34521".index(path.name[0]))
MOST_BYTES = 400_000


def printed(notebook: nbformat.NotebookNode, name: str) -> list[str]:
    """What the cells wrote to a stream."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.text for output in outputs if output.output_type == "stream" and output.name == name]


def test_all_five_are_there() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["1-", "2-", "3-", "4-", "5-"]


@pytest.mark.parametrize("path", BY_SIZE, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom(path: Path) -> None:
    done = run_notebooks.run(path)
    assert printed(done, "stderr") == []
    kept = run_notebooks.read(path)
    # What is read without training is the same everywhere; learnt weights may differ between processors.
    if path.name[0] in "125":
        assert printed(done, "stdout") == printed(kept, "stdout"), "run `make notebooks`"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_with_its_outputs_and_nothing_that_changes(path: Path) -> None:
    kept = run_notebooks.read(path)
    nbformat.validate(kept)
    cells = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)), "run `make notebooks`"
    assert run_notebooks.plain(kept) == kept
    assert printed(kept, "stderr") == []
    assert path.stat().st_size < MOST_BYTES


def test_an_error_in_a_cell_is_not_passed_over(tmp_path: Path) -> None:
    broken = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(broken, tmp_path / "broken.ipynb")
    with pytest.raises(run_notebooks.CellExecutionError, match="ZeroDivisionError"):
        run_notebooks.run(tmp_path / "broken.ipynb")


def test_what_a_stream_got_in_pieces_is_one_output() -> None:
    pieces = [nbformat.v4.new_output("stream", name=name, text=text) for name, text in (("stdout", "a"), ("stdout", "b"), ("stderr", "c"))]  # fmt: skip
    cell = nbformat.v4.new_code_cell(
        "print()", outputs=pieces, metadata={"execution": {"shell.execute_reply": "now"}}
    )
    (again,) = run_notebooks.plain(nbformat.v4.new_notebook(cells=[cell])).cells
    assert [(output.name, output.text) for output in again.outputs] == [("stdout", "ab"), ("stderr", "c")]
    assert again.metadata == {}
