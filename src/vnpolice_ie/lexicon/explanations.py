"""What each rule is, in words (lexicon/data/rules.tsv)."""

from __future__ import annotations

from functools import cache

from vnpolice_ie.lexicon.loader import read_table


@cache
def _table() -> dict[str, str]:
    return {row["rule"]: row["explanation"] for row in read_table("rules")}


def explain(rule: str) -> str:
    """Say what a rule is.

    A rule without a line of its own is explained by its longest dotted prefix that has one, at least
    by its stage (`triggers.say.speaker` by `triggers.say` or `triggers`); an unknown one by nothing.
    """
    name = rule
    while name:
        if name in _table():
            return _table()[name]
        name = name.rpartition(".")[0]
    return ""
