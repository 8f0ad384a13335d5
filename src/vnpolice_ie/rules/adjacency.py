"""Small questions about neighbouring tokens that the stages on people share."""

from __future__ import annotations

from typing import TypeVar

from vnpolice_ie.lexicon.matcher import Phrase, PhraseMatcher
from vnpolice_ie.text.source import SourceText

Payload = TypeVar("Payload")


def joined(source: SourceText, left: int, right: int | None = None) -> bool:
    """Tell whether only spaces (no line end) stand between two tokens, by default `left` and the next.

    Args:
        source: the text.
        left: index of a token; False if it is out of range.
        right: index of the later token, `left + 1` if None.
    """
    tokens = source.tokens
    right = left + 1 if right is None else right
    if left < 0 or right >= len(tokens):
        return False
    gap = source.text[tokens.ends[left] : tokens.starts[right]]
    return gap.strip(" ") == ""


def phrase_at(source: SourceText, matcher: PhraseMatcher[Payload], first: int) -> Phrase[Payload] | None:
    """Longest phrase of a word list that begins at token `first` and does not run over a line end."""
    phrase = matcher.match_at(source.tokens, first)
    if phrase is None:
        return None
    start, end = source.tokens.starts[first], source.tokens.ends[phrase.last - 1]
    return None if source.text.find("\n", start, end) >= 0 else phrase


class PhraseBefore:
    """Word lists read backwards: the longest phrase that ends right before a token."""

    def __init__(self, phrases: dict[str, str]) -> None:
        self._payload = {tuple(phrase.split()): payload for phrase, payload in phrases.items()}
        self._longest = max(map(len, self._payload))

    def find(self, source: SourceText, last: int) -> tuple[int, str] | None:
        """First token and payload of the longest phrase whose last token is `last - 1`; None if there is none.

        The phrase and the token `last` stand on one line with only spaces between them.
        """
        tokens = source.tokens
        best = None
        for length in range(1, self._longest + 1):
            first = last - length
            if first < 0 or not joined(source, first):
                break
            payload = self._payload.get(tuple(tokens.folded[first:last]))
            if payload is not None:
                best = first, payload
        return best
