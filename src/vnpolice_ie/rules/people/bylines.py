"""Names of authors under a text or after its last sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnpolice_ie.rules.people.adjacency import joined
from vnpolice_ie.rules.people.names import FAMILY, NameShapes
from vnpolice_ie.text.source import SourceText

# Initials after the last full stop of a text: "B.T.Ngọc", "K.A (TTXVN)".
_INITIALS = re.compile(r"[.!?…\")”]\s*((?:[A-ZĐ]\.){1,3}[A-ZĐ][a-zà-ỹđ]*)\s*(?:\([^()\n]{1,40}\))?$")

_STOPS = frozenset({".", "!", "?", '"', "”", ")", "/", "…"})
_SEPARATORS = frozenset({"-", ",", "/", "|", "&"})
_EDGE_LINES = 4
"""Lines at either end of a text where a name alone is its author."""
_LONGEST_ROW = 200
"""Code points of a line of names at most."""


def bylines(source: SourceText, shapes: NameShapes, covered: bytearray) -> Iterator[tuple[int, int]]:
    """Token ranges [first, last) of names that make up a line, or stand after the last full stop of the text.

    Args:
        source: the text.
        shapes: the shapes of its names.
        covered: for each code point whether something else is found there.
    """
    yield from _before_slash(source, shapes, covered)
    tokens, lines = source.tokens, source.lines
    last_line = len(lines) - 1
    for number, (start, end) in enumerate(lines):
        edge = number < _EDGE_LINES or number > last_line - _EDGE_LINES
        closing = number >= last_line - 1
        if not closing and (end - start > (_LONGEST_ROW if edge else 40) or not source.text[start].isupper()):
            continue
        first = tokens.at(start)
        if number > 0 and shapes.runs.ends[first] > first + 1 and (last := tokens.until(end)) - first <= 9:
            yield from _row(source, shapes, covered, first, last, sure=edge)
        if closing:
            yield from _after_stop(source, shapes, covered, first, tokens.until(end))


def _before_slash(source: SourceText, shapes: NameShapes, covered: bytearray) -> Iterator[tuple[int, int]]:
    """Names before the slash of an agency or a paper: "Ngọc Minh/VOV"."""
    tokens = source.tokens
    for sign in re.finditer("/", source.text):
        slash = tokens.at(sign.start())
        if slash + 1 == len(tokens) or not tokens.words[slash + 1].isupper():
            continue
        first = slash
        while first > 0 and slash - first < 4 and shapes.run_end(first - 1) == slash:
            if covered[tokens.starts[first - 1]]:
                break
            first -= 1
        if slash - first > 1 and shapes.is_name(first, slash):
            yield first, slash


def closing_initials(source: SourceText) -> tuple[int, int] | None:
    """Offsets of an author's initials after the last sentence; None if there are none."""
    end = len(source.text.rstrip())
    match = _INITIALS.search(source.text, max(0, end - 80), end)
    return match.span(1) if match else None


def _row(
    source: SourceText, shapes: NameShapes, covered: bytearray, first: int, last: int, *, sure: bool
) -> Iterator[tuple[int, int]]:
    """Names that fill the tokens [first, last) but for separators; none if anything else stands there."""
    names = []
    at = first
    starts, ends, folded = source.tokens.starts, source.tokens.ends, source.tokens.folded
    while at < last:
        end = shapes.run_end(at)
        whole = 2 <= end - at <= 4 and shapes.is_name(at, end)
        if not whole or covered.find(1, starts[at], ends[end - 1]) >= 0:
            return
        if not (sure or shapes.use(at) & FAMILY) or any(shapes.runs.shouted[at:end]):
            return
        names.append((at, end))
        if end < last and folded[end] not in _SEPARATORS:
            return
        at = end + 1
    yield from names


def _after_stop(
    source: SourceText, shapes: NameShapes, covered: bytearray, first: int, last: int
) -> Iterator[tuple[int, int]]:
    words = source.tokens.words
    at = last
    # Back over "(TTXVN)" and the like, then over the names.
    if at > first and words[at - 1] == ")":
        while at > first and words[at - 1] != "(":
            at -= 1
        at -= 1
    end = at
    while at > first and end - at < 9 and (words[at - 1][0].isupper() or words[at - 1] in _SEPARATORS):
        at -= 1
    if first < at < end and words[at - 1] in _STOPS and joined(source, at - 1):
        yield from _row(source, shapes, covered, at, end, sure=True)
