"""The parts of the documentation that are made from the code and its data.

A page marks such a part by `<!-- begin: NAME -->` and `<!-- end: NAME -->`; what stands between is replaced
by what `REGIONS` makes under the name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import accuracy_tables
from doc_snippets import ROOT, run_program

import vnpolice_ie as vie
from vnpolice_ie.evaluation.scoring import score
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATIONS, fillers_of, roles_of
from vnpolice_ie.training.config import config_schema

FIGURES = ROOT / "docs" / "figures.json"
RULES_FIGURES = ROOT / "docs" / "figures-rules.json"
LISTS = ROOT / "src" / "vnpolice_ie" / "lexicon" / "data"

_FIGURE_ROWS: list[tuple[str, tuple[str, ...]]] = [
    *((f"`{label}`", ("entities", label)) for label in LABELS),
    ("all labels", ("entities", "ALL")),
    ("relations", ("relations", "ALL")),
    ("arguments of events", ("arguments", "ALL")),
    ("documents cited, by their keys", ("references",)),
    ("mentions of documents with the right key", ("doc_links",)),
    ("dates with the right ISO value", ("dates",)),
    ("mentions of one person, in pairs", ("coref", "PERSON")),
    ("mentions of one event, in pairs", ("coref", "EVENT")),
]
_BOUNDS = (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"))
_REGION = re.compile(r"(<!-- begin: ([\w -]+) -->\n)(?:(?!<!-- end).*\n)*(<!-- end: \2 -->)")


def event_table() -> str:
    """Event types with their roles and what may fill them, from schema.py."""
    rows = ["| type | roles → labels that may fill them |", "| --- | --- |"]
    for event_type in EVENT_TYPES:
        roles = "; ".join(f"`{r}` → {', '.join(sorted(fillers_of(r)))}" for r in roles_of(event_type))
        rows.append(f"| `{event_type}` | {roles} |")
    return "\n".join(rows) + "\n"


def relation_table() -> str:
    """Relations with the labels that they link, from schema.py."""
    rows = ["| type | from | to |", "| --- | --- | --- |"]
    for name, (heads, tails) in RELATIONS.items():
        rows.append(f"| `{name}` | {', '.join(sorted(heads))} | {', '.join(sorted(tails))} |")
    return "\n".join(rows) + "\n"


def word_lists() -> str:
    """Each word list with its size, its columns and what the head of its file says of it."""
    return "\n".join(_word_list(path) for path in sorted(LISTS.glob("*.tsv")))


def _word_list(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = []
    for line in lines:
        if not line.startswith("#"):
            break
        head.append(line.lstrip("#").strip())
    rows = read_table(path.stem)
    columns = ", ".join(f"`{column}`" for column in rows[0])
    link = f"../src/vnpolice_ie/lexicon/data/{path.name}"
    note = _paragraphs(head)
    return f"### {path.stem}\n\n[{path.name}]({link}): {len(rows)} entries; columns {columns}.\n\n{note}\n"


def _paragraphs(head: list[str]) -> str:
    """The comment lines as Markdown: a line that begins a new statement begins a new item."""
    items: list[str] = []
    for line in head:
        starts = not items or re.match(r"(?:Sources?|[\w, /]{1,40}):\s", line)
        if starts or not line:
            items.append(line)
        else:
            items[-1] += " " + line
    return "\n".join(f"- {_escaped(item)}" for item in items if item)


def _escaped(text: str) -> str:
    return re.sub(r"([|*<>])", r"\\\1", text)


def help_of(command: str) -> str:
    """The help text of a command of the command line."""
    return f"```text\n{run_program([*command.split(), '--help'], ROOT).strip(chr(10))}\n```\n"


def figures() -> str:
    """What `evaluate --json` printed of the development set, with the rules alone and by default, and the
    examples as they come out now.
    """
    measured, by_rules = (json.loads(file.read_text(encoding="utf-8")) for file in (FIGURES, RULES_FIGURES))
    gold, _ = read_gold(ROOT / "examples")
    nlp = vie.load()
    examples = score(gold, [nlp(d.text, id=d.id, date=d.date) for d in gold]).to_dict()
    rows = [
        f"| | {measured['documents']} real documents: precision | recall | F1 | F1 of the rules alone | of "
        f"| {examples['documents']} example documents: F1 | of |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for title, path in _FIGURE_ROWS:
        real, rules, own = (_at(part, path) for part in (measured, by_rules, examples))
        figure, count = ("accuracy", "of") if "accuracy" in real else ("f1", "gold")
        shares = [f"{real[k]:.3f}" if k in real else "" for k in ("p", "r", figure)]
        cells = [*shares, f"{rules[figure]:.3f}", real[count], f"{own[figure]:.3f}", own[count]]
        rows.append(f"| {title} | {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(rows) + "\n"


def configuration() -> str:
    """Sections and keys of a training configuration, from training/config.py."""
    schema = config_schema()
    parts = []
    for name, section in schema["properties"].items():
        models = _sections(section, schema["$defs"])
        if not models:
            parts.append(f"`{name}` ({_values(section)}): {_oneline(section['description'])}")
        for model in models:
            kind = model["properties"].get("kind", {}).get("const")
            parts.append(_section_table(f"{name}, kind {kind}" if kind else name, model, schema["$defs"]))
    return "\n\n".join(parts) + "\n"


def _sections(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The sections that a value may be."""
    kinds = [field, *field.get("oneOf", ()), *field.get("anyOf", ())]
    return [definitions[kind["$ref"].rpartition("/")[2]] for kind in kinds if "$ref" in kind]


