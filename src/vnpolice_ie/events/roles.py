"""Who plays which role in an event: the patterns of lexicon/data/role_patterns on one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events import mention_finders as mentions
from vnpolice_ie.events import party_finders as parties
from vnpolice_ie.events.known_bodies import known_body
from vnpolice_ie.events.parties import Sentence
from vnpolice_ie.events.patterns import Pattern, patterns_for
from vnpolice_ie.events.scene import Scene, scene_of
from vnpolice_ie.events.times import time_of
from vnpolice_ie.schema import Role

Finder = Callable[[Scene, Pattern], list[Candidate]]
_FINDERS: dict[str, Finder] = {
    "subject": parties.subject,
    "near-subject": parties.near_subject,
    "active-subject": parties.active_subject,
    "by-document": parties.by_document,
    "deciding-subject": parties.deciding_subject,
    "of-before": parties.of_before,
    "by-doing": parties.by_doing,
    "delegation": parties.delegation,
    "known": parties.known,
    "known-body": known_body,
    "known-patient": parties.known_patient,
    "doer": parties.doer,
    "patient": parties.patient,
    "object": parties.direct_object,
    "sentenced": parties.sentenced,
    "near-object": parties.near_object,
    "partner": parties.partner,
    "near-of": parties.near_of,
    "word-after": parties.word_after,
    "each-after": parties.each_after,
    "word-next": parties.word_next,
    "attending": parties.attending,
    "word-before": parties.word_before,
    "word-between": parties.word_between,
    "opening": parties.opening,
    "attached": mentions.attached,
    "all-after": mentions.all_after,
    "list-after": mentions.list_after,
    "issued": mentions.issued,
    "issued-before": mentions.issued_before,
    "topic": mentions.topic,
    "beside": mentions.beside,
    "before": mentions.mention_before,
    "before-in-clause": mentions.before_in_clause,
    "rank": mentions.rank,
    "place": mentions.place,
    "time": lambda scene, _: time_of(scene),
}


# Finders that look before the sentence.
_FROM_BEFORE = frozenset({"known", "known-body", "known-patient"})


def roles(draft: Draft, sentence: Sentence, trigger: Candidate) -> Iterator[tuple[Role, Candidate]]:
    """Yield the fillers of the trigger's roles, from its sentence (for a pronoun from before it)."""
    assert trigger.event_type is not None
    patterns: Sequence[Pattern] = patterns_for(trigger.event_type, draft.folded_of(trigger))
    if not sentence.names_anything:
        # Nobody and nothing to fill a role but who was named before it.
        patterns = [pattern for pattern in patterns if pattern.how in _FROM_BEFORE]
        if not patterns:
            return
    scene = scene_of(draft, sentence, trigger)
    done: set[Role] = set()
    taken: set[Candidate] = set()
    for pattern in patterns:
        if pattern.role in done and pattern.role != "PARTICIPANT" and pattern.how != "partner":
            continue
        for filler in _FINDERS[pattern.how](scene, pattern):
            if filler not in taken:
                taken.add(filler)
                done.add(pattern.role)
                yield pattern.role, filler
