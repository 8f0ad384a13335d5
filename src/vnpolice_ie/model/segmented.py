"""Pieces of an encoder that reads words, as PhoBERT does (no torch): syllables joined, cut into subwords.

A segmenter joins the syllables of a word by underscores; the tokenizer cuts that into subwords, which may
reach over syllables. Every subword is traced to the characters that it stands for, so each unit knows its
own; a subword over several units is shared by them, and their places in the word tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

from vnpolice_ie.errors import InputError
from vnpolice_ie.model.pieces import ALONE, FIRST, LATER, Pieces
from vnpolice_ie.model.subwords import CACHED, LONGEST, PieceRules, encodable, most_pieces
from vnpolice_ie.text.segment import Segmenter
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

_MOST_UNITS = 1000  # that a segmenter is given at once; a sentence is not longer, but a list without stops is


class _Piece(NamedTuple):
    """A piece and the characters [start, end) that it stands for."""

    id: int
    start: int
    end: int


class SegmentedPieces:
    """Reads words by a tokenizer whose model takes one word at a time.

    Args:
        tokenizer: the tokenizer; only its model is asked.
        rules: its special ids and limits.
        segmenter: finds the words; None makes each unit a word.
        folder: where the segmenter's own files lie, if it has any.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        rules: PieceRules,
        segmenter: Segmenter | None,
        folder: Path | None = None,
    ) -> None:
        self.tokenizer = tokenizer
        self.rules = rules
        self.segmenter_folder = folder
        self.opening, self.closing = rules.opening, rules.closing
        self.padding, self.max_pieces = rules.padding, rules.max_pieces
        self._segmenter = segmenter
        self._most = most_pieces(rules)
        self._encoded = lru_cache(CACHED)(self._encode)

    def __call__(self, source: SourceText, units: Tokens) -> Pieces:
        """Return the pieces of a text.

        A sentence that the segmenter does not give back as it was (some drop control characters) is
        read syllable by syllable.
        """
        text = encodable(source.text)
        words = [*self._words(source, text, units)]
        pieces = [piece for start, end in words for piece in self._pieces(text, start, end)]
        ids, first, until = self._owned(pieces, units)
        return Pieces(ids, first, until, _places(words, units))

    def _words(self, source: SourceText, text: str, units: Tokens) -> Iterator[tuple[int, int]]:
        for start, end in source.sentences:
            first, last = units.at(start), units.until(end)
            for low in range(first, last, _MOST_UNITS):
                yield from self._words_of(text, units, low, min(low + _MOST_UNITS, last))

    def _words_of(self, text: str, units: Tokens, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Words of the units [low, high); what is no word of a sensible length is read unit by unit."""
        start, end = units.starts[low], units.ends[high - 1]
        try:
            found = self._segmenter(text[start:end]) if self._segmenter else []
        except InputError:
            found = []
        if not found:
            yield from _by_unit(units, low, high)
        for a, b in found:
            if b - a <= LONGEST:
                yield start + a, start + b
            else:
                yield from _by_unit(units, units.at(start + a), units.until(start + b))

    def _pieces(self, text: str, start: int, end: int) -> Iterator[_Piece]:
        """Pieces of the word text[start:end]; each run of spaces in it is one underscore."""
        at = [i for i in range(start, end) if not (text[i].isspace() and text[i - 1].isspace())]
        word = "".join("_" if text[i].isspace() else text[i] for i in at)
        for number, first, last in self._encoded(word):
            yield _Piece(number, at[first], at[last - 1] + 1)

    def _encode(self, word: str) -> list[tuple[int, int, int]]:
        """Ids of a word's pieces with the characters of it that they stand for."""
        # The tokenizer counts bytes.
        chars = {at: i for i, at in enumerate(accumulate((len(c.encode()) for c in word), initial=0))}
        size, unknown = self.rules.size, self.rules.unknown
        return [
            (token.id if token.id < size else unknown, chars[token.offsets[0]], chars[token.offsets[1]])
            for token in self.tokenizer.model.tokenize(word)
        ]

    def _owned(self, pieces: list[_Piece], units: Tokens) -> tuple[list[int], list[int], list[int]]:
        """Ids, and for each unit its first piece and the one after its last."""
        ids: list[int] = []
        first: list[int] = []
        until: list[int] = []
        read, reach = 0, 0  # pieces looked at, and where the last of those kept ends
        for start, end in zip(units.starts, units.ends, strict=True):
            while read < len(pieces) and pieces[read].end <= start:
                ids.append(pieces[read].id)
                reach = pieces[read].end
                read += 1
            begin = len(ids) - (reach > start)
            while read < len(pieces) and pieces[read].start < end:
                if len(ids) - begin < self._most or pieces[read].end > end:
                    ids.append(pieces[read].id)
                    reach = pieces[read].end
                read += 1
            if begin == len(ids):
                ids.append(self.rules.unknown)
            first.append(begin)
            until.append(len(ids))
        return ids, first, until


def _by_unit(units: Tokens, low: int, high: int) -> Iterator[tuple[int, int]]:
    for i in range(low, high):
        yield units.starts[i], min(units.ends[i], units.starts[i] + LONGEST)


def _places(words: list[tuple[int, int]], units: Tokens) -> list[int]:
    """Place of each unit in its word; a unit over several words counts to the first."""
    places = [ALONE] * len(units)
    done = 0
    for start, end in words:
        first, last = max(done, units.at(start)), units.until(end)
        if last - first > 1:
            places[first:last] = [FIRST, *[LATER] * (last - first - 1)]
        done = max(done, last)
    return places
