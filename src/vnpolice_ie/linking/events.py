"""Which triggers name the same event.

Two triggers are one event when they are of one type and one act and nothing that the text says of them
differs: persons, post, document, ordinal, date. Verbs of one act side by side ("điều động, bổ nhiệm") are
one event. Each statement is an event of its own, save a headline's that the text repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from vnpolice_ie.draft import Candidate, Draft, DraftEvent
from vnpolice_ie.events.identities import identities
from vnpolice_ie.events.parties import Sentence, sentences_of
from vnpolice_ie.events.roles import roles
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.schema import EventType, Role

_SIDE_BY_SIDE = re.compile(
    r"\s*(?:,|,? và|,? đồng thời|, tuyên truyền và|, học tập và|,? và học tập việc)?\s*"
)
_ORDINAL = re.compile(r"(?:thứ|lần) (?:thứ )?(\w+)|\b(\d{1,3})\b")
# Several meetings: "tổ chức 12 hội nghị".
_TOTAL = re.compile(r"(?<![\d/.])(?:[2-9]|\d{2,4}) $")
# A meeting told of as another one: "tại kỳ họp trước".
_EARLIER = re.compile(r" (?:trước|lần trước|trước đó)\b")
# Roles whose fillers tell events apart.
_WHO = frozenset({"APPOINTEE", "TARGET", "RECIPIENT", "SPEAKER"})
_WHAT = frozenset({"POSITION", "DOCUMENT", "AWARD", "OFFENCE"})
# Roles that verbs of one sentence share: "ông Kha thôi làm Phó Giám đốc, được bổ nhiệm Giám đốc".
_SHARED = frozenset({"APPOINTEE", "INSPECTOR", "AGENT"})
_BY = frozenset({"AUTHORITY", "INSPECTOR", "GIVER"})
# How many an act is about: "bắt giữ 12 đối tượng", "khởi tố thêm ba bị can".
_COUNT = re.compile(
    r" (?:giữ |thêm |được |tiếp )?(?:các |cả )?(\d[\d.]*|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
    r" (?!năm|tháng|triệu|tỷ)"
)
_WORDS = ("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NUMBERS = {word: n for n, word in enumerate(_WORDS, 2)} | {str(n): n for n in range(1, 31)}
# An item of a list or of brief news begins its line with a mark or a number.
_ITEM = re.compile(r"[ \t]*(?:[*•+–-]|\d{1,2}[.)/])[ \t]*(?=[^\W\d_])")
# Events of these types of which nothing is known but the act are one with the latest of that act.
_LONE = frozenset({"MEETING", "LEGAL_ACTION", "INSPECTION", "COMMENDATION"})
_DAY = re.compile(r"-\d\d-\d\d|\d/\d")  # in the value or the words of a date
_NOTHING: frozenset[object] = frozenset()
_REACH = 12  # events of one act that a trigger is compared with


@dataclass(eq=False, slots=True)
class _Telling:
    """What the text says of one event.

    Attributes:
        who: persons acted upon, or who speaks.
        what: words or keys of posts, documents, awards and offences, by role.
        dates: values or words of dates; of a career, which is told by months, all, else those with a day.
        by: areas of the bodies that act.
        ordinal: of a meeting, "total …" for several and "before" for another one.
        count: how many are acted upon.
        item: where the item of a list that tells of it begins, -1 outside of lists.
    """

    who: set[object] = field(default_factory=set)
    what: dict[str, set[object]] = field(default_factory=dict)
    dates: set[str] = field(default_factory=set)
    ordinal: str = ""
    by: set[str] = field(default_factory=set)
    count: str = ""
    item: int = -1

    def take(self, other: _Telling) -> None:
        self.who |= other.who
        self.dates |= other.dates
        self.by |= other.by
        self.count = self.count or other.count
        self.ordinal = self.ordinal or other.ordinal
        for role, words in other.what.items():
            self.what.setdefault(role, set()).update(words)


@dataclass(eq=False, slots=True)
class _Profile:
    """One event so far.

    Attributes:
        reader: reads what the text says of it.
        act: what kind of act it is, in whatever words.
        first: the sentence of its first trigger.
        own: the arguments that its first trigger has itself.
    """

    reader: _Reader
    event: DraftEvent
    act: str
    first: int
    own: Sequence[tuple[Role, Candidate]]
    _told: _Telling | None = field(init=False, default=None)

    @property
    def told(self) -> _Telling:
        """What the text says of it, read when it is first compared with another event of that act."""
        if self._told is None:
            self._told = self.reader.telling(self.event.triggers[0], self.own)
        return self._told

    def take(self, other: _Profile) -> None:
        self.told.take(other.told)
        self.event.triggers += other.event.triggers
        self.event.arguments += other.event.arguments


@cache
def _acts() -> dict[tuple[str, str], str]:
    return {(row["type"], row["trigger"]): row["act"] or row["trigger"] for row in read_table("triggers")}


@cache
def _meeting_acts() -> tuple[tuple[str, str], ...]:
    rows = [(row["meeting"], row["act"] or row["meeting"]) for row in read_table("meetings")]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@lru_cache(maxsize=4096)
def _act(event_type: str, words: str) -> str:
    if act := _acts().get((event_type, words)):
        return act
    if event_type == "MEETING":
        return next((act for name, act in _meeting_acts() if words.startswith(name)), words)
    return words


class EventLinkingStage:
    """Makes the draft's events out of its triggers."""

    name = "event_linking"

    def __call__(self, draft: Draft) -> None:
        """Add one event for each group of triggers that name the same, with the fillers of each."""
        reader = _Reader(draft)
        profiles: dict[tuple[str, str], list[_Profile]] = {}
        order: list[_Profile] = []
        for sentence in sentences_of(draft):
            if not sentence.triggers:
                continue
            number = draft.source.sentence_index(sentence.start)
            previous: _Profile | None = None
            told: dict[str, list[tuple[Role, Candidate]]] = {}
            for trigger in sentence.triggers:
                profile = _profile(reader, sentence, trigger, number)
                event = profile.event
                event.arguments += _shared(event, told.get(event.type, ()))
                told[event.type] = list(event.arguments)
                earlier = profiles.setdefault((event.type, profile.act), [])
                same = _beside(draft, previous, profile) or _same(profile, earlier)
                if same is None:
                    earlier.append(profile)
                    order.append(profile)
                else:
                    same.take(profile)
                previous = same or profile
        draft.events.extend(profile.event for profile in order)


