"""The tables of docs/accuracy.md: figures from docs/accuracy.json, and faults as they are read now.

An example is a file docs/faults/NAME.txt in the mark-up of the annotation scheme.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from doc_snippets import ROOT

import vnpolice_ie as vie
from vnpolice_ie.evaluation.scoring import compare
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.pipeline import Pipeline
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES
from vnpolice_ie.training.report.faults import faulty_sentences
from vnpolice_ie.training.report.tables import markdown

ACCURACY = ROOT / "docs" / "accuracy.json"
FAULTS = ROOT / "docs" / "faults"
UNSEEN = "unseen"
"""The set that nothing was fitted to: figures alone are shown of it."""
FEW = 10
"""With fewer facts a figure has no interval in the tables."""

Figures = Mapping[str, Any]
_SPAN_FAULTS = ("right", "missed", "spurious", "boundary", "label", "both")
_LINK_FAULTS = (
    "right",
    "missed, trigger",
    "missed, end",
    "missed, near",
    "missed, far",
    "spurious, end",
    "spurious, edge",
    "label",
)
_MENTIONS = (
    *(("entities", label, f"`{label}`") for label in LABELS),
    ("entities", "ALL", "all labels"),
    *(("events", name, f"`EVENT.{name}`") for name in EVENT_TYPES),
)
_NAMES = ("ORG", "LOC", "PERSON")


def _of_events(faults: Figures, kinds: Sequence[str]) -> int:
    return sum(_of(faults, "entities", f"EVENT.{name}", kinds) for name in EVENT_TYPES)


def _of(faults: Figures, part: str, name: str, kinds: Sequence[str]) -> int:
    return sum(faults[part].get(name, {}).get(kind, 0) for kind in kinds)


def _misnamed(faults: Figures) -> int:
    return sum(n for gold, read, n in faults["confused"] if gold in _NAMES and read in _NAMES)


COMMON: dict[str, tuple[str, Callable[[Figures], int]]] = {
    "events-missed": ("events not found", lambda f: _of_events(f, ["missed"])),
    "neighbour": (
        "arguments of a neighbouring event",
        lambda f: _of(f, "arguments", "ALL", ["spurious, edge"]),
    ),
    "lists": (
        "arguments missed in the sentence of their event",
        lambda f: _of(f, "arguments", "ALL", ["missed, near"]),
    ),
    "long-names": (
        "names of bodies and places cut, missed or invented",
        lambda f: sum(_of(f, "entities", tag, ["boundary", "missed", "spurious"]) for tag in ("ORG", "LOC")),
    ),
    "bare-names": ("places, bodies and persons taken for one another", _misnamed),
    "events-invented": ("events that are none", lambda f: _of_events(f, ["spurious"])),
    "before": (
        "arguments told in another sentence",
        lambda f: _of(f, "arguments", "ALL", ["missed, far"]),
    ),
    "documents": (
        "relations missed between mentions that were read",
        lambda f: _of(f, "relations", "ALL", ["missed, near", "missed, far"]),
    ),
    "posts": ("posts cut or not found", lambda f: _of(f, "entities", "POSITION", ["boundary", "missed"])),
    "offences": (
        "offences cut, stretched or not found",
        lambda f: _of(f, "entities", "OFFENCE", ["boundary", "missed"]),
    ),
}
"""The common faults by the name of their example: a title, and how many a set of documents has."""


@cache
def _all_measured() -> Mapping[str, Figures]:
    found: Mapping[str, Figures] = json.loads(ACCURACY.read_text(encoding="utf-8"))
    return found


def measured() -> Mapping[str, Figures]:
    """What tools/measure_accuracy.py wrote, by set of documents whose faults may be read."""
    return {name: figures for name, figures in _all_measured().items() if name != UNSEEN}


def unseen() -> Mapping[str, Figures]:
    """The same of the set whose faults nobody reads."""
    return {UNSEEN: _all_measured()[UNSEEN]}


@cache
def _pipeline() -> Pipeline:
    return vie.load()


def mentions_table() -> str:
    """F1 of labels and event types."""
    return _figures_table(_MENTIONS)


def facts_table() -> str:
    """F1 of relations, roles, references, values and coreference."""
    return _figures_table(_facts())


def unseen_table() -> str:
    """The same of the set that nothing was fitted to."""
    return _figures_table((*_MENTIONS, *_facts()), unseen())


def precision_table() -> str:
    """Precision and recall of all of them, of the shipped reading."""
    lines = _head("", ["P", "R"])
    for part, group, title in (*_MENTIONS, *_facts()):
        cells = [figures["figures"].get(part, {}).get(group) for figures in measured().values()]
        if any(cells):
            shares = [[_share(c["both"]["p"]), _share(c["both"]["r"])] if c else ["", ""] for c in cells]
            lines.append(_line([title, *chain(*shares)]))
    return "".join(lines)


def _facts() -> list[tuple[str, str, str]]:
    """Part, group and title of each row."""
    roles = sorted({role for figures in measured().values() for role in figures["figures"]["arguments"]})
    return [
        *(("relations", name, f"`{name}`") for name in RELATION_TYPES),
        ("relations", "ALL", "all relations"),
        *(("arguments", role, f"`{role}`") for role in roles if role != "ALL"),
        ("arguments", "ALL", "all arguments"),
        ("references", "ALL", "documents cited, by their keys"),
        ("values", "DOC_REF", "keys of `DOC_REF`"),
        ("values", "DATE", "values of `DATE`"),
        ("coreference", "PERSON", "mentions of one person, in pairs"),
        ("coreference", "EVENT", "mentions of one event, in pairs"),
    ]


def _head(title: str, columns: Sequence[str], sets: Mapping[str, Figures] | None = None) -> list[str]:
    """The head of a table that has these columns once for each set of documents."""
    head = [title]
    for name, figures in (sets or measured()).items():
        head += [f"{name} ({figures['documents']}): {columns[0]}", *columns[1:]]
    return [_line(head), _line(["---"] + ["---:"] * (len(head) - 1))]


def _figures_table(rows: Iterable[tuple[str, str, str]], sets: Mapping[str, Figures] | None = None) -> str:
    sets = sets or measured()
    lines = _head("", ["of", "rules", "network", "both", "95 % interval", "both − rules"], sets)
    for part, group, title in rows:
        cells = [figures["figures"].get(part, {}).get(group) for figures in sets.values()]
        if any(cells):
            lines.append(_line([title, *chain(*map(_figures_cells, cells))]))
    return "".join(lines)


def _figures_cells(cell: Figures | None) -> list[str]:
    if cell is None:
        return ["0", *[""] * 5]
    both, gain = cell["both"], cell["gain"]
    shares = [_share(cell[name]["f1"]) for name in ("rules", "network", "both")]
    interval = f"{_share(both['low'])} to {_share(both['high'])}" if cell["gold"] >= FEW else ""
    change = f"{gain['f1']:+.3f}".replace("0.", ".", 1).replace("-", "−") if gain["f1"] else "0"
    return [str(cell["gold"]), *shares, interval, f"**{change}**" if gain["is_real"] else change]


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def calibration_table() -> str:
    """Bins of score against the share that is right."""
    lines = _head("", ["of", "mean score", "right"])
    parts = [figures["calibration"]["parts"] for figures in measured().values()]
    for part, title in (("entities", "mentions"), ("relations", "relations"), ("arguments", "arguments")):
        bins = [{b["low"]: b for b in found[part]["bins"]} for found in parts]
        for low in sorted(set(chain(*bins))):
            name = f"{title}, {low:.1f} to {low + 0.1:.1f}"
            lines.append(_line([name, *chain(*(_bin_cells(of_set.get(low)) for of_set in bins))]))
    return "".join(lines)


def _bin_cells(held: Figures | None) -> list[str]:
    if held is None:
        return ["0", "", ""]
    return [str(held["count"]), _share(held["score"]), _share(held["right"])]


def calibration_errors() -> str:
    """Expected calibration error of mentions by label, of relations and of arguments."""
    lines = _head("", ["of", "mean score", "right", "ECE"])
    found = [figures["calibration"] for figures in measured().values()]
    rows: list[tuple[str, list[Figures | None]]] = [
        (f"`{label}`", [c["labels"].get(label) for c in found]) for label in LABELS
    ]
    for part, title in (
        ("entities", "all mentions"),
        ("relations", "relations"),
        ("arguments", "arguments"),
    ):
        rows.append((title, [c["parts"].get(part) for c in found]))
    for title, cells in rows:
        lines.append(
            _line([title, *chain(*([*_bin_cells(c), _share(c["ece"]) if c else ""] for c in cells))])
        )
    return "".join(lines)


def sureness_table() -> str:
    """Facts that are wrong, and right ones that are left, by the lowest score that is asked for."""
    sets = _all_measured()
    lines = _head("", ["wrong", "right ones left"], sets)
    for rows in zip(*(figures["sureness"] for figures in sets.values()), strict=True):
        cells = []
        for row, figures in zip(rows, sets.values(), strict=True):
            given, all_right = row["right"] + row["wrong"], figures["sureness"][0]["right"]
            cells += [_share(row["wrong"] / given), _share(row["right"] / all_right)]
        lines.append(_line([f"`{rows[0]['least']}`" if rows[0]["least"] else "everything", *cells]))
    return "".join(lines)


def mention_faults() -> str:
    """Faults of mentions by kind and label."""
    tags = chain(*((f"EVENT.{e}" for e in EVENT_TYPES) if tag == "EVENT" else (tag,) for tag in LABELS))
    titles = ["right", "missed", "invented", "boundary", "label", "both"]
    return _faults_table("entities", [*tags, "ALL"], _SPAN_FAULTS, titles)


def link_faults() -> str:
    """Faults of relations and arguments by kind."""
    titles = ["right", "no trigger", "no other end", "near", "far", "wrong end", "wrong edge", "wrong name"]
    parts = []
    for part in ("relations", "arguments"):
        names = sorted({name for figures in measured().values() for name in figures["faults"][part]})
        names.sort(key=lambda name: name == "ALL")
        parts.append(_faults_table(part, names, _LINK_FAULTS, titles))
    return "\n".join(parts)


def _faults_table(part: str, names: Iterable[str], kinds: Sequence[str], titles: Sequence[str]) -> str:
    lines = _head(part, titles)
    for name in names:
        rows = [figures["faults"][part].get(name, {}) for figures in measured().values()]
        if any(rows):
            cells = [str(row.get(kind, 0)) for row in rows for kind in kinds]
            lines.append(_line(["all" if name == "ALL" else f"`{name}`", *cells]))
    return "".join(lines)


def common_faults() -> str:
    """The common faults, the most frequent first, each with a link to its example."""
    lines = _head("", ["cases"])
    counts = {name: [count(f["faults"]) for f in measured().values()] for name, (_, count) in COMMON.items()}
    for name in sorted(counts, key=lambda name: -sum(counts[name])):
        title = COMMON[name][0]
        link = f"[{title}](#{title.replace(' ', '-').replace(',', '')})"
        lines.append(_line([link, *map(str, counts[name])]))
    return "".join(lines)


@cache
def examples() -> dict[str, GoldDocument]:
    """The examples of faults by name.

    Raises:
        ValueError: one of them is annotated wrongly.
    """
    gold, wrong = read_gold(FAULTS)
    if wrong:
        raise ValueError("\n".join(map(str, wrong)))
    return {document.id: document for document in gold}


def fault_example(name: str) -> str:
    """An example with what is read otherwise than it should be.

    Args:
        name: of the example.
    """
    document = examples()[name]
    doc = _pipeline()(document.text, id=document.id, date=document.date)
    (comparison,) = compare([document], [doc])
    rows = [
        _line([fault.gold and markdown(fault.gold), fault.read and markdown(fault.read)])
        for sentence in faulty_sentences(comparison)
        for fault in sentence.faults
    ]
    text = f"> {markdown(document.text.strip())}\n\n"
    if not rows:
        return f"{text}Read rightly.\n"
    return text + "".join([_line(["should be", "was read"]), _line(["---", "---"]), *rows])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def regions() -> Iterator[tuple[str, Callable[[], str]]]:
    """The parts of the page by name."""
    yield "accuracy of mentions", mentions_table
    yield "accuracy of facts", facts_table
    yield "accuracy on unseen documents", unseen_table
    yield "calibration", calibration_table
    yield "calibration errors", calibration_errors
    yield "sureness", sureness_table
    yield "precision and recall", precision_table
    yield "common faults", common_faults
    yield "faults of links", link_faults
    yield "faults of mentions", mention_faults
