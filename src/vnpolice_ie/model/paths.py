"""The best sequences of tags in which every span is whole (Viterbi), for many texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.tags import BEGIN, END, INSIDE, SINGLE, first_tag

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEVER: Final = np.float32(-1e9)
"""Score of a tag that cannot stand."""
_CLOSED: Final = -1e-2  # a span that would gain less stands nowhere; more than what rounding can add up to
_BOUND: Final = 1e5  # of one score against another, so that sums of them stay exact enough
_AT_ONCE: Final = 1024  # units that are looked at together: their scores fit into a processor's cache


def best_path(scores: Floats) -> Ints:
    """The best sequence of tags of one text, shape [units]; see `best_paths`."""
    return best_paths(scores, [0])


def best_paths(scores: Floats, firsts: Sequence[int]) -> Ints:
    """The best sequences of tags in which every span is whole; of equals that with less in spans.

    Texts are cut where no span could gain anything by going on, and the parts are decoded side by side.
    So what is read in a part hangs on nothing outside of it, and its place in the text counts for nothing.

    Args:
        scores: of each unit and tag, shape [units, 1 + 4 · labels], the tags of `model.tags`; texts one after
            the other.
        firsts: the first unit of each text, in rising order.

    Returns:
        The tags, shape [units].
    """
    count, tags = scores.shape
    path = np.zeros(count, dtype=np.int64)
    if not count or tags == 1:
        return path
    alone, gains = np.empty(count, dtype=np.float32), np.empty((3, count))
    for low in range(0, count, _AT_ONCE):
        here = slice(low, low + _AT_ONCE)
        path[here], alone[here], gains[:, here] = _units_alone(scores[here])
    cut = _cuts(*gains)
    cut[[first for first in firsts if first < count]] = True
    starts = np.flatnonzero(cut)
    lengths = np.diff(starts, append=count)
    longer = lengths > 1
    if longer.any():
        parts = _Parts(starts[longer], lengths[longer])
        _trace(parts, _decode(parts, scores, alone), path)
    return path


def _units_alone(scores: Floats) -> tuple[Ints, Floats, npt.NDArray[np.float64]]:
    """What hangs on no other unit.

    Returns:
        The best tag outside of spans of several units, and its score, shape [units]; and the most that any
        label gains over the outside where such a span begins, goes on and ends, shape [3, units].
    """
    by_tag = np.ascontiguousarray(scores.T)  # what is asked of all units is then a row of memory
    outside = by_tag[0]
    most = np.stack([by_tag[first_tag(0) + place :: 4].max(axis=0) for place in (BEGIN, INSIDE, END)])
    single = np.ascontiguousarray(scores[:, first_tag(0) + SINGLE :: 4]).argmax(axis=1)
    tag = first_tag(0) + 4 * single + SINGLE
    alone = np.maximum(outside, scores[np.arange(len(scores)), tag])
    return np.where(outside >= alone, 0, tag), alone, most - outside.astype(np.float64)


def _cuts(begun: Floats, inside: Floats, ended: Floats) -> Bools:
    """Units into which no span goes on from the unit before, shape [units].

    No span across a seam gains more over the outside than the most to its left and the most to its right, of
    whatever labels.

    Args:
        begun, inside, ended: the most that any label gains in a unit where its span begins, goes on or ends.
    """
    begun, inside, ended = (np.clip(gain, -_BOUND, _BOUND) for gain in (begun, inside, ended))
    until = inside.cumsum()
    before = until - inside  # sum of what a span gains inside, of the units before each
    # A span from unit s gains begun[s] + before[i] - until[s] up to the seam before unit i, and from there
    # to its end at unit e before[e] - before[i] + ended[e].
    left = np.maximum.accumulate(begun - until)
    right = np.maximum.accumulate((before + ended)[::-1])[::-1]
    cut = np.ones(len(begun), dtype=np.bool_)
    cut[1:] = left[:-1] + right[1:] < _CLOSED
    return cut


class _Parts:
    """Parts of texts in an order in which they can be decoded side by side: unit after unit of all parts.

    Attributes:
        starts: first units of the parts, longest part first.
        lengths: units of each part.
        sizes: how many parts have an nth unit.
        firsts: where the nth units of all parts begin in `order`.
        order: units of the texts, in the order of decoding.
    """

    def __init__(self, starts: Ints, lengths: Ints) -> None:
        ranked = np.argsort(-lengths, kind="stable")
        self.starts, self.lengths = starts[ranked], lengths[ranked]
        place = np.arange(self.lengths[0])
        self.sizes = np.searchsorted(-self.lengths, -place, side="left")
        self.firsts = np.concatenate([[0], np.cumsum(self.sizes)])
        self.order = np.concatenate(
            [self.starts[:size] + i for i, size in zip(place.tolist(), self.sizes.tolist(), strict=True)]
        )


class _Ways(NamedTuple):
    """The best ways up to each unit, in the order of decoding.

    Attributes:
        opened: whether the span of a label goes on best from here, shape [units, labels].
        closed: whether a span ends here, shape [units].
        label: its label, shape [units].
    """

    opened: Bools
    closed: Bools
    label: Ints


def _decode(parts: _Parts, scores: Floats, alone: Floats) -> _Ways:
    order = parts.order
    of_spans = scores[order, first_tag(0) :].reshape(len(order), -1, 4)
    begins, middles, ends, _ = np.ascontiguousarray(of_spans.transpose(2, 0, 1))
    alone = alone[order]
    labels = begins.shape[1]
    # Outside of spans the best way so far is one number; inside there is one for each label.
    free = np.zeros(len(parts.starts), dtype=np.float32)
    inside = np.full((len(parts.starts), labels), NEVER, dtype=np.float32)
    rows = np.arange(len(parts.starts)) * labels
    opened = np.empty(begins.shape, dtype=np.bool_)
    closed = np.empty(len(order), dtype=np.bool_)
    label = np.empty(len(order), dtype=np.int64)
    for low, high in zip(parts.firsts[:-1].tolist(), parts.firsts[1:].tolist(), strict=True):
        size = high - low
        free, inside = free[:size], inside[:size]
        closing = inside + ends[low:high]
        closing.argmax(axis=1, out=label[low:high])
        best = closing.ravel()[rows[:size] + label[low:high]]
        fresh, going = begins[low:high] + free[:, None], inside + middles[low:high]
        np.greater_equal(fresh, going, out=opened[low:high])
        inside = np.maximum(fresh, going, out=fresh)
        free = free + alone[low:high]
        np.greater(best, free, out=closed[low:high])  # of equals the outside is taken
        free = np.maximum(free, best)
    return _Ways(opened, closed, label)


def _trace(parts: _Parts, ways: _Ways, path: Ints) -> None:
    """Follow the best ways back from the ends of the parts: what spans of several units they hold."""
    opened, closed, label = ways.opened, ways.closed.tolist(), ways.label.tolist()
    firsts = parts.firsts.tolist()
    for row, (start, length) in enumerate(zip(parts.starts.tolist(), parts.lengths.tolist(), strict=True)):
        i = length - 1
        while i >= 0:
            at = firsts[i] + row
            if closed[at]:
                of = label[at]
                tag = first_tag(of)
                path[start + i] = tag + END
                i -= 1
                while not opened[firsts[i] + row, of]:
                    path[start + i] = tag + INSIDE
                    i -= 1
                path[start + i] = tag + BEGIN
            i -= 1


def spans_of_path(path: Ints) -> Ints:
    """Spans of a valid sequence of tags in order: start, end and label id of each, shape [spans, 3]."""
    units = np.flatnonzero(path)
    label, place = np.divmod(path[units] - first_tag(0), 4)
    opens, closes = (place == BEGIN) | (place == SINGLE), (place == END) | (place == SINGLE)
    return np.stack([units[opens], units[closes] + 1, label[closes]], axis=1)
