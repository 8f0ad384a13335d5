"""What the rules found, brought into the model's scores before they are decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from vnpolice_ie.model.decisions import Decision
from vnpolice_ie.model.paths import NEVER, Floats
from vnpolice_ie.model.tags import BEGIN, END, INSIDE, SINGLE, first_tag
from vnpolice_ie.model.units import UnitSpan


def steered(
    log_probabilities: Floats,
    ids: Mapping[str, int],
    found: Iterable[UnitSpan],
    decision_on: Callable[[str], Decision],
) -> Floats:
    """Return the scores of one layer as its decoder is to see them.

    A tag that the rules decide on can stand only where they found it, and stands there; what they found of
    a tag that both decide on gets its bonus.

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
    for span in found:
        if span.tag not in ids:
            continue
        first = first_tag(ids[span.tag])
        decision = decision_on(span.tag)
        if decision.by == "rules":
            _force(scores, span, first)
        elif decision.by == "both":
            _add(scores, span, first, decision.bonus)
    return scores


def _force(scores: Floats, span: UnitSpan, first: int) -> None:
    scores[span.start : span.end] = NEVER
    if span.end - span.start == 1:
        scores[span.start, first + SINGLE] = 0.0
        return
    scores[span.start, first + BEGIN] = 0.0
    scores[span.start + 1 : span.end - 1, first + INSIDE] = 0.0
    scores[span.end - 1, first + END] = 0.0


def _add(scores: Floats, span: UnitSpan, first: int, bonus: float) -> None:
    if span.end - span.start == 1:
        scores[span.start, first + SINGLE] += bonus
    else:
        scores[span.start, first + BEGIN] += bonus / 2
        scores[span.end - 1, first + END] += bonus / 2
