"""Runs the snippets of a page of the documentation and puts their output below them.

Two kinds of fenced blocks are run, in the order of the page:

- ```` ```python ````: all of a page share one namespace. What a block prints stands in a ```` ```text ````
  block right below it; a block without one must print nothing.
- ```` ```console ````: lines that begin with `$ vnpolice-ie`, each followed by what it writes. A line `…`
  of the page stands for any lines there, such as times, and stays.

They run in an empty folder that holds the `examples` of the repository, so that nothing they write stays.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
import shlex
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "vnpolice-ie"

_FENCE = re.compile(r"^```(\w*)\n((?:(?!```).*\n)*)```$", re.MULTILINE)
_COMMAND = re.compile(r"^(\$ .*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_OMITTED = "…\n"
_SPACES = re.compile(" +")
_WIDTH = "100"
# What makes the command line colour its output or draw it for another width than a plain file's.
_TERMINAL_VARIABLES = {"FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "CLICOLOR_FORCE", "FORCE_TERMINAL"}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its words, and the offsets of the words in the page."""

    language: str
    body: str
    start: int
    end: int


@dataclass(slots=True)
class Page:
    """A page with the outputs of its snippets as they came out now, and what went wrong."""

    text: str
    faults: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """All fenced blocks of a page, in order."""
    return [Block(m[1], m[2], m.start(2), m.end(2)) for m in _FENCE.finditer(text)]


def run_program(arguments: list[str], folder: Path) -> str:
    """What the command line writes, both streams together, for a window of 100 columns."""
    environment = {k: v for k, v in os.environ.items() if k not in _TERMINAL_VARIABLES}
    environment |= {
        "COLUMNS": _WIDTH,
        "TERM": "dumb",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "vnpolice_ie", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


def run_snippets(text: str, name: str) -> Page:
    """Run all snippets of a page.

    Args:
        text: the page.
        name: its path, for the faults.
    """
    page = Page(text)
    parts: list[str] = []
    done = 0
    namespace: dict[str, object] = {"__name__": "__main__"}
    found = blocks(text)
    with _sandbox() as folder:
        for block, following in itertools.zip_longest(found, found[1:]):
            where = f"{name}, line {text.count(chr(10), 0, block.start)}"
            if block.language == "console":
                parts += [text[done : block.start], _run_console(block.body, where, page.faults, folder)]
                done = block.end
            elif block.language == "python":
                printed = _run_python(block.body, where, page.faults, namespace)
                output = following if following and _is_output(text, block, following) else None
                if output:
                    parts += [text[done : output.start], printed]
                    done = output.end
                elif printed:
                    page.faults.append(
                        f"{where}: the snippet prints, but no text block stands below it:\n{printed}"
                    )
    page.text = "".join(parts) + text[done:]
    return page


def _is_output(text: str, block: Block, following: Block) -> bool:
    between = text[block.end : following.start]
    return following.language == "text" and between.replace("```", "").strip() == "text"


@contextlib.contextmanager
def _sandbox() -> Iterator[Path]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


def _run_python(code: str, where: str, faults: list[str], namespace: dict[str, object]) -> str:
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(code, where, "exec"), namespace)
    except Exception:
        faults.append(f"{where}: the snippet ends with\n{traceback.format_exc(limit=3)}")
    return "".join(line.rstrip() + "\n" for line in printed.getvalue().splitlines())


def _run_console(body: str, where: str, faults: list[str], folder: Path) -> str:
    out: list[str] = []
    for line, shown in _COMMAND.findall(body):
        program, *arguments = shlex.split(line[2:])
        if program != PROGRAM:
            faults.append(f"{where}: only {PROGRAM} is run in console blocks; use a bash block for {program}")
            return body
        out += [line + "\n", _as_shortened(run_program(arguments, folder), shown)]
    return "".join(out)


def _as_shortened(written: str, shown: str) -> str:
    """What was written; as the page shows it where that is the same but for lines that it leaves out.

    The width of columns is not compared: it may follow from what was left out.
    """
    pattern = re.escape(_SPACES.sub(" ", shown)).replace(re.escape(_OMITTED), "(?:.*\\n)*")
    return shown if _OMITTED in shown and re.fullmatch(pattern, _SPACES.sub(" ", written)) else written
