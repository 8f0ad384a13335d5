"""Is the difference between two systems real? Paired tests over documents.

The documents are the units: each is counted once for both systems, and what is drawn anew are documents,
never mentions, since mentions of one document stand or fall together.

- Interval and `p`: paired bootstrap resampling (Koehn 2004, "Statistical significance tests for machine
  translation evaluation"), percentiles of the difference over sets of as many documents drawn with return.
- `p_swapped`: approximate randomisation (Noreen 1989; Yeh 2000): how often does a difference as large come
  out when each document's two readings change sides by chance?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vnpolice_ie.errors import InputError
from vnpolice_ie.evaluation.counts import Outcome
from vnpolice_ie.evaluation.facts import Comparison
from vnpolice_ie.evaluation.scoring import compare as side_by_side
from vnpolice_ie.evaluation.scoring import outcomes
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.types import Doc

SAMPLES = 10_000
SEED = 1
LEVEL = 0.05
"""A difference is called real below this chance of error."""
FEW_DOCUMENTS = 20
"""With fewer documents the intervals are rough."""

_CHUNK = 1_000
_PARTS = ("entities", "events", "relations", "arguments", "references", "values", "coreference")

Group = tuple[str, str]
"""A part and a group of it, as `("entities", "ORG")`; `ALL` for the whole part."""
Count = Callable[[Comparison], dict[Group, Outcome]]
"""Counts one document: `outcomes`, or `all_outcomes` for more parts."""
Counts = NDArray[np.float64]
"""Right, wrong and missed of each document and group: documents × groups × 3."""


class Interval(NamedTuple):
    """Bounds that hold a figure or a difference in 95 of 100 cases."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Two systems on one group of facts.

    Attributes:
        part: `entities`, `relations`, `arguments`, `references`, or another that was counted.
        group: label, relation type or role; `ALL` for the whole part.
        gold: how many facts the gold has.
        a, b: F1 of the two systems.
        difference: `b - a`.
        interval: 95 % interval of the difference, by bootstrap.
        p: two-sided chance, by bootstrap, that the difference has the other sign or is none.
        p_swapped: the same by approximate randomisation.
    """

    part: str
    group: str
    gold: int
    a: float
    b: float
    difference: float
    interval: Interval
    p: float
    p_swapped: float

    @property
    def is_real(self) -> bool:
        """Tell whether both tests call the difference real."""
        low, high = self.interval
        return (low > 0 or high < 0) and self.p_swapped < LEVEL

    @property
    def verdict(self) -> str:
        """`B is better`, `A is better`, `same`, or `not shown`: the documents do not tell."""
        if self.is_real:
            return "B is better" if self.difference > 0 else "A is better"
        return "not shown" if self.difference else "same"


@dataclass(frozen=True, slots=True)
class CompareReport:
    """All differences of two systems over one set of documents."""

    documents: int
    samples: int
    seed: int
    differences: tuple[Difference, ...]

    def at(self, part: str, group: str = "ALL") -> Difference:
        """Return one difference.

        Raises:
            KeyError: neither the gold nor a system has such facts.
        """
        for difference in self.differences:
            if (difference.part, difference.group) == (part, group):
                return difference
        raise KeyError((part, group))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dicts, lists and numbers."""
        rows = [
            asdict(d) | {"interval": list(d.interval), "verdict": d.verdict, "is_real": d.is_real}
            for d in self.differences
        ]
        return {
            "documents": self.documents,
            "samples": self.samples,
            "seed": self.seed,
            "differences": rows,
        }


