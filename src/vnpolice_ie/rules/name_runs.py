"""Runs of capitalised words: what the names of people, places and organisations look like.

A run is a row of words that begin with a capital and stand one space apart ("Trần Hưng Đạo",
"Ia H'Drai"). In a headline of capitals the shape of a word says nothing; such words are marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import compress

from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

_APOSTROPHES = frozenset("'’‘`")
# So many words of capitals in a row are a headline, not abbreviations side by side.
_HEADLINE = 5
# Two spaces are a slip of typing; more are a column.
_WIDEST_GAP = 2


class NameRuns:
    """The runs of one text, by token index.

    Attributes:
        ends: for each token the exclusive end of the run from it on; the token's own index where it
            is not capitalised.
        shouted: for each token whether it stands in a row of words all in capitals.
        joined: for each token whether a space parts it from the token before.
        capital: for each token whether it begins with a capital.
        capitals: those that do, in order.
    """

    def __init__(self, source: SourceText) -> None:
        tokens = source.tokens
        words = tokens.words
        count = len(tokens)
        near = {gap for gap in set(tokens.gaps) if 0 < len(gap) <= _WIDEST_GAP and "\n" not in gap}
        self.joined: list[bool] = list(map(near.__contains__, tokens.gaps))
        if count:
            self.joined[0] = False
        # What a word looks like is asked once for each that the text has.
        vocabulary = set(words)
        capital = {word for word in vocabulary if word[0].isupper()}
        letters = {word for word in vocabulary if word.isalpha()}
        loud = {word for word in letters if word.isupper()}
        self.capital = bytes(map(capital.__contains__, words))
        self.capitals = list(compress(range(count), self.capital))
        self._names = [i for i in self.capitals if words[i] in letters]
        self.ends = self._ends(set() if _APOSTROPHES.isdisjoint(vocabulary) else _apostrophes(tokens))
        self.shouted = [False] * count
        for row in _headlines(words, loud, letters - loud):
            for i in row:
                self.shouted[i] = True

    def _ends(self, apostrophes: set[int]) -> list[int]:
        count = len(self.joined)
        ends = list(range(count + 1))
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


def _apostrophes(tokens: Tokens) -> set[int]:
    """Apostrophes inside a name, tokens with no space on either side: H'Drai, K’Bang."""
    words, gaps = tokens.words, tokens.gaps
    return {
        i
        for i in range(1, len(words) - 1)
        if words[i] in _APOSTROPHES and gaps[i] == gaps[i + 1] == "" and words[i + 1].isalpha()
    }


def _headlines(words: Sequence[str], loud: Set[str], quiet: Set[str]) -> Iterator[list[int]]:
    """Rows of words all in capitals with no other word between them, but perhaps numbers and signs."""
    if not loud:
        return
    row: list[int] = []
    for i in compress(range(len(words)), map(loud.__contains__, words)):
        if row and not quiet.isdisjoint(words[row[-1] + 1 : i]):
            if len(row) >= _HEADLINE:
                yield row
            row = []
        row.append(i)
    if len(row) >= _HEADLINE:
        yield row


def runs_of(source: SourceText) -> NameRuns:
    """The runs of a text, made once for all stages that read it."""
    return source.view(NameRuns)
