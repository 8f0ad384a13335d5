"""Who plays which role in an event: the patterns of lexicon/data/role_patterns on one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, cast

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.guests import guests_of, listed_parties
from vnpolice_ie.events.parties import Party, Sentence
from vnpolice_ie.events.scene import LIST, Scene, scene_of
from vnpolice_ie.events.times import time_of
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.schema import Role, fillers_of

_PASSIVE = re.compile(r"\b(?:bị|được)(?:,?\s+[^\W\d_]+){0,5}\s*$")
_DOER = re.compile(r"\b(?:bị|được|do)\s+(?:ông|bà|đồng chí|các|lãnh đạo|cơ quan)?\s*$")
# Words between the subject and its verb that are no new clause.
_NEAR = re.compile(r"(?:[\s,\"“”–—()-]|[^\W\d_]+(?=\W|$)){0,14}")
_PRONOUN = re.compile(
    r"\b(?:ông|bà|anh|chị|họ|tôi|này|đồng chí|cơ quan|chúng tôi|ủy ban|bộ|tỉnh)\s+(?:[^\W\d_]+\s+){0,3}$"
)
# "ông", "bà" as the subject of the trigger, or of its sentence.
_HE = re.compile(r"(?:^|[\s\"“”,.–-])(?:ông|bà|(?<!các )đồng chí)\s+(?:[^\W\d_]+\s+){0,3}$")
# "Kết luận của Ban Bí thư" is no subject, "đại diện của Ban Bí thư" is one.
_GENITIVE = re.compile(r"(?<!đại diện )(?<!lãnh đạo )(?<!đoàn )\bcủa (?:ông |bà |đồng chí )?$")
# A party after these is no subject of the verb that follows: "gửi Ban Bí thư đề nghị".
_OBLIQUE = re.compile(
    r"\b(?:với|cho|tại|gửi|từ|trong|đối với|về|trên|đến|tới|ngoài)\s+(?:ông|bà|đồng chí|gia đình|các)?\s*$"
)
# Between a word that gives a role and the party: "với các đồng chí", "với phóng viên báo".
_TITLES = re.compile(
    r"(?:[:\s]|\b(?:ông|bà|anh|chị|đồng chí|các|lãnh đạo|pv|phóng viên|báo|nhà báo|cao|thêm|bị can|bị cáo"
    r"|cả|một)\b)*"
)
_OBJECT_GAP = 100  # characters between a trigger and its object
_OF = 6  # characters of "của" and the spaces around it
_RIGHT_AFTER = 25  # characters between "ban hành" and what is issued
_TOPIC = 200  # characters between a meeting and the document it is about
_FAR = 300  # characters looked back over for the verb that gives a role
_NEAR_GAP = 60  # characters between a subject and its verb


class Pattern(NamedTuple):
    """One row of role_patterns."""

    role: Role
    how: str
    words: re.Pattern[str] | None
    triggers: tuple[str, ...]
    but: tuple[str, ...]
    labels: tuple[str, ...]

    def holds(self, words: str) -> bool:
        """Tell whether the pattern is one for a trigger of these words."""
        return (not self.triggers or words.startswith(self.triggers)) and not words.startswith(self.but)


Finder = Callable[[Scene, Pattern], list[Candidate]]


@cache
def patterns_of(event_type: str) -> tuple[Pattern, ...]:
    """The patterns of one event type, in order."""
    found = []
    for row in read_table("role_patterns"):
        if row["type"] == event_type:
            role = cast("Role", row["role"])
            triggers, _, but = row["triggers"].partition("!")
            found.append(
                Pattern(
                    role,
                    row["how"],
                    re.compile(rf"\b(?:{row['words']})\b") if row["words"] else None,
                    tuple(filter(None, triggers.split("|"))),
                    tuple(filter(None, but.split("|"))),
                    tuple(row["labels"].split()) or tuple(sorted(fillers_of(role), key=_PREFERENCE.index)),
                )
            )
    return tuple(found)


_PREFERENCE = ("PERSON", "POSITION", "ORG", "LOC", "DATE", "DOC_REF", "OFFENCE", "AWARD", "RANK")


def roles(draft: Draft, sentence: Sentence, trigger: Candidate) -> Iterator[tuple[Role, Candidate]]:
    """Yield the fillers of the trigger's roles, from its sentence (for a pronoun from before it)."""
    assert trigger.event_type is not None
    scene = scene_of(draft, sentence, trigger)
    words = draft.folded_of(trigger)
    done: set[Role] = set()
    taken: set[Candidate] = set()
    for pattern in patterns_of(trigger.event_type):
        if (pattern.role in done and pattern.role != "PARTICIPANT") or not pattern.holds(words):
            continue
        for filler in _FINDERS[pattern.how](scene, pattern):
            if filler not in taken:
                taken.add(filler)
                done.add(pattern.role)
                yield pattern.role, filler


