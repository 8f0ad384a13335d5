"""Event triggers (EVENT): words of lexicon/data/triggers, where the conditions of trigger_rules hold."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.conditions import stated
from vnpolice_ie.events.surroundings import Surroundings
from vnpolice_ie.lexicon.search import apart
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.meetings import meetings

_NO_EVENT = "-"  # group of a compound that names no event


class TriggerStage:
    """Adds EVENT spans; the meetings with proper names first, then the words of the list."""

    name = "triggers"

    def __call__(self, draft: Draft) -> None:
        """Add the triggers."""
        meetings(draft)
        around = Surroundings(draft)
        spoken = -1
        for first, last, readings in apart(listed_in(draft.source).triggers):
            if readings[0][1] == _NO_EVENT:
                continue
            found = stated(around, first, last, readings)
            if found is None:
                continue
            event_type, rule, clues = found
            if not draft.is_free(clues.start, clues.end):
                continue
            if event_type == "SPEECH":
                # One statement is one event: the first verb of the sentence, unless another speaker follows.
                if clues.sentence == spoken and not (clues.has("left:agent") and clues.has("adv:past")):
                    continue
                spoken = clues.sentence
            draft.add(Candidate(clues.start, clues.end, "EVENT", rule, event_type=event_type))
            clues.state(event_type)
