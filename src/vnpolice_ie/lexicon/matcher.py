"""Phrases of word lists in one trie over tokens, and the longest match of one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from typing import Any, Generic, NamedTuple, TypeVar

from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.tokens import Tokens, tokenize

Payload = TypeVar("Payload")
Entries = Iterable[tuple[str, Payload]]
"""Pairs of a phrase and what its list says of it; of two pairs with one phrase the later counts."""
Phrases = Iterable[tuple[str | tuple[str, ...], Payload]]
"""The same, phrases as text or as tokens in lower case."""

Node = tuple[tuple[tuple[int, Any], ...], dict[str, "Node"]]
"""What ends at a node of the trie, as pairs of the number of the list and its payload; what may follow."""
_Growing = tuple[list[tuple[int, Any]], dict[str, "_Growing"]]
_NOTHING: dict[str, Node] = {}
_REMEMBERED = 50_000


class Phrase(NamedTuple, Generic[Payload]):
    """A phrase found: token indices [first, last) and what its list says of it."""

    first: int
    last: int
    payload: Payload


@lru_cache(_REMEMBERED)
def tokens_of(phrase: str) -> tuple[str, ...]:
    """Tokens of a phrase, in lower case; remembered, as many a phrase stands in several lists."""
    normal = normalize(phrase)
    return tuple(tokenize(normal.text, normal.folded).folded)


def trie(lists: Sequence[Phrases[Any]]) -> dict[str, Node]:
    """The phrases of several lists, by their words in lower case.

    A text that is looked up meets a trie that is in no cache of the processor: it is kept small.
    """
    root: dict[str, _Growing] = {}
    for number, entries in enumerate(lists):
        for phrase, payload in entries:
            ending: list[tuple[int, Any]] = []
            branches = root
            for word in tokens_of(phrase) if isinstance(phrase, str) else phrase:
                ending, branches = branches.setdefault(word, ([], {}))
            if ending and ending[-1][0] == number:
                ending.pop()
            ending.append((number, payload))
    return _grown(root, {})


def _grown(root: Mapping[str, _Growing], leaves: dict[tuple[int, ...], Node]) -> dict[str, Node]:
    """The branches of a trie without room to grow; leaves that say the same are one."""
    nodes: dict[str, Node] = {}
    for word, (ending, branches) in root.items():
        if branches:
            nodes[word] = tuple(ending), _grown(branches, leaves)
        else:
            said = tuple(part for number, payload in ending for part in (number, id(payload)))
            nodes[word] = leaves.setdefault(said, (tuple(ending), _NOTHING))
    return nodes


class PhraseMatcher(Generic[Payload]):
    """The phrases of one list, over tokens in lower case; time linear in the text.

    Args:
        phrases: pairs of a phrase, as text or as tokens in lower case, and its payload; a later pair
            replaces an earlier one.
    """

    def __init__(self, phrases: Phrases[Payload]) -> None:
        self._root = trie([phrases])

    def match_at(self, tokens: Tokens, first: int) -> Phrase[Payload] | None:
        """Longest phrase that begins at token `first`."""
        folded = tokens.folded
        count = len(folded)
        node = self._root.get(folded[first]) if first < count else None
        found: Phrase[Payload] | None = None
        last = first
        while node is not None:
            ending, branches = node
            last += 1
            if ending:
                found = Phrase(first, last, ending[0][1])
            node = branches.get(folded[last]) if last < count else None
        return found

    def find(self, tokens: Tokens, first: int = 0, last: int | None = None) -> Iterator[Phrase[Payload]]:
        """Longest phrases from left to right, without overlap, that begin in token range [first, last)."""
        folded = tokens.folded
        span = range(len(folded))[first:last]
        words = folded if len(span) == len(folded) else folded[first:last]
        free = first
        for i in compress(span, map(self._root.__contains__, words)):
            if i >= free and (phrase := self.match_at(tokens, i)) is not None:
                yield phrase
                free = phrase.last
