"""Windows over long texts, and how their states are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Window:
    """Units [start, end) read in one pass, of which [first, last) are kept from it."""

    start: int
    end: int
    first: int
    last: int


def windows(lengths: Sequence[int], size: int, stride: int) -> list[Window]:
    """Cut a text into windows that overlap; each unit is kept from the window where it stands most inside.

    Args:
        lengths: pieces of each unit (1 each where units are the encoder's own input).
        size: the most pieces in one window. A unit longer than this makes a window of its own.
        stride: the pieces from one window's start to the next; at most `size`.

    Returns:
        Windows in order; their kept ranges follow each other and cover all units.
    """
    count = len(lengths)
    if not count:
        return []
    until = np.concatenate([[0], np.cumsum(lengths)])
    starts = [0]
    ends = [_last_unit(until, 0, size)]
    while ends[-1] < count:
        start = int(np.searchsorted(until, until[starts[-1]] + stride, side="right")) - 1
        start = min(max(start, starts[-1] + 1), ends[-1])
        starts.append(start)
        ends.append(_last_unit(until, start, size))
    seams = [0, *((end + start) // 2 for end, start in zip(ends[:-1], starts[1:], strict=True)), count]
    return [
        Window(start, end, first, last)
        for start, end, first, last in zip(starts, ends, seams[:-1], seams[1:], strict=True)
    ]


def _last_unit(until: np.ndarray, start: int, size: int) -> int:
    end = int(np.searchsorted(until, until[start] + size, side="right")) - 1
    return max(end, start + 1)