def _actors(party: Party | None, pattern: Pattern) -> list[Candidate]:
    return party.actors(pattern.labels) if party else []


def _subject_party(scene: Scene, pattern: Pattern) -> Party | None:
    for party in scene.before(scene.start):
        if not party.actors(pattern.labels) or _is_object(scene, party):
            continue
        if not _OBLIQUE.search(scene.text(max(scene.sentence.start, party.start - 24), party.start)):
            return party
    return None


def _is_object(scene: Scene, party: Party) -> bool:
    """Tell whether a verb of the same type before the party has it: "khiển trách ông X; cách chức …"."""
    kind = scene.trigger.event_type
    after_verb = any(t.event_type == kind and t.end <= party.start for t in scene.sentence.triggers)
    gap = scene.text(party.end, min(scene.start, party.end + _NEAR_GAP))
    return after_verb and any(mark in gap for mark in (",", ";", " và ", " bằng "))


def _subject(scene: Scene, pattern: Pattern) -> list[Candidate]:
    return _actors(_subject_party(scene, pattern), pattern)


def _near_subject(scene: Scene, pattern: Pattern) -> list[Candidate]:
    party = next(scene.before(scene.start), None)
    if party is None:
        return []
    if scene.trigger.start - party.end > _NEAR_GAP:
        return []
    gap = scene.text(party.end, scene.trigger.start)
    if not _NEAR.fullmatch(gap) or _PRONOUN.search(gap):
        return []
    before = scene.text(max(scene.sentence.start, party.start - 24), party.start)
    if _GENITIVE.search(before) or _OBLIQUE.search(before):
        return []
    return _actors(party, pattern)


