"""Noise on what the rules say, so that a network does not trust them more than they deserve.

The rules and word lists were written with an eye on the same documents that a network learns from, where they
are right more often than elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vnpolice_ie.model.units import UnitSpan


@dataclass(frozen=True)
class RuleNoise:
    """How much is changed in training.

    Attributes:
        hidden: share of windows in which nothing is told of the rules' findings.
        dropped: share of the spans (and links) that are left out elsewhere.
        changed: share of the spans whose edge or label is another.
    """

    hidden: float = 0.25
    dropped: float = 0.12
    changed: float = 0.08


def noisy(
    spans: Sequence[UnitSpan], tags: Sequence[str], length: int, noise: RuleNoise, rng: np.random.Generator
) -> list[UnitSpan]:
    """Return the rules' spans with some dropped, moved at an edge or labelled otherwise.

    Args:
        spans: of one layer, in order, without overlap.
        tags: tags of the layer.
        length: units of the text.
        noise: how much.
        rng: source of chance.
    """
    out: list[UnitSpan] = []
    free = 0
    chances = rng.random(len(spans))
    for i, (span, chance) in enumerate(zip(spans, chances, strict=True)):
        if chance < noise.dropped:
            continue
        until = spans[i + 1].start if i + 1 < len(spans) else length
        changed = _changed(span, tags, free, until, rng) if chance > 1 - noise.changed else span
        out.append(changed)
        free = changed.end
    return out


def _changed(
    span: UnitSpan, tags: Sequence[str], free: int, until: int, rng: np.random.Generator
) -> UnitSpan:
    if rng.random() < 0.3:
        return UnitSpan(span.start, span.end, str(rng.choice(tags)))
    start, end = span.start, span.end
    step = int(rng.integers(1, 4)) * (1 if rng.random() < 0.5 else -1)
    if rng.random() < 0.5:
        start = min(max(start + step, free), end - 1)
    else:
        end = max(min(end + step, until), start + 1)
    return UnitSpan(start, end, span.tag)