def _section_table(title: str, model: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    rows = [
        f"### {title}",
        "",
        _oneline(model["description"]),
        "",
        "| key | values | default | |",
        "|" + " --- |" * 4,
    ]
    inner = []
    for key, field in model["properties"].items():
        required = key in model.get("required", ())
        default = "" if required or field.get("default") is None else f"`{json.dumps(field['default'])}`"
        rows.append(f"| `{key}` | {_values(field)} | {default} | {_oneline(field['description'])} |")
        inner += [
            _section_table(f"{title.partition(',')[0]}.{key}", section, definitions)
            for section in _sections(field, definitions)
        ]
    return "\n\n".join(["\n".join(rows), *inner])


def _values(field: Mapping[str, Any]) -> str:
    """What a value may be, in a few words."""
    if "anyOf" in field:
        return " or ".join(_values(f) for f in field["anyOf"] if f.get("type") != "null")
    if "$ref" in field:
        return "keys below"
    if "enum" in field or "const" in field:
        return ", ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    if field["type"] == "array":
        return f"list: {_values(field['items'])}"
    if field.get("format") == "path":
        return "path"
    words = {"integer": "whole number", "number": "number", "boolean": "true, false", "string": "word"}
    bounds = [f"{sign} {field[key]:.12g}" for key, sign in _BOUNDS if key in field]
    return " ".join([words[field["type"]], ", ".join(bounds)]).strip()


def _oneline(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def licences() -> str:
    """What the library and its extras bring, from what `make sbom` wrote."""
    table = json.loads((ROOT / "docs" / "licences.json").read_text(encoding="utf-8"))
    rows = ["| licence | of the library itself | of extras |", "| --- | --- | --- |"]
    for licence in sorted({package["licence"] for package in table.values()}):
        names = [name for name, package in table.items() if package["licence"] == licence]
        own = [name for name in names if not table[name]["extras"]]
        others = [f"{n} ({', '.join(table[n]['extras'])})" for n in names if table[n]["extras"]]
        rows.append(f"| {licence} | {', '.join(own)} | {', '.join(others)} |")
    return "\n".join(rows) + "\n"


def _at(report: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    for key in path:
        report = report[key]
    return report


REGIONS: dict[str, Callable[[], str]] = {
    "configuration": configuration,
    "events": event_table,
    "figures": figures,
    "licences": licences,
    "relations": relation_table,
    "word lists": word_lists,
    **dict(accuracy_tables.regions()),
}


def regenerate(text: str, name: str, faults: list[str]) -> str:
    """Replace all generated parts of a page.

    Args:
        text: the page.
        name: its path, for the faults.
        faults: receives a line for each name that nothing makes.
    """

    def made(match: re.Match[str]) -> str:
        region = match[2]
        if region == "help" or region.startswith("help "):
            return f"{match[1]}{help_of(region.removeprefix('help').strip())}{match[3]}"
        if region.startswith("fault "):
            return f"{match[1]}{accuracy_tables.fault_example(region.removeprefix('fault '))}{match[3]}"
        if region not in REGIONS:
            faults.append(
                f"{name}: nothing makes the part {region!r}; known are {', '.join(REGIONS)}, fault, help"
            )
            return match[0]
        return f"{match[1]}{REGIONS[region]()}{match[3]}"

    return _REGION.sub(made, text)
