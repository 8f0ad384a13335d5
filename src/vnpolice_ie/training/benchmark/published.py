"""Published figures of the benchmarks, each with its source (published.tsv)."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

from vnpolice_ie.lexicon.loader import parse_table

_FILE = "published.tsv"


class PublishedRow(NamedTuple):
    """One published figure.

    Attributes:
        benchmark: name of the set.
        variant: the variant that it was measured on; empty if the set has one only.
        measure: what was measured, as "level 1".
        model: the model.
        f1: 0 to 1.
        source: the paper.
    """

    benchmark: str
    variant: str
    measure: str
    model: str
    f1: float
    source: str


@cache
def _rows() -> tuple[PublishedRow, ...]:
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    return tuple(
        PublishedRow(
            row["set"], row["variant"], row["measure"], row["model"], float(row["f1"]), row["source"]
        )
        for row in parse_table(text, _FILE)
    )


def published(benchmark: str) -> list[PublishedRow]:
    """The published figures of a set, lowest first; those of all its variants, since each names its own."""
    return sorted((row for row in _rows() if row.benchmark == benchmark), key=lambda row: row.f1)
