"""Do scores mean what they say? Bins of score against the share that was right.

Expected calibration error (Guo et al. 2017, "On calibration of modern neural networks"): the mean distance
of score and share over bins of equal width, weighted by how many mentions each holds. Brier score: the mean
square of score less outcome.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vnpolice_ie.evaluation.facts import Comparison
from vnpolice_ie.training.report.tables import Table, scheme_order

ALL = "ALL"
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The mentions with scores of `low` (inclusive) to `high` (exclusive; 1 belongs to the last bin).

    Attributes:
        count: how many.
        score: their mean score.
        right: the share of them that is right.
    """

    low: float
    high: float
    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Scores of one label against outcomes.

    Attributes:
        count: mentions read.
        score: their mean score.
        right: the share of them that is right.
        ece: expected calibration error.
        brier: Brier score.
        bins: those that hold any, from low to high.
    """

    count: int
    score: float
    right: float
    ece: float
    brier: float
    bins: tuple[Bin, ...]


def reliability(comparisons: Iterable[Comparison], bins: int = BINS) -> dict[str, Reliability]:
    """Measure the scores of mentions, for each label that was read and for `ALL` together, which comes first.

    A mention is right where the gold has one of exactly its span and label. A label of which nothing was
    read has no entry; `ALL` always has one.
    """
    outcomes: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for c in comparisons:
        for mention in c.doc.entities:
            outcomes[mention.label].append((mention.score, c.match(mention) is not None))
    everything = [outcome for of_label in outcomes.values() for outcome in of_label]
    return {ALL: measure(everything, bins)} | {
        label: measure(outcomes[label], bins) for label in sorted(outcomes, key=scheme_order)
    }


def measure(outcomes: Sequence[tuple[float, bool]], bins: int = BINS) -> Reliability:
    """Measure scores, 0 to 1, each with whether what has it is right."""
    held: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in outcomes:
        held[min(bins - 1, max(0, int(score * bins)))].append((score, right))
    filled = tuple(
        Bin(
            i / bins, (i + 1) / bins, len(held[i]), _mean(s for s, _ in held[i]), _mean(r for _, r in held[i])
        )
        for i in sorted(held)
    )
    total = len(outcomes)
    return Reliability(
        count=total,
        score=_mean(score for score, _ in outcomes),
        right=_mean(right for _, right in outcomes),
        ece=sum(b.count * abs(b.score - b.right) for b in filled) / max(1, total),
        brier=_mean((score - right) ** 2 for score, right in outcomes),
        bins=filled,
    )


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held) if held else 0.0


def summary_table(measured: Mapping[str, Reliability]) -> Table:
    """Return one row a label."""
    return Table(
        ("label", "mentions", "mean score", "share right", "ECE", "Brier"),
        tuple((label, r.count, r.score, r.right, r.ece, r.brier) for label, r in measured.items()),
    )


def bin_table(measured: Mapping[str, Reliability]) -> Table:
    """Return one row a label and bin."""
    return Table(
        ("label", "from", "to", "mentions", "mean score", "share right"),
        tuple(
            (label, b.low, b.high, b.count, b.score, b.right) for label, r in measured.items() for b in r.bins
        ),
    )
