"""Longest match of phrases from word lists over the tokens of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.tokens import Tokens, tokenize

Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class Phrase(Generic[Payload]):
    """A phrase found: token indices [first, last) and what its list says of it."""

    first: int
    last: int
    payload: Payload


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
            normal = normalize(phrase)
            node = self._root
            for word in tokenize(normal.text, normal.folded).folded:
                node = node.branches.setdefault(word, _Node())
            node.payload = payload

    @property
    def openings(self) -> frozenset[str]:
        """The first tokens of the phrases, in lower case."""
        return frozenset(self._root.branches)

    def match_at(self, tokens: Tokens, first: int) -> Phrase[Payload] | None:
        """Longest phrase that begins at token `first`."""
        folded = tokens.folded
        count = len(folded)
        node = self._root.branches.get(folded[first]) if first < count else None
        best: Phrase[Payload] | None = None
        i = first + 1
        while node is not None:
            if node.payload is not None:
                best = Phrase(first, i, node.payload)
            node = node.branches.get(folded[i]) if i < count else None
            i += 1
        return best

    def find(self, tokens: Tokens, first: int = 0, last: int | None = None) -> Iterator[Phrase[Payload]]:
        """Longest phrases from left to right, without overlap, that begin in token range [first, last)."""
        i = first
        stop = len(tokens) if last is None else last
        while i < stop:
            if tokens.folded[i] in self._root.branches and (phrase := self.match_at(tokens, i)):
                yield phrase
                i = phrase.last
            else:
                i += 1
