"""The parts of the documentation that are made from the code and its data.

A page marks such a part by `<!-- begin: NAME -->` and `<!-- end: NAME -->`; what stands between is replaced
by what `REGIONS` makes under the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from doc_snippets import ROOT, run_program

from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.schema import EVENT_TYPES, RELATIONS, fillers_of, roles_of

LISTS = ROOT / "src" / "vnpolice_ie" / "lexicon" / "data"

_REGION = re.compile(r"(<!-- begin: ([\w -]+) -->\n)(?:(?!<!-- end).*\n)*(<!-- end: \2 -->)")


def event_table() -> str:
    """Event types with their roles and what may fill them, from schema.py."""
    rows = ["| type | roles → labels that may fill them |", "| --- | --- |"]
    for event_type in EVENT_TYPES:
        roles = "; ".join(f"`{r}` → {', '.join(sorted(fillers_of(r)))}" for r in roles_of(event_type))
        rows.append(f"| `{event_type}` | {roles} |")
    return "\n".join(rows) + "\n"


def relation_table() -> str:
    """Relations with the labels that they link, from schema.py."""
    rows = ["| type | from | to |", "| --- | --- | --- |"]
    for name, (heads, tails) in RELATIONS.items():
        rows.append(f"| `{name}` | {', '.join(sorted(heads))} | {', '.join(sorted(tails))} |")
    return "\n".join(rows) + "\n"


def word_lists() -> str:
    """Each word list with its size, its columns and what the head of its file says of it."""
    return "\n".join(_word_list(path) for path in sorted(LISTS.glob("*.tsv")))


def _word_list(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = []
    for line in lines:
        if not line.startswith("#"):
            break
        head.append(line.lstrip("#").strip())
    rows = read_table(path.stem)
    columns = ", ".join(f"`{column}`" for column in rows[0])
    link = f"../src/vnpolice_ie/lexicon/data/{path.name}"
    note = _paragraphs(head)
    return f"### {path.stem}\n\n[{path.name}]({link}): {len(rows)} entries; columns {columns}.\n\n{note}\n"


def _paragraphs(head: list[str]) -> str:
    """The comment lines as Markdown: a line that begins a new statement begins a new item."""
    items: list[str] = []
    for line in head:
        starts = not items or re.match(r"(?:Sources?|[\w, /]{1,40}):\s", line)
        if starts or not line:
            items.append(line)
        else:
            items[-1] += " " + line
    return "\n".join(f"- {_escaped(item)}" for item in items if item)


def _escaped(text: str) -> str:
    return re.sub(r"([|*<>])", r"\\\1", text)


def help_of(command: str) -> str:
    """The help text of a command of the command line."""
    return f"```text\n{run_program([*command.split(), '--help'], ROOT).strip(chr(10))}\n```\n"


REGIONS: dict[str, Callable[[], str]] = {
    "events": event_table,
    "relations": relation_table,
    "word lists": word_lists,
}


def regenerate(text: str, name: str, faults: list[str]) -> str:
    """Replace all generated parts of a page.

    Args:
        text: the page.
        name: its path, for the faults.
        faults: receives a line for each name that nothing makes.
    """

    def made(match: re.Match[str]) -> str:
        region = match[2]
        if region == "help" or region.startswith("help "):
            return f"{match[1]}{help_of(region.removeprefix('help').strip())}{match[3]}"
        if region not in REGIONS:
            faults.append(f"{name}: nothing makes the part {region!r}; known are {', '.join(REGIONS)}, help")
            return match[0]
        return f"{match[1]}{REGIONS[region]()}{match[3]}"

    return _REGION.sub(made, text)
