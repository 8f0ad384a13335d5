"""Pieces of foreign tokenizers (no torch): every unit gets its own subwords, whatever the tokenizer.

Units are encoded one by one, as the tokenizer would read them in running text: with its mark of a space
("▁", "Ġ") where a gap stands before them, without it where they are glued to the unit before. So no piece
reaches over a unit, and no text can spell a special token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from tokenizers import Tokenizer

from vnpolice_ie.model.pieces import ALONE, Pieces
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

MOST_PIECES: Final = 32
"""Pieces that are read of one unit; what a longer one has beyond them (a wall of letters) says nothing."""
LONGEST: Final = 128
"""Characters that are read of one unit."""
CACHED: Final = 1 << 16
"""Words whose pieces a reader remembers."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class PieceRules:
    """What a reader of pieces knows beside its tokenizer.

    Attributes:
        opening, closing: ids that open and close each window.
        padding: id of the padding.
        unknown: id for a unit that the tokenizer gives nothing for.
        size: entries of the encoder's table; an id beyond it is read as `unknown`.
        max_pieces: the most pieces in one window, opening and closing ones counted.
        segmenter: who joins syllables into words (`text.segment`); "none" makes each unit a word of an
            encoder that reads words; empty for an encoder that reads running text.
        entries: of the tokenizer, so that another one is told from it; 0 if that is not known.
    """

    opening: tuple[int, ...]
    closing: tuple[int, ...]
    padding: int
    unknown: int
    size: int
    max_pieces: int
    segmenter: str = ""
    entries: int = field(default=0, compare=False)


class SubwordPieces:
    """Reads units by a tokenizer of the `tokenizers` library.

    Args:
        tokenizer: the tokenizer.
        rules: its special ids and limits.
    """

    def __init__(self, tokenizer: Tokenizer, rules: PieceRules) -> None:
        self.tokenizer = tokenizer
        self.rules = rules
        self.opening, self.closing = rules.opening, rules.closing
        self.padding, self.max_pieces = rules.padding, rules.max_pieces
        self._most = most_pieces(rules)
        self._space = space_mark(tokenizer)
        self._encoded = lru_cache(CACHED)(self._encode)

    def __call__(self, source: SourceText, units: Tokens) -> Pieces:
        """Return the pieces of a text."""
        ids: list[int] = []
        until: list[int] = []
        for number, word in enumerate(units.words):
            ids += self._encoded(word[:LONGEST], not number or bool(units.gaps[number]))
            until.append(len(ids))
        return Pieces(ids, [0, *until[:-1]] if until else [], until, [ALONE] * len(until))

    def _encode(self, word: str, spaced: bool) -> tuple[int, ...]:
        parts = _parts(self.tokenizer, encodable(word))
        if self._space and parts:
            marked = parts[0].startswith(self._space)
            if spaced and not marked:
                parts[0] = self._space + parts[0]
            elif marked and not spaced:
                parts[0] = parts[0].removeprefix(self._space)
        ids = [token.id for part in parts if part for token in self.tokenizer.model.tokenize(part)]
        known = [number if number < self.rules.size else self.rules.unknown for number in ids]
        return tuple(known[: self._most]) or (self.rules.unknown,)


def most_pieces(rules: PieceRules) -> int:
    """Pieces that are read of one unit: well below what a window takes."""
    return max(1, min(MOST_PIECES, (rules.max_pieces - len(rules.opening) - len(rules.closing)) // 2))


def encodable(text: str) -> str:
    """Return a text of the same length without lone surrogates, which no tokenizer takes."""
    return _SURROGATE.sub("\ufffd", text)


def _parts(tokenizer: Tokenizer, text: str) -> list[str]:
    """What the tokenizer's model is given of a text: normalised, cut, with marks of spaces."""
    if tokenizer.normalizer is not None:
        text = tokenizer.normalizer.normalize_str(text)
    if tokenizer.pre_tokenizer is None:
        return [text]
    return [part for part, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text)]


def space_mark(tokenizer: Tokenizer) -> str:
    """The mark that a tokenizer puts before a word that follows a space; empty if it has none."""
    return "".join(_parts(tokenizer, "a b")).partition("a")[2].rpartition("b")[0]
