"""Spans that no annotator would draw; what the rules found stands in their place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from vnpolice_ie.model.decode import ScoredSpan
from vnpolice_ie.model.layers import Layer
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.text.tokens import Tokens

# What joins the parts of a code: "LĐ-TB&XH", "GD-ĐT".
_JOINTS = frozenset("-&")
_LETTERLESS = frozenset({"DATE", "DOC_REF"})

Spans = Sequence[ScoredSpan]


def is_sound(units: Tokens, span: ScoredSpan | UnitSpan) -> bool:
    """Tell whether a span is one that could be right whatever the text says.

    It closes the brackets that it opens and opens those that it closes (not so "UBKT) Trung ương"), does not
    part a code of capitals ("Sở LĐ-" of "Sở LĐ-TB&XH"), has a letter in it, unless it is a date or a
    reference, and does not end in a digit if it is a person ("tàu Thảo Vân 2").
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
    if span.tag == "PERSON" and words[-1][-1].isdigit():
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
    broken = _Places(bad)
    back = [span for span in known[0] if broken.touch(span)]
    in_place = _Places(back)
    kept = [span for span in outer if not in_place.touch(span)]
    holders = _Places(kept)
    nested = [span for span in inner if holders.touch(span)]
    return kept, nested, [*back, *(span for span in known[1] if in_place.touch(span))]


def _parted(units: Tokens, spans: Spans, known: Layer) -> tuple[Spans, Spans]:
    """The spans that may stay, and the others."""
    bad = [span for span in spans if span.bare() not in known and not is_sound(units, span)]
    if not bad:
        return spans, bad
    left_out = set(bad)
    return [span for span in spans if span not in left_out], bad


class _Places:
    """Where spans stand of which no two overlap, in order."""

    def __init__(self, spans: Sequence[ScoredSpan | UnitSpan]) -> None:
        self._starts = [span.start for span in spans]
        self._ends = [span.end for span in spans]

    def touch(self, span: ScoredSpan | UnitSpan) -> bool:
        """Tell whether one of them overlaps the span."""
        after = bisect_right(self._ends, span.start)
        return after < len(self._starts) and self._starts[after] < span.end
