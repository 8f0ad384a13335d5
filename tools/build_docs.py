"""Run every snippet of the documentation, rebuild its generated parts and check its links.

    build_docs.py            write outputs and generated parts anew
    build_docs.py --check    change nothing; tell what is broken or out of date

The exit status is 1 where a snippet fails, a link leads nowhere or, with --check, a page is out of date.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from doc_commands import unknown_commands
from doc_links import linked_file, links, without_fences
from doc_regions import regenerate
from doc_snippets import ROOT, run_program, run_snippets

SCHEMAS = {
    Path("docs/output.schema.json"): "output",
    Path("docs/manifest.schema.json"): "manifest",
    Path("training/config.schema.json"): "training",
}
"""Files that `vnpolice-ie schema` writes, each with what it describes."""

_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def pages() -> list[Path]:
    """All pages, as paths from the root of the repository."""
    named = [Path("README.md"), Path("CONTRIBUTING.md")]
    folders = ("docs", "training")
    return named + sorted(p.relative_to(ROOT) for folder in folders for p in (ROOT / folder).rglob("*.md"))


def rebuilt(path: Path) -> tuple[str, list[str]]:
    """A page as it should be now, and what is wrong with it.

    Args:
        path: the page, from the root of the repository.
    """
    faults: list[str] = []
    text = regenerate((ROOT / path).read_text(encoding="utf-8"), str(path), faults)
    page = run_snippets(text, str(path))
    faults += page.faults + broken_links(path, page.text) + unknown_commands(page.text, str(path))
    return page.text, faults


def json_schema(path: Path) -> tuple[str, list[str]]:
    """A JSON Schema as the command line prints it, and what is wrong with it.

    Args:
        path: one of `SCHEMAS`.
    """
    printed = run_program(["schema", SCHEMAS[path]], ROOT)
    try:
        json.loads(printed)
    except ValueError:
        return printed, [f"{path}: `vnpolice-ie schema {SCHEMAS[path]}` prints no JSON:\n{printed}"]
    return printed, []


def broken_links(path: Path, text: str) -> list[str]:
    """Links of a page to files or headings of the repository that do not exist."""
    faults = []
    for target in links(text):
        file, anchor = linked_file(ROOT / path, target), target.partition("#")[2]
        if not file.exists():
            faults.append(f"{path}: the link {target} leads to no file")
        elif anchor and anchor not in _anchors(file):
            faults.append(f"{path}: the link {target} leads to no heading")
    return faults


def _anchors(file: Path) -> set[str]:
    headings = _HEADING.findall(without_fences(file.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", h.replace("`", "").lower()).replace(" ", "-") for h in headings}


def difference(path: Path, now: str) -> str:
    """How a file differs from what it should be; empty if it does not."""
    file = ROOT / path
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), now.splitlines(keepends=True), str(path), f"{path} (should be)", n=1
    )
    return "".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args(arguments).check
    faults: list[str] = []
    for path in [*SCHEMAS, *pages()]:
        text, found = json_schema(path) if path in SCHEMAS else rebuilt(path)
        faults += found
        changed = difference(path, text)
        if found and path in SCHEMAS:
            continue
        if changed and check:
            faults.append(f"{path} is out of date; run `make docs`\n{changed}")
        elif changed:
            (ROOT / path).write_text(text, encoding="utf-8")
            print(f"{path}: written anew")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
