"""The card that goes with a model: what it was made from, how well it reads, what it cannot do.

After Mitchell et al. 2019, "Model cards for model reporting"; the head in YAML is that of Hugging Face's
cards.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vnpolice_ie.evaluation.counts import Row
from vnpolice_ie.evaluation.scoring import Report
from vnpolice_ie.training.report.reliability import ALL, Reliability, summary_table
from vnpolice_ie.training.report.tables import Table, markdown, scheme_order

CARD = "README.md"


@dataclass(frozen=True, slots=True)
class DataFacts:
    """A set of documents: its name, its use (`training`, `choosing`, `measuring`), its size, what it is."""

    name: str
    use: str
    documents: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card says.

    Attributes:
        name: the model's name.
        about: what it does, in a sentence or two.
        rebuild: the one command that makes it again.
        licence: SPDX name of its licence, as `Apache-2.0`.
        encoder: name or path of the encoder, and what it is.
        seed: seed of the training.
        data: the sets of documents.
        configuration: the training's configuration, as plain values.
        figures: scores by the name of the set that they were measured on.
        calibration: reliability of its scores, as `reliability` measures it, and the name of the set.
        sizes: files and how many bytes each has.
        parameters: how many weights it has.
        versions: packages and the versions that it was made with.
        limits: what it cannot do, a sentence each.
    """

    name: str
    about: str
    rebuild: str
    licence: str
    encoder: str = ""
    seed: int | None = None
    data: Sequence[DataFacts] = ()
    configuration: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Report] = field(default_factory=dict)
    calibration: Mapping[str, Reliability] = field(default_factory=dict)
    calibration_set: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict)
    parameters: int | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    limits: Sequence[str] = ()


def model_card(facts: CardFacts) -> str:
    """Write the card as Markdown; what is not known is left out."""
    parts = [
        _head(facts),
        f"# {markdown(facts.name)}\n\n{markdown(facts.about)}\n",
        _facts(facts),
        _section("Data", _data(facts)),
        *(_section(f"Figures: {markdown(name)}", _figures(r)) for name, r in facts.figures.items()),
        _section("Calibration", _calibration(facts)),
        _section("Limits", "".join(f"- {markdown(limit)}\n" for limit in facts.limits)),
        _section("Sizes", _sizes(facts)),
        _section("Rebuild", _fenced(facts.rebuild, "bash")),
        _section("Configuration", _fenced(_json(facts.configuration), "json") if facts.configuration else ""),
    ]
    return "\n".join(part for part in parts if part)


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=dict)


def _fenced(body: str, language: str) -> str:
    fence = "```"
    while fence in body:
        fence += "`"
    return f"{fence}{language}\n{body.rstrip()}\n{fence}\n"


def _head(facts: CardFacts) -> str:
    # A JSON string is a YAML string too.
    licence = json.dumps(facts.licence.lower(), ensure_ascii=False)
    return (
        f"---\nlanguage: vi\nlicense: {licence}\nlibrary_name: vnpolice-ie\n"
        "tags: [token-classification, information-extraction, relation-extraction, event-extraction]\n---\n"
    )


def _facts(facts: CardFacts) -> str:
    rows = (
        ("Encoder", facts.encoder),
        ("Weights", f"{facts.parameters:,}" if facts.parameters is not None else ""),
        ("Seed", "" if facts.seed is None else str(facts.seed)),
        ("Licence", facts.licence),
        ("Made with", ", ".join(f"{name} {version}" for name, version in facts.versions.items())),
    )
    return Table(("", ""), tuple(row for row in rows if row[1])).to_markdown()


def _data(facts: CardFacts) -> str:
    rows = tuple((d.name, d.use, d.documents, d.about) for d in facts.data)
    return Table(("set", "for", "documents", "what"), rows).to_markdown() if rows else ""


def figure_table(report: Report) -> Table:
    """Return precision, recall and F1 of each part, label and relation type, and of all roles together."""
    names = sorted(report.entities.keys() - {ALL}, key=scheme_order)
    links = sorted(report.relations.keys() - {ALL}, key=scheme_order)
    rows = [
        ("all labels", report.entities[ALL]),
        *((name, report.entities[name]) for name in names),
        ("relations", report.relations[ALL]),
        *((name, report.relations[name]) for name in links),
        ("event arguments", report.arguments[ALL]),
        ("documents cited", report.references),
    ]
    return Table(
        ("", "precision", "recall", "F1", "gold", "read"), tuple((name, *_cells(row)) for name, row in rows)
    )


def _cells(row: Row) -> tuple[float, float, float, int, int]:
    return row.p, row.r, row.f1, row.gold, row.predicted


def _figures(report: Report) -> str:
    shares = (
        f"\nOf the mentions of documents found, {report.doc_links.accuracy:.3f} have the right key; of the"
        f" dates found, {report.dates.accuracy:.3f} the right value. An entity is right where span and label"
        " are exact; relations and arguments are compared as facts.\n"
    )
    return f"{report.documents} documents.\n\n{figure_table(report).to_markdown()}{shares}"


def _calibration(facts: CardFacts) -> str:
    if not facts.calibration:
        return ""
    on = f" on {markdown(facts.calibration_set)}" if facts.calibration_set else ""
    return (
        f"Scores against outcomes{on}: ECE is the mean distance between a score and the share that is"
        f" right, over ten bins.\n\n{summary_table(facts.calibration).to_markdown()}"
    )


def _sizes(facts: CardFacts) -> str:
    if not facts.sizes:
        return ""
    rows = [(name, f"{size / 1e6:.2f} MB") for name, size in facts.sizes.items()]
    total = ("all", f"{sum(facts.sizes.values()) / 1e6:.2f} MB")
    return Table(("file", "size"), (*rows, total)).to_markdown()
