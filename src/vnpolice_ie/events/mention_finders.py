"""Finders of documents, dates, places and other mentions: one for each `how` that looks for things."""

from __future__ import annotations

import re

from vnpolice_ie.draft import Candidate
from vnpolice_ie.events.party_finders import doer_party, is_passive
from vnpolice_ie.events.patterns import Pattern
from vnpolice_ie.events.scene import LIST, Scene

_RIGHT_AFTER = 25  # characters between "ban hành" and what is issued
_TOPIC = 200  # characters between a meeting and the document it is about
_BRACKET = 120  # characters that a bracket may have before a place
_NEAR_GAP = 60  # characters between a subject and its verb


def attached(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The mention that follows the trigger directly."""
    found = scene.next_of(pattern.labels)[:1]
    return [c for c in found if c.start <= scene.end + 1 and not _is_title(scene, c)]


def _is_title(scene: Scene, position: Candidate) -> bool:
    """Tell whether a name follows the post, which then tells who it is and not what he gains."""
    after = scene.sentence.between(position.end, position.end + 2, ("PERSON",))
    return bool(after) and scene.trigger.event_type == "APPOINTMENT"


def list_after(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The next mention after the trigger and those joined to it."""
    return _listed(scene, scene.next_of(pattern.labels))


def all_after(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """All mentions up to the next trigger: of each of those sentenced the offence."""
    return scene.next_of(pattern.labels)


def issued(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The documents right after the verb; further off stands what they are based on."""
    after = scene.next_of(pattern.labels)
    return _listed(scene, after) if after and after[0].start - scene.end <= _RIGHT_AFTER else []


def issued_before(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The document of a passive: "Nghị quyết được Quốc hội thông qua"."""
    found = mention_before(scene, pattern)
    passive = is_passive(scene) or doer_party(scene)
    return found if passive or (found and scene.start - found[0].end <= _NEAR_GAP) else []


def topic(scene: Scene, pattern: Pattern) -> list[Candidate]:
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


def beside(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The mention right before the trigger."""
    found = scene.sentence.last_before(scene.start, pattern.labels)
    return [found] if found and scene.start - 2 <= found.end else []


def mention_before(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The last mention before the trigger."""
    found = scene.sentence.last_before(scene.trigger.start, pattern.labels)
    return [found] if found else []


def before_in_clause(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The last mention before the trigger in its clause, if it begins with one of the words."""
    found = mention_before(scene, pattern)
    if not found or scene.crosses_clause(found[0].end, scene.trigger.start):
        return []
    named = scene.draft.folded_of(found[0])
    return found if pattern.words is None or pattern.words.match(named) else []


def rank(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The rank gained: the one after "lên", else one that belongs to nobody named."""
    assert pattern.words is not None
    ranks = scene.next_of(("RANK",))
    gained = [c for c in ranks if pattern.words.search(scene.text(max(scene.end, c.start - 8), c.start))]
    if gained:
        return gained[:1]
    holders = {c.start for c in scene.sentence.mentions if c.label == "PERSON"}
    free = [c for c in ranks if c.end + 1 not in holders]
    return free[:1] if "hàm" in scene.draft.folded_of(scene.trigger) else []


def _in_bracket(scene: Scene, c: Candidate) -> bool:
    """Tell whether a mention stands in a bracket that is not the trigger's: "(23 tuổi, ở xã Lý Nhân)"."""
    opened = scene.draft.source.text.rfind("(", max(scene.sentence.start, c.start - _BRACKET), c.start)
    return opened >= scene.end and scene.draft.source.text.find(")", opened, c.start) < 0


_PLACE = re.compile(
    r"(?<!trú )(?<!ngụ )(?<!quê )(?<!sống )(?<!sinh )(?<!ra )(?<!đóng )(?<!công tác )(?<!làm việc )"
    r"\b(?:tại|ở|đến|tới|về|điểm cầu)\s+(?:trụ sở\s+)?$"
)


def place(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The place of the clause, after the trigger if there is one, else before it."""
    begin = scene.sentence.start
    places = [
        c
        for c in scene.sentence.between(begin, scene.fence, pattern.labels)
        if _PLACE.search(scene.text(max(begin, c.start - 24), c.start)) and not _in_bracket(scene, c)
    ]
    after = [c for c in places if c.start >= scene.end and not scene.crosses_clause(scene.end, c.start)]
    return after[:1] or [c for c in places if c.end <= scene.start and _governs(scene, c)][-1:]


def _governs(scene: Scene, place: Candidate) -> bool:
    """Tell whether a place before the trigger is not where something else was done."""
    return not scene.crosses_clause(place.end, scene.start) and not any(
        t.end <= place.start and t.event_type != "SPEECH" for t in scene.sentence.triggers
    )
