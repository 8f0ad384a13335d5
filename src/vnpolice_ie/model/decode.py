"""The one decoder: scores of units and pairs to spans and links, for training, evaluation and use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.features import Features, line_starts
from vnpolice_ie.model.scheme import Scheme, is_ours
from vnpolice_ie.model.tags import BEGIN, END, INSIDE, SINGLE, first_tag
from vnpolice_ie.model.units import UnitSpan

Floats = npt.NDArray[np.float32]
_NEVER = np.float32(-1e9)


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
    kept[np.ix_(starts, goes_on)] = _NEVER
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


def best_path(scores: Floats) -> npt.NDArray[np.int64]:
    """The best sequence of tags in which every span is whole (Viterbi).

    Args:
        scores: of each unit and tag, shape [units, 1 + 4 · labels], the tags of `model.tags`.

    Returns:
        The tags, shape [units].
    """
    count, tags = scores.shape
    labels = (tags - 1) // 4
    path = np.zeros(count, dtype=np.int64)
    if not count or not labels:
        return path
    begins, middles, ends, singles = np.ascontiguousarray(
        scores[:, 1:].reshape(count, labels, 4).transpose(2, 0, 1)
    )
    # Which single unit is the best, and whether it beats the outside, hangs on no other unit.
    single = singles.argmax(axis=1)
    alone = np.maximum(scores[:, 0], singles[np.arange(count), single])
    tag_alone = np.where(scores[:, 0] >= alone, 0, 4 * single + 1 + SINGLE).tolist()
    # Outside of spans the best way so far is one number; inside there is one for each label.
    free = np.float32(0.0)
    came = [0] * count  # the tag by which each unit can be left for the outside
    opened = np.empty((count, labels), dtype=np.bool_)  # whether the span of a label goes on best from here
    inside = np.full(labels, _NEVER, dtype=np.float32)
    for i, gain in enumerate(alone):
        closing = inside + ends[i]
        k = int(closing.argmax())
        fresh, going = begins[i] + free, inside + middles[i]
        np.greater_equal(fresh, going, out=opened[i])
        inside = np.maximum(fresh, going)
        free, came[i] = free + gain, tag_alone[i]
        if closing[k] > free:  # of equals the outside is taken
            free, came[i] = closing[k], first_tag(k) + END
    i = count - 1
    while i >= 0:
        tag = came[i]
        path[i] = tag
        if tag and (tag - 1) % 4 == END:
            label = (tag - 1) // 4
            i -= 1
            while not opened[i, label]:
                path[i] = first_tag(label) + INSIDE
                i -= 1
            path[i] = first_tag(label) + BEGIN
        i -= 1
    return path


def spans_of_path(path: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Spans (start, end, label id) of a valid sequence of tags."""
    spans: list[tuple[int, int, int]] = []
    start = 0
    for i in np.flatnonzero(path):
        label, place = divmod(int(path[i]) - 1, 4)
        if place in (BEGIN, SINGLE):
            start = int(i)
        if place in (END, SINGLE):
            spans.append((start, int(i) + 1, label))
    return spans


def decode_spans(scheme: Scheme, outer: Floats, inner: Floats) -> tuple[list[ScoredSpan], list[ScoredSpan]]:
    """Decode both layers.

    Args:
        scheme: the tags of both layers, and which may stand in which.
        outer: log-probabilities of layer 1, perhaps steered, shape [units, 1 + 4 · outer tags].
        inner: those of layer 2, shape [units, 1 + 4 · inner labels].

    Returns:
        The spans of layer 1, and those of layer 2, each inside a span of layer 1 that may hold it.
    """
    found = [
        ScoredSpan(start, end, scheme.outer[label], span_score(outer, start, end, label))
        for start, end, label in spans_of_path(best_path(outer))
    ]
    nested = [span for holder in found for span in _decode_inside(scheme, inner, holder)]
    return found, nested


def _decode_inside(scheme: Scheme, inner: Floats, holder: ScoredSpan) -> list[ScoredSpan]:
    labels = np.flatnonzero(scheme.inside[scheme.outer_id[holder.tag]])
    if not len(labels) or holder.end - holder.start < 2:
        return []
    part = inner[holder.start : holder.end].copy()
    forbidden = np.setdiff1d(np.arange(len(scheme.inner)), labels)
    for label in forbidden:
        part[:, first_tag(label) : first_tag(label) + 4] = _NEVER
    spans = [
        (holder.start + start, holder.start + end, label)
        for start, end, label in spans_of_path(best_path(part))
        if end - start < len(part)
    ]
    return [
        ScoredSpan(start, end, scheme.inner[label], span_score(inner, start, end, label))
        for start, end, label in spans
    ]


def span_score(log_probabilities: Floats, start: int, end: int, label: int) -> float:
    """Probability of a span: that of its least sure unit."""
    tags = [first_tag(label) + INSIDE] * (end - start)
    tags[0] = first_tag(label) + BEGIN
    tags[-1] = first_tag(label) + END
    if end - start == 1:
        tags[0] = first_tag(label) + SINGLE
    return float(np.exp(log_probabilities[np.arange(start, end), tags].min()))


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
