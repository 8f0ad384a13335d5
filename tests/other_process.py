"""Python code run in a process of its own, which has imported nothing yet."""

import subprocess
import sys
from pathlib import Path

LONGEST = 200
"""Seconds after which a process counts as hung, however busy the machine is."""


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code that sees the modules of the tests; its exit status and what it wrote come back.

    Raises:
        TimeoutExpired: it took longer than `LONGEST`.
    """
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
        env={"PYTHONPATH": ":".join(sys.path), **environment},
    )


def start_python(code: str, *arguments: Path) -> subprocess.Popen[str]:
    """Start code and let it run; one that is hung ends itself, and tells on the standard error where it stood."""
    watch = f"import faulthandler; faulthandler.dump_traceback_later({LONGEST}, exit=True)\n"
    return subprocess.Popen(
        [sys.executable, "-c", watch + code, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
