"""A text as the stages see it: normal form, tokens, sentences, lines, boilerplate, each made once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from vnpolice_ie.text.boilerplate import Zone, find_zones, may_be_dated
from vnpolice_ie.text.normal import NormalText, normalize
from vnpolice_ie.text.tokens import Tokens, lines, sentences, tokenize

View = TypeVar("View")


class SourceText:
    """The views of one text that rules work on.

    All offsets are into `text`, the normal form; `raw_span` takes them back to the raw text.
    """

    def __init__(self, raw: str) -> None:
        self.normal: NormalText = normalize(raw)
        self.raw = raw
        """The text as given."""
        self.text = self.normal.text
        """The normal form."""
        self.folded = self.normal.folded
        """The normal form in lower case, of the same length."""
        # Made at once: where texts are read together, words are looked up for one right after the other.
        self.tokens: Tokens = tokenize(self.text, self.folded)
        """Syllables, numbers, codes and punctuation marks."""
        self._views: dict[Callable[[SourceText], Any], Any] = {}

    def view(self, make: Callable[[SourceText], View]) -> View:
        """Another view of the text, made by `make` when it is first asked for."""
        if make not in self._views:
            self._views[make] = make(self)
        view: View = self._views[make]
        return view

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Offsets of the sentences, in order."""
        return sentences(self.text)

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """Offsets of the lines that are not blank, in order."""
        return lines(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [start for start, _ in self.lines]

    def line_start(self, offset: int) -> int:
        """Where the line that holds the offset begins (the one before it, in a gap)."""
        return self._line_starts[bisect_right(self._line_starts, offset) - 1]

    @cached_property
    def zones(self) -> list[Zone]:
        """What stands around the story: timestamps, bylines, photo credits, links, widgets."""
        return find_zones(self.text, self.folded, self.lines)

    @property
    def may_be_dated(self) -> bool:
        """Whether the text seems to have a timestamp or dateline of its own among its zones."""
        return may_be_dated(self.text, self.folded, self.lines)

    @cached_property
    def _further_sentences(self) -> list[int]:
        """Where the sentences after the first one start."""
        return [start for start, _ in self.sentences[1:]]

    def sentence_index(self, offset: int) -> int:
        """Index of the sentence that holds the offset (the one before it, in a gap)."""
        return bisect_right(self._further_sentences, offset)

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """Offsets of the sentence that holds the offset; the empty span (0, 0) in an empty text."""
        return self.sentences[self.sentence_index(offset)] if self.sentences else (0, 0)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets of the normal span [start, end)."""
        return self.normal.raw_span(start, end)
