"""The outer layer of spans as a tag sequence, for seqeval's table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vnpolice_ie.evaluation.facts import Comparison, span_of
from vnpolice_ie.io.gold import Mark
from vnpolice_ie.types import Mention


def outer(spans: Iterable[Mark | Mention]) -> list[Mark | Mention]:
    """Return the spans that stand in no other, in order."""
    kept: list[Mark | Mention] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def tag_sequences(comparison: Comparison) -> tuple[list[str], list[str]]:
    """Tag the pieces of a text, cut wherever a span of either side begins or ends, in IOB2.

    With such cuts every span is whole pieces, so the tags say exactly what the spans say.

    Returns:
        tags of the gold and of the prediction.
    """
    gold, predicted = outer(comparison.gold.marks), outer(comparison.doc.entities)
    cuts = sorted({edge for s in [*gold, *predicted] for edge in (s.start, s.end)})
    index = {offset: i for i, offset in enumerate(cuts)}
    pieces = max(0, len(cuts) - 1)
    return _tags(gold, index, pieces), _tags(predicted, index, pieces)


def _tags(spans: Sequence[Mark | Mention], index: dict[int, int], pieces: int) -> list[str]:
    tags = ["O"] * pieces
    for span in spans:
        *_, tag = span_of(span)
        first, last = index[span.start], index[span.end]
        tags[first:last] = [f"B-{tag}"] + [f"I-{tag}"] * (last - first - 1)
    return tags


def seqeval_table(comparisons: Iterable[Comparison]) -> str | None:
    """Return seqeval's report on the outer layer, or None where seqeval is not installed."""
    try:
        from seqeval.metrics import classification_report  # noqa: PLC0415  (optional)
        from seqeval.scheme import IOB2  # noqa: PLC0415
    except ImportError:
        return None
    sequences = [tag_sequences(comparison) for comparison in comparisons]
    gold, predicted = [g for g, _ in sequences], [p for _, p in sequences]
    if not any(tag != "O" for tags in gold for tag in tags):
        return None
    return str(classification_report(gold, predicted, digits=3, mode="strict", scheme=IOB2, zero_division=0))
