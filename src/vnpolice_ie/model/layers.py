"""Between the draft and the model: candidates as spans of units, and spans as candidates."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import cast

from vnpolice_ie.draft import Candidate, Draft, DraftEvent
from vnpolice_ie.grammar.periods import find_dates
from vnpolice_ie.model.scheme import SAME_EVENT
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.schema import EventType, Label, Role, tag_of
from vnpolice_ie.text.tokens import Tokens

Layer = Mapping[UnitSpan, Candidate]


def unit_range(units: Tokens, start: int, end: int) -> tuple[int, int] | None:
    """Units [first, last) that make up [start, end) of the normal text; None if it cuts a unit."""
    first, last = bisect_left(units.starts, start), bisect_left(units.ends, end)
    if last < len(units) and first <= last and units.starts[first] == start and units.ends[last] == end:
        return first, last + 1
    return None


def span_of(units: Tokens, candidate: Candidate) -> UnitSpan | None:
    """A candidate as a span of units with its tag; None if it cuts a unit."""
    found = unit_range(units, candidate.start, candidate.end)
    return UnitSpan(*found, tag_of(candidate.label, candidate.event_type)) if found else None


def layers_of(units: Tokens, candidates: Iterable[Candidate]) -> tuple[Layer, Layer]:
    """Candidates of both layers by their spans; those that cut a unit are left out.

    Args:
        units: the units of their text.
        candidates: in order of (start, -end), as a draft gives them.
    """
    outer: dict[UnitSpan, Candidate] = {}
    inner: dict[UnitSpan, Candidate] = {}
    holder_end = -1
    for candidate in candidates:
        nested = candidate.end <= holder_end
        holder_end = max(holder_end, candidate.end)
        if span := span_of(units, candidate):
            (inner if nested else outer)[span] = candidate
    return outer, inner


def candidate_of(draft: Draft, units: Tokens, span: UnitSpan, rule: str) -> Candidate:
    """Make a candidate of a span, with what the grammar reads in it if it is a date."""
    start, end = units.starts[span.start], units.ends[span.end - 1]
    label, _, event_type = span.tag.partition(".")
    candidate = Candidate(start, end, cast("Label", label), rule)
    if event_type:
        candidate.event_type = cast("EventType", event_type)
    if label == "DATE":
        words = draft.source.folded[start:end]
        candidate.date = next((match.form for match in find_dates(words)), None)
    return candidate


def links_of(
    draft: Draft, place_of: Callable[[Candidate], int | None] = lambda _: 0
) -> dict[tuple[Candidate, Candidate], list[str]]:
    """Relations, arguments (at each trigger of their event) and `SAME_EVENT` pairs of a draft.

    Args:
        draft: has them.
        place_of: where a candidate stands; of events only what links two of one place is told.
    """
    links: dict[tuple[Candidate, Candidate], list[str]] = {}
    for relation in draft.relations:
        links.setdefault((relation.head, relation.tail), []).append(relation.type)
    for event in draft.events:
        for triggers, arguments in by_place(event, place_of):
            for trigger in triggers:
                for role, filler in arguments:
                    links.setdefault((trigger, filler), []).append(role)
                for other in triggers:
                    if other is not trigger:
                        links.setdefault((trigger, other), []).append(SAME_EVENT)
    return links


def by_place(
    event: DraftEvent, place_of: Callable[[Candidate], int | None]
) -> Iterator[tuple[Sequence[Candidate], Sequence[tuple[Role, Candidate]]]]:
    """Triggers and arguments of an event that stand in one place; those that stand in none are left out.

    An event that a long text comes back to has too many of them to look at all pairs.
    """
    place = place_of(event.triggers[0])
    if all(place_of(trigger) == place for trigger in event.triggers):
        if place is not None:
            yield event.triggers, [a for a in event.arguments if place_of(a[1]) == place]
        return
    triggers: dict[int | None, list[Candidate]] = defaultdict(list)
    arguments: dict[int | None, list[tuple[Role, Candidate]]] = defaultdict(list)
    for trigger in event.triggers:
        triggers[place_of(trigger)].append(trigger)
    for role, filler in event.arguments:
        arguments[place_of(filler)].append((role, filler))
    for place, here in triggers.items():
        if place is not None:
            yield here, arguments.get(place, ())
