"""Longest match of phrases from word lists over the tokens of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.tokens import Tokens, tokenize

Payload = TypeVar("Payload")


class Phrase(NamedTuple, Generic[Payload]):
    """A phrase found: token indices [first, last) and what its list says of it."""

    first: int
    last: int
    payload: Payload


@cache
def tokens_of(phrase: str) -> tuple[str, ...]:
    """Tokens of a phrase, in lower case; remembered, as many a phrase stands in several lists."""
    normal = normalize(phrase)
    return tuple(tokenize(normal.text, normal.folded).folded)


class _Node(Generic[Payload]):
    __slots__ = ("branches", "payload")

    def __init__(self) -> None:
        self.branches: dict[str, _Node[Payload]] = {}
        self.payload: Payload | None = None


class PhraseMatcher(Generic[Payload]):
    """A trie of phrases over tokens in lower case; time linear in the text.

    Args:
        phrases: pairs of a phrase and its payload (not None); a later pair replaces an earlier one.
    """

    def __init__(self, phrases: Iterable[tuple[str, Payload]]) -> None:
        self._root: _Node[Payload] = _Node()
        for phrase, payload in phrases:
            node = self._root
            for word in tokens_of(phrase):
                node = node.branches.setdefault(word, _Node())
            node.payload = payload

    def match_at(self, tokens: Tokens, first: int) -> Phrase[Payload] | None:
        """Longest phrase that begins at token `first`."""
        folded = tokens.folded
        count = len(folded)
        node = self._root.branches.get(folded[first]) if first < count else None
        payload: Payload | None = None
        last = i = first
        while node is not None:
            i += 1
            if node.payload is not None:
                last, payload = i, node.payload
            node = node.branches.get(folded[i]) if i < count else None
        return None if payload is None else Phrase(first, last, payload)

    def _opened(self, tokens: Tokens, first: int, last: int) -> list[int]:
        """Token indices in [first, last) whose token opens some phrase."""
        openings = self._root.branches
        return [i for i, word in enumerate(tokens.folded[first:last], first) if word in openings]

    def find(self, tokens: Tokens, first: int = 0, last: int | None = None) -> Iterator[Phrase[Payload]]:
        """Longest phrases from left to right, without overlap, that begin in token range [first, last)."""
        free = first
        for i in self._opened(tokens, first, len(tokens) if last is None else last):
            if i >= free and (phrase := self.match_at(tokens, i)) is not None:
                yield phrase
                free = phrase.last
