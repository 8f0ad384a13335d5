"""Processes that cannot reach a network, and whose tries to are written down."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

GUARD = Path(__file__).parent / "no_network"


class Ran(NamedTuple):
    """What became of a process.

    Attributes:
        status: its exit status.
        told: what it wrote to the standard output and error.
        tries: names and addresses that its Python code, or that of its children, asked for.
    """

    status: int
    told: str
    tries: list[str]


@cache
def namespaces() -> bool:
    """Whether this machine gives a process a network of its own, in which there is nothing."""
    unshare = shutil.which("unshare")
    return bool(unshare) and not subprocess.run([unshare, "-rn", "true"], check=False).returncode


def run_offline(folder: Path, *arguments: object) -> Ran:
    """Run Python in a folder, which is its home too: no cache of models, no settings of a user.

    Where the machine has namespaces, code that is not Python finds no network either.
    """
    tries = folder / "tries.txt"
    tries.unlink(missing_ok=True)
    done = subprocess.run(
        [*(["unshare", "-rn"] if namespaces() else []), sys.executable, *map(str, arguments)],
        cwd=folder,
        env={
            "HOME": str(folder),
            "NETWORK_TRIES": str(tries),
            "OMP_NUM_THREADS": "1",
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join([str(GUARD), *sys.path]),
            "TERM": "dumb",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    asked = tries.read_text(encoding="utf-8").splitlines() if tries.exists() else []
    return Ran(done.returncode, done.stdout, asked)
