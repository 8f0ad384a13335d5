"""Who plays which role in an event: the patterns of lexicon/data/role_patterns on one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, cast

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.parties import Party, Sentence
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.schema import Role, fillers_of

# Between two triggers of one act, "khởi tố, bắt tạm giam", and two members of a list.
_AND = re.compile(r"[\s,;]*(?:và|hoặc|cùng|rồi)?[\s,]*(?:tội|về tội|đồng thời)?[\s\"“”]*")
_PASSIVE = re.compile(r"\b(?:bị|được)(?:\s+[^\W\d_]+){0,3}\s*$")
_DOER = re.compile(r"\b(?:bị|được|do)\s+(?:ông|bà|đồng chí|các|lãnh đạo|cơ quan)?\s*$")
# Words between the subject and its verb that are no new clause.
_NEAR = re.compile(r"(?:[\s,\"“”–—()-]|[^\W\d_]+(?=\W|$)){0,14}")
# A date that is no time of an event: of birth, of a document, of a term.
_OTHER_DATE = re.compile(r"(?:\bsn|\bsinh(?: năm| ngày)?|\bnhiệm kỳ|\bgiai đoạn|\bkhóa|đến)\s*$")
_PERIOD = re.compile(r"nhiệm kỳ|giai đoạn|\d{4}\s*-\s*\d{4}")
_PLACE = re.compile(r"\b(?:tại|ở|đến|tới|về)\s+(?:trụ sở\s+)?$")
_PRONOUN = re.compile(
    r"\b(?:ông|bà|anh|chị|họ|tôi|này|đồng chí|cơ quan|chúng tôi|ủy ban|bộ|tỉnh)\s+(?:[^\W\d_]+\s+){0,3}$"
)
# Between a word that gives a role and the party: "với các đồng chí".
_TITLES = re.compile(r"(?:[:\s]|\b(?:ông|bà|đồng chí|các|lãnh đạo)\b)*")
_OBJECT_GAP = 70  # characters between a trigger and its object


class Pattern(NamedTuple):
    """One row of role_patterns."""

    role: Role
    how: str
    words: re.Pattern[str] | None
    triggers: frozenset[str]


Finder = Callable[[Draft, Sentence, Candidate, Pattern, frozenset[str]], list[Candidate]]


@cache
def patterns_of(event_type: str) -> tuple[Pattern, ...]:
    """The patterns of one event type, in order."""
    return tuple(
        Pattern(
            cast("Role", row["role"]),
            row["how"],
            re.compile(rf"\b(?:{row['words']})\b") if row["words"] else None,
            frozenset(filter(None, row["triggers"].split("|"))),
        )
        for row in read_table("role_patterns")
        if row["type"] == event_type
    )


def roles(draft: Draft, sentence: Sentence, trigger: Candidate) -> Iterator[tuple[Role, Candidate]]:
    """Yield the fillers of the trigger's roles that stand in its sentence."""
    done: set[Role] = set()
    taken: set[Candidate] = set()
    assert trigger.event_type is not None
    words = draft.folded_of(trigger)
    for pattern in patterns_of(trigger.event_type):
        if pattern.role in done and pattern.role != "PARTICIPANT":
            continue
        if pattern.triggers and words not in pattern.triggers:
            continue
        found = _FINDERS[pattern.how](draft, sentence, trigger, pattern, fillers_of(pattern.role))
        for filler in found:
            if filler not in taken:
                taken.add(filler)
                done.add(pattern.role)
                yield pattern.role, filler


def _gap(draft: Draft, start: int, end: int) -> str:
    return draft.source.folded[start:end]


def _chain(draft: Draft, sentence: Sentence, trigger: Candidate) -> tuple[int, int]:
    """The row of triggers of one act that the trigger stands in: [start, end)."""
    start, end = trigger.start, trigger.end
    at = sentence.triggers.index(trigger)
    for other in reversed(sentence.triggers[:at]):
        if not _AND.fullmatch(_gap(draft, other.end, start)):
            break
        start = other.start
    for other in sentence.triggers[at + 1 :]:
        if not _AND.fullmatch(_gap(draft, end, other.start)):
            break
        end = other.end
    return start, end


def _fence(draft: Draft, sentence: Sentence, trigger: Candidate) -> int:
    """Where the next trigger of another act begins, else the end of the sentence."""
    _, end = _chain(draft, sentence, trigger)
    return next((t.start for t in sentence.triggers if t.start >= end), sentence.end)


def _before(sentence: Sentence, offset: int) -> Iterator[Party]:
    return (p for p in reversed(sentence.parties) if p.end <= offset)


def _subject_party(draft: Draft, sentence: Sentence, trigger: Candidate) -> Party | None:
    start, _ = _chain(draft, sentence, trigger)
    return next((p for p in _before(sentence, start) if p.persons or p.positions or p.bodies), None)


