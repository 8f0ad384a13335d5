"""What is told of a reading of many documents, in a file or in shards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from rich.table import Table

from vnpolice_ie.cli.common import SHOWN_FAULTS, Faults
from vnpolice_ie.errors import OutputError
from vnpolice_ie.schema import LABELS
from vnpolice_ie.shards.journal import Journal

STDOUT: Final = Path("-")


def check_not_input(inputs: Iterable[Path], output: Path) -> None:
    """Make sure that nothing that is named to be read is written.

    Raises:
        OutputError: an input is the output, or lies in it.
    """
    place = output.resolve()
    if output != STDOUT and any(path.resolve().is_relative_to(place) for path in inputs):
        raise OutputError("the output is also an input", where=str(output), remedy="Name another file")


def faults_of(journal: Journal) -> Faults:
    """What could not be read, the first of it in words."""
    faults = Faults()
    for failed in islice(journal.failures(), SHOWN_FAULTS):
        faults.note(failed.kind, failed.message)
    faults.of_input = faults.of_documents = 0
    for kind, count in journal.failure_kinds().items():
        faults.note(kind, count=count)
    return faults


def found_table(documents: int, found: Mapping[str, int], seconds: float) -> Table:
    """Show what was read.

    Args:
        documents: how many documents.
        found: counts, as `shards.reading.count_found` has them.
        seconds: how long it took.
    """
    table = Table(title="Read", title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="cyan")
    table.add_column(justify="right")
    table.add_row("documents", f"{documents:,}")
    for label in LABELS:
        table.add_row(f"  {label}", f"{found.get(label, 0):,}")
    for name in ("relations", "events", "references", "people"):
        table.add_row(name, f"{found.get(name, 0):,}")
    table.add_row("seconds", f"{seconds:.2f}")
    # A run that had nothing to do takes no time.
    table.add_row("MB/s", f"{found.get('bytes', 0) / 1e6 / seconds:.2f}" if seconds else "–")
    return table
