"""Processes that cannot reach a network, and whose tries to are written down."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

GUARD = Path(__file__).parent / "no_network"
_COUNTED = '"$@"; status=$?; cat /proc/net/snmp >"$0"; exit $status'
"""Shell code that runs a command, then writes down what its network counted."""


class Ran(NamedTuple):
    """What became of a process.

    Attributes:
        status: its exit status.
        told: what it wrote to the standard output and error.
        tries: names and addresses that its Python code, or that of its children, asked for.
        packets: how many packets any code of it tried to send; 0 where the machine has no namespaces to count them in.
    """

    status: int
    told: str
    tries: list[str]
    packets: int


@cache
def namespaces() -> bool:
    """Whether this machine gives a process a network of its own, in which there is nothing."""
    unshare = shutil.which("unshare")
    return bool(unshare) and not subprocess.run([unshare, "-rn", "true"], check=False).returncode


def run_offline(folder: Path, *arguments: object) -> Ran:
    """Run Python in a folder, which is its home too: no cache of models, no settings of a user.

    Where the machine has namespaces, code that is not Python finds no network either, and what it sends is counted.
    """
    tries, counters = folder / "tries.txt", folder / "counters.txt"
    for file in (tries, counters):
        file.unlink(missing_ok=True)
    apart = ["unshare", "-rn", "sh", "-c", _COUNTED, str(counters)] if namespaces() else []
    done = subprocess.run(
        [*apart, sys.executable, *map(str, arguments)],
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
    packets = _unrouted(counters.read_text(encoding="ascii")) if counters.exists() else 0
    return Ran(done.returncode, done.stdout, asked, packets)


def _unrouted(counters: str) -> int:
    """Packets that found no way out, in the kernel's counters of a network."""
    names, values = (line.split() for line in counters.splitlines() if line.startswith("Ip:"))
    return int(dict(zip(names, values, strict=True))["OutNoRoutes"])
