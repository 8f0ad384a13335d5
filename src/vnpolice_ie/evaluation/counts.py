"""Counts of what was found rightly, wrongly and not at all, and the figures made from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from typing import Any, Generic, NamedTuple, TypeVar

Fact = TypeVar("Fact", bound=Hashable)


class Row(NamedTuple):
    """Precision, recall, F1, and how many there are in the gold and in the prediction."""

    p: float
    r: float
    f1: float
    gold: int
    predicted: int


class Share(NamedTuple):
    """A share of right ones, and of how many."""

    accuracy: float
    of: int


class Outcome(NamedTuple):
    """Facts that both have, that the prediction alone (`wrong`) and that the gold alone (`missed`) has."""

    right: int
    wrong: int
    missed: int


def row(right: int, wrong: int, missed: int) -> Row:
    """Make the figures; a share of nothing is 0."""
    p = right / (right + wrong) if right + wrong else 0.0
    r = right / (right + missed) if right + missed else 0.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return Row(p, r, f1, right + missed, right + wrong)


def share(right: int, wrong: int) -> Share:
    """Make a share; that of nothing is 0."""
    return Share(right / max(1, right + wrong), right + wrong)


class Tally(Generic[Fact]):
    """Facts of one kind over many documents, counted by group.

    Attributes:
        faults: for each group, lines that show its faults: `+` predicted only, `-` gold only.
    """

    def __init__(self, group: Callable[[Fact], str]) -> None:
        self._group = group
        self._right: Counter[str] = Counter()
        self._wrong: Counter[str] = Counter()
        self._missed: Counter[str] = Counter()
        self.faults: defaultdict[str, list[str]] = defaultdict(list)

    def add(
        self,
        gold: Counter[Fact],
        predicted: Counter[Fact],
        where: str,
        show: Callable[[Fact], str] = str,
    ) -> None:
        """Count the facts of one document."""
        for fact in gold | predicted:
            group = self._group(fact)
            both, surplus = min(gold[fact], predicted[fact]), predicted[fact] - gold[fact]
            self._right[group] += both
            if surplus > 0:
                self._wrong[group] += surplus
                self.faults[group].append(f"+ {where}: {show(fact)}")
            elif surplus < 0:
                self._missed[group] -= surplus
                self.faults[group].append(f"- {where}: {show(fact)}")

    def outcomes(self) -> dict[str, Outcome]:
        """Counts of each group in order of name, then of all together under `ALL`."""
        groups = sorted(self._right.keys() | self._wrong.keys() | self._missed.keys())
        counts = {g: Outcome(self._right[g], self._wrong[g], self._missed[g]) for g in groups}
        counts["ALL"] = Outcome(self._right.total(), self._wrong.total(), self._missed.total())
        return counts

    def rows(self) -> dict[str, Row]:
        """Figures of each group in order of name, then of all together under `ALL`."""
        return {group: row(*outcome) for group, outcome in self.outcomes().items()}


def pairs(clusters: Counter[Any]) -> int:
    """Count the pairs within clusters, given how many members each has."""
    return sum(n * (n - 1) // 2 for n in clusters.values())
