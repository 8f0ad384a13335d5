"""The normal form that rules match on, with a map back to the raw text.

Changes that keep the length (tone placement, dashes, spaces, Ð) need no map; those that do not
(composition of combining marks, dropped zero-width characters) are recorded as edits. Offsets are
code points throughout.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

# Characters that take no room and carry no meaning in Vietnamese: zero-width space and joiners, word
# joiner, byte order mark, soft hyphen, directional marks and isolates, variation selectors.
ZERO_WIDTH = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"

_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
# What composition works on: a base with the marks that follow it. All characters that may compose with
# one before them lie in these ranges (combining marks, Hangul vowels and finals) or have a combining class.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u1160-\u11ff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_ATTACHED = re.compile(f"[{_MARKS}{ZERO_WIDTH}]+")

# One character for one: the map stays the identity.
SAME_LENGTH = {
    "\u00d0": "Đ",  # eth, typed for Đ
    "\u0189": "Đ",
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x0b\x0c",
        " ",
    ),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043", "-"),
    **dict.fromkeys("\u2044\u2215\uff0f", "/"),
    **dict.fromkeys("\r\u0085\u2028\u2029", "\n"),
}
_LOOK_ALIKE = re.compile(f"[{''.join(SAME_LENGTH)}]")
_UNUSUAL = re.compile(f"[{''.join(SAME_LENGTH)}{ZERO_WIDTH}]")

# Old tone placement (hoà, thuỷ) → the one that the lexicon is written in (hòa, thủy). The pattern begins
# with one class of letters, which is quick to search for.
_LETTER = "a-zA-ZÀ-ỹ"
_OLD_TONE = re.compile(
    f"[oOuU](?:(?<=[oO])[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<=[uU])(?<![qQ].)[ỳýỷỹỵỲÝỶỸỴ])(?![{_LETTER}{_MARKS}])"
)
_TONES = "\u0300\u0301\u0309\u0303\u0323"


def _moved(pair: str) -> str:
    decomposed = unicodedata.normalize("NFD", pair[1])
    tone = next(mark for mark in decomposed[1:] if mark in _TONES)
    return unicodedata.normalize("NFC", pair[0] + tone) + decomposed[0]


_MOVED_TONE = {
    a + b: _moved(a + b)
    for a, bs in (("o", "àáảãạèéẻẽẹ"), ("u", "ỳýỷỹỵ"))
    for pair in bs
    for a, b in ((a, pair), (a.upper(), pair), (a.upper(), pair.upper()), (a, pair.upper()))
}


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where normal offsets lie in the raw text.

    An edit i says that raw[raw_starts[i]:raw_ends[i]] became normal[starts[i]:ends[i]], of another
    length; between edits the two run in step.
    """

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    raw_starts: tuple[int, ...] = ()
    raw_ends: tuple[int, ...] = ()

    def raw_start(self, offset: int) -> int:
        """Raw offset at which the normal character at `offset` begins."""
        i = bisect_right(self.starts, offset) - 1
        # A deletion (empty in the normal form) belongs to neither neighbour: the later character
        # starts after it.
        if i < 0:
            return offset
        if offset < self.ends[i]:
            return self.raw_starts[i]
        return self.raw_ends[i] + offset - self.ends[i]

    def raw_end(self, offset: int) -> int:
        """Raw offset at which the normal character before `offset` ends."""
        if offset == 0:
            return 0
        last = offset - 1
        i = bisect_right(self.starts, last) - 1
        if i < 0:
            return offset
        if last < self.ends[i]:
            return self.raw_ends[i]
        return self.raw_ends[i] + offset - self.ends[i]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets of the normal span [start, end)."""
        if not self.starts:
            return start, end
        return self.raw_start(start), self.raw_end(end)

    def cuts(self, offset: int) -> bool:
        """Tell whether the normal offset lies inside an edit, so that no raw offset is its own."""
        i = bisect_left(self.starts, offset) - 1
        return i >= 0 and offset < self.ends[i]

    def normal_offset(self, raw_offset: int) -> int:
        """Normal offset of the character that holds (or follows) the raw offset."""
        i = bisect_right(self.raw_starts, raw_offset) - 1
        if i < 0:
            return raw_offset
        if raw_offset < self.raw_ends[i]:
            return self.starts[i]
        return self.ends[i] + raw_offset - self.raw_ends[i]


@dataclass(frozen=True)
class NormalText:
    """A raw text, its normal form and the map between them.

    Attributes:
        raw: the text as given.
        text: its normal form: NFC, one placement of tone marks, plain spaces, hyphens, line ends
            and slashes, Đ for its look-alikes, no zero-width characters.
        offsets: the map from `text` back to `raw`.
    """

    raw: str
    text: str
    offsets: OffsetMap = field(repr=False)

    @cached_property
    def folded(self) -> str:
        """`text` in lower case, of the same length (a letter whose lower case is longer stays)."""
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return lower
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets of the normal span [start, end)."""
        return self.offsets.raw_span(start, end)

    def normal_span(self, start: int, end: int) -> tuple[int, int]:
        """Normal offsets of the raw span [start, end); the widest reading where an edit is cut."""
        first = self.offsets.normal_offset(start)
        last = self.offsets.normal_offset(end)
        if self.offsets.raw_start(last) < end:
            last += 1
        return first, last


