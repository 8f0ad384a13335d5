"""The units that a model labels: the tokens of a text, with words that were glued together parted."""

from __future__ import annotations

from typing import NamedTuple

from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens


class UnitSpan(NamedTuple):
    """A labelled span of units, [start, end), with its tag (of either layer)."""

    start: int
    end: int
    tag: str


def units_of(source: SourceText) -> Tokens:
    """Return the tokens of a text, cut where a capital is glued to small letters ("tỉnhLâm")."""
    tokens = source.tokens
    glued = {word: cuts for word in set(tokens.words) if (cuts := _cuts(word))}
    if not glued:
        return tokens
    cut = [(i, at) for i, word in enumerate(tokens.words) for at in glued.get(word, ())]
    starts, ends, gaps = list(tokens.starts), list(tokens.ends), list(tokens.gaps)
    for i, at in reversed(cut):
        middle = tokens.starts[i] + at
        starts.insert(i + 1, middle)
        ends.insert(i, middle)
        gaps.insert(i + 1, "")
    text, folded = source.text, source.folded
    spans = list(zip(starts, ends, strict=True))
    return Tokens(starts, ends, [text[a:b] for a, b in spans], [folded[a:b] for a, b in spans], gaps)


def _cuts(word: str) -> list[int]:
    if len(word) < 4 or word.islower() or word.istitle() or not word.isalpha():
        return []
    return [
        i
        for i in range(2, len(word) - 1)
        if word[i].isupper() and word[i - 2 : i].islower() and word[i + 1].islower()
    ]
