"""The page of benchmarks: each benchmark writes its own section of docs/benchmarks.md, and no other."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


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
