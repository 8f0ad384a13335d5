"""Checks commands in ```` ```bash ```` blocks, which are not run: they take hours, a network, or your files.

A command of `vnpolice-ie` must exist and know the options that it is given.
"""

from __future__ import annotations

import re
import shlex
from typing import Any

import typer
from doc_snippets import PROGRAM, blocks

from vnpolice_ie.cli import app

_CONTINUED = re.compile(r"\\\n\s*")


def unknown_commands(text: str, name: str) -> list[str]:
    """What is wrong with the commands of a page's bash blocks.

    Args:
        text: the page.
        name: its path, for the faults.
    """
    group = typer.main.get_command(app)
    lines = [
        line
        for block in blocks(text)
        if block.language == "bash"
        for line in _CONTINUED.sub(" ", block.body).splitlines()
    ]
    commands = [words for line in lines if (words := _words(line))[:1] == [PROGRAM]]
    return [f"{name}: {shlex.join(c)}: {fault}" for c in commands if (fault := _fault(group, c[1:]))]


def _words(line: str) -> list[str]:
    return shlex.split(line.partition(" | ")[0].replace("$DATA", ""), comments=True)


def _fault(command: Any, arguments: list[str]) -> str:
    """Why a command line cannot be read; empty if it can. Files that it names need not exist."""
    while groups := getattr(command, "commands", None):
        if not arguments or arguments[0].startswith("-"):
            break
        if arguments[0] not in groups:
            return f"there is no command {arguments[0]!r}"
        command, arguments = groups[arguments[0]], arguments[1:]
    try:
        command.make_context(command.name, list(arguments))
    except typer.Exit:
        pass  # --help and --version
    except Exception as error:
        return getattr(error, "message", str(error))
    return ""
