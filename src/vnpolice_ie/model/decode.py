"""The one decoder: scores of units and pairs to spans and links, for training, evaluation and use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.features import Features, line_starts
from vnpolice_ie.model.paths import NEVER, best_path, best_paths, spans_of_path
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
    goes_on = np.isin((np.arange(scores.shape[1]) - 1) % 4, (INSIDE, END)) & (np.arange(scores.shape[1]) > 0)
    kept[np.ix_(starts, goes_on)] = NEVER
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
    """Decode both layers.

    Args:
        scheme: the tags of both layers, and which may stand in which.
        outer: log-probabilities of layer 1, perhaps steered, shape [units, 1 + 4 · outer tags].
        inner: those of layer 2, shape [units, 1 + 4 · inner labels].

    Returns:
        The spans of layer 1, and those of layer 2, each inside a span of layer 1 that may hold it.
    """
    found = _scored(spans_of_path(best_path(outer)), outer, scheme.outer)
    return found, _scored(_nested(scheme, inner, found), inner, scheme.inner)


def _nested(scheme: Scheme, inner: Floats, holders: Sequence[ScoredSpan]) -> list[tuple[int, int, int]]:
    """Spans (start, end, label id) of layer 2, each inside one of the holders and shorter than it."""
    inside = {
        holder: labels
        for holder in holders
        if holder.end - holder.start > 1 and (labels := scheme.inside[scheme.outer_id[holder.tag]]).any()
    }
    if not inside:
        return []
    parts = [inner[holder.start : holder.end].copy() for holder in inside]
    for part, labels in zip(parts, inside.values(), strict=True):
        for label in np.flatnonzero(~labels).tolist():
            part[:, first_tag(label) : first_tag(label) + 4] = NEVER
    firsts = np.cumsum([0, *map(len, parts)])
    path = best_paths(np.concatenate(parts), firsts[:-1].tolist())
    return [
        (holder.start + start, holder.start + end, label)
        for holder, first, last in zip(inside, firsts[:-1], firsts[1:], strict=True)
        for start, end, label in spans_of_path(path[first:last])
        if end - start < last - first
    ]


def _scored(
    spans: Sequence[tuple[int, int, int]], log_probabilities: Floats, tags: Sequence[str]
) -> list[ScoredSpan]:
    return [
        ScoredSpan(start, end, tags[label], score)
        for (start, end, label), score in zip(spans, span_scores(log_probabilities, spans), strict=True)
    ]


def span_scores(log_probabilities: Floats, spans: Sequence[tuple[int, int, int]]) -> list[float]:
    """Probabilities of spans: each that of its least sure unit.

    Args:
        log_probabilities: of each unit and tag, shape [units, tags].
        spans: (start, end, label id), none of them empty.
    """
    if not spans:
        return []
    start, end, label = np.array(spans, dtype=np.int64).T
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
    found: list[ScoredLink] = []
    for row, link in zip(*np.nonzero(reached), strict=True):
        head, tail = map(int, pairs[row])
        found.append(ScoredLink(head, tail, scheme.links[link].name, float(probabilities[row, link])))
    return found
