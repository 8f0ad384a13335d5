"""What each rule is, in words (lexicon/data/rules.tsv)."""

from __future__ import annotations

from functools import cache

from vnpolice_ie.lexicon.loader import read_table


@cache
def _table() -> dict[str, str]:
    return {row["rule"]: row["explanation"] for row in read_table("rules")}


def explain(rule: str) -> str:
    """Say what a rule is.

    A rule without a line of its own is explained by the longest beginning of its name, up to a full stop
    or a hyphen, that has one: `triggers.say-speaker` by `triggers.say`, at least by its stage. An unknown
    one is explained by nothing.
    """
    name = rule
    while name:
        if name in _table():
            return _table()[name]
        name = name[: max(name.rfind("."), name.rfind("-"), 0)]
    return ""
