"""The one decoder: scores of units and pairs to spans and links, for training, evaluation and use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.features import Features, line_starts
from vnpolice_ie.model.paths import NEVER, Ints, best_paths, spans_of_path
from vnpolice_ie.model.scheme import Scheme, is_ours
from vnpolice_ie.model.tags import BEGIN, END, INSIDE, SINGLE, first_tag
from vnpolice_ie.model.units import UnitSpan

Floats = npt.NDArray[np.float32]


class ScoredSpan(NamedTuple):
    """A decoded span of units [start, end), its tag, and the probability that the model gives to it."""

    start: int
    end: int
    tag: str
    score: float

    def bare(self) -> UnitSpan:
        """Return the span without its score."""
        return UnitSpan(self.start, self.end, self.tag)


def whole_lines(scores: Floats, starts: npt.NDArray[np.bool_]) -> Floats:
    """Return scores of tags in which no span goes on from one line to the next (guidelines, section 5).

    Args:
        scores: of each unit and tag; left as they are.
        starts: whether a unit begins a line, shape [units].
    """
    if not starts[1:].any():
        return scores
    kept = scores.copy()
    tags = np.arange(first_tag(0), scores.shape[1])
    goes_on = tags[np.isin((tags - first_tag(0)) % 4, (INSIDE, END))]
    kept[np.flatnonzero(starts)[:, None], goes_on] = NEVER
    return kept


def in_lines(scheme: Scheme, features: Features, outer: Floats, inner: Floats) -> tuple[Floats, Floats]:
    """Return the scores of both layers with `whole_lines`, if the scheme is the library's own.

    Args:
        scheme: the tags.
        features: the feature matrix of the units, which tells where lines begin.
        outer, inner: scores of both layers.
    """
    if not is_ours(scheme):
        return outer, inner
    starts = line_starts(features)
    return whole_lines(outer, starts), whole_lines(inner, starts)


def decode_spans(scheme: Scheme, outer: Floats, inner: Floats) -> tuple[list[ScoredSpan], list[ScoredSpan]]:
    """Decode both layers of a text.

    Args:
        scheme: the tags of both layers, and which may stand in which.
        outer: log-probabilities of layer 1, shape [units, 1 + 4 · outer tags].
        inner: those of layer 2, shape [units, 1 + 4 · inner labels].

    Returns:
        The spans of layer 1, and those of layer 2, each inside a span of layer 1 that may hold it.
    """
    found, nested = best_spans(scheme, outer, inner, [0])
    return _scored(found, outer, scheme.outer), _scored(nested, inner, scheme.inner)


def best_spans(
    scheme: Scheme,
    outer: Floats,
    inner: Floats,
    firsts: Sequence[int],
    standing: tuple[Sequence[UnitSpan], Sequence[UnitSpan]] = ((), ()),
) -> tuple[Ints, Ints]:
    """Decode both layers of many texts, one after the other in one row of units.

    Args:
        scheme: the tags of both layers, and which may stand in which.
        outer: log-probabilities of layer 1, perhaps steered, shape [units, 1 + 4 · outer tags].
        inner: those of layer 2, shape [units, 1 + 4 · inner labels].
        firsts: the first unit of each text, in rising order.
        standing: of both layers what stands without being decoded; of layer 2 only what layer 1 may hold.

    Returns:
        The spans of layer 1 in order, and those of layer 2, each inside a span of layer 1 that may hold it:
        start, end and label id of each, shape [spans, 3].
    """
    found = spans_of_path(best_paths(outer, firsts))
    found = _in_order(found, _table(standing[0], scheme.outer_id))
    can_hold = np.flatnonzero(scheme.inside.any(axis=1))
    holders = found[(found[:, 1] - found[:, 0] > 1) & np.isin(found[:, 2], can_hold)]
    if not len(holders):
        return found, holders
    held = _held(scheme, holders, _table(standing[1], scheme.inner_id))
    return found, _in_order(_nested(scheme, inner, holders), held)


def _table(spans: Sequence[UnitSpan], ids: Mapping[str, int]) -> Ints:
    rows = [(start, end, ids[tag]) for start, end, tag in spans]
    return np.array(rows, dtype=np.int64).reshape(len(rows), 3)


def _in_order(some: Ints, others: Ints) -> Ints:
    """Spans of two tables by their starts."""
    if not len(others):
        return some
    spans = np.concatenate([some, others])
    return spans[np.argsort(spans[:, 0], kind="stable")]


def _nested(scheme: Scheme, inner: Floats, holders: Ints) -> Ints:
    """Spans of layer 2, each inside one of the holders (spans of layer 1) and shorter than it."""
    start, end, tag = holders.T
    length = end - start
    firsts = np.cumsum(length) - length  # of each holder in the row of the units of all
    shift = start - firsts
    scores = inner[np.arange(length.sum()) + np.repeat(shift, length)]
    barred = np.repeat(~scheme.inside[tag], 4, axis=1)
    scores[:, first_tag(0) :][np.repeat(barred, length, axis=0)] = NEVER
    inside = spans_of_path(best_paths(scores, firsts.tolist()))
    holder = np.searchsorted(firsts, inside[:, 0], side="right") - 1
    inside[:, :2] += shift[holder, None]
    return np.asarray(inside[inside[:, 1] - inside[:, 0] < length[holder]])


def _held(scheme: Scheme, holders: Ints, standing: Ints) -> Ints:
    """Those spans of layer 2 that one of the holders may hold, and is longer than."""
    start, end, label = standing.T
    holder = holders[np.maximum(np.searchsorted(holders[:, 0], start, side="right") - 1, 0)]
    first, last, tag = holder.T
    inside = (first <= start) & (end <= last) & (end - start < last - first)
    return np.asarray(standing[inside & scheme.inside[tag, label]])


def _scored(spans: Ints, log_probabilities: Floats, tags: Sequence[str]) -> list[ScoredSpan]:
    return [
        ScoredSpan(start, end, tags[label], score)
        for (start, end, label), score in zip(
            spans.tolist(), span_scores(log_probabilities, spans), strict=True
        )
    ]


def span_scores(log_probabilities: Floats, spans: Ints) -> list[float]:
    """Probabilities of spans: each that of its least sure unit.

    Args:
        log_probabilities: of each unit and tag, shape [units, tags].
        spans: start, end and label id of each, none of them empty, shape [spans, 3].
    """
    if not len(spans):
        return []
    start, end, label = spans.T
    length = end - start
    first = np.cumsum(length) - length  # of each span in the row of the units of all
    unit = np.arange(length.sum()) + np.repeat(start - first, length)
    tag = np.repeat(first_tag(0) + 4 * label, length) + INSIDE
    tag[first] += BEGIN - INSIDE
    last = first + length - 1
    tag[last] += np.where(length > 1, END - INSIDE, SINGLE - BEGIN)
    scores: list[float] = np.exp(np.minimum.reduceat(log_probabilities[unit, tag], first)).tolist()
    return scores


class ScoredLink(NamedTuple):
    """A decoded link from span `head` to span `tail` (their indices), its name and probability."""

    head: int
    tail: int
    name: str
    score: float


def decode_links(
    scheme: Scheme,
    pairs: npt.NDArray[np.int64],
    probabilities: Floats,
    allowed: npt.NDArray[np.bool_],
    thresholds: Sequence[float],
) -> list[ScoredLink]:
    """Links whose probability reaches the threshold of their kind.

    Args:
        scheme: the links.
        pairs: indices of head and tail, shape [pairs, 2].
        probabilities: shape [pairs, links].
        allowed: which links the tags of each pair allow, shape [pairs, links].
        thresholds: one for each link.
    """
    reached = allowed & (probabilities >= np.asarray(thresholds, dtype=np.float32))
    at = np.flatnonzero(reached)
    rows, links = np.divmod(at, reached.shape[1])
    return [
        ScoredLink(head, tail, scheme.links[link].name, score)
        for (head, tail), link, score in zip(
            pairs[rows].tolist(), links.tolist(), probabilities.flat[at].tolist(), strict=True
        )
    ]
