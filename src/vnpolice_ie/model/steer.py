"""What the rules found, brought into the model's scores before they are decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from vnpolice_ie.model.decisions import Decision
from vnpolice_ie.model.paths import NEVER, Floats
from vnpolice_ie.model.tags import BEGIN, END, OUTSIDE, SINGLE, first_tag
from vnpolice_ie.model.units import UnitSpan


def steered(
    log_probabilities: Floats,
    ids: Mapping[str, int],
    found: Iterable[UnitSpan],
    decision_on: Callable[[str], Decision],
) -> tuple[Floats, list[UnitSpan]]:
    """Return the scores of one layer as its decoder is to see them, and what stands without being decoded.

    A tag that the rules decide on stands where they found it, and nowhere else; nothing else can stand there.
    What they found of a tag that both decide on gets its bonus.

    Args:
        log_probabilities: of the layer's tags, shape [units, 1 + 4 · tags]; left as they are.
        ids: the layer's tags.
        found: spans that the rules found in this layer.
        decision_on: who decides on a tag.
    """
    scores = log_probabilities.copy()
    for tag, number in ids.items():
        if decision_on(tag).by == "rules":
            scores[:, first_tag(number) : first_tag(number) + 4] = NEVER
    standing: list[UnitSpan] = []
    units: list[int] = []
    tags: list[int] = []
    bonus: list[float] = []
    for span in found:
        start, end, tag = span
        if tag not in ids:
            continue
        decision = decision_on(tag)
        if decision.by == "rules":
            standing.append(span)
            scores[start:end] = NEVER
            scores[start:end, OUTSIDE] = 0.0
        elif decision.by == "both":
            first = first_tag(ids[tag])
            if end - start == 1:
                units.append(start)
                tags.append(first + SINGLE)
                bonus.append(decision.bonus)
            else:
                units += (start, end - 1)
                tags += (first + BEGIN, first + END)
                bonus += (decision.bonus / 2, decision.bonus / 2)
    np.add.at(scores, (units, tags), np.array(bonus, dtype=scores.dtype))
    return scores, standing