def _profile(reader: _Reader, sentence: Sentence, trigger: Candidate, number: int) -> _Profile:
    assert trigger.event_type is not None
    own = list(roles(reader.draft, sentence, trigger))
    event = DraftEvent(trigger.event_type, [trigger], list(own))
    return _Profile(reader, event, _act(trigger.event_type, reader.draft.folded_of(trigger)), number, own)


class _Reader:
    """Reads what a text says of its events."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    @cached_property
    def _identities(self) -> Mapping[Candidate, object]:
        return identities(self.draft)

    def telling(self, trigger: Candidate, arguments: Iterable[tuple[Role, Candidate]]) -> _Telling:
        """What is said of the event of one trigger with these arguments."""
        draft, text = self.draft, self.draft.source.folded
        told = _Telling(item=_item(draft, trigger.start))
        if trigger.event_type == "MEETING" and (match := _ORDINAL.search(draft.folded_of(trigger))):
            told.ordinal = match[1] or match[2]
        if _EARLIER.match(text, trigger.end):
            told.ordinal = "before"
        if text[trigger.start - 2 : trigger.start - 1].isdecimal() and _TOTAL.search(
            text, max(0, trigger.start - 8), trigger.start
        ):
            told.ordinal = f"total {trigger.start}"
        if match := _COUNT.match(text, trigger.end):
            told.count = match[1]
        for role, filler in arguments:
            words = draft.folded_of(filler)
            if role in _WHO:
                told.who.add(self._identities.get(filler) or words.split()[-1])
            elif role in _WHAT:
                told.what.setdefault(role, set()).add(self._identities.get(filler) or _head(role, words))
            elif role in _BY and filler.label == "ORG" and (area := _area(draft.text_of(filler))):
                told.by.add(area)
            elif role == "TIME":
                date = filler.normalized or words
                if trigger.event_type == "APPOINTMENT" or _DAY.search(date):
                    told.dates.add(date)
        return told


def _area(name: str) -> str:
    """The area or own name of a body, by its last word, as "hòa" of "TAND tỉnh Khánh Hòa"; else empty."""
    words = name.split()
    own = len(words) > 1 and words[-1][:1].isupper() and not words[-1].isupper()
    return words[-1].lower() if own else ""


def _item(draft: Draft, offset: int) -> int:
    """Where the item of a list that holds the offset begins; -1 outside of lists."""
    start = draft.source.line_start(offset)
    return start if _ITEM.match(draft.source.text, start) else -1


def _shared(event: DraftEvent, before: Sequence[tuple[Role, Candidate]]) -> Sequence[tuple[Role, Candidate]]:
    """Who takes part in the event of its type before it in the sentence, where the event names nobody."""
    if not before:
        return ()
    named = {role for role, _ in event.arguments}
    return [(role, c) for role, c in before if role in _SHARED and role not in named]


def _head(role: str, words: str) -> str:
    """What tells a filler apart: of a post its first words, as its body is named in many ways."""
    if role != "POSITION":
        return words
    return " ".join(words.removeprefix("nguyên ").removeprefix("quyền ").split()[:2])


def _beside(draft: Draft, previous: _Profile | None, profile: _Profile) -> _Profile | None:
    """The event of the trigger right before, if both are verbs of one act."""
    if previous is None or previous.act != profile.act or previous.event.type != profile.event.type:
        return None
    gap = draft.source.folded[previous.event.triggers[-1].end : profile.event.triggers[0].start]
    return previous if _SIDE_BY_SIDE.fullmatch(gap) else None


def _same(profile: _Profile, known: Sequence[_Profile]) -> _Profile | None:
    for other in reversed(known[-_REACH:]):
        if _fit(profile, other):
            return other
    return None


def _fit(a: _Profile, b: _Profile) -> bool:
    # What is told of them must agree first: that parts most pairs, and is asked of a dozen at each trigger.
    return _may_be_one(a, b) and not _differ(a.event.type, a.told, b.told)


def _may_be_one(a: _Profile, b: _Profile) -> bool:
    event_type = a.event.type
    if event_type in _LONE:
        return True
    if event_type == "SPEECH":
        return b.first == 0 and not a.told.who.isdisjoint(b.told.who)
    if event_type in {"ISSUANCE", "IMPLEMENTATION"}:
        return not a.told.what.get("DOCUMENT", _NOTHING).isdisjoint(b.told.what.get("DOCUMENT", _NOTHING))
    return not a.told.who.isdisjoint(b.told.who) or (
        b.first == 0 and a.first <= 2 and bool(a.told.who or a.told.what)
    )


def _differ(event_type: EventType, a: _Telling, b: _Telling) -> bool:
    if _differ_in_ordinal(a.ordinal, b.ordinal) or _differ_in_doer(a, b) or _differ_in_count(a, b):
        return True
    others = a.who.isdisjoint(b.who)
    if others and a.item != b.item and min(a.item, b.item) >= 0:
        return True
    if event_type == "SPEECH":
        return False
    if others and a.who and b.who:
        return True
    return (event_type != "MEETING" and _differ_in_what(a, b)) or _differ_in_time(a, b)


def _differ_in_ordinal(a: str, b: str) -> bool:
    if a == b == "":
        return False
    if a.startswith("total") or b.startswith("total"):
        return True
    return a != b and (bool(a and b) or "before" in {a, b})


def _differ_in_doer(a: _Telling, b: _Telling) -> bool:
    return bool(a.by and b.by) and not a.by & b.by


def _differ_in_count(a: _Telling, b: _Telling) -> bool:
    """Tell whether both count those acted upon, and otherwise, or one of them names another number."""
    if a.count and b.count:
        return a.count != b.count
    count, named = a.count or b.count, len(b.who if a.count else a.who)
    return bool(count and named) and named != _NUMBERS.get(count, named if named > 1 else 0)


def _differ_in_time(a: _Telling, b: _Telling) -> bool:
    """Tell whether both are dated, and otherwise."""
    return bool(a.dates and b.dates) and a.dates.isdisjoint(b.dates)


def _differ_in_what(a: _Telling, b: _Telling) -> bool:
    if not a.what or not b.what:
        return False
    return any(b.what.get(role) and words and not words & b.what[role] for role, words in a.what.items())
