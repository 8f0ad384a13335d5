"""What clues of triggers look up in a draft: candidates by their ends, words by their classes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.tokens import tokenize

_NONE: frozenset[str] = frozenset()
HEADLINE = 200
"""Characters that a headline may have."""
_WITHIN = 40  # tokens before the trigger whose words count
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


def _lengths(phrases: Iterable[Sequence[str]], at: int) -> Mapping[str, Sequence[int]]:
    lengths: dict[str, set[int]] = {}
    for words in phrases:
        lengths.setdefault(words[at], set()).add(len(words))
    return {word: sorted(found, reverse=True) for word, found in lengths.items()}


@dataclass(slots=True)
class _Reading:
    """How far a sentence has been read.

    Attributes:
        floor: the first token of the sentence, which tells it from others.
        at: the next token to read.
        clause: the token after the last mark that ends a clause.
        words: the last phrases of context_words, each with its first token and its classes.
    """

    floor: int
    at: int
    clause: int
    words: deque[tuple[int, frozenset[str]]] = field(default_factory=deque)


class Surroundings:
    """Indexes of a draft that the clues of all its triggers share."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.source = draft.source
        self.tokens = draft.source.tokens
        self.ending: dict[int, Candidate] = {}
        self.starting: dict[int, Candidate] = {}
        self.by_sentence: dict[int, list[Candidate]] = {}
        self._classes = word_classes()
        self._first_words, self._last_words = _edge_words()
        for c in draft.mentions():
            # Of nested candidates the outer one comes first by start, and is the longer by end.
            self.starting.setdefault(c.start, c)
            known = self.ending.get(c.end)
            if known is None or c.start < known.start:
                self.ending[c.end] = c
            self.by_sentence.setdefault(self.source.sentence_index(c.start), []).append(c)
        self._bounds: dict[int, tuple[int, int]] = {}
        self._reading = _Reading(-1, -1, -1)
        self._stated: tuple[int, set[str]] = (-1, set())
        lines = self.source.lines
        # A text of one line has no headline, and a first line of several sentences is none.
        self.head_end = lines[0][1] if len(lines) > 1 and lines[0][1] - lines[0][0] <= HEADLINE else 0

    def state(self, sentence: int, event_type: str) -> None:
        """Note that a trigger of the type was found in the sentence, which is the last so far."""
        if self._stated[0] != sentence:
            self._stated = sentence, set()
        self._stated[1].add(event_type)

    def stated(self, sentence: int) -> set[str]:
        """The types of the triggers noted in the sentence."""
        return self._stated[1] if self._stated[0] == sentence else set()

    def bounds(self, sentence: int) -> tuple[int, int]:
        """The first token of a sentence and its exclusive end."""
        known = self._bounds.get(sentence)
        if known is None:
            start, end = self.source.sentences[sentence]
            known = self._bounds[sentence] = self.tokens.at(start), self.tokens.until(end)
        return known

    def words_before(self, token: int, floor: int) -> tuple[frozenset[str], frozenset[str]]:
        """Classes of the words before a token in its clause and in its sentence, which begins at `floor`.

        Only words close enough count, and names are passed over. A sentence is read on from
        the token that was asked for before, so that asking from left to right reads it once.
        """
        reading = self._reading
        if reading.floor != floor or reading.at > token:
            reading = self._reading = _Reading(floor, floor, floor)
        openings = self._first_words
        while reading.at < token:
            i = reading.at
            word = self.tokens.folded[i]
            if candidate := self.starting.get(self.tokens.starts[i]):
                reading.at = max(i + 1, self.tokens.at(candidate.end - 1) + 1)
            elif word in _CLAUSE_ENDS:
                reading.at = reading.clause = i + 1
            elif word in openings:
                found, end = self.phrase_at(i, token)
                reading.at = max(i + 1, end)
                if found:
                    reading.words.append((i, found))
            else:
                reading.at = i + 1
        words = reading.words
        while words and words[0][0] < token - _WITHIN:
            words.popleft()
        clause = (found for at, found in words if at >= reading.clause)
        return frozenset().union(*clause), frozenset().union(*(found for _, found in words))

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
