"""Annotated documents as a network learns from them, and what it cannot express of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from vnpolice_ie.draft import Draft
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.features import features_of
from vnpolice_ie.model.layers import Layer, candidate_of, layers_of, links_of, unit_range
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.scheme import SAME_EVENT, Scheme
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.pipeline import parse_date
from vnpolice_ie.rules import link_stages, span_stages
from vnpolice_ie.stage import Stage
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

Link = tuple[int, int, str]
"""Head and tail (indices of spans) and the name of the link."""


@dataclass(frozen=True)
class Example:
    """One document to learn from.

    Attributes:
        id: of the document.
        text: its pieces and features.
        outer, inner: the spans of both layers, in order.
        spans: both together, by (start, -end); links count by them.
        links: what joins them.
        unclear: links that are neither to be learned nor to be avoided: arguments of an event said
            at another of its triggers, and what the document leaves open.
        open_units: True for units whose tags are left open, shape [units].
        rules: spans that the rules found, layer by layer (as in the features).
        rule_links: links that the rules give to pairs of spans.
        sentence_of: number of the sentence of each unit.
        raw: the text as given.
        raw_starts, raw_ends: offsets of the units into it, `raw_ends` exclusive.
    """

    id: str
    text: ModelText
    outer: Sequence[UnitSpan]
    inner: Sequence[UnitSpan]
    spans: Sequence[UnitSpan]
    links: Sequence[Link]
    unclear: frozenset[Link]
    open_units: npt.NDArray[np.bool_]
    rules: tuple[Sequence[UnitSpan], Sequence[UnitSpan]]
    rule_links: Mapping[tuple[UnitSpan, UnitSpan], Sequence[str]]
    sentence_of: Sequence[int]
    raw: str
    raw_starts: Sequence[int]
    raw_ends: Sequence[int]

    def rule_links_of(self, spans: Sequence[UnitSpan]) -> dict[tuple[int, int], Sequence[str]]:
        """Links that the rules give between some spans, by the indices of these."""
        index = {span: number for number, span in enumerate(spans)}
        return {
            (index[head], index[tail]): names
            for (head, tail), names in self.rule_links.items()
            if head in index and tail in index
        }


@dataclass
class Inexpressible:
    """Counts of what the network cannot express, by reason, with the first places of each."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)
    total: Counter[str] = field(default_factory=Counter)

    def add(self, reason: str, where: str) -> None:
        """Count one."""
        self.counts[reason] += 1
        places = self.places.setdefault(reason, [])
        if len(places) < 5:
            places.append(where)


def example_of(
    document: GoldDocument,
    scheme: Scheme,
    reader: PieceReader,
    lost: Inexpressible,
    *,
    max_distance: int,
    learning: bool = True,
) -> Example:
    """Prepare one document.

    Args:
        document: the annotated document.
        scheme: what the network tells apart.
        reader: the encoder's reader of pieces.
        lost: takes counts of what cannot be expressed.
        max_distance: the farthest pair that the pair head scores, in units.
        learning: whether the rules link the annotated spans, as in training, or those that they found, as in
            use.
    """
    source = SourceText(document.text)
    draft = Draft(source, id=document.id, date=parse_date(document.date, document.id))
    for stage in _span_stages():
        stage(draft)
    units = units_of(source)
    known = layers_of(units, draft.mentions())
    placed = _placed(document, source, units, scheme, lost)
    spans = sorted(set(placed.values()), key=lambda placed: (placed[0].start, -placed[0].end))
    index = {span: number for number, span in enumerate(spans)}
    at = {number: index[span] for number, span in placed.items()}
    bare = [span for span, _ in spans]
    links, unclear = _links(document, scheme, at)
    raw = [source.raw_span(start, end) for start, end in zip(units.starts, units.ends, strict=True)]
    return Example(
        id=document.id,
        text=ModelText(reader(source, units), features_of(units, *known)),
        outer=[span for span, nested in spans if not nested],
        inner=[span for span, nested in spans if nested],
        spans=bare,
        links=_near(links, bare, max_distance, document.id, lost),
        unclear=frozenset(unclear),
        open_units=_open_units(document, source, units),
        rules=(sorted(known[0]), sorted(known[1])),
        rule_links=_rule_links(draft, units, spans if learning else None, known) if scheme.links else {},
        sentence_of=[source.sentence_index(start) for start in units.starts],
        raw=document.text,
        raw_starts=[start for start, _ in raw],
        raw_ends=[end for _, end in raw],
    )


@cache
def _span_stages() -> tuple[Stage, ...]:
    """The stages are built once: they hold the word lists, which takes longer than to read a short text."""
    return span_stages()


@cache
def _link_stages() -> tuple[Stage, ...]:
    return link_stages()


