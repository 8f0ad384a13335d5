"""Texts of a benchmark: an annotated document and the set's own tokens, as offsets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from vnpolice_ie.io.gold import GoldDocument, Mark

TokenSpan = tuple[int, int]


EVENT: Final = "EVENT."
"""What the labels of triggers begin with: `EVENT.die`."""


class LabelledSpan(NamedTuple):
    """A span of a text, code points `start` to `end` (exclusive), with its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One text of a set.

    Attributes:
        document: text and marks; offsets are code points into the text.
        tokens: the set's own tokens, (start, end) in order; empty if the set gives raw text. Where the set is
            segmented into words, a word of several syllables is one token.
        repaired: tags that broke the scheme of their file; what continued no span was read as its beginning.
    """

    document: GoldDocument
    tokens: tuple[TokenSpan, ...] = ()
    repaired: int = 0


def marks_of(text: str, spans: Iterable[LabelledSpan]) -> tuple[Mark, ...]:
    """Number the spans, and give each the smallest one before it that holds it as its parent.

    Of spans with the same offsets the first given is the outer one; a span that is given twice counts once.
    A label `EVENT.die` is the label EVENT with the type `die`.
    """
    ordered = sorted(dict.fromkeys(spans), key=lambda s: (s.start, -s.end))
    marks: list[Mark] = []
    for number, (start, end, tag) in enumerate(ordered, 1):
        is_trigger = tag.startswith(EVENT)
        marks.append(
            Mark(
                start=start,
                end=end,
                number=number,
                label="EVENT" if is_trigger else tag,
                text=text[start:end],
                event_type=tag.removeprefix(EVENT) if is_trigger else None,
            )
        )
    return _nested(marks)


def _nested(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Tell each mark its parent, given in order of (start, -end)."""
    nested: list[Mark] = []
    open_marks: list[Mark] = []
    for mark in marks:
        while open_marks and open_marks[-1].end < mark.end:
            open_marks.pop()
        nested.append(replace(mark, parent=open_marks[-1].number if open_marks else None))
        open_marks.append(mark)
    return tuple(nested)


def without_crossing(document: GoldDocument) -> tuple[GoldDocument, int]:
    """Leave out marks that cross another, which no nested scheme can express; triggers of events stay first.

    Returns:
        the document, without the arguments of what was left out, and how many marks were left out.
    """
    kept: list[Mark] = []
    for mark in sorted(document.marks, key=lambda m: m.event_type is None):
        if not any(_cross(mark, other) for other in kept):
            kept.append(mark)
    if len(kept) == len(document.marks):
        return document, 0
    nested = _nested(sorted(kept, key=lambda m: (m.start, -m.end)))
    numbers = {mark.number for mark in nested}
    return replace(
        document,
        marks=nested,
        relations=tuple(r for r in document.relations if {r.head, r.tail} <= numbers),
        arguments=tuple(a for a in document.arguments if {a.trigger, a.filler} <= numbers),
    ), len(document.marks) - len(nested)


def _cross(one: Mark, other: Mark) -> bool:
    first, second = sorted((one, other), key=lambda m: (m.start, -m.end))
    return first.start < second.start < first.end < second.end


def levels(spans: Sequence[LabelledSpan], *, from_inside: bool) -> list[list[LabelledSpan]]:
    """Sort nested spans by level; spans of one level never overlap.

    Args:
        spans: the spans of one text, each once; of two with the same offsets the outer one first.
        from_inside: level 1 are the spans that hold no other, level 2 those that hold only such, and so on
            (VLSP 2018); else level 1 are the spans that stand in no other.
    """
    order = list(spans)
    if from_inside:
        order.reverse()
        order.sort(key=lambda s: (s.end, -s.start))
    else:
        order.sort(key=lambda s: (s.start, -s.end))
    out: list[list[LabelledSpan]] = []
    # The last span of a level reaches furthest: the next stands beside it, or goes to another level.
    for span in order:
        level = next((level for level in out if level[-1].end <= span.start), None)
        if level is None:
            level = []
            out.append(level)
        level.append(span)
    return out


def spaced(tokens: Sequence[str], *, segmented: bool) -> tuple[str, tuple[TokenSpan, ...]]:
    """Put tokens together to a text, one space between two.

    Args:
        tokens: as the set has them.
        segmented: `_` inside a token joins syllables and becomes a space.

    Returns:
        the text and the offsets of the tokens in it.
    """
    words = [unjoined(token) for token in tokens] if segmented else list(tokens)
    spans: list[TokenSpan] = []
    at = 0
    for word in words:
        spans.append((at, at + len(word)))
        at += len(word) + 1
    return " ".join(words), tuple(spans)


def unjoined(token: str) -> str:
    """Return a token of a segmenter with spaces where `_` joined syllables; of the same length."""
    inner = token.strip("_")
    if not inner:
        return token
    at = token.index(inner)
    return token[:at] + inner.replace("_", " ") + token[at + len(inner) :]
