"""Arguments of events: each filler once in its role, with the guests named apart from their meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vnpolice_ie.draft import Candidate, Draft, DraftEvent
from vnpolice_ie.events.guests import guests_elsewhere, targets_elsewhere
from vnpolice_ie.events.identities import identities
from vnpolice_ie.events.parties import sentences_of
from vnpolice_ie.schema import Role

# A role that nobody plays who plays the other in the same event (guidelines, section 6, for CHAIR).
_EXCLUDED: tuple[tuple[Role, Role], ...] = (
    ("PARTICIPANT", "CHAIR"),
    ("AUTHORITY", "APPOINTEE"),
    ("AUTHORITY", "TARGET"),
    ("ADDRESSEE", "SPEAKER"),
)
_WITH_LISTS: Final = frozenset({"MEETING", "LEGAL_ACTION"})


class ArgumentStage:
    """Settles the arguments of the draft's events and adds those from sentences without a trigger."""

    name = "arguments"

    def __call__(self, draft: Draft) -> None:
        """Leave each person, body or document once in a role of an event."""
        _add_lists(draft)
        settle_arguments(draft)


def settle_arguments(draft: Draft) -> None:
    """Leave each person, body or document once in a role of an event: where it stands first in the list."""
    if not draft.events:
        return
    identity = identities(draft)
    for event in draft.events:
        if len(event.arguments) < 2:
            continue
        once: dict[tuple[Role, object], Candidate] = {}
        for role, filler in event.arguments:
            once.setdefault((role, identity.get(filler) or draft.folded_of(filler)), filler)
        event.arguments = [(role, filler) for (role, _), filler in once.items()]
        _leave_out_doubles(event, identity)


def _add_lists(draft: Draft) -> None:
    """Add who attends a meeting or is acted against, by a sentence after it that lists them."""
    event_of = {t: v for v in draft.events if v.type in _WITH_LISTS for t in v.triggers}
    if not event_of:
        return
    meeting: DraftEvent | None = None
    action: DraftEvent | None = None
    for sentence in sentences_of(draft):
        named = [t for t in sentence.triggers if t.event_type == "MEETING"]
        met = [event_of[t] for t in named]
        if latest := met[-1] if met else meeting:
            latest.arguments += guests_elsewhere(draft, sentence, named[-1].end if named else sentence.start)
        if action:
            action.arguments += [("TARGET", c) for c in targets_elsewhere(draft, sentence)]
        meeting = met[-1] if met else meeting
        acted = [event_of[t] for t in sentence.triggers if t.event_type == "LEGAL_ACTION"]
        action = acted[0] if acted else None


def _leave_out_doubles(event: DraftEvent, identity: Mapping[Candidate, object]) -> None:
    """Take out who plays a part that excludes the other: who chairs is no participant too."""
    named = {role for role, _ in event.arguments}
    for excluded, by in _EXCLUDED:
        if excluded not in named or by not in named:
            continue
        known = {identity.get(c) for role, c in event.arguments if role == by} - {None}
        if known:
            event.arguments = [
                (role, c) for role, c in event.arguments if role != excluded or identity.get(c) not in known
            ]
