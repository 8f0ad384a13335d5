"""Calibrated scores: how often each rule was right on the development set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from vnpolice_ie.errors import ResourceError

UNKNOWN = 0.5
"""Score of a rule of which nothing was measured, nor of its stage: right or wrong, nobody knows."""


class RuleScores:
    """Score of a rule by its name.

    A name that the table does not hold takes the score of its longest dotted prefix that it holds
    (`dates.new-rule` that of the stage `dates`, `argument.MEETING.CHAIR` that of `argument.MEETING`),
    and `UNKNOWN` where there is none.
    """

    def __init__(self, table: Mapping[str, float]) -> None:
        self._table = dict(table)

    def __call__(self, rule: str) -> float:
        """Return the score, 0 to 1."""
        score = self._table.get(rule)
        if score is None:
            prefix, dot, _ = rule.rpartition(".")
            score = self._table[rule] = self(prefix) if dot else UNKNOWN
        return score


@cache
def rule_scores() -> RuleScores:
    """Return the scores that ship with the rules (rules/scores.json, made by tools/calibrate.py).

    Raises:
        ResourceError: the file is missing.
    """
    file = resources.files("vnpolice_ie").joinpath("rules", "scores.json")
    if not file.is_file():
        raise ResourceError(
            "the scores of the rules are missing",
            where="rules/scores.json",
            remedy="The package is incomplete; install it again",
        )
    table = json.loads(file.read_text(encoding="utf-8"))["rules"]
    return RuleScores({rule: row["score"] for rule, row in table.items()})