def _placed(
    document: GoldDocument, source: SourceText, units: Tokens, scheme: Scheme, lost: Inexpressible
) -> dict[int, tuple[UnitSpan, bool]]:
    """The span of each mark and whether it is of layer 2; what cannot be expressed is counted."""
    placed: dict[int, tuple[UnitSpan, bool]] = {}
    taken: tuple[set[int], set[int]] = (set(), set())
    for mark in document.marks:
        lost.total["spans"] += 1
        where = f"{document.id}: {mark.tag} {mark.text!r}"
        found = unit_range(units, *source.normal.normal_span(mark.start, mark.end))
        nested = mark.parent is not None
        if found is None:
            lost.add("a span that begins or ends inside a unit", where)
        elif mark.tag not in (scheme.inner_id if nested else scheme.outer_id):
            lost.add("a span of a label that its layer does not have", where)
        elif nested and not _may_hold(scheme, placed.get(mark.parent or 0), mark.tag):
            lost.add("a span in one that may not hold it", where)
        elif not taken[nested].isdisjoint(range(*found)):
            lost.add("a span over another of its layer", where)
        else:
            taken[nested].update(range(*found))
            placed[mark.number] = UnitSpan(*found, mark.tag), nested
    return placed


def _open_units(document: GoldDocument, source: SourceText, units: Tokens) -> npt.NDArray[np.bool_]:
    starts, ends = np.asarray(units.starts), np.asarray(units.ends)
    left_open = np.zeros(len(starts), dtype=np.bool_)
    for span in document.unsure.spans:
        start, end = source.normal.normal_span(*span)
        left_open |= (starts < end) & (ends > start)
    return left_open


def _may_hold(scheme: Scheme, holder: tuple[UnitSpan, bool] | None, label: str) -> bool:
    return holder is not None and not holder[1] and label in scheme.nesting.get(holder[0].tag, ())


def _links(document: GoldDocument, scheme: Scheme, at: Mapping[int, int]) -> tuple[list[Link], set[Link]]:
    """Links between the spans of marks, and arguments as they would stand at the event's other triggers."""
    marks = document.numbered()
    links = [
        (at[r.head], at[r.tail], r.type)
        for r in document.relations
        if r.head in at and r.tail in at and r.type in scheme.link_id
    ]
    arguments = [
        a for a in document.arguments if a.trigger in at and a.filler in at and a.role in scheme.link_id
    ]
    links += [(at[a.trigger], at[a.filler], a.role) for a in arguments]
    triggers = _groups(m for m in document.marks if m.label == "EVENT" and m.number in at)
    fillers = _groups(m for m in document.marks if m.label != "EVENT" and m.number in at)
    unclear = {
        (at[trigger.number], at[filler.number], a.role)
        for a in arguments
        for trigger in triggers[_identity(marks[a.trigger])]
        for filler in fillers[_identity(marks[a.filler])]
    }
    if SAME_EVENT in scheme.link_id:
        links += [
            (at[one.number], at[other.number], SAME_EVENT)
            for group in triggers.values()
            for one in group
            for other in group
            if one is not other
        ]
    unclear |= {
        (at[head], at[tail], name)
        for head, name, tail in document.unsure.links
        if head in at and tail in at and name in scheme.link_id
    }
    return links, unclear.difference(links)


def _identity(mark: Mark) -> tuple[str, str]:
    return mark.tag, mark.key or mark.text.casefold()


def _groups(marks: Iterable[Mark]) -> dict[tuple[str, str], list[Mark]]:
    groups: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        groups.setdefault(_identity(mark), []).append(mark)
    return groups


def _near(
    links: Iterable[Link],
    spans: Sequence[UnitSpan],
    reach: int,
    document: str,
    lost: Inexpressible,
) -> list[Link]:
    kept: list[Link] = []
    for head, tail, name in links:
        lost.total["links"] += 1
        apart = max(spans[tail].start - spans[head].end, spans[head].start - spans[tail].end)
        if apart > reach:
            lost.add(f"a link over more than {reach} units", f"{document}: {name} over {apart} units")
        else:
            kept.append((head, tail, name))
    return kept


def _rule_links(
    draft: Draft,
    units: Tokens,
    spans: Sequence[tuple[UnitSpan, bool]] | None,
    known: tuple[Layer, Layer],
) -> dict[tuple[UnitSpan, UnitSpan], list[str]]:
    """What the rules link: of given spans, or of those that they found."""
    span_of = {candidate: span for layer in known for span, candidate in layer.items()}
    if spans is not None:
        span_of = {
            known[nested].get(span) or candidate_of(draft, units, span, "gold"): span
            for span, nested in spans
        }
        draft.replace(span_of)
    for stage in _link_stages():
        stage(draft)
    return {
        (span_of[head], span_of[tail]): names
        for (head, tail), names in links_of(draft).items()
        if head in span_of and tail in span_of
    }
