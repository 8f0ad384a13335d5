"""Runs of capitalised words: what the names of people, places and organisations look like.

A run is a row of words that begin with a capital and stand one space apart ("Trần Hưng Đạo",
"Ia H'Drai"). In a headline of capitals the shape of a word says nothing; such words are marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, count

from vnpolice_ie.text.source import SourceText

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
        capitals: the tokens that begin with a capital, in order.
    """

    def __init__(self, source: SourceText) -> None:
        tokens = source.tokens
        self._words = tokens.words
        near = {gap for gap in set(tokens.gaps) if 0 < len(gap) <= _WIDEST_GAP and "\n" not in gap}
        self.joined: list[bool] = [gap in near for gap in tokens.gaps]
        if self.joined:
            self.joined[0] = False
        self.ends: list[int] = list(range(len(tokens)))
        self.capitals = list(compress(count(), map(str.isupper, [word[0] for word in tokens.words])))
        for i in reversed(self.capitals):
            if tokens.words[i].isalpha():
                self.ends[i] = self._end(i, tokens.gaps)
        self.shouted = self._shouted()

    def _end(self, i: int, gaps: Sequence[str]) -> int:
        following = i + 1
        if following == len(gaps):
            return following
        if self.joined[following]:
            return max(following, self.ends[following])
        # H'Drai, K’Bang: the apostrophe is a token of its own, with no space on either side.
        if (
            self._words[following] in _APOSTROPHES
            and gaps[following : i + 3] == ["", ""]
            and self._words[i + 2].isalpha()
        ):
            return max(i + 3, self.ends[i + 2])
        return following

    def _shouted(self) -> list[bool]:
        words = self._words
        shouted = [False] * len(words)
        row: list[int] = []
        for i in compress(count(), map(str.isupper, words)):
            if not words[i].isalpha():
                continue
            if row and any(word.isalpha() and not word.isupper() for word in words[row[-1] + 1 : i]):
                self._mark(shouted, row)
                row = []
            row.append(i)
        self._mark(shouted, row)
        return shouted

    @staticmethod
    def _mark(shouted: list[bool], row: list[int]) -> None:
        if len(row) >= _HEADLINE:
            for i in row:
                shouted[i] = True

    def is_capitalised(self, i: int) -> bool:
        """Tell whether token `i` is a word that begins with a capital."""
        return 0 <= i < len(self.ends) and self.ends[i] > i

    def begins(self, i: int) -> bool:
        """Tell whether a maximal run begins at token `i`."""
        return self.ends[i] > i and not (i and self.ends[i - 1] > i)

    def maximal(self) -> Iterator[tuple[int, int]]:
        """Token ranges [first, last) of the maximal runs, in order."""
        i = 0
        while i < len(self.ends):
            if self.ends[i] > i:
                yield i, self.ends[i]
                i = self.ends[i]
            else:
                i += 1


def runs_of(source: SourceText) -> NameRuns:
    """The runs of a text, made once for all stages that read it."""
    return source.view(NameRuns)
