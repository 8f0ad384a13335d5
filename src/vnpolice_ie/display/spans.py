"""Nested spans as a walk over the text: openings, closings and the pieces between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vnpolice_ie.types import Mention


class Opening(NamedTuple):
    """Here a mention begins."""

    mention: Mention


class Closing(NamedTuple):
    """Here a mention ends."""

    mention: Mention


def walk(text: str, mentions: Iterable[Mention]) -> Iterator[Opening | Closing | str]:
    """Yield the text piece by piece with the mentions opened and closed as brackets would be.

    A mention that crosses an earlier one, which the scheme does not allow, is left out.
    """
    stack: list[Mention] = []
    done = 0
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        while stack and stack[-1].end <= mention.start:
            closed = stack.pop()
            yield text[done : closed.end]
            yield Closing(closed)
            done = closed.end
        if stack and mention.end > stack[-1].end:
            continue
        yield text[done : mention.start]
        yield Opening(mention)
        stack.append(mention)
        done = mention.start
    while stack:
        closed = stack.pop()
        yield text[done : closed.end]
        yield Closing(closed)
        done = closed.end
    yield text[done:]
