"""The page of benchmarks: each benchmark prints its section, and writes it into docs/benchmarks.md."""

from __future__ import annotations

import platform
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


ONE_CORE = f"Python {platform.python_version()}, one core of {platform.machine()}"
"""Where it was measured, for the end of a section."""


def publish(heading: str, body: str, *, write: bool) -> None:
    """Print what comes below a heading, and write it if that is wanted."""
    print(body)
    if write:
        write_section(heading, body)


def write_section(heading: str, body: str, page: Path = PAGE) -> None:
    """Put a section in place of the one with this heading, or behind all others.

    Args:
        heading: its line, as `## Beside others`.
        body: what comes below it.
        page: the file.
    """
    text = page.read_text(encoding="utf-8")
    before, found, rest = text.partition(f"\n{heading}\n")
    _, mark, after = rest.partition("\n## ") if found else ("", "", "")
    section = f"{before.rstrip()}\n\n{heading}\n\n{body.strip()}\n"
    page.write_text(section + (mark and f"{mark}{after}"), encoding="utf-8")
