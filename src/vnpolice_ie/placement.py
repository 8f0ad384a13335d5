"""Where the candidates of a draft stand: quick to add to and to ask in a text of any length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

_BITS = 8
"""Spans are kept by the stretch of 256 code points in which they start."""


class _Span(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Span = TypeVar("Span", bound=_Span)


class Placement(Generic[Span]):
    """Spans of one text, of which none crosses another.

    Args:
        length: code points of the text.

    Attributes:
        covered: for each code point whether a span covers it; it changes as spans come and go.
    """

    def __init__(self, length: int) -> None:
        self.covered = bytearray(length)
        self._stretches: defaultdict[int, list[Span]] = defaultdict(list)
        self._longest = 0
        self._sorted: list[Span] | None = []

    def add(self, span: Span) -> None:
        """Add a span."""
        start, end = span.start, span.end
        stretch = self._stretches[start >> _BITS]
        at = len(stretch)
        # A stage adds what it finds in order, most often behind what stages before it have found.
        while at and (other := stretch[at - 1]).start >= start:
            if other.start == start and other.end >= end:
                break
            at -= 1
        stretch.insert(at, span)
        length = end - start
        self.covered[start:end] = b"\1" * length
        self._longest = max(self._longest, length)
        self._sorted = None

    def remove(self, span: Span) -> None:
        """Take a span out.

        Raises:
            ValueError: it is not there.
        """
        self._stretches[span.start >> _BITS].remove(span)
        self.covered[span.start : span.end] = bytes(span.end - span.start)
        self._sorted = None
        for other in self._started(span.start, span.end):
            self.covered[other.start : other.end] = b"\1" * (other.end - other.start)

    def all(self) -> Sequence[Span]:
        """The spans in order of (start, -end)."""
        if self._sorted is None:
            self._sorted = [span for at in sorted(self._stretches) for span in self._stretches[at]]
        return self._sorted

    def overlapping(self, start: int, end: int) -> list[Span]:
        """The spans that share a code point with [start, end), in order; those around an empty one."""
        if start < end and self.covered.find(1, start if start > 0 else 0, end) < 0:
            return []
        return self._started(start, end)

    def _started(self, start: int, end: int) -> list[Span]:
        found: list[Span] = []
        for at in range(max(0, start - self._longest) >> _BITS, ((end - 1) >> _BITS) + 1):
            for span in self._stretches.get(at, ()):
                if span.start >= end:
                    break
                if span.end > start:
                    found.append(span)
        return found