def normalize(raw: str) -> NormalText:
    """Bring a text into normal form and record how to get back.

    Works on any string, lone surrogates and control characters included, in time linear in its
    length. The source of the rules on tone marks is Decision 240/QĐ of 1984 of the Ministry of
    Education (the mark on the main vowel: hòa, thúy).
    """
    if unicodedata.is_normalized("NFC", raw) and not _UNUSUAL.search(raw):
        text, offsets = raw, OffsetMap()
    else:
        text, offsets = _compose(raw)
        text = _LOOK_ALIKE.sub(lambda m: SAME_LENGTH[m[0]], text)
    text = _OLD_TONE.sub(lambda m: _MOVED_TONE[m[0]], text)
    return NormalText(raw, text, offsets)


def _compose(raw: str) -> tuple[str, OffsetMap]:
    text, offsets = _apply(raw, _clusters(raw))
    if not unicodedata.is_normalized("NFC", text):
        # Rare scripts and compatibility characters: compose from one starter to the next.
        text, offsets = _edit_starters(raw)
    return text, offsets


def _clusters(raw: str) -> Iterator[tuple[int, int]]:
    """What composition works on: marks with the base before them, zero-width characters behind them."""
    for attached in _ATTACHED.finditer(raw):
        start, end = attached.span()
        last = end
        while last > start and _ZERO_WIDTH.match(raw, last - 1):
            last -= 1
        if last > start:
            yield (start - 1 if start and not raw[start - 1].isspace() else start), last
        if last < end:
            yield last, end


def _edit_starters(raw: str) -> tuple[str, OffsetMap]:
    def segments() -> Iterator[tuple[int, int]]:
        start = 0
        for i, char in enumerate(raw):
            joins = (
                unicodedata.combining(char)
                or unicodedata.category(char) in {"Mc", "Mn"}
                or "\u1160" <= char <= "\u11ff"
                or _ZERO_WIDTH.match(char)
            )
            if i and (not joins or raw[i - 1].isspace()):
                yield start, i
                start = i
        if raw:
            yield start, len(raw)

    return _apply(raw, segments())


def _apply(raw: str, segments: Iterable[tuple[int, int]]) -> tuple[str, OffsetMap]:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    raw_starts: list[int] = []
    raw_ends: list[int] = []
    known: dict[str, str] = {}
    done = length = 0
    for start, end in segments:
        if start > done:
            out.append(raw[done:start])
            length += start - done
        old = raw[start:end]
        new = known.get(old)
        if new is None:
            new = known[old] = unicodedata.normalize("NFC", _ZERO_WIDTH.sub("", old))
        if len(new) != len(old):
            starts.append(length)
            ends.append(length + len(new))
            raw_starts.append(start)
            raw_ends.append(end)
        out.append(new)
        length += len(new)
        done = end
    out.append(raw[done:])
    return "".join(out), OffsetMap(tuple(starts), tuple(ends), tuple(raw_starts), tuple(raw_ends))
