"""Run the notebooks from top to bottom and write their outputs anew.

    run_notebooks.py            all of them
    run_notebooks.py 2 5        those whose names begin so

Each runs in the folder `notebooks`, as Jupyter would run it, in a kernel of this Python, on one thread and
without asking the model hub, so that the same outputs come again. The exit status is 1 where a cell fails.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "notebooks"

_CELL_SECONDS = 300
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_ENVIRONMENT = {
    "PYTHONPATH": str(ROOT / "src"),
    "HF_HUB_OFFLINE": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore:IProgress not found",
    "TQDM_DISABLE": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


def notebooks() -> list[Path]:
    """All notebooks, in their order."""
    return sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> Any:
    """Read a notebook with its outputs as they stand."""
    return nbformat.read(path, as_version=4)


def run(path: Path) -> Any:
    """Run a notebook in a kernel of its own; the file stays as it is.

    Returns:
        the notebook with the outputs that came out, in the form in which it is kept.

    Raises:
        CellExecutionError: a cell failed.
        CellTimeoutError: a cell took too long.
        DeadKernelError: the kernel died.
    """
    notebook = read(path)
    with tempfile.TemporaryDirectory() as sockets:
        kernel = AsyncKernelManager(
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # not what is installed under its name
            transport="ipc",  # two kernels that start at once may want one port
            ip=f"{sockets}/kernel",
        )
        client = NotebookClient(
            notebook, km=kernel, timeout=_CELL_SECONDS, extra_arguments=["--HistoryManager.enabled=False"]
        )
        client.execute(env=os.environ | _ENVIRONMENT, cwd=str(FOLDER), cleanup_kc=True)
    return plain(notebook)


def plain(notebook: Any) -> Any:
    """Take away what another run or machine would change: times, versions, how a stream was cut."""
    record = copy.deepcopy(notebook)
    record["metadata"] = _METADATA
    for cell in record["cells"]:
        cell["metadata"] = {}
        if cell["cell_type"] == "code":
            cell["outputs"] = _joined(cell["outputs"])
    return nbformat.reads(json.dumps(record), as_version=4)


def _joined(outputs: Sequence[Any]) -> list[Any]:
    """Outputs in which what was written to one stream in a row is one output."""
    joined: list[Any] = []
    for output in outputs:
        if joined and output["output_type"] == "stream" and output["name"] == joined[-1].get("name"):
            joined[-1]["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="beginnings of names; all without any")
    names = tuple(parser.parse_args(arguments).names) or ("",)
    failed = 0
    for path in notebooks():
        if not path.name.startswith(names):
            continue
        print(path.relative_to(ROOT), flush=True)
        try:
            path.write_text(nbformat.writes(run(path)) + "\n", encoding="utf-8")
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            print(error, file=sys.stderr)
            failed += 1
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
