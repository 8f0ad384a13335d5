"""What clues of triggers look up in a draft: candidates by their ends, words by their classes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import tokenize

_NONE: frozenset[str] = frozenset()
HEADLINE = 200
"""Characters that a headline may have."""
CAPTION = "ảnh:"
"""Follows the words under a photo."""
_WITHIN = 40  # tokens before the trigger whose words count
_CLUE = re.compile(r"[ |]")  # stands between clues
_CLAUSE_ENDS = frozenset({",", ";", ":", "(", "“"})


@cache
def word_classes() -> Mapping[str, frozenset[str]]:
    """Classes of context_words by phrase: its tokens in lower case, joined by single spaces."""
    classes: dict[str, set[str]] = {}
    for row in read_table("context_words"):
        normal = normalize(row["word"])
        key = " ".join(tokenize(normal.text, normal.folded).folded)
        classes.setdefault(key, set()).add(row["class"])
    return {word: frozenset(found) for word, found in classes.items()}


@cache
def _edge_words() -> tuple[Mapping[str, Sequence[int]], Mapping[str, Sequence[int]]]:
    """How long the phrases of context_words are, the longest first, by first token and by last one."""
    split = [word.split(" ") for word in word_classes()]
    return _lengths(split, 0), _lengths(split, -1)


@cache
def _asked_words() -> tuple[frozenset[str], frozenset[str]]:
    """What trigger_rules ask for right before a trigger, by its last word, and after it, by its first."""
    before: set[str] = set()
    after: set[str] = set()
    for row in read_table("trigger_rules"):
        for clue in _CLUE.split(f"{row['needs']} {row['unless']}"):
            kind, _, words = clue.partition(":")
            if kind == "prev":
                before.add(words.rpartition("_")[2])
            elif kind == "next":
                after.add(words.partition("_")[0])
    return frozenset(before), frozenset(after)


def _lengths(phrases: Iterable[Sequence[str]], at: int) -> Mapping[str, Sequence[int]]:
    lengths: dict[str, set[int]] = {}
    for words in phrases:
        lengths.setdefault(words[at], set()).add(len(words))
    return {word: sorted(found, reverse=True) for word, found in lengths.items()}


class Stretch:
    """A sentence, with how far it has been read for the words before a token.

    Attributes:
        number: its index.
        start, end: offsets of where it begins and where the next one does; the first holds what is before it.
        floor, ceiling: its first token and its exclusive end.
        stated: the types of the triggers found in it so far.
        at: the next token to read.
        clause: the token after the last mark that ends a clause.
        words: the last phrases of context_words, each with its first token and its classes.
    """

    __slots__ = ("at", "ceiling", "clause", "end", "floor", "number", "start", "stated", "words")

    def __init__(self, source: SourceText, number: int) -> None:
        sentences = source.sentences
        start, end = sentences[number]
        self.number = number
        self.start = start if number else 0
        self.end = sentences[number + 1][0] if number + 1 < len(sentences) else len(source.text)
        self.floor, self.ceiling = source.tokens.at(start), source.tokens.until(end)
        self.stated: frozenset[str] = _NONE
        self.at = self.clause = self.floor
        self.words: list[tuple[int, frozenset[str]]] = []

    def rewind(self) -> None:
        """Read it from its beginning."""
        self.at = self.clause = self.floor
        self.words.clear()


class Surroundings:
    """Indexes of a draft that the clues of all its triggers share.

    Attributes:
        labels: the labels of the candidates.
        starting, ending: the outermost candidate that starts or ends at an offset.
        asked_before, asked_after: words that conditions ask for right before and after a trigger; of several
            the nearest one.
        head_end: where the headline ends, 0 if there is none.
        has_captions: whether there is the caption of a photo.
    """

    def __init__(self, draft: Draft) -> None:
        self.source = draft.source
        self.tokens = draft.source.tokens
        self._mentions = draft.mentions()
        self.labels = frozenset([c.label for c in self._mentions])
        # Of nested candidates the outer one comes first, by its start as by its end.
        inner_first = self._mentions[::-1]
        self.starting = {c.start: c for c in inner_first}
        self.ending = {c.end: c for c in inner_first}
        self._starts = [c.start for c in self._mentions]
        self._classes = word_classes()
        self._first_words, self._last_words = _edge_words()
        self.asked_before, self.asked_after = _asked_words()
        self._stretch: Stretch | None = None
        self.has_captions = CAPTION in self.source.folded
        lines = self.source.lines
        # A text of one line has no headline, and a first line of several sentences is none.
        self.head_end = lines[0][1] if len(lines) > 1 and lines[0][1] - lines[0][0] <= HEADLINE else 0

    def stretch(self, offset: int) -> Stretch:
        """The sentence that holds the offset; it is kept until another one is asked for."""
        stretch = self._stretch
        if stretch is None or not stretch.start <= offset < stretch.end:
            number = self.source.sentence_index(offset)
            stretch = self._stretch = Stretch(self.source, number)
        return stretch

    def is_plain(self, token: int) -> bool:
        """Tell whether a token is a word that begins no candidate and nothing that clues ask for."""
        if token >= len(self.tokens):
            return False
        word = self.tokens.folded[token]
        return (
            word not in self._first_words
            and word not in self.asked_after
            and self.tokens.starts[token] not in self.starting
            and word.isalpha()
        )

    def near(self, stretch: Stretch, offset: int, count: int) -> Sequence[Candidate]:
        """So many candidates of a sentence that start before an offset, and as many that start after it."""
        at = bisect_left(self._starts, offset)
        first = bisect_left(self._starts, stretch.start, max(0, at - count), at)
        last = bisect_left(self._starts, stretch.end, at, min(at + count, len(self._starts)))
        return self._mentions[first:last]

    def words_before(self, stretch: Stretch, token: int) -> tuple[frozenset[str], frozenset[str]]:
        """Classes of the words before a token of a sentence, in its clause and in all of it.

        Only words close enough count, and names are passed over. A sentence is read on from
        the token that was asked for before, so that asking from left to right reads it once.
        """
        if stretch.at > token:
            stretch.rewind()
        folded, starts = self.tokens.folded, self.tokens.starts
        starting, openings = self.starting, self._first_words
        at = stretch.at
        while at < token:
            word = folded[at]
            if candidate := starting.get(starts[at]):
                at = bisect_left(starts, candidate.end, at + 1)
            elif word in _CLAUSE_ENDS:
                at = stretch.clause = at + 1
            elif word in openings:
                found, end = self.phrase_at(at, token)
                if found:
                    stretch.words.append((at, found))
                at = max(at + 1, end)
            else:
                at += 1
        stretch.at = at
        words = stretch.words
        while words and words[0][0] < token - _WITHIN:
            del words[0]
        clause = [found for at, found in words if at >= stretch.clause]
        return _NONE.union(*clause), _NONE.union(*[found for _, found in words])

    def phrase_before(self, token: int, floor: int) -> tuple[frozenset[str], int]:
        """Classes of the longest known phrase that ends before `token`, and its first token."""
        if token > floor:
            folded = self.tokens.folded
            for length in self._last_words.get(folded[token - 1], ()):
                words = " ".join(folded[token - length : token]) if length <= token - floor else ""
                if words in self._classes:
                    return self._classes[words], token - length
        return _NONE, token

    def phrase_at(self, token: int, ceiling: int) -> tuple[frozenset[str], int]:
        """Classes of the longest known phrase that begins at `token`, and its exclusive end."""
        if token < ceiling:
            folded = self.tokens.folded
            for length in self._first_words.get(folded[token], ()):
                words = " ".join(folded[token : token + length]) if length <= ceiling - token else ""
                if words in self._classes:
                    return self._classes[words], token + length
        return _NONE, token
