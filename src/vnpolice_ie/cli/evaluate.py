"""`vnpolice-ie evaluate`: readings against annotated documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie.cli.systems import DEFAULT, annotated, readings
from vnpolice_ie.errors import InputError
from vnpolice_ie.evaluation.counts import Row
from vnpolice_ie.evaluation.outer_layer import seqeval_table
from vnpolice_ie.evaluation.scoring import Report, compare, score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.output import OutputFolder
from vnpolice_ie.types import Doc

REPORT_MARKER = ".vnpolice-ie-report"


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="Annotated documents: a file or folder of the mark-up (.txt), JSON Lines or another format.",
        ),
    ],
    predicted: Annotated[
        str | None,
        typer.Argument(
            metavar="[PRED.jsonl]",
            help="What annotate wrote of the same texts, or a run folder; without it the texts are read now.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model", "-m", metavar="NAME", help="Pipeline that reads the texts: its name or model folder."
        ),
    ] = None,
    report_to: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="DIR",
            help="Folder to write the report to: figures, error browser, confusions.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace a report that exists.")] = False,
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

    With [bold]--report[/] a folder of pages that show each fault in its sentence, what is taken
    for what, and whether the scores mean what they say.

    [bold]Examples[/]

    \b
    vnpolice-ie evaluate examples
    vnpolice-ie evaluate gold.jsonl predictions.jsonl --errors 5
    vnpolice-ie evaluate gold --model rules --report report
    vnpolice-ie evaluate examples --json | jq .entities.DOC_REF.f1
    """
    if predicted is not None and model is not None:
        raise InputError(
            "both predictions and a pipeline are given", where="--model", remedy="Give one of the two"
        )
    folder = None if report_to is None else _report_folder(report_to, force)
    documents = annotated(gold)
    docs = readings(predicted or model or DEFAULT, documents)
    report = score(documents, docs)
    if folder is not None:
        _write_report(folder, documents, docs, gold.name)
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


def _report_folder(path: Path, force: bool) -> OutputFolder:
    from vnpolice_ie.training.report.plots import check_matplotlib

    check_matplotlib()
    return OutputFolder(path, marker=REPORT_MARKER, force=force)


def _write_report(
    folder: OutputFolder, documents: Sequence[GoldDocument], docs: Sequence[Doc], set_name: str
) -> None:
    from vnpolice_ie.training.report.run import INDEX, write_run_report

    with folder:
        write_run_report(folder.working, documents, docs, title=folder.path.name, set_name=set_name)
    Console(stderr=True, emoji=False).print(f"Report: {folder.path / INDEX}", soft_wrap=True, markup=False)


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
