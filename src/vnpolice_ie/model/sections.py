"""Very long texts in sections, so that what the network gives for them never has to be held at once."""

from __future__ import annotations

from typing import Final

from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.pieces import Pieces
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

SECTION: Final = 16384
"""Units of a section at most: some 25 pages. Spans and links never reach from one section into another."""


def sections_of(source: SourceText, units: Tokens, most: int) -> list[tuple[int, int]]:
    """Units [start, end) of the sections of a text; they end where sentences do, save inside a longer one."""
    count = len(units)
    if count <= most:
        return [(0, count)]
    sections: list[tuple[int, int]] = []
    start = 0
    while start < count:
        end = min(start + most, count)
        if end < count:
            sentence = units.until(source.sentence_at(units.starts[end])[0])
            end = sentence if sentence > start else end
        sections.append((start, end))
        start = end
    return sections


def section(text: ModelText, start: int, end: int) -> ModelText:
    """Return units [start, end) of a text as a text of their own."""
    if (start, end) == (0, len(text)):
        return text
    pieces = text.pieces
    low, high = pieces.first[start], pieces.until[end - 1]
    return ModelText(
        Pieces(
            pieces.ids[low:high],
            [i - low for i in pieces.first[start:end]],
            [i - low for i in pieces.until[start:end]],
            pieces.place[start:end],
        ),
        text.features[start:end],
    )
