"""The figures of readings of a set: seqeval on the set's own tokens level by level, exact spans, events.

- level 1, 2, …: entity-level precision, recall and F1 of seqeval (strict, IOB2) on the set's own tokens; a
  span is read as the tokens that it touches. Where a set gives raw text, the text is cut at the edges of all
  spans, so that a span is right if its offsets are.
- exact: all spans of all levels by offsets and label.
- identified: the same without the label.
- events (VHE): a trigger is identified by its offsets, classified with its type; an argument is identified by
  its offsets and the type of its event, classified with its role (Li, Ji & Huang 2013). Each counts once in a
  text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from vnpolice_ie.evaluation.counts import Row, Tally, row
from vnpolice_ie.evaluation.facts import span_of
from vnpolice_ie.extras import require
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.training.benchmark.samples import EVENT, LabelledSpan, Sample, TokenSpan, levels
from vnpolice_ie.types import Doc

Fact = TypeVar("Fact", bound=Hashable)

Rows = dict[str, Row]
"""Figures by label, in order of name, and of all together under `ALL`."""


class ArgumentFact(NamedTuple):
    """A filler of a role of an event of some type."""

    start: int
    end: int
    event_type: str
    role: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands or was read in one text.

    Attributes:
        spans: each once, in order of (start, -end); of two with the same offsets the outer one first.
        arguments: each once.
    """

    spans: tuple[LabelledSpan, ...]
    arguments: tuple[ArgumentFact, ...] = ()

    @classmethod
    def of_gold(cls, document: GoldDocument) -> Reading:
        """The spans and arguments of an annotated document."""
        marks = document.numbered()
        links = ((marks[a.filler], marks[a.trigger].event_type or "", a.role) for a in document.arguments)
        return cls(
            _each_once(LabelledSpan(*span_of(mark)) for mark in document.marks),
            _each_once(ArgumentFact(filler.start, filler.end, kind, role) for filler, kind, role in links),
        )

    @classmethod
    def of_doc(cls, doc: Doc) -> Reading:
        """The spans and arguments that were read in a text."""
        return cls(
            _each_once(LabelledSpan(*span_of(mention)) for mention in doc.entities),
            _each_once(
                ArgumentFact(a.mention.start, a.mention.end, event.type, a.role)
                for event in doc.events
                for a in event.arguments
            ),
        )

    def triggers(self) -> Reading:
        """The same with no spans but the triggers of events."""
        return replace(self, spans=tuple(span for span in self.spans if span.label.startswith(EVENT)))


def _each_once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(facts))


