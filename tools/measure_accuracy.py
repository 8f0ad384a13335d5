"""Measure how good the shipped model, its network alone and the rules alone are, for docs/accuracy.md.

    python tools/measure_accuracy.py NAME=GOLD… [-o docs/accuracy.json] [--model compact]

Each GOLD is a file or folder of annotated documents, and NAME what the page calls them. Of every set the
file gets precision, recall and F1 with 95 % intervals by bootstrap over documents, the difference of the
shipped model and the rules, calibration, and faults by kind. It holds numbers and names of the scheme
alone, nothing of the texts.
"""

from __future__ import annotations

import argparse
import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from doc_snippets import ROOT

import vnpolice_ie as vie
from vnpolice_ie.evaluation.alignment import LinkPair, align_arguments, align_relations, align_spans
from vnpolice_ie.evaluation.counts import Outcome, row
from vnpolice_ie.evaluation.facts import Comparison, span_of
from vnpolice_ie.evaluation.scoring import all_outcomes, compare
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.model.assembly import shipped
from vnpolice_ie.model.decisions import Decisions
from vnpolice_ie.model.folder import ModelFolder
from vnpolice_ie.model.readers import reader_of
from vnpolice_ie.model.session import OnnxBackend
from vnpolice_ie.pipeline import DEFAULT
from vnpolice_ie.text.tokens import sentences
from vnpolice_ie.training.compare import SAMPLES, compare_systems, intervals
from vnpolice_ie.training.fit import Fitting, scored_answers
from vnpolice_ie.training.report.confusion import entity_confusion
from vnpolice_ie.training.report.reliability import Reliability, measure, reliability
from vnpolice_ie.types import Doc

ACCURACY = ROOT / "docs" / "accuracy.json"
DIGITS = 4
LEAST_SCORES = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95)

Readings = Mapping[str, Sequence[Doc]]
"""What each system read: `rules`, `network` (every tag and link by it) and `both` (as shipped)."""


def readings(gold: Sequence[GoldDocument], model: Path) -> Readings:
    """Read documents with the three systems.

    Args:
        gold: the documents.
        model: folder of the model.
    """
    folder = ModelFolder.open(model)
    reader = reader_of(folder)
    fitting = Fitting(OnnxBackend(folder, reader), reader, folder.settings, gold)
    rules = vie.load("rules")
    return {
        "rules": [rules(d.text, id=d.id, date=d.date) for d in gold],
        "network": fitting.read(Decisions()),
        "both": fitting.read(folder.settings.decisions),
    }


def figures(gold: Sequence[GoldDocument], read: Readings, samples: int) -> dict[str, dict[str, Any]]:
    """Figures by part and group, as `["entities"]["ORG"]`, with those of each system and the gain over the
    rules.
    """
    sums = {name: _summed(compare(gold, docs)) for name, docs in read.items()}
    bounds = {name: intervals(gold, docs, count=all_outcomes, samples=samples) for name, docs in read.items()}
    gains = compare_systems(gold, read["rules"], read["both"], count=all_outcomes, samples=samples)
    table: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for gain in gains.differences:
        group = gain.part, gain.group
        found: dict[str, Any] = {"gold": gain.gold}
        for name in read:
            figure = row(*sums[name].get(group, Outcome(0, 0, gain.gold)))
            low, high = bounds[name].get(group, (0.0, 0.0))
            found[name] = {"p": figure.p, "r": figure.r, "f1": figure.f1, "low": low, "high": high}
        low, high = gain.interval
        found["gain"] = {"f1": gain.difference, "low": low, "high": high, "is_real": gain.is_real}
        table[gain.part][gain.group] = found
    return dict(table)


def _summed(comparisons: Iterable[Comparison]) -> dict[tuple[str, str], Outcome]:
    sums: dict[tuple[str, str], Outcome] = {}
    for comparison in comparisons:
        for group, outcome in all_outcomes(comparison).items():
            before = sums.get(group, Outcome(0, 0, 0))
            sums[group] = Outcome(*(a + b for a, b in zip(before, outcome, strict=True)))
    return sums


