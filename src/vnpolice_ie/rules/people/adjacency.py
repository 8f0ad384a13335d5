"""Small questions about neighbouring tokens that the stages on people share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        payloads: dict[tuple[str, ...], Payload] = {}
        for phrase, payload in phrases:
            normal = normalize(phrase)
            payloads[tuple(tokenize(normal.text, normal.folded).folded)] = payload
        # Phrases by their last word, the longest first.
        self._ending: dict[str, list[tuple[list[str], Payload]]] = {}
        for words in sorted(payloads, key=len, reverse=True):
            self._ending.setdefault(words[-1], []).append((list(words), payloads[words]))
        self.last_words = frozenset(self._ending)

    def find(self, source: SourceText, last: int) -> tuple[int, Payload] | None:
        """First token and payload of the longest phrase whose last token is `last - 1`, if there is one.

        The phrase and token `last` (if there is one) stand on one line.
        """
        tokens = source.tokens
        folded = tokens.folded
        for words, payload in self._ending.get(folded[last - 1], ()) if last else ():
            first = last - len(words)
            if first >= 0 and folded[first:last] == words and _stands_together(tokens.gaps, first, last):
                return first, payload
        return None


def _stands_together(gaps: Sequence[str], first: int, last: int) -> bool:
    """Tell whether no line ends between the tokens [first, last], as far as there are any."""
    return "\n" not in "".join(gaps[first + 1 : last + 1])
