"""Offsets of other tools, brought to code points of the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple


class Given(NamedTuple):
    """A span as a tool gives it: its offsets, and the words that stand there if the tool keeps them."""

    start: int
    end: int
    words: str | None

    @classmethod
    def of(cls, start: Any, end: Any, words: Any = None) -> Given:
        """Take values from a file.

        Raises:
            TypeError: an offset is no whole number.
        """
        for value in (start, end):
            if isinstance(value, bool) or not isinstance(value, int):
                raise TypeError(f"the offset {value!r} is no whole number")
        return cls(start, end, words if isinstance(words, str) else None)


def code_points(text: str, spans: Sequence[Given]) -> list[tuple[int, int] | None]:
    """Return the spans in code points; None for one whose offsets do not give its words.

    The unit of counting is one for the whole text, that which gives most words: code points; UTF-16 code
    units, as tools in JavaScript or Java count, in which a character beyond the basic plane (emoji, for
    instance) counts twice; line ends of two characters counted once; or both of these.

    Args:
        text: the text.
        spans: the spans; one without words says nothing about the unit.
    """
    best = _converted(text, spans, range(len(text) + 1))
    wide, pairs = max(text, default="") > "\uffff", "\r\n" in text
    for double, single in ((wide, False), (False, pairs), (wide, pairs)):
        if (double or single) and None in best:
            best = min(best, _converted(text, spans, _units(text, double, single)), key=_wrong)
    return best


def _wrong(found: list[tuple[int, int] | None]) -> int:
    return found.count(None)


def _units(text: str, double: bool, single: bool) -> list[int]:
    """Offset in units of each code point: characters beyond the basic plane count 2, `\\r` before `\\n` 0."""
    following = text[1:] + " "
    widths = (
        0 if single and c == "\r" and after == "\n" else 2 if double and c > "\uffff" else 1
        for c, after in zip(text, following, strict=True)
    )
    return list(accumulate(widths, initial=0))


def _converted(text: str, spans: Sequence[Given], units: Sequence[int]) -> list[tuple[int, int] | None]:
    found: list[tuple[int, int] | None] = []
    for span in spans:
        start, end = _at(units, span.start), _at(units, span.end)
        if start is None or end is None:
            found.append(None)
            continue
        found.append((start, end) if _gives(text, start, end, span.words) else None)
    return found


def utf16(text: str, offset: int) -> int:
    """Return an offset in UTF-16 code units, as Label Studio's JavaScript counts."""
    return offset + sum(c > "\uffff" for c in text[:offset])


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _at(units: Sequence[int], offset: int) -> int | None:
    at = bisect_left(units, offset)
    return at if at < len(units) and units[at] == offset else None


def _gives(text: str, start: int, end: int, words: str | None) -> bool:
    return words is None or text[start:end] == words or _spaced(text[start:end]) == _spaced(words)


def _spaced(words: str) -> str:
    # brat puts a space for a line end in its copy of the words, Label Studio a backslash and an n.
    return " ".join(words.replace("\\n", " ").split())
