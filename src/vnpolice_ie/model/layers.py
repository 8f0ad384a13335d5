"""Between the draft and the model: candidates as spans of units, and spans as candidates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Generic, TypeVar, cast

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


Place = tuple[int, int, int]
"""Section of a text, and the units [start, end) of it."""

_ANYWHERE: Place = (0, 0, 0)
_T = TypeVar("_T")


def links_of(
    draft: Draft, place_of: Callable[[Candidate], Place | None] = lambda _: _ANYWHERE, reach: int = 0
) -> dict[tuple[Candidate, Candidate], list[str]]:
    """Relations, arguments (at each trigger of their event) and `SAME_EVENT` pairs of a draft.

    Args:
        draft: has them.
        place_of: where a candidate stands, if it stands anywhere.
        reach: units between two at most; of events only what links two that stand so near is told.
    """
    links: dict[tuple[Candidate, Candidate], list[str]] = {}
    for relation in draft.relations:
        links.setdefault((relation.head, relation.tail), []).append(relation.type)
    for event in draft.events:
        for trigger, others, arguments in near_triggers(event, place_of, reach):
            for role, filler in arguments:
                links.setdefault((trigger, filler), []).append(role)
            for other in others:
                if other is not trigger:
                    links.setdefault((trigger, other), []).append(SAME_EVENT)
    return links


def near_triggers(
    event: DraftEvent, place_of: Callable[[Candidate], Place | None], reach: int
) -> Iterator[tuple[Candidate, Iterator[Candidate], Iterator[tuple[Role, Candidate]]]]:
    """Each trigger of an event with the triggers, itself among them, and the arguments that stand near it.

    An event that a long text comes back to has too many of them to look at all pairs.
    """
    triggers = [(place, trigger) for trigger in event.triggers if (place := place_of(trigger)) is not None]
    others = _Row(triggers)
    arguments = _Row(
        [(place, argument) for argument in event.arguments if (place := place_of(argument[1])) is not None]
    )
    for place, trigger in triggers:
        yield trigger, others.near(place, reach), arguments.near(place, reach)


class _Row(Generic[_T]):
    """Things in the order of their places."""

    def __init__(self, placed: Iterable[tuple[Place, _T]]) -> None:
        self._unsorted = placed

    @cached_property
    def _order(self) -> tuple[list[tuple[Place, _T]], list[tuple[int, int]], int]:
        """The things, sorted when some are first asked for, their starts, and the length of the longest."""
        placed = sorted(self._unsorted, key=itemgetter(0))
        longest = max((end - start for (_, start, end), _ in placed), default=0)
        return placed, [place[:2] for place, _ in placed], longest

    def near(self, place: Place, reach: int) -> Iterator[_T]:
        """Those in the same section with at most `reach` units in between."""
        section, start, end = place
        placed, starts, longest = self._order
        first = bisect_left(starts, (section, start - reach - longest))
        for (here, its_start, its_end), thing in islice(placed, first, None):
            if here != section or its_start > end + reach:
                return
            if its_end + reach >= start:
                yield thing
