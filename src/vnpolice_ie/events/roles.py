"""Who plays which role in an event: the patterns of lexicon/data/role_patterns on one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events import mention_finders as mentions
from vnpolice_ie.events import party_finders as parties
from vnpolice_ie.events.known_bodies import known_body
from vnpolice_ie.events.parties import Sentence
from vnpolice_ie.events.patterns import Pattern, mask_of, patterns_of
from vnpolice_ie.events.scene import Scene, scene_of
from vnpolice_ie.events.times import time_of
from vnpolice_ie.schema import Role

Finder = Callable[[Scene, Pattern], list[Candidate]]
# Where a finder looks: before the trigger, after it, on both sides, before the sentence; for "đơn vị này".
_BEFORE, _AFTER, _ANYWHERE, _EARLIER, _PRONOUN = range(5)
_SEARCHES: Final[Mapping[str, tuple[Finder, int]]] = {
    "subject": (parties.subject, _BEFORE),
    "near-subject": (parties.near_subject, _BEFORE),
    "active-subject": (parties.active_subject, _BEFORE),
    "by-document": (parties.by_document, _BEFORE),
    "deciding-subject": (parties.deciding_subject, _BEFORE),
    "of-before": (parties.of_before, _BEFORE),
    "by-doing": (parties.by_doing, _AFTER),
    "delegation": (parties.delegation, _BEFORE),
    "known": (parties.known, _EARLIER),
    "known-body": (known_body, _PRONOUN),
    "known-patient": (parties.known_patient, _EARLIER),
    "doer": (parties.doer, _BEFORE),
    "patient": (parties.patient, _BEFORE),
    "object": (parties.direct_object, _AFTER),
    "sentenced": (parties.sentenced, _AFTER),
    "near-object": (parties.near_object, _AFTER),
    "partner": (parties.partner, _BEFORE),
    "near-of": (parties.near_of, _AFTER),
    "word-after": (parties.word_after, _AFTER),
    "each-after": (parties.each_after, _AFTER),
    "word-next": (parties.word_next, _AFTER),
    "attending": (parties.attending, _AFTER),
    "word-before": (parties.word_before, _BEFORE),
    "word-between": (parties.word_between, _BEFORE),
    "opening": (parties.opening, _AFTER),
    "attached": (mentions.attached, _AFTER),
    "all-after": (mentions.all_after, _AFTER),
    "list-after": (mentions.list_after, _AFTER),
    "issued": (mentions.issued, _AFTER),
    "issued-before": (mentions.issued_before, _BEFORE),
    "topic": (mentions.topic, _AFTER),
    "beside": (mentions.beside, _BEFORE),
    "before": (mentions.mention_before, _BEFORE),
    "before-in-clause": (mentions.before_in_clause, _BEFORE),
    "rank": (mentions.rank, _AFTER),
    "place": (mentions.place, _ANYWHERE),
    "time": (lambda scene, _: time_of(scene), _ANYWHERE),
}
# What finders give whatever the labels of their pattern are.
_OWN_LABELS: Final[Mapping[str, tuple[str, ...]]] = {"delegation": ("PERSON", "ORG"), "partner": ("ORG",)}
# Words of which a sentence must have one for a finder, in place of those of the pattern.
_PASSIVE: Final = frozenset({"bị", "được", "do"})
_OWN_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "doer": _PASSIVE,
    "patient": _PASSIVE,
    "known-patient": _PASSIVE,
    "known": frozenset({"ông", "bà", "anh", "chị", "cô", "hắn", "cụ", "người", "đồng"}),
    "by-document": frozenset(),  # "của" may be glued to the number: "15/NQ-HĐNDcủa"
    "near-of": frozenset({"của"}),
    "delegation": frozenset({"đoàn"}),
    "partner": frozenset({"phối"}),
    "place": frozenset({"tại", "ở", "đến", "tới", "về", "điểm"}),
    "rank": frozenset(),
    "before-in-clause": frozenset(),
}
_EVERY: Final = ~0


class _Search(NamedTuple):
    """A pattern and its finder.

    Attributes:
        where: where the finder looks.
        labels: the labels of which one has to stand there, as a mask.
        words: the words of which the sentence has to have one; none for any.
    """

    pattern: Pattern
    find: Finder
    where: int
    labels: int
    words: frozenset[str]


@lru_cache(maxsize=4096)
def _searches(event_type: str, words: str) -> tuple[_Search, ...]:
    """What is looked for at a trigger of these words, in order."""
    return tuple(
        _Search(
            p,
            *_SEARCHES[p.how],
            mask_of(_OWN_LABELS.get(p.how, p.labels)),
            _OWN_WORDS.get(p.how, p.first_words),
        )
        for p in patterns_of(event_type)
        if p.holds(words)
    )


def roles(draft: Draft, sentence: Sentence, trigger: Candidate) -> Iterator[tuple[Role, Candidate]]:
    """Yield the fillers of the trigger's roles, from its sentence (for a pronoun from before it)."""
    assert trigger.event_type is not None
    before, after = sentence.labels_around(trigger)
    present = sentence.words
    there = (
        before,
        after,
        before | after,
        0 if sentence.person_before is None else _EVERY,
        _EVERY if "này" in present else 0,
    )
    if not any(there):
        return
    scene: Scene | None = None
    done: set[Role] = set()
    taken: set[Candidate] = set()
    for pattern, find, where, labels, words in _searches(trigger.event_type, draft.folded_of(trigger)):
        if not labels & there[where] or (words and words.isdisjoint(present)):
            continue
        if pattern.role in done and pattern.role != "PARTICIPANT" and pattern.how != "partner":
            continue
        scene = scene or scene_of(draft, sentence, trigger)
        for filler in find(scene, pattern):
            if filler not in taken:
                taken.add(filler)
                done.add(pattern.role)
                yield pattern.role, filler
