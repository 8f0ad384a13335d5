"""Spans that no annotator would draw; what the rules found stands in their place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from vnpolice_ie.model.decode import ScoredSpan
from vnpolice_ie.model.layers import Layer
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.rules.name_lists import word_compounds
from vnpolice_ie.text.tokens import Tokens

# What joins the parts of a code: "LĐ-TB&XH", "GD-ĐT".
_JOINTS = frozenset("-&")
_LETTERLESS = frozenset({"DATE", "DOC_REF"})

Span = TypeVar("Span", ScoredSpan, UnitSpan)
Spans = Sequence[ScoredSpan]


def is_sound(units: Tokens, span: ScoredSpan | UnitSpan) -> bool:
    """Tell whether a span is one that could be right whatever the text says.

    It closes the brackets that it opens and opens those that it closes (not so "UBKT) Trung ương"), does not
    part a code of capitals ("Sở LĐ-" of "Sở LĐ-TB&XH") or a word ("về xây" of "về xây dựng"), unless it is a
    person ("ông Phát triển khai"), has a letter in it, unless it is a date or a reference, and does not end
    in a digit if it is a person ("tàu Thảo Vân 2").
    """
    words = units.words[span.start : span.end]
    if "(" in words or ")" in words:
        open_brackets = 0
        for word in words:
            open_brackets += (word == "(") - (word == ")")
            if open_brackets < 0:
                return False
        if open_brackets:
            return False
    if _parts_a_code(units, span.start) or _parts_a_code(units, span.end):
        return False
    if span.tag == "PERSON":
        if words[-1][-1].isdigit():
            return False
    elif _parts_a_word(units, span.start) or _parts_a_word(units, span.end):
        return False
    return span.tag in _LETTERLESS or any(any(map(str.isalpha, word)) for word in words)


def _parts_a_code(units: Tokens, at: int) -> bool:
    """Tell whether a code of capitals goes on from the unit before `at` to that at it."""
    words, gaps = units.words, units.gaps
    if not 0 < at < len(words) or gaps[at]:
        return False
    joint = at - 1 if words[at - 1] in _JOINTS else at
    if words[joint] not in _JOINTS or not 0 < joint < len(words) - 1 or gaps[joint] or gaps[joint + 1]:
        return False
    return words[joint - 1].isupper() and words[joint + 1].isupper()


def _parts_a_word(units: Tokens, at: int) -> bool:
    """Tell whether the units before `at` and at it are one word of two syllables."""
    return 0 < at < len(units) and tuple(units.folded[at - 1 : at + 1]) in word_compounds()


def sound_only(
    units: Tokens, found: tuple[Spans, Spans], known: tuple[Layer, Layer]
) -> tuple[Spans, Spans, Sequence[UnitSpan]]:
    """Leave out spans that are not sound, with what stands in them or in the way of the rules' reading.

    Args:
        units: the units of the text.
        found: the spans of both layers, in order; those that the rules found as well are never in doubt.
        known: what the rules found in both layers.

    Returns:
        The spans of both layers that stay, and those of the rules that take the place of others.
    """
    (outer, bad), (inner, bad_inner) = (
        _parted(units, spans, layer) for spans, layer in zip(found, known, strict=True)
    )
    if not bad and not bad_inner:
        return outer, inner, ()
    back = _touching(known[0], bad)
    kept = _beside(outer, back)
    shared = [span for span in kept if span[:3] in known[0]]
    back_inner = [*_touching(known[1], back), *_inside(_touching(known[1], bad_inner), shared)]
    nested = _beside(_inside(inner, kept), back_inner)
    return kept, nested, [*back, *back_inner]


def _parted(units: Tokens, spans: Spans, known: Layer) -> tuple[Spans, Spans]:
    """The spans that may stay, and the others."""
    in_doubt = [span for span in spans if span[:3] not in known]
    bad = {span for span in in_doubt if not is_sound(units, span)} | _stopped(units, in_doubt, known)
    return ([span for span in spans if span not in bad], list(bad)) if bad else (spans, ())


def _stopped(units: Tokens, spans: Spans, known: Layer) -> set[ScoredSpan]:
    """Spans that stop before a short form in brackets that the rules found inside the name."""
    before_bracket = [span for span in spans if units.words[span.end : span.end + 1] == ["("]]
    return {
        span
        for span, rule in _with_neighbour(before_bracket, list(known))
        if rule and rule.tag == span.tag and rule.start <= span.start and span.end < rule.end
    }


def _touching(spans: Iterable[Span], others: Sequence[ScoredSpan | UnitSpan]) -> list[Span]:
    """Spans that overlap one of the others."""
    return [span for span, other in _with_neighbour(spans, others) if other and other.start < span.end]


def _beside(spans: Iterable[Span], others: Sequence[ScoredSpan | UnitSpan]) -> list[Span]:
    """Spans that overlap none of the others."""
    return [span for span, other in _with_neighbour(spans, others) if not other or other.start >= span.end]


def _inside(spans: Iterable[Span], others: Sequence[ScoredSpan | UnitSpan]) -> list[Span]:
    """Spans that lie in one of the others."""
    return [
        span
        for span, other in _with_neighbour(spans, others)
        if other and other.start <= span.start and span.end <= other.end
    ]


def _with_neighbour(
    spans: Iterable[Span], others: Sequence[ScoredSpan | UnitSpan]
) -> Iterator[tuple[Span, ScoredSpan | UnitSpan | None]]:
    """Each span with the first of the others that ends behind its start; none of these overlap each other."""
    in_order = sorted(others, key=lambda other: other.end)
    ends = [other.end for other in in_order]
    for span in spans:
        at = bisect_right(ends, span.start)
        yield span, in_order[at] if at < len(in_order) else None
