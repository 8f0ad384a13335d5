"""`vnpolice-ie compare`: is the difference between two systems real?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from vnpolice_ie.cli.systems import annotated, readings

if TYPE_CHECKING:
    from vnpolice_ie.training.compare import CompareReport, Difference

_STYLES = {"B is better": "green", "A is better": "red", "not shown": "dim", "same": "dim"}


def compare(
    a: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="The first system: what annotate wrote (.jsonl), a run folder, a model folder or the name of"
            " a pipeline, as rules.",
        ),
    ],
    b: Annotated[str, typer.Argument(metavar="B", help="The second system.")],
    gold: Annotated[
        Path,
        typer.Option("--gold", "-g", metavar="GOLD", help="Annotated documents: a file or folder of them."),
    ],
    samples: Annotated[
        int, typer.Option("--samples", min=1, metavar="N", help="Sets of documents drawn by each test.")
    ] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Seed of the draws.")] = 1,
    details: Annotated[
        bool, typer.Option("--details", "-d", help="Show each relation type and role too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all figures as JSON instead of a table.")
    ] = False,
) -> None:
    """Compare two systems on annotated documents and tell which differences are real.

    Differences of F1, B less A, of entities (all, each label), relations, event arguments and
    documents spoken of, each with its 95 % interval (paired bootstrap over documents) and the
    chance that two equal systems differ as much (approximate randomisation). A difference that
    both tests pass is called real; of twenty rows one may pass by luck, so look first at the
    whole parts.

    [bold]Examples[/]

    \b
    vnpolice-ie compare before.jsonl after.jsonl --gold examples
    vnpolice-ie compare rules runs/compact --gold dev
    vnpolice-ie compare rules after.jsonl --gold dev --json | jq '.differences[0]'
    """
    documents = annotated(gold)
    docs_a, docs_b = readings(a, documents), readings(b, documents)

    from vnpolice_ie.training.compare import compare_systems

    report = compare_systems(documents, docs_a, docs_b, samples=samples, seed=seed)
    if as_json:
        typer.echo(json.dumps({"a": a, "b": b} | report.to_dict(), ensure_ascii=False, indent=1))
    else:
        console = Console(soft_wrap=True, emoji=False)
        console.print(f"A = {a}\nB = {b}\n", markup=False, highlight=False)
        _print(console, report, details)


def _print(console: Console, report: CompareReport, details: bool) -> None:
    from vnpolice_ie.training.compare import FEW_DOCUMENTS

    table = Table("", "gold", "A", "B", "B − A", "95 % interval", "p", "", box=None)
    for column in table.columns:
        column.no_wrap = True
        column.justify = "right"
    table.columns[0].justify = table.columns[-1].justify = "left"
    for d in report.differences:
        is_whole = d.group == "ALL"
        if is_whole or d.part == "entities" or details:
            name = d.part if is_whole else f"  {d.group}"
            table.add_row(name, *_cells(d), style="bold" if is_whole else _STYLES[d.verdict])
    console.print(table)
    console.print(
        f"\n{report.documents} documents, {report.samples:,} draws, seed {report.seed}", highlight=False
    )
    if report.documents < FEW_DOCUMENTS:
        console.print(f"Fewer than {FEW_DOCUMENTS} documents: the intervals are rough.", highlight=False)
    console.print(f"\n{_conclusion(report)}", markup=False, highlight=False)


def _cells(d: Difference) -> tuple[str, ...]:
    low, high = d.interval
    return (
        str(d.gold),
        f"{d.a:.3f}",
        f"{d.b:.3f}",
        f"{d.difference:+.3f}",
        f"{low:+.3f} to {high:+.3f}",
        f"{d.p_swapped:.4f}",
        d.verdict,
    )


def _conclusion(report: CompareReport) -> str:
    """One sentence for each part."""
    return "\n".join(f"{d.part}: {_sentence(d)}." for d in report.differences if d.group == "ALL")


def _sentence(d: Difference) -> str:
    if d.is_real:
        better = "B" if d.difference > 0 else "A"
        return f"{better} is better by {abs(d.difference):.3f} F1; the difference is real"
    if d.difference:
        return f"{abs(d.difference):.3f} F1 apart, which may be chance"
    return "no difference"
