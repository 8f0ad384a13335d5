"""Small questions about neighbouring tokens that the stages on people share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from vnpolice_ie.lexicon.matcher import Phrase, PhraseMatcher
from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import tokenize

Payload = TypeVar("Payload")


def joined(source: SourceText, left: int) -> bool:
    """Tell whether token `left` and the next one stand on one line with nothing but spaces between them."""
    gaps = source.tokens.gaps
    return 0 <= left < len(gaps) - 1 and "\n" not in gaps[left + 1]


def phrase_at(source: SourceText, matcher: PhraseMatcher[Payload], first: int) -> Phrase[Payload] | None:
    """Longest phrase of a word list that begins at token `first` and does not run over a line end."""
    phrase = matcher.match_at(source.tokens, first)
    return phrase if phrase is not None and on_one_line(source, first, phrase.last) else None


def on_one_line(source: SourceText, first: int, last: int) -> bool:
    """Tell whether no line ends between the tokens [first, last)."""
    return source.text.find("\n", source.tokens.starts[first], source.tokens.ends[last - 1]) < 0


class PhraseBefore(Generic[Payload]):
    """A word list read backwards: the longest phrase that ends right before a token.

    Args:
        phrases: pairs of a phrase and what its list says of it.

    Attributes:
        last_words: the words with which a phrase ends, in lower case.
    """

    def __init__(self, phrases: Iterable[tuple[str, Payload]]) -> None:
        self._payload: dict[tuple[str, ...], Payload] = {}
        for phrase, payload in phrases:
            normal = normalize(phrase)
            self._payload[tuple(tokenize(normal.text, normal.folded).folded)] = payload
        self._longest = max(map(len, self._payload))
        self.last_words = frozenset(words[-1] for words in self._payload)

    def find(self, source: SourceText, last: int) -> tuple[int, Payload] | None:
        """First token and payload of the longest phrase whose last token is `last - 1`, if there is one.

        The phrase and token `last` (if there is one) stand on one line.
        """
        folded = source.tokens.folded
        if last == 0 or folded[last - 1] not in self.last_words:
            return None
        best = None
        for first in range(last - 1, max(-1, last - self._longest - 1), -1):
            if not joined(source, first) and first + 1 < len(folded):
                break
            payload = self._payload.get(tuple(folded[first:last]))
            if payload is not None:
                best = first, payload
        return best