def _known(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The person last named before the sentence, where "ông" or "bà" is the subject."""
    start = scene.sentence.start
    if not _HE.search(scene.text(max(start, scene.start - 40), scene.start)):
        return []
    if any(p.persons for p in scene.before(scene.start)):
        return []
    known = scene.sentence.person_before
    return [known] if known else []


def _is_passive(scene: Scene) -> bool:
    return _PASSIVE.search(scene.text(max(scene.sentence.start, scene.start - 30), scene.start)) is not None


def _doer_party(scene: Scene) -> Party | None:
    party = next(scene.before(scene.start), None)
    if party and _DOER.search(scene.text(max(scene.sentence.start, party.start - 30), party.start)):
        return party
    return None


def _doer(scene: Scene, pattern: Pattern) -> list[Candidate]:
    return _actors(_doer_party(scene), pattern)


def _active_subject(scene: Scene, pattern: Pattern) -> list[Candidate]:
    return [] if _is_passive(scene) else _subject(scene, pattern)


def _patient(scene: Scene, pattern: Pattern) -> list[Candidate]:
    doer = _doer_party(scene)
    if not doer and not _is_passive(scene):
        return []
    reach = doer.start if doer else scene.start
    return next((found for p in scene.before(reach) if (found := p.actors(pattern.labels))), [])


def _object(scene: Scene, pattern: Pattern) -> list[Candidate]:
    for party in scene.after():
        if party.start - scene.end > _OBJECT_GAP or ";" in scene.text(scene.end, party.start):
            return []
        if actors := party.actors(pattern.labels):
            return actors
    return []


def _near_object(scene: Scene, pattern: Pattern) -> list[Candidate]:
    party = next(scene.after(), None)
    if party and _TITLES.fullmatch(scene.draft.source.folded, scene.end, party.start):
        return party.actors(pattern.labels)
    return []


def _near_of(scene: Scene, pattern: Pattern) -> list[Candidate]:
    party = next(scene.after(), None)
    if party and party.start - scene.end <= _OF and scene.text(scene.end, party.start).strip() == "của":
        return party.actors(pattern.labels)
    return []


def _follows_word(scene: Scene, pattern: Pattern, start: int, end: int) -> bool:
    assert pattern.words is not None
    tail = scene.text(max(start, end - 40), end)
    return any(_TITLES.fullmatch(tail, m.end()) for m in pattern.words.finditer(tail))


def _word_after(scene: Scene, pattern: Pattern) -> list[Candidate]:
    if not _ACTORS.issuperset(pattern.labels) or pattern.labels == ("POSITION",):
        found = scene.next_of(pattern.labels)
        return [c for c in found if _follows_word(scene, pattern, scene.end, c.start)][:2]
    for party in scene.after():
        if _follows_word(scene, pattern, scene.end, party.start):
            if pattern.role == "PARTICIPANT":
                return listed_parties(scene.draft, scene.sentence, pattern.labels, party)
            return party.actors(pattern.labels)
    return []


def _each_after(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """As word-after, of every party that stands so: "Huân chương … cho A, Bằng khen cho B"."""
    parties = (p for p in scene.after() if _follows_word(scene, pattern, scene.end, p.start))
    return [c for party in parties for c in party.actors(pattern.labels)]


def _word_next(scene: Scene, pattern: Pattern) -> list[Candidate]:
    assert pattern.words is not None
    text = scene.draft.source.folded
    word = pattern.words.match(text, scene.end + 1)
    party = next(scene.after(), None)
    if word and party and _TITLES.fullmatch(text, word.end(), party.start):
        return listed_parties(scene.draft, scene.sentence, pattern.labels, party)
    return []


def _attending(scene: Scene, pattern: Pattern) -> list[Candidate]:
    assert pattern.words is not None
    begin = max(scene.sentence.start, scene.start - _NEAR_GAP)
    attended = pattern.words.search(scene.text(begin, scene.start))
    return guests_of(scene, pattern.labels) if attended else []


def _word_before(scene: Scene, pattern: Pattern) -> list[Candidate]:
    for party in scene.before(scene.trigger.start):
        if _follows_word(scene, pattern, scene.sentence.start, party.start):
            return party.actors(pattern.labels)
    return []


def _word_between(scene: Scene, pattern: Pattern) -> list[Candidate]:
    assert pattern.words is not None
    party = _subject_party(scene, pattern)
    if party and pattern.words.search(scene.text(max(party.end, scene.start - _FAR), scene.start)):
        return party.actors(pattern.labels)
    return []


def _opening(scene: Scene, pattern: Pattern) -> list[Candidate]:
    if scene.trigger.start - scene.sentence.start > _NEAR_GAP:
        return []
    comma = scene.draft.source.text.find(",", scene.trigger.end, scene.sentence.end)
    if comma < 0:
        return []
    for party in scene.sentence.parties:
        if party.start <= comma or scene.text(party.start - 4, party.start) == "của ":
            continue
        if actors := party.actors(pattern.labels):
            near = scene.text(max(comma, party.start - _NEAR_GAP), party.start)
            return actors if "," in near else []
    return []


def _attached(scene: Scene, pattern: Pattern) -> list[Candidate]:
    return [c for c in scene.next_of(pattern.labels) if c.start <= scene.end + 1]


def _list_after(scene: Scene, pattern: Pattern) -> list[Candidate]:
    return _listed(scene, scene.next_of(pattern.labels))


def _issued(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The documents right after the verb; further off stands what they are based on."""
    after = scene.next_of(pattern.labels)
    return _listed(scene, after) if after and after[0].start - scene.end <= _RIGHT_AFTER else []


def _issued_before(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The document of a passive: "Nghị quyết được Quốc hội thông qua"."""
    found = _mention_before(scene, pattern)
    passive = _is_passive(scene) or _doer_party(scene)
    return found if passive or (found and scene.start - found[0].end <= _NEAR_GAP) else []


def _topic(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """Documents that a meeting or an inspection is about; none after "Tại hội nghị, …"."""
    if scene.draft.source.text.startswith(",", scene.end):
        return []
    about = scene.sentence.between(scene.end, scene.topic, pattern.labels)
    if not about or about[0].start - scene.end > _TOPIC:
        return []
    return _listed(scene, about)


def _listed(scene: Scene, mentions: list[Candidate]) -> list[Candidate]:
    found: list[Candidate] = []
    for c in mentions:
        if found and not LIST.fullmatch(scene.draft.source.folded, found[-1].end, c.start):
            break
        found.append(c)
    return found


def _beside(scene: Scene, pattern: Pattern) -> list[Candidate]:
    found = scene.sentence.last_before(scene.start, pattern.labels)
    return [found] if found and scene.start - 2 <= found.end else []


def _mention_before(scene: Scene, pattern: Pattern) -> list[Candidate]:
    found = scene.sentence.last_before(scene.trigger.start, pattern.labels)
    return [found] if found else []


def _rank(scene: Scene, pattern: Pattern) -> list[Candidate]:
    assert pattern.words is not None
    ranks = scene.next_of(("RANK",))
    gained = [c for c in ranks if pattern.words.search(scene.text(max(scene.end, c.start - 8), c.start))]
    if gained:
        return gained[:1]
    holders = {c.start for c in scene.sentence.mentions if c.label == "PERSON"}
    free = [c for c in ranks if c.end + 1 not in holders]
    return free[:1] if "hàm" in scene.draft.folded_of(scene.trigger) else []


_PLACE = re.compile(r"\b(?:tại|ở|đến|tới|về|điểm cầu)\s+(?:trụ sở\s+)?$")


def _place(scene: Scene, pattern: Pattern) -> list[Candidate]:
    begin = scene.sentence.start
    places = [
        c
        for c in scene.sentence.between(begin, scene.fence, pattern.labels)
        if _PLACE.search(scene.text(max(begin, c.start - 16), c.start))
    ]
    after = [c for c in places if scene.end <= c.start < scene.fence]
    return after[:1] or [c for c in places if c.end <= scene.start][-1:]


_ACTORS = frozenset({"PERSON", "POSITION", "ORG", "LOC"})
_FINDERS: dict[str, Finder] = {
    "subject": _subject,
    "near-subject": _near_subject,
    "active-subject": _active_subject,
    "known": _known,
    "doer": _doer,
    "patient": _patient,
    "object": _object,
    "near-object": _near_object,
    "near-of": _near_of,
    "word-after": _word_after,
    "each-after": _each_after,
    "word-next": _word_next,
    "attending": _attending,
    "word-before": _word_before,
    "word-between": _word_between,
    "opening": _opening,
    "attached": _attached,
    "list-after": _list_after,
    "issued": _issued,
    "issued-before": _issued_before,
    "topic": _topic,
    "beside": _beside,
    "before": _mention_before,
    "rank": _rank,
    "place": _place,
    "time": lambda scene, _: time_of(scene),
}