def compare_systems(
    gold: Iterable[GoldDocument],
    a: Iterable[Doc],
    b: Iterable[Doc],
    *,
    count: Count = outcomes,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> CompareReport:
    """Compare two systems' readings of the same annotated documents.

    Args:
        gold: the annotated documents.
        a: readings of the first system, matched by id.
        b: readings of the second system.
        count: what is counted.
        samples: how many sets are drawn, for each of the two tests.
        seed: seed of the draws; the same seed gives the same figures.

    Raises:
        InputError: there are no documents or samples, or a document has no reading or one of another text.
    """
    documents = _checked(gold, samples)
    groups, (counts_a, counts_b) = _count(documents, (list(a), list(b)), count)
    chance = np.random.default_rng(seed)
    drawn = _bootstrap(counts_a, counts_b, samples, chance)
    swapped = _swap(counts_a, counts_b, samples, chance)
    f1_a, f1_b = _f1(counts_a.sum(axis=0)), _f1(counts_b.sum(axis=0))
    differences = tuple(
        Difference(
            part=part,
            group=group,
            gold=int(counts_a[:, i, 0].sum() + counts_a[:, i, 2].sum()),
            a=float(f1_a[i]),
            b=float(f1_b[i]),
            difference=float(f1_b[i] - f1_a[i]),
            interval=_interval(drawn[:, i]),
            p=_two_sided(drawn[:, i]),
            p_swapped=_as_large(swapped[:, i], float(f1_b[i] - f1_a[i])),
        )
        for i, (part, group) in enumerate(groups)
    )
    return CompareReport(len(documents), samples, seed, differences)


def intervals(
    gold: Iterable[GoldDocument],
    docs: Iterable[Doc],
    *,
    count: Count = outcomes,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> dict[Group, Interval]:
    """95 % intervals of a system's F1 by bootstrap: over sets of as many documents drawn with return.

    Args:
        gold: the annotated documents.
        docs: the system's readings, matched by id.
        count: what is counted.
        samples: how many sets are drawn.
        seed: seed of the draws.

    Raises:
        InputError: there are no documents or samples, or a document has no reading or one of another text.
    """
    documents = _checked(gold, samples)
    groups, (counts,) = _count(documents, (list(docs),), count)
    drawn = _bootstrap(np.zeros_like(counts), counts, samples, np.random.default_rng(seed))
    return {group: _interval(drawn[:, i]) for i, group in enumerate(groups)}


def _checked(gold: Iterable[GoldDocument], samples: int) -> list[GoldDocument]:
    documents = list(gold)
    if not documents:
        raise InputError(
            "there are no annotated documents", remedy="Give at least one; some 50 tell something"
        )
    if samples < 1:
        raise InputError(f"samples is {samples}", remedy="Give a whole number of 1 or more")
    return documents


def _count(
    documents: list[GoldDocument], systems: Sequence[list[Doc]], count: Count
) -> tuple[list[Group], list[Counts]]:
    by_system = [[count(c) for c in side_by_side(documents, docs)] for docs in systems]
    found = {group for counted in by_system for document in counted for group in document}
    groups = sorted(found, key=lambda g: (_PARTS.index(g[0]), g[1] != "ALL", g[1]))
    return groups, [_table(counted, groups) for counted in by_system]


def _table(counted: Sequence[dict[Group, Outcome]], groups: Sequence[Group]) -> Counts:
    none = Outcome(0, 0, 0)
    return np.array([[document.get(group, none) for group in groups] for document in counted], np.float64)


def _f1(sums: Counts) -> NDArray[np.float64]:
    """F1 of counts whose last axis is right, wrong, missed; 0 where there is nothing right."""
    right, faults = sums[..., 0], sums[..., 1] + sums[..., 2]
    return np.divide(2 * right, 2 * right + faults, out=np.zeros_like(right), where=right > 0)


def _flat(counts: Counts) -> NDArray[np.float64]:
    return counts.reshape(len(counts), -1)


def _bootstrap(a: Counts, b: Counts, samples: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """Differences of F1 over drawn sets: samples × groups. A set is how often each document is in it."""
    documents, groups, _ = a.shape
    both = np.hstack([_flat(a), _flat(b)])
    parts = []
    for start in range(0, samples, _CHUNK):
        size = min(_CHUNK, samples - start)
        weights = chance.multinomial(documents, np.full(documents, 1 / documents), size=size)
        sums = (weights.astype(np.float64) @ both).reshape(size, 2, groups, 3)
        parts.append(_f1(sums[:, 1]) - _f1(sums[:, 0]))
    return np.concatenate(parts)


def _swap(a: Counts, b: Counts, samples: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """Differences of F1 after documents changed sides by chance: samples × groups."""
    documents, groups, _ = a.shape
    change = _flat(b) - _flat(a)
    sum_a, sum_b = _flat(a).sum(axis=0), _flat(b).sum(axis=0)
    parts = []
    for start in range(0, samples, _CHUNK):
        size = min(_CHUNK, samples - start)
        swapped = chance.integers(0, 2, size=(size, documents)).astype(np.float64) @ change
        first = (sum_a + swapped).reshape(size, groups, 3)
        second = (sum_b - swapped).reshape(size, groups, 3)
        parts.append(_f1(second) - _f1(first))
    return np.concatenate(parts)


def _interval(drawn: NDArray[np.float64]) -> Interval:
    return Interval(*map(float, np.quantile(drawn, (LEVEL / 2, 1 - LEVEL / 2))))


def _two_sided(drawn: NDArray[np.float64]) -> float:
    """Twice the share of draws on the far side of 0; one draw is added so that it is never 0."""
    far = min(int(np.sum(drawn <= 0)), int(np.sum(drawn >= 0)))
    return min(1.0, 2 * (far + 1) / (len(drawn) + 1))


def _as_large(swapped: NDArray[np.float64], difference: float) -> float:
    # Sums of the same numbers in another order may differ in the last digits.
    large = int(np.sum(np.abs(swapped) >= abs(difference) - 1e-12))
    return (large + 1) / (len(swapped) + 1)
