"""Event triggers (EVENT): words of lexicon/data/triggers, where the conditions of trigger_rules hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.clues import Clues
from vnpolice_ie.events.conditions import group_in
from vnpolice_ie.events.surroundings import Surroundings
from vnpolice_ie.lexicon.search import apart
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.meetings import meetings
from vnpolice_ie.schema import EventType

_NO_EVENT = "-"  # group of a compound that names no event


class TriggerStage:
    """Adds EVENT spans; the meetings with proper names first, then the words of the list."""

    name = "triggers"

    def __call__(self, draft: Draft) -> None:
        """Add the triggers."""
        meetings(draft)
        spoken = -1
        for candidate, clues in _found(draft):
            if candidate.event_type == "SPEECH":
                # One statement is one event: the first verb of the sentence, unless another speaker follows.
                if clues.sentence == spoken and not (clues.has("left:agent") and clues.has("adv:past")):
                    continue
                spoken = clues.sentence
            draft.add(candidate)
            assert candidate.event_type is not None
            clues.state(candidate.event_type)


def _found(draft: Draft) -> Iterator[tuple[Candidate, Clues]]:
    around = Surroundings(draft)
    starts = around.tokens.starts
    for first, last, readings in apart(listed_in(draft.source).triggers):
        if readings[0][1] == _NO_EVENT:
            continue
        in_headline = starts[first] < around.head_end
        clues: Clues | None = None
        for kind, name in readings:
            group = group_in(name, around.labels, in_headline)
            if group is None or (group.needs_follower and around.is_plain(last)):
                continue
            clues = clues or Clues(around, first, last)
            rule = group.states(clues)
            if rule is None:
                continue
            if draft.is_free(clues.start, clues.end):
                event_type = cast("EventType", kind)
                yield Candidate(clues.start, clues.end, "EVENT", rule, event_type=event_type), clues
            break
