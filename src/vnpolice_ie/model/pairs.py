"""Which spans the pair head compares, and what is told of each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.units import UnitSpan

Ints = npt.NDArray[np.int64]
RuleLinks = Mapping[tuple[int, int], Sequence[str]]

DISTANCES: Final = (0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48, 64, 96)
"""Upper bounds of the classes of distance, in units between the two spans."""
_SENTENCES: Final = 4
_BETWEEN: Final = 4
_HEADS_AT_ONCE: Final = 1024  # spans whose neighbours are looked at together


@dataclass(frozen=True)
class Pairs:
    """Pairs of spans.

    Attributes:
        index: head and tail of each, as indices of spans, shape [pairs, 2].
        features: classes of distance and the like, shape [pairs, pair features].
        rules: links that the rules gave to each, shape [pairs, links], 0 or 1.
    """

    index: Ints
    features: Ints
    rules: npt.NDArray[np.float32]


PAIR_SIZES: Final = (2 * (len(DISTANCES) + 1), 2 * _SENTENCES, _BETWEEN, _BETWEEN, _BETWEEN)
"""How many values each pair feature has: distance by order, sentences apart by order, spans of the
tail's tag between, spans of the head's tag between, spans of all tags between."""


def pairs_of(
    scheme: Scheme,
    spans: Sequence[UnitSpan],
    sentence_of: Sequence[int] | Ints,
    max_distance: int,
    rule_links: RuleLinks | None = None,
) -> Pairs:
    """Return all pairs that some link may join and that stand at most `max_distance` units apart.

    Args:
        scheme: the links and what they may join.
        spans: of both layers, in the order of their starts.
        sentence_of: number of the sentence of each unit.
        max_distance: between the end of one and the start of the other, in units.
        rule_links: names of links that the rules gave to a pair of span indices.
    """
    tag = np.array([scheme.tag_id[span.tag] for span in spans], dtype=np.int64)
    start = np.array([span.start for span in spans], dtype=np.int64)
    end = np.array([span.end for span in spans], dtype=np.int64)
    some = np.asarray(scheme.allowed.any(axis=2))
    index = _joinable_pairs(some, tag, start, end, max_distance)
    return Pairs(
        index, _features(index, tag, start, end, sentence_of), _rules(scheme, index, rule_links or {})
    )


def joinable(scheme: Scheme, spans: Sequence[UnitSpan], pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Tell which links the tags of each pair allow, shape [pairs, links]."""
    tag = np.array([scheme.tag_id[span.tag] for span in spans], dtype=np.int64)
    head, tail = pairs.index.T
    return np.asarray(scheme.allowed[tag[head], tag[tail]])


def _joinable_pairs(some: npt.NDArray[np.bool_], tag: Ints, start: Ints, end: Ints, reach: int) -> Ints:
    found = [np.zeros((0, 2), dtype=np.int64)]
    longest = int((end - start).max(initial=0))
    first = np.searchsorted(start, start - reach - longest)
    count = np.searchsorted(start, end + reach + 1) - first
    for low in range(0, len(tag), _HEADS_AT_ONCE):
        here = slice(low, low + _HEADS_AT_ONCE)
        many = count[here]
        head = np.repeat(np.arange(low, low + len(many)), many)
        tail = np.arange(len(head)) + np.repeat(first[here] - np.cumsum(many) + many, many)
        kept = some[tag[head], tag[tail]]
        head, tail = head[kept], tail[kept]
        apart = np.maximum(start[tail] - end[head], start[head] - end[tail])
        kept = (apart <= reach) & (tail != head)
        found.append(np.stack([head[kept], tail[kept]], axis=1))
    return np.concatenate(found)


def _features(index: Ints, tag: Ints, start: Ints, end: Ints, sentence_of: Sequence[int] | Ints) -> Ints:
    head, tail = index[:, 0], index[:, 1]
    after = (start[tail] >= start[head]).astype(np.int64)
    apart = np.maximum(np.maximum(start[tail] - end[head], start[head] - end[tail]), 0)
    distance = np.searchsorted(np.array(DISTANCES), apart)
    sentence = np.asarray(sentence_of, dtype=np.int64)[start] if len(start) else start
    sentences = np.minimum(np.abs(sentence[head] - sentence[tail]), _SENTENCES - 1)
    counts = _running_counts(tag)
    low, high = np.minimum(head, tail), np.maximum(head, tail)

    def between(of: Ints) -> Ints:
        return np.asarray(np.clip(counts[high, of] - counts[low + 1, of], 0, _BETWEEN - 1))

    everything = np.full(len(index), counts.shape[1] - 1, dtype=np.int64)
    return np.stack(
        [
            distance * 2 + after,
            sentences * 2 + after,
            between(tag[tail]),
            between(tag[head]),
            between(everything),
        ],
        axis=1,
    )


def _running_counts(tag: Ints) -> Ints:
    """Number of spans of each tag, and of all tags, before each span: shape [spans + 1, tags + 1]."""
    width = int(tag.max()) + 1 if len(tag) else 0
    one = np.zeros((len(tag) + 1, width + 1), dtype=np.int64)
    one[np.arange(1, len(tag) + 1), tag] = 1
    one[1:, width] = 1
    return one.cumsum(axis=0)


def _rules(scheme: Scheme, index: Ints, rule_links: RuleLinks) -> npt.NDArray[np.float32]:
    table = np.zeros((len(index), len(scheme.links)), dtype=np.float32)
    rows = rows_of(index, list(rule_links))
    for row, names in zip(rows, rule_links.values(), strict=True):
        if row >= 0:
            for name in names:
                table[row, scheme.link_id[name]] = 1.0
    return table


def rows_of(index: Ints, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Rows of pairs in the index of `pairs_of`, which is in order of head and tail; -1 for one not in it."""
    if not len(index) or not pairs:
        return [-1] * len(pairs)
    wanted = np.array(pairs, dtype=np.int64)
    width = int(max(index.max(), wanted.max())) + 1
    keys, looked_for = index @ np.array([width, 1]), wanted @ np.array([width, 1])
    rows = np.minimum(np.searchsorted(keys, looked_for), len(keys) - 1)
    found: list[int] = np.where(keys[rows] == looked_for, rows, -1).tolist()
    return found
