"""What the commands share: consoles, options, and how faults are told."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, NoReturn

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

from vnpolice_ie import errors
from vnpolice_ie.errors import ReadingError, VnPoliceError
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

TimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        min=0.001,
        metavar="SECONDS",
        help="Give up a document that takes longer; it is named, and the others come out.",
    ),
]

ConvertOption = Annotated[
    OldEncoding | None,
    typer.Option("--convert", help="Convert letters of an old Vietnamese encoding to Unicode first."),
]


def complain(error: VnPoliceError | Failure | str) -> None:
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

    shown: list[str] = field(default_factory=list)
    of_input: int = 0
    of_documents: int = 0

    def unreadable(self, error: VnPoliceError) -> None:
        """Note a file or line that could not be read."""
        self.note(type(error).__name__, str(error))

    def failed(self, failure: Failure) -> None:
        """Note a document that could not be read through; a wrong date or text counts as input."""
        self.note(type(failure.error).__name__, str(failure))

    def note(self, kind: str, message: str = "", count: int = 1) -> None:
        """Note faults of a kind.

        Args:
            kind: class of the error.
            message: what to tell of it; nothing of those that are only counted.
            count: how many there are.
        """
        own = getattr(errors, kind, None)
        if own is None or own is ReadingError:
            self.of_documents += count
        else:
            self.of_input += count
        if message and len(self.shown) < SHOWN_FAULTS:
            self.shown.append(message)

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
def progress(
    total: int | Callable[[], int] | None, words: str = "reading", *, done: int = 0
) -> Iterator[Callable[[], None]]:
    """Show a bar on the standard error, if that is a terminal; call what it yields after each document.

    Args:
        total: how many documents there are, or what counts them if a bar is shown; None if that is not known.
        words: what is being done.
        done: how many are done already.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda: None
        return
    columns = (SpinnerColumn(), TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(words, total=total() if callable(total) else total, completed=done)
        yield lambda: bar.advance(task)


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM)."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Let a request to end stop the work as Ctrl-C does, so that what is done is kept."""

    def stop(number: int, frame: object) -> NoReturn:
        raise Terminated

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def status_of(stop: KeyboardInterrupt) -> int:
    """The exit status of a process that was stopped, as shells have it: 128 and the signal's number."""
    return 128 + (signal.SIGTERM if isinstance(stop, Terminated) else signal.SIGINT)
