"""`vnpolice-ie annotate`: from files of text to JSON Lines."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie import load
from vnpolice_ie.cli.common import (
    ConvertOption,
    DateOption,
    EncodingOption,
    Faults,
    MinScoreOption,
    ModelOption,
    ProcessesOption,
    decoding,
    progress,
)
from vnpolice_ie.display.site import Site
from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.io.inputs import count_documents, find_files, read_inputs
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.output import OutputFile, check_output
from vnpolice_ie.schema import LABELS
from vnpolice_ie.types import Doc

STDOUT = Path("-")


@dataclass(slots=True)
class Tally:
    """What was read."""

    started: float = field(default_factory=time.perf_counter)
    documents: int = 0
    bytes: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    relations: int = 0
    events: int = 0
    references: int = 0
    people: int = 0

    def add(self, doc: Doc) -> None:
        """Count a document."""
        self.documents += 1
        self.bytes += len(doc.text.encode("utf-8", "surrogatepass"))
        self.labels.update(m.label for m in doc.entities)
        self.relations += len(doc.relations)
        self.events += len(doc.events)
        self.references += len(doc.references)
        self.people += len(doc.people)

    def table(self) -> Table:
        """Show the counts."""
        seconds = time.perf_counter() - self.started
        table = Table(title="Read", title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
        table.add_column(style="cyan")
        table.add_column(justify="right")
        table.add_row("documents", f"{self.documents:,}")
        for label in LABELS:
            table.add_row(f"  {label}", f"{self.labels[label]:,}")
        table.add_row("relations", f"{self.relations:,}")
        table.add_row("events", f"{self.events:,}")
        table.add_row("references", f"{self.references:,}")
        table.add_row("people", f"{self.people:,}")
        table.add_row("seconds", f"{seconds:.2f}")
        table.add_row("MB/s", f"{self.bytes / 1e6 / seconds:.2f}")
        return table


def annotate(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT…",
            help="Text files (.txt, one document each), JSON Lines (.jsonl with id, text, date),"
            " folders of them, or - for one text on the standard input.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="OUT.jsonl", help="File to write; - for the standard output."),
    ],
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="DIR", help="Folder to write pages to that show what was read."),
    ] = None,
    date: DateOption = None,
    encoding: EncodingOption = "utf-8",
    convert: ConvertOption = None,
    processes: ProcessesOption = 1,
    model: ModelOption = None,
    min_score: MinScoreOption = 0.0,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace output that exists.")] = False,
) -> None:
    """Read texts and write what they say, one JSON object a document.

    Entities, relations, events, the documents that the text speaks of and its people, with offsets
    into the unchanged text. The form is documented by [bold]vnpolice-ie schema[/].

    A document that cannot be read is named at the end, and the others come out.

    [bold]Examples[/]

    \b
    vnpolice-ie annotate report.txt -o report.jsonl
    vnpolice-ie annotate news/ -o news.jsonl --processes 4
    vnpolice-ie annotate news/ -o news.jsonl --html pages
    vnpolice-ie annotate news/ -o news.jsonl --model rules
    vnpolice-ie annotate news/ -o news.jsonl --min-score 0.8
    vnpolice-ie annotate report.txt --date 2019-08-28 -o - | jq .people
    """
    how = decoding(encoding, convert, date)
    nlp = load(model, min_score=min_score)
    to_stdout = output == STDOUT
    if not to_stdout:
        check_output(output, force=force)
    files = find_files(inputs, leave_out=None if to_stdout else output)
    if not to_stdout and any(path.resolve() == output.resolve() for path in files):
        raise OutputError("the output is also an input", where=str(output), remedy="Name another file")
    faults = Faults()
    records = read_inputs(files, decoding=how, date=date, on_error=faults.unreadable)
    docs = nlp.pipe(records, processes=processes, on_error=faults.failed)
    tally = Tally()
    with ExitStack() as outputs:
        site = None if html is None else outputs.enter_context(Site(html, force=force))
        write = outputs.enter_context(_writer(output))
        advance = outputs.enter_context(progress(count_documents(files)))
        for doc in docs:
            write(dump_line(doc.to_dict()))
            if site is not None:
                site.add(doc)
            tally.add(doc)
            advance()
        if not tally.documents:
            faults.tell()
            raise InputError("no document could be read", remedy="No output was written")
    console = Console(stderr=to_stdout, emoji=False)
    console.print(tally.table())
    if site is not None:
        console.print(f"Pages: {site.index}", soft_wrap=True, markup=False)
    faults.tell()
    raise typer.Exit(faults.exit_status)


@contextmanager
def _writer(output: Path) -> Iterator[Callable[[bytes], object]]:
    if output == STDOUT:
        yield sys.stdout.buffer.write
        sys.stdout.buffer.flush()
        return
    with OutputFile(output) as file:
        yield file.write
