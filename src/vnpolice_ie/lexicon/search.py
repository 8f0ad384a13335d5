"""Several word lists looked for in one pass over the tokens of a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from vnpolice_ie.lexicon.matcher import Entries, Phrase, trie

Payload = TypeVar("Payload")
Found = Mapping[int, tuple[int, Payload]]
"""Of one list, by first token, the longest phrase there: its exclusive end and what the list says of it."""


class PhraseSearch:
    """The phrases of several lists, over tokens in lower case; time linear in the text.

    Args:
        lists: the entries of each list.
    """

    def __init__(self, lists: Sequence[Entries[Any]]) -> None:
        self._count = len(lists)
        self._root = trie(lists)

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


def apart(found: Found[Payload]) -> Iterator[Phrase[Payload]]:
    """The phrases of a list from left to right, without overlap."""
    free = 0
    for first, (last, payload) in found.items():
        if first >= free:
            yield Phrase(first, last, payload)
            free = last
