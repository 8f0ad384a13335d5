"""Pieces: what an encoder reads, and which of them stand for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vnpolice_ie.model.vocabulary import PAD, SPECIAL, Vocabulary
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

ALONE, FIRST, LATER = range(3)
"""Place of a unit in the word that its piece belongs to (an encoder of words joins syllables)."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text and where its units lie in them.

    Attributes:
        ids: ids of the pieces, without those that open and close a window.
        first: index of the first piece of each unit. Units of one word may share it.
        until: index after the last piece of each unit.
        place: `ALONE`, `FIRST` or `LATER`, for each unit.
    """

    ids: Sequence[int]
    first: Sequence[int]
    until: Sequence[int]
    place: Sequence[int]

    def lengths(self) -> list[int]:
        """Pieces that each unit adds to a window (0 for a later unit of a word)."""
        return [end - start for start, end in zip([0, *self.until], self.until, strict=False)]


class PieceReader(Protocol):
    """Turns units into pieces.

    Attributes:
        opening, closing: ids that open and close each window.
        padding: id of the padding.
        max_pieces: the most pieces in one window, opening and closing ones counted.
    """

    opening: tuple[int, ...]
    closing: tuple[int, ...]
    padding: int
    max_pieces: int

    def __call__(self, source: SourceText, units: Tokens) -> Pieces:
        """Return the pieces of a text."""


class VocabularyPieces:
    """The compact encoder's pieces: each unit is one."""

    opening: tuple[int, ...] = ()
    closing: tuple[int, ...] = ()
    padding = SPECIAL.index(PAD)

    def __init__(self, vocabulary: Vocabulary, max_pieces: int) -> None:
        self.vocabulary = vocabulary
        self.max_pieces = max_pieces

    def __call__(self, source: SourceText, units: Tokens) -> Pieces:
        """Return the pieces of a text."""
        count = len(units)
        return Pieces(
            self.vocabulary.ids(units.folded[:count]), range(count), range(1, count + 1), [ALONE] * count
        )
