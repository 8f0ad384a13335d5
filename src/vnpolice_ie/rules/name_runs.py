"""Runs of capitalised words: what the names of people, places and organisations look like.

A run is a row of words that begin with a capital and stand one space apart ("Trần Hưng Đạo",
"Ia H'Drai"); a letter without a lower case, as ℂ, is no capital. In a headline of capitals the shape
of a word says nothing; such words are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import compress, product
from operator import is_not

from vnpolice_ie.text.source import SourceText

_APOSTROPHES = "'’‘`"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
# So many words of capitals in a row are a headline, not abbreviations side by side.
_HEADLINE = 5
# Two spaces are a slip of typing; more are a column. (All kinds of space in a normal text but line ends.)
_SPACES = " \x1c\x1d\x1e\x1f"
_NEAR = frozenset("".join(gap) for width in (1, 2) for gap in product(_SPACES, repeat=width))


# The first numbers, made once: to make one for each token of each text anew takes as long as to find its
# capitals.
_NUMBERS = tuple(range(10_000))


def _numbers(count: int) -> list[int]:
    """All token indices of a text of `count` tokens, in a list of its own."""
    return list(_NUMBERS[:count] if count <= len(_NUMBERS) else range(count))


class NameRuns:
    """The runs of one text, by token index.

    Attributes:
        ends: for each token the exclusive end of the run from it on; the token's own index where it
            is not capitalised.
        apostrophes: the tokens that are an apostrophe inside a name.
        loud: the words all in capitals, in order.
        shouted: for each token whether it stands in a row of words all in capitals.
        joined: for each token whether a space parts it from the token before.
        capital: for each token whether it begins with a capital.
        capitals: those that do, in order.
        lowered: these words in lower case.
    """

    def __init__(self, source: SourceText) -> None:
        tokens = source.tokens
        words, folded = tokens.words, tokens.folded
        count = len(tokens)
        self.joined: list[bool] = list(map(_NEAR.__contains__, tokens.gaps))
        if count:
            self.joined[0] = False
        # A word without capitals is its own lower case, the same string: most are left out here.
        cased = list(compress(_numbers(count), map(is_not, words, folded)))
        self.capitals = [i for i in cased if words[i][0].isupper()]
        self.lowered = [folded[i] for i in self.capitals]
        self.capital = bytearray(count)
        for i in self.capitals:
            self.capital[i] = 1
        self._names = [i for i in self.capitals if words[i].isalpha()]
        self.apostrophes = _apostrophes(source)
        self.ends = self._ends(self.apostrophes)
        self.loud = [i for i in cased if words[i].isupper() and words[i].isalpha()]
        self.shouted = [False] * count
        for row in _headlines(words, self.loud):
            for i in row:
                self.shouted[i] = True

    def _ends(self, apostrophes: set[int]) -> list[int]:
        count = len(self.joined)
        ends = _numbers(count + 1)
        joined = [*self.joined, False]
        for i in reversed(self._names):
            following = i + 1
            if joined[following]:
                ends[i] = ends[following]
            elif following in apostrophes:
                ends[i] = max(i + 3, ends[i + 2])
            else:
                ends[i] = following
        ends.pop()
        return ends

    def among(self, words: Set[str]) -> list[int]:
        """The tokens with a capital that are one of some words in lower case, in order."""
        return [i for i, word in zip(self.capitals, self.lowered, strict=True) if word in words]

    def is_capitalised(self, i: int) -> bool:
        """Tell whether token `i` is a word that begins with a capital."""
        return 0 <= i < len(self.ends) and self.ends[i] > i

    def begins(self, i: int) -> bool:
        """Tell whether a maximal run begins at token `i`."""
        return self.ends[i] > i and not (i and self.ends[i - 1] > i)

    def maximal(self) -> Iterator[tuple[int, int]]:
        """Token ranges [first, last) of the maximal runs, in order."""
        free = 0
        for i in self._names:
            if i >= free:
                free = self.ends[i]
                yield i, free


def _apostrophes(source: SourceText) -> set[int]:
    """Apostrophes inside a name, tokens with no space on either side: H'Drai, K’Bang."""
    if not any(map(source.text.__contains__, _APOSTROPHES)):
        return set()
    words, gaps = source.tokens.words, source.tokens.gaps
    signs = [source.tokens.at(sign.start()) for sign in _APOSTROPHE.finditer(source.text)]
    last = len(words) - 1
    return {i for i in signs if i < last and gaps[i] == gaps[i + 1] == "" and words[i + 1].isalpha()}


def _is_quiet(word: str) -> bool:
    return word.isalpha() and not word.isupper()


def _headlines(words: Sequence[str], loud: Sequence[int]) -> Iterator[list[int]]:
    """Rows of words all in capitals with no other word between them, but perhaps numbers and signs.

    Args:
        words: the words of a text.
        loud: those in capitals, in order.
    """
    row: list[int] = []
    for i in loud:
        following = row[-1] + 1 if row else i
        if following < i and (_is_quiet(words[following]) or any(map(_is_quiet, words[following + 1 : i]))):
            if len(row) >= _HEADLINE:
                yield row
            row = []
        row.append(i)
    if len(row) >= _HEADLINE:
        yield row


def runs_of(source: SourceText) -> NameRuns:
    """The runs of a text, made once for all stages that read it."""
    return source.view(NameRuns)
