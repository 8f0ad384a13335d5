"""The columns of the feature matrix that word lists fill: one for each list, of a whole text at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from vnpolice_ie.lexicon.matcher import Entries, Node, trie

BEGINS, GOES_ON = 1, 2
"""A unit begins a phrase of a list, or stands in one further on; 0 for units outside of phrases."""


class ListColumns:
    """Where the phrases of several lists stand: of each list the longest ones from left to right, apart.

    Most phrases that stand in a text are single words: what all lists say of a word is one row of a table.

    Args:
        lists: the entries of each list.
    """

    def __init__(self, lists: Sequence[Entries[Any]]) -> None:
        root = trie(lists)
        self._longer = {word: further for word, (_, further) in root.items() if further}
        numbers = {word: tuple(number for number, _ in ending) for word, (ending, _) in root.items()}
        rows = sorted({(), *numbers.values()})
        self._row_of = {word: rows.index(found) for word, found in numbers.items() if found}
        self._rows = np.zeros((len(rows), len(lists)), dtype=np.int16)
        for row, found in enumerate(rows):
            self._rows[row, list(found)] = BEGINS

    def __call__(self, folded: Sequence[str]) -> npt.NDArray[np.int16]:
        """Return the columns, shape [units, lists].

        Args:
            folded: the units of a text in lower case.
        """
        rows = np.fromiter(map(self._row_of.get, folded, repeat(0)), dtype=np.intp, count=len(folded))
        matrix = self._rows[rows]
        units: list[int] = []
        lists: list[int] = []
        values: list[int] = []
        free = [0] * matrix.shape[1]
        for number, first, last in _longest(self._longer, folded):
            if first >= free[number]:
                free[number] = last
                units += range(first, last)
                lists += [number] * (last - first)
                values += [BEGINS] + [GOES_ON] * (last - first - 1)
        matrix[units, lists] = values
        return matrix


def _longest(openings: dict[str, dict[str, Node]], folded: Sequence[str]) -> list[tuple[int, int, int]]:
    """At each unit the longest phrase of several words of each list: its number, first unit and end."""
    found: list[tuple[int, int, int]] = []
    words = [*folded, ""]
    for first, opening in enumerate(map(openings.get, folded)):
        if opening is None:
            continue
        last = first + 1
        here: dict[int, int] = {}
        node = opening.get(words[last])
        while node is not None:
            ending, further = node
            last += 1
            for number, _ in ending:
                here[number] = last
            node = further.get(words[last])
        found += [(number, first, until) for number, until in here.items()]
    return found
