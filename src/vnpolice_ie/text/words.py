"""What a word is by itself, worked out once for the texts of all documents: its lower case, its shape.

The words of a language come back, so their tables are kept from text to text, up to a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

Value = TypeVar("Value")

_MOST = 100_000
"""Words that a table holds at most; a full one begins anew."""
_LONGEST = 32
"""Longer words are not kept."""

CAPITAL: Final = 1
"""Begins with a capital."""
UPPER: Final = 2
"""No letter in lower case, and one in upper case."""
LETTERS: Final = 4
"""Letters alone."""
NAME_WORD: Final = CAPITAL | LETTERS


class ByWord(dict[str, Value]):
    """A function of one word whose values are kept.

    Args:
        work_out: gives the value of a word.
    """

    def __init__(self, work_out: Callable[[str], Value]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, word: str) -> Value:
        value = self._work_out(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = value
        return value


def _shape(word: str) -> int:
    return CAPITAL * word[0].isupper() | UPPER * word.isupper() | LETTERS * word.isalpha()


_SAME = ByWord(str)
_LOWER = ByWord(lambda word: _SAME[word.lower()])
_SHAPES = ByWord(_shape)


def shared(words: Sequence[str]) -> list[str]:
    """The same words, one string for each: less memory, and its hash is taken once."""
    return list(map(_SAME.__getitem__, words))


def lowered(words: Sequence[str]) -> list[str]:
    """The words in lower case."""
    return list(map(_LOWER.__getitem__, words))


def shapes(words: Sequence[str]) -> bytes:
    """The shapes of words (not empty), one byte each: bits of `CAPITAL`, `UPPER` and `LETTERS`."""
    return bytes(map(_SHAPES.__getitem__, words))