def _subject(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    start, _end = _chain(draft, sentence, trigger)
    for party in _before(sentence, start):
        if actors := party.actors(labels):
            return actors
    return []


def _near_subject(
    draft: Draft, sentence: Sentence, trigger: Candidate, pattern: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    """The subject, unless a pronoun or a clause stands between it and the verb."""
    party = _subject_party(draft, sentence, trigger)
    if party is None:
        return []
    gap = _gap(draft, party.end, trigger.start)
    if len(gap) > 60 or not _NEAR.fullmatch(gap) or _PRONOUN.search(gap):
        return []
    return party.actors(labels)


def _is_passive(draft: Draft, sentence: Sentence, trigger: Candidate) -> bool:
    start, _ = _chain(draft, sentence, trigger)
    return _PASSIVE.search(_gap(draft, max(sentence.start, start - 30), start)) is not None


def _doer_party(draft: Draft, sentence: Sentence, trigger: Candidate) -> Party | None:
    party = _subject_party(draft, sentence, trigger)
    if party and _DOER.search(_gap(draft, max(sentence.start, party.start - 30), party.start)):
        return party
    return None


def _doer(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    party = _doer_party(draft, sentence, trigger)
    return party.actors(labels) if party else []


def _active_subject(
    draft: Draft, sentence: Sentence, trigger: Candidate, pattern: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    if _is_passive(draft, sentence, trigger):
        return []
    return _subject(draft, sentence, trigger, pattern, labels)


def _patient(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    doer = _doer_party(draft, sentence, trigger)
    if doer:
        reach = doer.start
    elif _is_passive(draft, sentence, trigger):
        reach, _end = _chain(draft, sentence, trigger)
    else:
        return []
    for party in _before(sentence, reach):
        if actors := party.actors(labels):
            return actors
    return []


def _object(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    _start, end = _chain(draft, sentence, trigger)
    fence = _fence(draft, sentence, trigger)
    for party in sentence.parties:
        if end <= party.start < fence:
            if party.start - end > _OBJECT_GAP:
                return []
            if actors := party.actors(labels):
                return actors
    return []


def _after_word(draft: Draft, pattern: Pattern, start: int, end: int) -> bool:
    assert pattern.words is not None
    tail = _gap(draft, max(start, end - 40), end)
    return any(_TITLES.fullmatch(tail, m.end()) for m in pattern.words.finditer(tail))


def _word_after(
    draft: Draft, sentence: Sentence, trigger: Candidate, pattern: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    _start, end = _chain(draft, sentence, trigger)
    fence = _fence(draft, sentence, trigger)
    if labels == {"POSITION"}:
        return [
            c
            for c in sentence.mentions
            if c.label == "POSITION" and end <= c.start < fence and _after_word(draft, pattern, end, c.start)
        ][:2]
    for party in sentence.parties:
        if end <= party.start < fence and _after_word(draft, pattern, end, party.start):
            return party.actors(labels)
    return []


def _word_before(
    draft: Draft, sentence: Sentence, trigger: Candidate, pattern: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    for party in _before(sentence, trigger.start):
        if _after_word(draft, pattern, sentence.start, party.start):
            return party.actors(labels)
    return []


def _word_between(
    draft: Draft, sentence: Sentence, trigger: Candidate, pattern: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    assert pattern.words is not None
    party = _subject_party(draft, sentence, trigger)
    if party and pattern.words.search(_gap(draft, party.end, trigger.start)):
        return party.actors(labels)
    return []


def _opening(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    comma = draft.source.text.find(",", trigger.end, sentence.end)
    if comma < 0 or trigger.start - sentence.start > 60:
        return []
    for party in sentence.parties:
        if party.start > comma and (actors := party.actors(labels)):
            return actors if party.start - comma < 60 else []
    return []


def _attached(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    _start, end = _chain(draft, sentence, trigger)
    return [
        c for c in sentence.mentions if c.label in labels and c.label != "LOC" and end <= c.start <= end + 1
    ]


def _list_after(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    fence = _fence(draft, sentence, trigger)
    found: list[Candidate] = []
    for c in sentence.mentions:
        if c.label in labels and trigger.end <= c.start < fence:
            if found and not _AND.fullmatch(_gap(draft, found[-1].end, c.start)):
                break
            found.append(c)
    return found


def _mention_before(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    return [c for c in sentence.mentions if c.label in labels and c.end <= trigger.start][-1:]


def _rank(
    draft: Draft, sentence: Sentence, trigger: Candidate, pattern: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    fence = _fence(draft, sentence, trigger)
    ranks = [c for c in sentence.mentions if c.label == "RANK" and trigger.end <= c.start < fence]
    assert pattern.words is not None
    gained = [c for c in ranks if pattern.words.search(_gap(draft, max(trigger.end, c.start - 8), c.start))]
    if gained:
        return gained[:1]
    holders = {c.start for c in sentence.mentions if c.label == "PERSON"}
    free = [c for c in ranks if c.end + 1 not in holders]
    return free[:1] if "hàm" in draft.folded_of(trigger) else []


def _place(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    places = [
        c
        for c in sentence.mentions
        if c.label in labels and _PLACE.search(_gap(draft, max(sentence.start, c.start - 16), c.start))
    ]
    after = [c for c in places if trigger.end <= c.start < _fence(draft, sentence, trigger)]
    before = [c for c in places if c.end <= trigger.start]
    return after[:1] or before[-1:]


def _time(
    draft: Draft, sentence: Sentence, trigger: Candidate, _: Pattern, labels: frozenset[str]
) -> list[Candidate]:
    dates = [c for c in sentence.mentions if c.label == "DATE" and _is_time(draft, sentence, c)]
    before = [c for c in dates if c.end <= trigger.start]
    fence = _fence(draft, sentence, trigger)
    after = [c for c in dates if trigger.end <= c.start < fence]
    if before:
        return before[-1:]
    return after[:1]


def _is_time(draft: Draft, sentence: Sentence, date: Candidate) -> bool:
    if _PERIOD.search(draft.folded_of(date)):
        return False
    return not _OTHER_DATE.search(_gap(draft, max(sentence.start, date.start - 12), date.start))


_FINDERS: dict[str, Finder] = {
    "subject": _subject,
    "near-subject": _near_subject,
    "active-subject": _active_subject,
    "doer": _doer,
    "patient": _patient,
    "object": _object,
    "word-after": _word_after,
    "word-before": _word_before,
    "word-between": _word_between,
    "opening": _opening,
    "attached": _attached,
    "list-after": _list_after,
    "before": _mention_before,
    "rank": _rank,
    "place": _place,
    "time": _time,
}
