"""Several word lists looked for in one pass over the tokens of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from vnpolice_ie.lexicon.matcher import Phrase, tokens_of

Payload = TypeVar("Payload")
Found = Mapping[int, tuple[int, Payload]]
"""Of one list, by first token, the longest phrase there: its exclusive end and what the list says of it."""
Entries = Iterable[tuple[str, Payload]]
"""Pairs of a phrase and what its list says of it; of two pairs with one phrase the later counts."""

# What ends at a node, as pairs of the number of the list and its payload, and what may follow.
_Node = tuple[tuple[tuple[int, Any], ...], dict[str, "_Node"]]


class PhraseSearch:
    """One trie of the phrases of several lists, over tokens in lower case; time linear in the text.

    Args:
        lists: the entries of each list.
    """

    def __init__(self, lists: Sequence[Entries[Any]]) -> None:
        self._count = len(lists)
        phrases: dict[tuple[str, ...], dict[int, Any]] = {}
        for number, entries in enumerate(lists):
            for phrase, payload in entries:
                phrases.setdefault(tokens_of(phrase), {})[number] = payload
        self._root = _branches(phrases, 0)

    def __call__(self, folded: Sequence[str]) -> list[Found[Any]]:
        """For each list the longest phrase that begins at a token, by its index; in order.

        Args:
            folded: the tokens of a text in lower case.
        """
        found: list[dict[int, tuple[int, Any]]] = [{} for _ in range(self._count)]
        words = [*folded, ""]
        for i, opening in enumerate(map(self._root.get, folded)):
            if opening is None:
                continue
            ending, further = opening
            last = i + 1
            while True:
                for number, payload in ending:
                    found[number][i] = last, payload
                node = further.get(words[last])
                if node is None:
                    break
                ending, further = node
                last += 1
        return list(found)


def _branches(phrases: Mapping[tuple[str, ...], dict[int, Any]], depth: int) -> dict[str, _Node]:
    by_word: dict[str, dict[tuple[str, ...], dict[int, Any]]] = {}
    for words, hits in phrases.items():
        if len(words) > depth:
            by_word.setdefault(words[depth], {})[words] = hits
    return {
        word: (
            tuple(next((hits for words, hits in further.items() if len(words) == depth + 1), {}).items()),
            _branches(further, depth + 1),
        )
        for word, further in by_word.items()
    }


def apart(found: Found[Payload]) -> Iterator[Phrase[Payload]]:
    """The phrases of a list from left to right, without overlap."""
    free = 0
    for first, (last, payload) in found.items():
        if first >= free:
            yield Phrase(first, last, payload)
            free = last
