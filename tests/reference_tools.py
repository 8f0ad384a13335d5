"""The scripts that came with the guidelines, where they lie beside the checkout; tests compare with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "shared" / "tools"

needs_reference_tools = pytest.mark.skipif(not TOOLS.is_dir(), reason="the original scripts are not here")


def run_tool(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts and return what it printed."""
    command = [sys.executable, TOOLS / name, *arguments]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
