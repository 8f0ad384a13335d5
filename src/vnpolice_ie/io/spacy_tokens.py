"""Texts cut into spaCy's tokens: our syllables, numbers and marks, not a character lost."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from vnpolice_ie.model.units import units_of
from vnpolice_ie.text.source import SourceText


def words_and_spaces(text: str, edges: Iterable[int] = ()) -> tuple[list[str], list[bool]]:
    """Cut a text into tokens as spaCy's `Doc(words=…, spaces=…)` takes them.

    Words and spaces put together are the text. The tokens are those that rules and models read, so that the
    edges of their spans are edges of tokens; what lies between (runs of spaces, line ends, characters
    without width) is tokens too, but for one space after a token.

    Args:
        text: the text, any string.
        edges: further offsets to cut at, code points into `text`.
    """
    source = SourceText(text)
    units = units_of(source)
    cuts = {0, len(text), *edges}
    for start, end in zip(units.starts, units.ends, strict=True):
        cuts.update(source.raw_span(start, end))
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(sorted(cuts)):
        piece = text[start:end]
        if words and piece[0] == " " and not spaces[-1]:
            spaces[-1] = True
            piece = piece[1:]
        if piece:
            words.append(piece)
            spaces.append(False)
    return words, spaces
