"""`vnpolice-ie show` and `vnpolice-ie explain`: documents in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, RenderableType

from vnpolice_ie import load
from vnpolice_ie.cli.common import ConvertOption, DateOption, EncodingOption, Faults, ModelOption, decoding
from vnpolice_ie.display.terminal import explanation, view
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.inputs import LINES_SUFFIXES, Decoding, find_files, read_inputs
from vnpolice_ie.io.jsonl import is_annotated, read_docs
from vnpolice_ie.io.packed import ending
from vnpolice_ie.lexicon.explanations import explain as words_of
from vnpolice_ie.lexicon.police_units import units_named
from vnpolice_ie.pipeline import Pipeline
from vnpolice_ie.types import Doc

FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="A text (.txt), documents to read or annotated ones (.jsonl), a folder, or - for the"
        " standard input.",
    ),
]
IdOption = Annotated[str | None, typer.Option("--id", metavar="ID", help="Only the document of this id.")]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, help="Show at most so many documents.")]


def show(
    file: FileArgument,
    only: IdOption = None,
    limit: LimitOption = 10,
    date: DateOption = None,
    encoding: EncodingOption = "utf-8",
    convert: ConvertOption = None,
    model: ModelOption = None,
) -> None:
    """Show a document in colours, then its documents, people, events and relations.

    A text is read now; what annotate wrote is shown as it is.

    [bold]Examples[/]

    \b
    vnpolice-ie show report.txt --date 2019-08-28
    vnpolice-ie show news.jsonl --id 17
    vnpolice-ie show news.jsonl | less -R
    """
    docs = _Docs(load(model), date, decoding(encoding, convert, date))
    _show_all(file, only, limit, docs, view)


def explain(
    file: FileArgument,
    only: IdOption = None,
    limit: LimitOption = 10,
    date: DateOption = None,
    encoding: EncodingOption = "utf-8",
    convert: ConvertOption = None,
    model: ModelOption = None,
) -> None:
    """Tell which rule or word list led to each span and relation, how sure it is, and what it is in words.

    The score is the share of the rule's matches that were right on the development set.

    [bold]Examples[/]

    \b
    vnpolice-ie explain report.txt
    vnpolice-ie explain news.jsonl --id 17
    """
    docs = _Docs(load(model), date, decoding(encoding, convert, date))
    _show_all(file, only, limit, docs, lambda doc: explanation(doc, words_of, _codes(doc)))


def _codes(doc: Doc) -> list[tuple[str, str, str]]:
    """Codes of police units in names of bodies and symbols of documents, each with its unit and years."""
    units = units_named(m.text for m in doc.entities if m.label in {"ORG", "DOC_REF"})
    return [(unit.code, unit.name, f"{unit.since or '…'}–{unit.until or ''}") for unit in units]


@dataclass(frozen=True)
class _Docs:
    """How the documents of a file are read: by which pipeline, with which dateline, in which encoding."""

    nlp: Pipeline
    date: str | None
    how: Decoding

    def read(self, file: Path, faults: Faults) -> Iterator[Doc]:
        files = find_files([file])
        if ending(file) in LINES_SUFFIXES and is_annotated(file):
            return read_docs(file, on_error=faults.unreadable)
        records = read_inputs(files, decoding=self.how, date=self.date, on_error=faults.unreadable)
        return self.nlp.pipe(records, on_error=faults.failed)


def _show_all(
    file: Path,
    only: str | None,
    limit: int,
    source: _Docs,
    render: Callable[[Doc], RenderableType],
) -> None:
    console = Console(emoji=False)
    faults = Faults()
    docs = (d for d in source.read(file, faults) if only is None or d.id == only)
    shown = 0
    for doc in islice(docs, limit):
        console.print(render(doc))
        console.print()
        shown += 1
    if next(docs, None) is not None:
        Console(stderr=True).print(f"… and more; show them with --limit above {limit}, or one with --id")
    if only is not None and not shown and not faults.exit_status:
        raise InputError(f"no document has the id {only!r}", where=str(file), remedy="Check the id")
    faults.tell()
    raise typer.Exit(faults.exit_status)
