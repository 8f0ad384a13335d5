"""`vnpolice-ie evaluate`: readings against annotated documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie import load
from vnpolice_ie.cli.common import Faults
from vnpolice_ie.evaluation.counts import Row
from vnpolice_ie.evaluation.outer_layer import seqeval_table
from vnpolice_ie.evaluation.scoring import Report, compare, score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.io.jsonl import read_docs
from vnpolice_ie.streaming import Record
from vnpolice_ie.types import Doc


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="Annotated documents: a file or folder of the guidelines' mark-up (.txt), or JSON Lines.",
        ),
    ],
    predicted: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PRED.jsonl]",
            help="What annotate wrote of the same texts; without it the texts are read now.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all figures as JSON instead of tables.")
    ] = False,
    errors: Annotated[
        int, typer.Option("--errors", "-e", min=0, metavar="N", help="Show N faults of each kind.")
    ] = 0,
) -> None:
    """Compare what was read with what careful readers marked.

    Precision, recall and F1 of entities (exact span and label), of relations and event arguments (as
    facts about who and what, not about which mention), of the documents spoken of; the share of right
    keys and dates; coreference. Where seqeval is installed, its table of the outer spans too.

    [bold]Examples[/]

    \b
    vnpolice-ie evaluate examples
    vnpolice-ie evaluate gold.jsonl predictions.jsonl --errors 5
    vnpolice-ie evaluate examples --json | jq .entities.DOC_REF.f1
    """
    documents, wrong = read_gold(gold)
    faults = Faults()
    for error in wrong:
        faults.unreadable(error)
    docs = [] if wrong else list(_read(documents, faults) if predicted is None else _given(predicted, faults))
    if faults.exit_status:
        faults.tell()
        raise typer.Exit(faults.exit_status)
    report = score(documents, docs)
    if as_json:
        typer.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=1))
        return
    console = Console(soft_wrap=True, emoji=False)
    _print(console, report)
    table = seqeval_table(compare(documents, docs))
    if table is not None:
        console.print("\n[bold]seqeval, outer spans[/]")
        console.print(table, markup=False, highlight=False)
    _print_faults(console, report, errors)


def _read(documents: list[GoldDocument], faults: Faults) -> list[Doc]:
    records = (Record(d.id, d.text, d.date) for d in documents)
    return list(load().pipe(records, on_error=faults.failed))


def _given(path: Path, faults: Faults) -> list[Doc]:
    return list(read_docs(path, on_error=faults.unreadable))


def _print(console: Console, report: Report) -> None:
    for name, rows in (
        ("entities", report.entities),
        ("relations", report.relations),
        ("arguments", report.arguments),
    ):
        table = Table("", "P", "R", "F1", "gold", "pred", title=name, title_justify="left", box=None)
        for column in table.columns[1:]:
            column.justify = "right"
        for key, row in rows.items():
            if key == "ALL":
                table.add_section()
            table.add_row(key, *_cells(row), style="bold" if key == "ALL" else "")
        console.print(table)
        console.print()
    rest = Table("", "F1", "of", title="and", title_justify="left", box=None)
    rest.columns[1].justify = rest.columns[2].justify = "right"
    rest.add_row("spans, any label", f"{report.spans.f1:.3f}", str(report.spans.gold))
    rest.add_row("references", f"{report.references.f1:.3f}", str(report.references.gold))
    for label, row in report.coref.items():
        rest.add_row(f"coreference of {label}, pairs", f"{row.f1:.3f}", str(row.gold))
    rest.add_row("right keys of DOC_REF", f"{report.doc_links.accuracy:.3f}", str(report.doc_links.of))
    rest.add_row("right values of DATE", f"{report.dates.accuracy:.3f}", str(report.dates.of))
    console.print(rest)
    console.print(f"\n{report.documents} documents")


def _cells(row: Row) -> tuple[str, ...]:
    return f"{row.p:.3f}", f"{row.r:.3f}", f"{row.f1:.3f}", str(row.gold), str(row.predicted)


def _print_faults(console: Console, report: Report, count: int) -> None:
    if not count:
        return
    for (part, group), lines in report.faults.items():
        console.print(f"\n[bold]{part} {group}[/]: {len(lines)} faults (+ predicted only, - gold only)")
        for line in lines[:count]:
            console.print(f"  {line}", markup=False, highlight=False)
