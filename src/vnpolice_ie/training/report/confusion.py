"""What was taken for what: gold label × predicted label, and the same of relations and roles.

Mentions are paired by overlap (`evaluation.alignment`), so a mention with the right label and a wrong
boundary stands on the diagonal; the column `exact` tells how many have the right boundary too. Links are
paired by the two ends that they join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from vnpolice_ie.display.fragment import escape
from vnpolice_ie.evaluation.alignment import LinkPair, SpanPair, align_arguments, align_relations, align_spans
from vnpolice_ie.evaluation.facts import Comparison
from vnpolice_ie.training.report.tables import Cell, Table, scheme_order

NONE = "none"
"""Row of what the gold does not have, column of what was not found."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of pairs.

    Attributes:
        names: labels, relation types or roles that occur, in the order of the scheme; without `NONE`.
        counts: how often (gold, predicted) came together; either may be `NONE`, not both.
        exact: of a name's pairs on the diagonal, those that the scorer counts as right.
    """

    names: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    exact: Mapping[str, int]

    def table(self) -> Table:
        """Return rows of the gold by columns of the reading."""
        names = (*self.names, NONE)
        rows = []
        for gold in names:
            cells: tuple[Cell, ...] = tuple(self.counts.get((gold, read), 0) for read in names)
            rows.append((gold, *cells, self.exact.get(gold, 0)))
        return Table(("gold \\ read", *names, "exact"), tuple(rows))

    def to_html(self) -> str:
        """Return the table with its faults shaded by their share of the row; empty cells are zeros."""
        names = (*self.names, NONE)
        head = "".join(
            f'<th scope="col"><span>{escape(_short(name))}</span></th>' for name in (*names, "exact")
        )
        rows = "".join(self._row(gold, names) for gold in names)
        return (
            f'<table class="confusion"><thead><tr><th>gold \\ read</th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def _row(self, gold: str, names: Sequence[str]) -> str:
        total = sum(self.counts.get((gold, read), 0) for read in names)
        cells = [f'<th scope="row">{escape(_short(gold))}</th>']
        for read in names:
            count = self.counts.get((gold, read), 0)
            kind = "right" if gold == read else "wrong"
            shade = f' class="{kind}" style="--share:{100 * count / total:.0f}%"' if count else ""
            cells.append(f"<td{shade}>{count or ''}</td>")
        cells.append(f"<td>{self.exact.get(gold, '')}</td>")
        return f"<tr>{''.join(cells)}</tr>"

    def worst(self, limit: int = 10) -> list[tuple[str, str, int]]:
        """Return the most frequent confusions of two names, as (gold, predicted, count)."""
        mixed = [(g, p, n) for (g, p), n in self.counts.items() if g != p and NONE not in {g, p}]
        return sorted(mixed, key=lambda c: (-c[2], c))[:limit]


def _short(name: str) -> str:
    return name.removeprefix("EVENT.")


def entity_confusion(comparisons: Iterable[Comparison]) -> Confusion:
    """Count the confusions of labels; an EVENT counts by its type."""
    return _count(
        (p.gold.tag if p.gold else NONE, p.predicted.tag if p.predicted else NONE, p)
        for c in comparisons
        for p in align_spans(c)
    )


def relation_confusion(comparisons: Iterable[Comparison]) -> Confusion:
    """Count the confusions of relation types."""
    return _links(pair for c in comparisons for pair in align_relations(c))


def role_confusion(comparisons: Iterable[Comparison]) -> Confusion:
    """Count the confusions of roles, which are listed by the alphabet."""
    found = _links(pair for c in comparisons for pair in align_arguments(c))
    return replace(found, names=tuple(sorted(found.names)))


def _links(pairs: Iterable[LinkPair]) -> Confusion:
    return _count(
        (p.gold.type if p.gold else NONE, p.predicted.type if p.predicted else NONE, p) for p in pairs
    )


def _count(found: Iterable[tuple[str, str, SpanPair | LinkPair]]) -> Confusion:
    counts: Counter[tuple[str, str]] = Counter()
    exact: Counter[str] = Counter()
    for gold, predicted, pair in found:
        counts[gold, predicted] += 1
        exact[gold] += pair.kind == "right"
    names = {name for pair_names in counts for name in pair_names} - {NONE}
    return Confusion(tuple(sorted(names, key=scheme_order)), counts, +exact)
