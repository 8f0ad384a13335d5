"""Very long texts in sections, so that what the network gives for them never has to be held at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vnpolice_ie.model.backend import Encoded
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.pieces import Pieces
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

SECTION: Final = 16384
"""Units of a section at most: some 25 pages. Spans and links never reach from one section into another."""
KEPT: Final = 4 * SECTION
"""Units whose states are held at most."""


@dataclass(frozen=True, slots=True)
class Section:
    """Units [start, end) of a text, read with what stands around them: units [first, last)."""

    start: int
    end: int
    first: int
    last: int

    def __len__(self) -> int:
        return self.end - self.start

    def counted(self, span: UnitSpan) -> UnitSpan:
        """Return a span of the text, counted from the first unit of the section."""
        return UnitSpan(span.start - self.start, span.end - self.start, span.tag)

    def of(self, text: ModelText) -> ModelText:
        """Return the units that are read as a text of their own."""
        first, last = self.first, self.last
        if (first, last) == (0, len(text)):
            return text
        pieces = text.pieces
        low, high = pieces.first[first], pieces.until[last - 1]
        return ModelText(
            Pieces(
                pieces.ids[low:high],
                [i - low for i in pieces.first[first:last]],
                [i - low for i in pieces.until[first:last]],
                pieces.place[first:last],
            ),
            text.features[first:last],
        )

    def trimmed(self, encoded: Encoded) -> Encoded:
        """Return what the network gave for the units of the section itself."""
        if (self.first, self.last) == (self.start, self.end):
            return encoded
        kept = slice(self.start - self.first, self.end - self.first)
        return Encoded(*(values[kept] for values in encoded))


def sections_of(source: SourceText, units: Tokens, most: int, margin: int) -> list[Section]:
    """Cut a text into sections; they end where sentences do, save inside a longer one.

    Args:
        source: the text.
        units: its units.
        most: the most units of a section.
        margin: units around a section that are read with it.
    """
    count = len(units)
    ends: list[int] = []
    start = 0
    while start + most < count:
        end = start + most
        sentence = units.until(source.sentence_at(units.starts[end])[0])
        start = sentence if sentence > start else end
        ends.append(start)
    return [
        Section(start, end, max(0, start - margin), min(count, end + margin))
        for start, end in zip([0, *ends], [*ends, count], strict=True)
    ]


def by_section(sections: Sequence[Section], spans: Iterable[UnitSpan]) -> list[list[int]]:
    """Indices of the spans that stand in each section; one that goes on into another is in none."""
    starts = [section.start for section in sections]
    found: list[list[int]] = [[] for _ in sections]
    for i, span in enumerate(spans):
        number = bisect_right(starts, span.start) - 1
        if span.end <= sections[number].end:
            found[number].append(i)
    return found
