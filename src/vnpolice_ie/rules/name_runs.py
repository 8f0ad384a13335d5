"""Runs of capitalised words: what the names of people, places and organisations look like.

A run is a row of words that begin with a capital and stand one space apart ("Trần Hưng Đạo",
"Ia H'Drai"). In a headline of capitals the shape of a word says nothing; such words are marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import compress

from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens
from vnpolice_ie.text.words import CAPITAL, LETTERS, NAME_WORD, UPPER, shapes

_APOSTROPHES = frozenset("'’‘`")
# Five words of capitals in a row are a headline, not abbreviations side by side. What is no word may stand
# between them. (Shapes of words, as classes of tokens; see `_CLASSES`.)
_HEADLINE = re.compile(rb"U(?:o*+U){4,}+")
# Two spaces are a slip of typing; more are a column.
_WIDEST_GAP = 2


def _classes(of: Callable[[int], int]) -> bytes:
    """A table for `bytes.translate` over the shapes of words."""
    return bytes(map(of, range(256)))


_CAPITAL = _classes(lambda shape: shape & CAPITAL != 0)
_NAME_WORD = _classes(lambda shape: shape & NAME_WORD == NAME_WORD)
# `U` a word in capitals, `l` another word, `o` what is none.
_CLASSES = _classes(lambda shape: b"ol"[0] if not shape & LETTERS else b"lU"[shape & UPPER != 0])


class NameRuns:
    """The runs of one text, by token index.

    Attributes:
        shapes: for each token the shape of its word, see `text.words`.
        ends: for each token the exclusive end of the run from it on; the token's own index where it
            is not capitalised.
        shouted: for each token whether it stands in a row of words all in capitals.
        joined: for each token whether a space parts it from the token before.
        capitals: the tokens that begin with a capital, in order.
    """

    def __init__(self, source: SourceText) -> None:
        tokens = source.tokens
        count = len(tokens)
        self.shapes = shapes(tokens.words)
        near = {gap for gap in set(tokens.gaps) if 0 < len(gap) <= _WIDEST_GAP and "\n" not in gap}
        self.joined: list[bool] = list(map(near.__contains__, tokens.gaps))
        if count:
            self.joined[0] = False
        self.capitals = list(compress(range(count), self.shapes.translate(_CAPITAL)))
        self._name_words = list(compress(range(count), self.shapes.translate(_NAME_WORD)))
        self.ends = self._ends(self._apostrophes(tokens))
        self.shouted = self._shouted()

    def _apostrophes(self, tokens: Tokens) -> set[int]:
        """Apostrophes inside a name, tokens with no space on either side: H'Drai, K’Bang."""
        words, gaps = tokens.words, tokens.gaps
        if _APOSTROPHES.isdisjoint(words):
            return set()
        return {
            i
            for i in range(1, len(words) - 1)
            if words[i] in _APOSTROPHES and not gaps[i] and not gaps[i + 1] and self.shapes[i + 1] & LETTERS
        }

    def _ends(self, apostrophes: set[int]) -> list[int]:
        count = len(self.shapes)
        ends = list(range(count + 1))
        joined = [*self.joined, False]
        for i in reversed(self._name_words):
            following = i + 1
            if joined[following]:
                ends[i] = ends[following]
            elif following in apostrophes:
                ends[i] = max(i + 3, ends[i + 2])
            else:
                ends[i] = following
        ends.pop()
        return ends

    def _shouted(self) -> list[bool]:
        classes = self.shapes.translate(_CLASSES)
        shouted = [False] * len(classes)
        for row in _HEADLINE.finditer(classes):
            for i in range(*row.span()):
                shouted[i] = classes[i] == b"U"[0]
        return shouted

    def is_capitalised(self, i: int) -> bool:
        """Tell whether token `i` is a word that begins with a capital."""
        return 0 <= i < len(self.ends) and self.ends[i] > i

    def begins(self, i: int) -> bool:
        """Tell whether a maximal run begins at token `i`."""
        return self.ends[i] > i and not (i and self.ends[i - 1] > i)

    def maximal(self) -> Iterator[tuple[int, int]]:
        """Token ranges [first, last) of the maximal runs, in order."""
        free = 0
        for i in self._name_words:
            if i >= free:
                free = self.ends[i]
                yield i, free


def runs_of(source: SourceText) -> NameRuns:
    """The runs of a text, made once for all stages that read it."""
    return source.view(NameRuns)