def calibration(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """How far scores of mentions, relations and arguments are from the share that is right."""
    outcomes: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for answer in (answer for c in comparisons for answer in scored_answers(c)):
        outcomes[answer.part].append((answer.score, answer.right))
    return {
        "parts": {part: asdict(measure(found)) for part, found in outcomes.items()},
        "labels": {label: _without_bins(found) for label, found in reliability(comparisons).items()},
    }


def _without_bins(found: Reliability) -> dict[str, Any]:
    return {name: value for name, value in asdict(found).items() if name != "bins"}


def sureness(gold: Sequence[GoldDocument], docs: Sequence[Doc]) -> list[dict[str, Any]]:
    """How many facts come, how many of them are wrong, with what is less sure left out."""
    rows = []
    for least in LEAST_SCORES:
        sums = _summed(compare(gold, [doc.filtered(least) for doc in docs]))
        facts = [sums[part, "ALL"] for part in ("entities", "relations", "arguments")]
        right, wrong = sum(outcome.right for outcome in facts), sum(outcome.wrong for outcome in facts)
        rows.append({"least": least, "right": right, "wrong": wrong})
    return rows


def faults(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Count the faults of mentions, relations and arguments by kind and name."""
    return {
        "entities": _by_name(
            (span.tag, pair.kind)
            for c in comparisons
            for pair in align_spans(c)
            if (span := pair.gold or pair.predicted)
        ),
        "confused": [list(mixed) for mixed in entity_confusion(comparisons).worst(limit=30)],
        "relations": _links(comparisons, align_relations),
        "arguments": _links(comparisons, align_arguments),
    }


def _by_name(found: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Counts of kinds by name, and of all names under `ALL`."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, kind in found:
        for group in ("ALL", name):
            counts[group][kind] += 1
    return {name: dict(sorted(counts[name].items())) for name in sorted(counts)}


def _links(
    comparisons: Iterable[Comparison], align: Callable[[Comparison], list[LinkPair]]
) -> dict[str, dict[str, int]]:
    return _by_name(
        (link.type, kind_of_link(pair, c))
        for c in comparisons
        for pair in align(c)
        if (link := pair.gold or pair.predicted)
    )


def kind_of_link(pair: LinkPair, c: Comparison) -> str:
    """`right`, `label`, or what is wrong with a link that one side lacks.

    `missed, trigger` and `missed, end`: the trigger, or another of its two mentions, was not read; `missed,
    near` and `missed, far`: both were read, and stand in one sentence or not; `spurious, end`: one of the two
    is itself wrong; `spurious, edge`: both are right.
    """
    link = pair.gold or pair.predicted
    assert link is not None
    if pair.kind in {"right", "label"}:
        return pair.kind
    there = c.read_spans if pair.gold else c.gold_spans
    lost = [end for end in (link.first, link.second) if span_of(end) not in there]
    if lost:
        is_trigger = pair.gold is not None and lost[0].label == "EVENT"
        return "missed, trigger" if is_trigger else f"{pair.kind}, end"
    if pair.predicted:
        return "spurious, edge"
    starts = [start for start, _ in sentences(c.gold.text)]
    first, second = (bisect_right(starts, end.start) for end in (link.first, link.second))
    return "missed, near" if first == second else "missed, far"


def accuracy(gold: Sequence[GoldDocument], model: Path, samples: int = SAMPLES) -> dict[str, Any]:
    """Measure everything on one set of documents."""
    read = readings(gold, model)
    both = compare(gold, read["both"])
    return {
        "documents": len(gold),
        "characters": sum(len(document.text) for document in gold),
        "figures": figures(gold, read, samples),
        "calibration": calibration(both),
        "sureness": sureness(gold, read["both"]),
        "faults": faults(both),
    }


def _as_text(measured: Mapping[str, Any]) -> str:
    """JSON with one line for each innermost object or list, so that changes can be read."""
    text = json.dumps(_rounded(measured), indent=1)
    return re.sub(r"[\[{][^\[\]{}]*[]}]", lambda found: " ".join(found[0].split()), text) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", metavar="NAME=GOLD")
    parser.add_argument("-o", "--output", type=Path, default=ACCURACY)
    parser.add_argument("--model", default=DEFAULT, help="name of a model, or its folder")
    args = parser.parse_args(arguments)
    model = Path(args.model) if Path(args.model).is_dir() else shipped(args.model)
    measured = {}
    for words in args.sets:
        name, _, path = words.partition("=")
        if not path:
            parser.error(f"{words!r} is not NAME=GOLD")
        gold, wrong = read_gold(Path(path))
        if wrong:
            parser.error("\n".join(map(str, wrong)))
        measured[name] = accuracy(gold, model)
        print(f"{name}: {len(gold)} documents")
    args.output.write_text(_as_text(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
