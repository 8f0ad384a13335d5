"""Arguments of events: who or what plays which role, by the patterns of its type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vnpolice_ie.draft import Candidate, Draft, DraftEvent
from vnpolice_ie.events.guests import guests_elsewhere
from vnpolice_ie.events.parties import sentences_of
from vnpolice_ie.events.roles import roles
from vnpolice_ie.schema import Role


class ArgumentStage:
    """Fills the arguments of the draft's events from the sentences of their triggers."""

    name = "arguments"

    def __call__(self, draft: Draft) -> None:
        """Add the arguments, each person, body or document once in a role of an event."""
        identity = _identities(draft)
        event_of: dict[Candidate, DraftEvent] = {t: v for v in draft.events for t in v.triggers}
        seen: set[tuple[int, str, str]] = set()

        def add(event: DraftEvent, fillers: Iterable[tuple[Role, Candidate]]) -> None:
            for role, filler in fillers:
                key = id(event), role, identity.get(filler) or draft.folded_of(filler)
                if key not in seen:
                    seen.add(key)
                    event.arguments.append((role, filler))

        meeting: DraftEvent | None = None
        for sentence in sentences_of(draft):
            met = [event_of[t] for t in sentence.triggers if t.event_type == "MEETING"]
            if meeting and not met:
                add(meeting, guests_elsewhere(draft, sentence))
            for trigger in sentence.triggers:
                add(event_of[trigger], roles(draft, sentence, trigger))
            meeting = met[-1] if met else meeting
        for event in draft.events:
            _leave_out_chairs(event, identity)


def _identities(draft: Draft) -> dict[Candidate, str]:
    """Who or what a mention names, where it is linked: mentions of one thing have one identity."""
    people = {c: f"person {n}" for n, p in enumerate(draft.people) for c in p.mentions}
    return people | {c: f"document {r.key}" for r in draft.references for c in r.mentions}


def _leave_out_chairs(event: DraftEvent, identity: Mapping[Candidate, str]) -> None:
    """Take out participants who chair the meeting (guidelines, section 6, MEETING)."""
    chairs = {identity.get(c) for role, c in event.arguments if role == "CHAIR"} - {None}
    if chairs:
        event.arguments = [
            (role, c) for role, c in event.arguments if role != "PARTICIPANT" or identity.get(c) not in chairs
        ]
