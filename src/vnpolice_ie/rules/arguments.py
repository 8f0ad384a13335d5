"""Arguments of events: who or what plays which role, by the patterns of its type."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft, DraftEvent
from vnpolice_ie.events.parties import sentences_with_triggers
from vnpolice_ie.events.roles import roles


class ArgumentStage:
    """Fills the arguments of the draft's events from the sentences of their triggers."""

    name = "arguments"

    def __call__(self, draft: Draft) -> None:
        """Add the arguments, each filler once in a role of an event."""
        event_of: dict[Candidate, DraftEvent] = {t: v for v in draft.events for t in v.triggers}
        seen: set[tuple[int, str, Candidate]] = set()
        for sentence in sentences_with_triggers(draft):
            for trigger in sentence.triggers:
                event = event_of[trigger]
                for role, filler in roles(draft, sentence, trigger):
                    if (id(event), role, filler) not in seen:
                        seen.add((id(event), role, filler))
                        event.arguments.append((role, filler))
