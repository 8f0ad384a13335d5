"""Syllables, sentences and lines of a normal text, as offsets into it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

# A syllable, number or code (PC02, 2018) is one token, every other visible character is one.
_TOKEN = re.compile(r"([^\W_]++|\S)")

# Full stops after these do not end a sentence (folded, without the stop): titles, place classes,
# signature forms, list letters are handled by length.
ABBREVIATIONS = frozenset(
    {"tp", "tx", "tt", "gs", "pgs", "ts", "ths", "bs", "ks", "cn", "tm", "kt", "tl", "tuq"}
    | {"st", "tr", "ubnd", "mr", "mrs", "dr", "vs", "no"}
)
# Line ends; stops with the quotes after them; a stop with letters on both sides ("trì.Tại"); and the spaces
# behind. All begin with one class of characters, which is quick to search for. The second lookbehind lets a
# run of dots be looked at once, from its start.
_END = re.compile(
    r"[.!?…\n](?:(?<=\n)"
    r"|(?<![.!?…].)[.!?…]*+[\"'”’»)\]]*(?=\s|[\"“‘«]|$)"
    r"|(?P<glued>(?<=[^\W\d_]{2}[.!?])(?=[^\W\d_][^\W\d_])))\s*"
)
_LAST_LETTERS = frozenset(word[-2:] for word in ABBREVIATIONS)
_BEFORE = re.compile(r"([^\W\d_]+)\Z")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a normal text in parallel lists.

    Attributes:
        starts, ends: offsets into the normal text; `ends` exclusive.
        words: the tokens as written.
        folded: the tokens in lower case.
        gaps: the spaces before each token.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    words: Sequence[str]
    folded: Sequence[str]
    gaps: Sequence[str]

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, offset: int) -> int:
        """Index of the first token that ends after `offset` (`len(self)` if there is none)."""
        return bisect_right(self.ends, offset)

    def until(self, offset: int) -> int:
        """Index of the first token that starts at or after `offset`: the exclusive end of a token range."""
        return bisect_left(self.starts, offset)


class _Known(dict[str, str]):
    """One string for each word of texts: its hash is taken once, and what is often read lies together."""

    def __missing__(self, word: str) -> str:
        if len(word) <= _LONGEST_KEPT:
            self[word] = word
        return word


class _Lower(dict[str, str]):
    """The words in lower case; one that is so already is its own."""

    def __missing__(self, word: str) -> str:
        low = word.lower()
        low = word if low == word else _KNOWN[low]
        if len(word) <= _LONGEST_KEPT:
            self[word] = low
        return low


# So much is kept from text to text: a stream of texts has many words that stand once.
_LONGEST_KEPT = 40
_MOST_KEPT = 30_000
_KNOWN = _Known()
_LOWER = _Lower()


def tokenize(text: str, folded: str) -> Tokens:
    """Split a normal text into tokens; `folded` is its lower-case twin of the same length."""
    # Gaps and tokens in turn, a gap (perhaps empty) at either end.
    parts = _TOKEN.split(text)
    bounds = list(accumulate(map(len, parts)))
    starts, ends = bounds[:-1:2], bounds[1::2]
    words = list(map(_KNOWN.__getitem__, parts[1::2]))
    # The lower case of Σ hangs on its neighbours, that of İ is longer.
    if "Σ" not in text and "İ" not in text:
        small = list(map(_LOWER.__getitem__, words))
    else:
        small = [folded[start:end] for start, end in zip(starts, ends, strict=True)]
    if len(_KNOWN) > _MOST_KEPT:
        _KNOWN.clear()
        _LOWER.clear()
    return Tokens(starts, ends, words, small, parts[:-1:2])


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences, edge spaces left out; a line end always ends a sentence.

    A full stop does not end one after an abbreviation, a single letter or inside a number, and none
    is needed to be followed by a space where two sentences were glued ("trì.Tại hội nghị").
    """
    out: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        stop, end = match.span()
        if match["glued"] is not None:
            if not _is_glued(text, end):
                continue
        elif text[stop] == "." and _is_abbreviation(text, stop) and "\n" not in match[0]:
            continue
        _append(out, text, start, end)
        start = end
    _append(out, text, start, len(text))
    return out


def lines(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines that are not blank, edge spaces left out."""
    out: list[tuple[int, int]] = []
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        _append(out, text, start, end)
        start = end + 1
    return out


def _append(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    words = text[start:end].rstrip()
    if words:
        end = start + len(words)
        out.append((end - len(words.lstrip()), end))


def _is_abbreviation(text: str, stop: int) -> bool:
    last = text[max(0, stop - 2) : stop]
    if not (last[-1:].isupper() or last.casefold() in _LAST_LETTERS):
        return False
    word = _BEFORE.search(text, max(0, stop - 12), stop)
    if word is None:
        return False
    after = text[stop + 1 : stop + 3].lstrip()
    if len(word[1]) == 1:
        return word[1].isupper()
    return word[1].casefold() in ABBREVIATIONS and (word[1][0].isupper() or not after[:1].isupper())


def _is_glued(text: str, at: int) -> bool:
    # "trì.Tại": lower-case letters, the stop, then a capital followed by a lower-case letter.
    return (
        text[at - 2].islower()
        and text[at].isupper()
        and text[at + 1 : at + 2].islower()
        and not _is_abbreviation(text, at - 1)
    )