@dataclass(frozen=True, slots=True)
class SetScore:
    """All figures of a set.

    Attributes:
        levels: seqeval's figures, level 1 first; as many levels as the gold has.
        exact: of spans of all levels by offsets and label.
        identified: the same without the label.
        arguments_identified, arguments_classified: of the arguments of events; None for a set without them.
    """

    levels: tuple[Rows, ...]
    exact: Rows
    identified: Row
    arguments_identified: Row | None = None
    arguments_classified: Rows | None = None

    @property
    def f1(self) -> float:
        """The figure that stands for the set: F1 of level 1, or of classified triggers in a set of events."""
        return (self.levels[0] if self.arguments_classified is None else self.exact)["ALL"].f1

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain dicts and numbers."""
        record: dict[str, Any] = {
            "levels": [_plain(rows) for rows in self.levels],
            "exact": _plain(self.exact),
            "identified": self.identified._asdict(),
        }
        if self.arguments_identified is not None and self.arguments_classified is not None:
            record["arguments_identified"] = self.arguments_identified._asdict()
            record["arguments_classified"] = _plain(self.arguments_classified)
        return record


def _plain(rows: Rows) -> dict[str, dict[str, float]]:
    return {label: row._asdict() for label, row in rows.items()}


def score_set(
    samples: Sequence[Sample], readings: Sequence[Reading], *, from_inside: bool, events: bool
) -> SetScore:
    """Score what was read in the texts of a set.

    Args:
        samples: the texts.
        readings: what was read in each.
        from_inside: how levels are counted, see `samples.levels`.
        events: whether the spans that count are triggers, and arguments are scored.

    Raises:
        ResourceError: seqeval is not installed.
    """
    gold = [Reading.of_gold(sample.document) for sample in samples]
    found = list(readings)
    scores: dict[str, Any] = {}
    if events:
        scores["arguments_classified"] = _rows(gold, found, lambda r: r.arguments, lambda fact: fact.role)
        scores["arguments_identified"] = _rows(gold, found, lambda r: [a[:3] for a in r.arguments])["ALL"]
        gold, found = [reading.triggers() for reading in gold], [reading.triggers() for reading in found]
    return SetScore(
        levels=_level_rows(samples, gold, found, from_inside=from_inside),
        exact=_rows(gold, found, lambda r: r.spans, lambda span: span.label),
        identified=_rows(gold, found, lambda r: [span[:2] for span in r.spans])["ALL"],
        **scores,
    )


def _rows(
    gold: Sequence[Reading],
    found: Sequence[Reading],
    facts: Callable[[Reading], Iterable[Fact]],
    group: Callable[[Fact], str] = lambda fact: "",
) -> Rows:
    """Figures of facts that count once in a text."""
    tally = Tally(group)
    for right, read in zip(gold, found, strict=True):
        tally.add(Counter(set(facts(right))), Counter(set(facts(read))), "")
    return tally.rows()


def _level_rows(
    samples: Sequence[Sample], gold: Sequence[Reading], found: Sequence[Reading], *, from_inside: bool
) -> tuple[Rows, ...]:
    pairs: list[tuple[list[list[str]], list[list[str]]]] = []
    for sample, right, read in zip(samples, gold, found, strict=True):
        tokens = sample.tokens or _pieces([*right.spans, *read.spans])
        pairs.append(
            (
                level_tags(right.spans, tokens, from_inside=from_inside),
                level_tags(read.spans, tokens, from_inside=from_inside),
            )
        )
    depth = max((len(right) for right, _ in pairs), default=0)
    rows: list[Rows] = []
    for level in range(max(1, depth)):
        sequences = [
            tuple(tags[level] if level < len(tags) else ["O"] * len(longest) for tags in pair)
            for pair in pairs
            if (longest := max((tags for side in pair for tags in side), key=len, default=[]))
        ]
        rows.append(_seqeval([right for right, _ in sequences], [read for _, read in sequences]))
    return tuple(rows)


def _pieces(spans: Iterable[LabelledSpan]) -> tuple[TokenSpan, ...]:
    """Cut a text at the edges of all spans: each span is whole pieces."""
    return tuple(pairwise(sorted({edge for span in spans for edge in span[:2]})))


def level_tags(
    spans: Iterable[LabelledSpan], tokens: Sequence[TokenSpan], *, from_inside: bool
) -> list[list[str]]:
    """Tag tokens in IOB2, level by level.

    Args:
        spans: of one text; each is read as the tokens that it touches, and one that touches none is left out.
        tokens: in order.
        from_inside: see `samples.levels`.

    Returns:
        tags of all tokens, for each level that has a span.
    """
    starts, ends = [token[0] for token in tokens], [token[1] for token in tokens]
    placed = [
        LabelledSpan(bisect_right(ends, span.start), bisect_left(starts, span.end), span.label)
        for span in spans
    ]
    whole = [span for span in dict.fromkeys(placed) if span.start < span.end]
    out: list[list[str]] = []
    for level in levels(whole, from_inside=from_inside):
        tags = ["O"] * len(tokens)
        for first, end, label in level:
            tags[first:end] = [f"B-{label}"] + [f"I-{label}"] * (end - first - 1)
        out.append(tags)
    return out


def _seqeval(gold: list[list[str]], found: list[list[str]]) -> Rows:
    require("train", "seqeval")
    from seqeval.metrics import classification_report  # noqa: PLC0415  (optional)
    from seqeval.scheme import IOB2  # noqa: PLC0415

    begun = Counter(tag.removeprefix("B-") for tags in found for tag in tags if tag.startswith("B-"))
    if not begun and all(tag == "O" for tags in gold for tag in tags):
        return {"ALL": row(0, 0, 0)}
    report = classification_report(gold, found, mode="strict", scheme=IOB2, zero_division=0, output_dict=True)
    rows = {
        label: Row(
            float(values["precision"]),
            float(values["recall"]),
            float(values["f1-score"]),
            int(values["support"]),
            begun[label],
        )
        for label, values in report.items()
        if not label.endswith(" avg")
    }
    total = report["micro avg"]
    rows["ALL"] = Row(
        float(total["precision"]),
        float(total["recall"]),
        float(total["f1-score"]),
        int(total["support"]),
        begun.total(),
    )
    return rows
