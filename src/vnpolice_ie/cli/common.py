"""What the commands share: consoles, options, and how faults are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from vnpolice_ie.errors import VnPoliceError
from vnpolice_ie.io.inputs import Decoding
from vnpolice_ie.io.text import check_encoding
from vnpolice_ie.pipeline import parse_date
from vnpolice_ie.streaming import Failure
from vnpolice_ie.text.encodings import OldEncoding

SHOWN_FAULTS = 20
"""Faults that are written out; of more only the number is told."""

DateOption = Annotated[
    str | None,
    typer.Option(
        "--date", metavar="YYYY-MM-DD", help="Dateline of texts that give none: 'ngày 27-8' needs a year."
    ),
]
EncodingOption = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="Encoding of the input files, as cp1258 or utf-16.")
]


ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME",
        help="Pipeline: rules, the name of a model that ships, or a model's folder; by default rules and"
        " model together.",
    ),
]


MinScoreOption = Annotated[
    float,
    typer.Option("--min-score", min=0, max=1, help="Leave out what has a lower score, as 0.8."),
]
ProcessesOption = Annotated[
    int, typer.Option("--processes", "-p", min=1, help="Processes that read at the same time.")
]

ConvertOption = Annotated[
    OldEncoding | None,
    typer.Option("--convert", help="Convert letters of an old Vietnamese encoding to Unicode first."),
]


def complain(error: VnPoliceError | Failure) -> None:
    """Write one fault to the standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
    console.print("[bold red]error:[/]", visible(str(error)))


def visible(text: str) -> str:
    """Escape what a terminal must not get: rich mark-up, control characters, lone surrogates."""
    from rich.markup import escape

    return escape("".join(c if c.isprintable() or c == " " else repr(c)[1:-1] for c in text))


def decoding(encoding: str, convert: OldEncoding | None, date: str | None) -> Decoding:
    """Check the options that say how to read the input.

    Raises:
        InputError: there is no such encoding, or the date is none.
    """
    parse_date(date, "--date")
    return Decoding(check_encoding(encoding), convert)


@dataclass(slots=True)
class Faults:
    """Faults of a run over many documents; only the first ones are kept."""

    shown: list[VnPoliceError | Failure] = field(default_factory=list)
    of_input: int = 0
    of_documents: int = 0

    def unreadable(self, error: VnPoliceError) -> None:
        """Note a file or line that could not be read."""
        self.of_input += 1
        self._keep(error)

    def failed(self, failure: Failure) -> None:
        """Note a document that could not be read through; a wrong date or text counts as input."""
        if isinstance(failure.error, VnPoliceError):
            self.of_input += 1
        else:
            self.of_documents += 1
        self._keep(failure)

    def _keep(self, fault: VnPoliceError | Failure) -> None:
        if len(self.shown) < SHOWN_FAULTS:
            self.shown.append(fault)

    def tell(self) -> None:
        """Write the faults to the standard error."""
        for fault in self.shown:
            complain(fault)
        more = self.of_input + self.of_documents - len(self.shown)
        if more:
            Console(stderr=True).print(f"… and {more} more")

    @property
    def exit_status(self) -> int:
        """2 after a fault of the input, 1 after one of the reading, else 0."""
        return 2 if self.of_input else 1 if self.of_documents else 0


@contextmanager
def progress(total: int | None, words: str = "reading") -> Iterator[Callable[[], None]]:
    """Show a bar on the standard error, if that is a terminal; call what it yields after each document.

    Args:
        total: how many documents there are, None if that is not known.
        words: what is being done.
    """
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=total)
        yield lambda: bar.advance(task)
