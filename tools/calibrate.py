"""Measure how often each rule is right and write it as the rules' scores.

    python tools/calibrate.py GOLD [-o src/vnpolice_ie/rules/scores.json]

GOLD is a development set: a file or folder of the guidelines' mark-up, or JSON Lines. The score of a
rule is the share of its matches that are right there: of spans with exact offsets and label, of
relations and arguments as facts (`argument.TYPE.ROLE`). That of a rare rule is drawn towards the mean
of what it yields (its label, relation type or role), as if `PRIOR` more matches of mean quality had
been seen. Each dotted prefix (a stage, `argument.TYPE`) gets the score of all its rules together, for
rules that are not in the table.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import vnpolice_ie as vie
from vnpolice_ie.evaluation.facts import Comparison
from vnpolice_ie.evaluation.scoring import compare
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.streaming import Record

SCORES = Path(__file__).resolve().parents[1] / "src" / "vnpolice_ie" / "rules" / "scores.json"
PRIOR = 5.0
DIGITS = 3


class Match(NamedTuple):
    """One match of a rule: what it yielded (a label, relation type or role), and whether that is right."""

    rule: str
    kind: str
    right: bool


def matches(c: Comparison) -> Iterator[Match]:
    for mention in c.doc.entities:
        yield Match(mention.rule, mention.tag, c.match(mention) is not None)
    for relation in c.doc.relations:
        yield Match(relation.rule, relation.type, c.relation_fact(relation) in c.gold_relations)
    for event in c.doc.events:
        for argument in event.arguments:
            right = c.argument_fact(event, argument) in c.gold_arguments
            yield Match(f"argument.{event.type}.{argument.role}", argument.role, right)


def calibrate(found: Iterable[Match]) -> dict[str, dict[str, float | int]]:
    """Return score, count and right ones of each rule and each dotted prefix, in order of name."""
    kinds: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    rules: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for match in found:
        kinds[match.kind][match.right] += 1
        name = match.rule
        while name:
            rules[name][match.kind, match.right] += 1
            name = name.rpartition(".")[0]
    mean = {kind: seen[True] / seen.total() for kind, seen in kinds.items()}
    return {rule: _row(rules[rule], mean) for rule in sorted(rules)}


def _row(seen: Counter[tuple[str, bool]], mean: dict[str, float]) -> dict[str, float | int]:
    count = seen.total()
    right = sum(n for (_, is_right), n in seen.items() if is_right)
    expected = sum(n * mean[kind] for (kind, _), n in seen.items()) / count
    return {
        "score": round((right + PRIOR * expected) / (count + PRIOR), DIGITS),
        "right": right,
        "count": count,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=SCORES)
    args = parser.parse_args()
    gold, faults = read_gold(args.gold)
    if faults:
        parser.error("\n".join(map(str, faults)))
    records = (Record(d.id, d.text, d.date) for d in gold)
    docs = list(vie.load("rules").pipe(records, on_error="raise"))
    rules = calibrate(match for c in compare(gold, docs) for match in matches(c))
    about = (
        "Share of the matches of each rule that were right on the development set; made by tools/calibrate.py"
    )
    lines = [f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rules.items()]
    head = json.dumps({"about": about, "documents": len(gold)}, indent=1)[:-2]
    args.output.write_text(head + ',\n "rules": {\n' + ",\n".join(lines) + "\n }\n}\n", encoding="utf-8")
    print(f"{len(rules)} rules and prefixes from {len(gold)} documents: {args.output}")


if __name__ == "__main__":
    main()
