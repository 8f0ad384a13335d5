"""Who and what a sentence names: parties, that is persons with their ranks and posts, or bodies.

"⟦Đại tá⟧ ⟦Vũ Hạnh⟧, ⟦Giám đốc Công an tỉnh⟧" is one party; so is a list of names. Of a party the
persons speak, else the posts, else the bodies (guidelines, section 1, "PERSON, else POSITION, else ORG").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.patterns import LABEL_BITS
from vnpolice_ie.text.source import SourceText

# What may stand between the members of one party.
_JOINT = re.compile(
    r"(?:[\s,;:)–—-]|\b(?:ông|bà|anh|chị|em|đồng chí|đ/c|cùng|với|và|là|nguyên|cựu|tân|bị can|bị cáo"
    r"|đối tượng|các|hai|tức|của|gồm|kiêm)\b|\([^()]{0,120}\))*"
)
# A post that no mention covers, between two persons of a list: "A, thủ quỹ; B".
_DESCRIBED = re.compile(r"\s*(?:,|\().*;\s*(?:ông|bà)?\s*")
# A place that is where something is, not one that acts.
_WHERE = re.compile(
    r"\b(?:tại|ở|đến|tới|từ|về|trên|trong|địa bàn|thuộc|quê|trú|khu vực|của|ngoài|qua)\s+(?:các\s+)?$"
)
# A unit before the body that it belongs to: "Cơ quan CSĐT, Công an tỉnh".
_UNIT = re.compile(
    r"(?:phòng|đội|cục|cơ quan|tổ|khoa|trung tâm|chi bộ|đồn|trạm|vụ|ban chỉ huy|thanh tra|văn phòng"
    r"|học viện)\b"
)
_PARENT = re.compile(
    r"(?:công an|bộ|sở|tổng cục|viện|tỉnh|thành phố|ubnd|tòa|trường|bệnh viện|đảng|quân|học viện)\b"
)
# Somebody named only to say whose kin the one before is: "Ông A - con trai Đại tướng B".
_KIN = re.compile(
    r"\s*[-,(]\s*(?:là )?(?:con (?:trai|gái|rể|dâu|đẻ|nuôi)|vợ|chồng|em (?:trai|gái)|anh (?:trai|rể)"
    r"|chị (?:gái|dâu)|cháu|bố|cha|mẹ|thân nhân)(?: (?:ruột|của|cố|nguyên|ông|bà|đồng chí|liệt sĩ))*\s*"
)
# One for whom another acts: "Thay mặt Chủ tịch nước, Đại tá …".
_FOR = re.compile(r"\b(?:thay mặt|uỷ quyền|ủy quyền)(?: của)?(?: đồng chí| ông| bà| lãnh đạo)?\s+$")
_OWNER = re.compile(
    r"\b(?:mẹ|cha|bố|vợ|chồng|con|em|tiền|điện|văn bản|ngày [\d/.-]+) (?:của )?(?:ông |bà |anh |chị )?$"
)
_COORDINATED = re.compile(r"\b(?:và|cùng)\b")
_OBLIQUE = re.compile(r"\b(?:tại|của|với|từ)\s+$")
_MEMBERS = frozenset({"RANK", "PERSON", "POSITION", "ORG"})
# Rules of names under a photo or an article: they take no part in what is told.
_CREDITS = frozenset({"persons.credit", "persons.byline"})
BESIDE = 12
"""Characters that may stand between a verb and who acts, or what it is done to, right beside it."""
_PASSIVE = re.compile(r"\b(?:bị|được)\b")
_OPEN = 160  # characters that may stand between the members of one party
# Mentions of a sentence that are looked at together; one with more (a table, a text without stops) is
# read in pieces, so that the time stays linear.
_PIECE = 120


@dataclass(eq=False, slots=True)
class Party:
    """A row of mentions that act as one: [start, end) with its members by label."""

    start: int
    end: int
    persons: list[Candidate] = field(default_factory=list)
    positions: list[Candidate] = field(default_factory=list)
    bodies: list[Candidate] = field(default_factory=list)

    def actors(self, labels: Sequence[str]) -> list[Candidate]:
        """Those that speak for the party: all its members of the first label that it has any of."""
        for label in labels:
            if label == "PERSON":
                members = self.persons
            elif label == "POSITION":
                # "Tổng Bí thư, Chủ tịch nước": the posts of one person, the nearest name is enough.
                members = self.positions[-1:]
            else:
                members = [c for c in self.bodies if c.label == label]
            if members:
                return members
        return []


@dataclass(eq=False, slots=True)
class Sentence:
    """A sentence with its mentions, outer ones only, its parties and its triggers, each in order.

    Attributes:
        source: the text.
        start, end: offsets into the normal text.
        triggers: the mentions that are triggers.
        person_before: the last person named before the sentence, None if there is none.
    """

    source: SourceText
    start: int
    end: int
    mentions: list[Candidate]
    triggers: list[Candidate]
    person_before: Candidate | None
    _by_label: dict[str, list[Candidate]] = field(init=False, default_factory=dict)
    _words: frozenset[str] | None = field(init=False, default=None)
    _starts: dict[str, list[int]] = field(init=False, default_factory=dict)
    _parties: list[Party] | None = field(init=False, default=None)
    _party_starts: list[int] = field(init=False, default_factory=list)

    # What follows is worked out when first asked for: most sentences without a trigger are not asked.

    @property
    def by_label(self) -> Mapping[str, list[Candidate]]:
        """The mentions of each label."""
        if not self._by_label:
            for c in self.mentions:
                self._by_label.setdefault(c.label, []).append(c)
        return self._by_label

    @property
    def words(self) -> frozenset[str]:
        """The tokens in lower case."""
        if self._words is None:
            tokens = self.source.tokens
            self._words = frozenset(tokens.folded[tokens.at(self.start) : tokens.until(self.end)])
        return self._words

    @property
    def parties(self) -> list[Party]:
        """The parties."""
        if self._parties is None:
            self._parties = list(_parties(self.source, self.mentions))
            self._party_starts = [party.start for party in self._parties]
        return self._parties

    def parties_from(self, offset: int) -> int:
        """Number of the first party that starts at the offset or after it."""
        return bisect_left(self._party_starts, offset) if self.parties else 0

    def labels_around(self, trigger: Candidate) -> tuple[int, int]:
        """The labels that stand before a trigger and after it, as masks of `patterns.LABEL_BITS`."""
        before = after = 0
        for label, inside in self.by_label.items():
            bit = LABEL_BITS.get(label, 0)  # other schemes have other labels
            if inside[0].start < trigger.start:
                before |= bit
            if inside[-1].start > trigger.start:
                after |= bit
        return before, after

    def between(self, start: int, end: int, labels: Iterable[str]) -> list[Candidate]:
        """Mentions of the labels that start in [start, end), in order."""
        found: list[Candidate] = []
        by_label = self.by_label
        for label in labels:
            if inside := by_label.get(label):
                starts = self._starts_of(label)
                first = bisect_left(starts, start)
                found += inside[first : bisect_left(starts, end, first)]
        return sorted(found, key=attrgetter("start")) if len(found) > 1 else found

    def last_before(self, offset: int, labels: Iterable[str]) -> Candidate | None:
        """The last mention of the labels that ends at the offset or before."""
        last: Candidate | None = None
        by_label = self.by_label
        for label in labels:
            if label not in by_label:
                continue
            inside = by_label[label]
            at = bisect_left(self._starts_of(label), offset)
            if at and inside[at - 1].end > offset:
                at -= 1
            if at and (last is None or inside[at - 1].start > last.start):
                last = inside[at - 1]
        return last

    def _starts_of(self, label: str) -> list[int]:
        if label not in self._starts:
            self._starts[label] = [c.start for c in self.by_label[label]]
        return self._starts[label]


def sentences_of(draft: Draft) -> Sequence[Sentence]:
    """The sentences that hold mentions, in order."""
    return draft.view(_sentences)


def _sentences(draft: Draft) -> Sequence[Sentence]:
    found: list[Sentence] = []
    mentions = _outer(draft.mentions())
    starts = [c.start for c in mentions]
    bounds = draft.source.sentences
    person: Candidate | None = None
    first = 0
    while first < len(mentions):
        number = draft.source.sentence_index(starts[first])
        start, end = bounds[number]
        beyond = len(mentions)
        if number + 1 < len(bounds):
            beyond = bisect_left(starts, bounds[number + 1][0], first)
        while first < beyond:
            piece = mentions[first : min(first + _PIECE, beyond)]
            first += len(piece)
            stop = end if first == beyond else piece[-1].end
            triggers = [c for c in piece if c.label == "EVENT"]
            found.append(Sentence(draft.source, start, stop, piece, triggers, person))
            person = next((c for c in reversed(piece) if c.label == "PERSON"), person)
            start = stop
    return found


def _outer(mentions: Sequence[Candidate]) -> list[Candidate]:
    """The mentions that are inside no other one and no credit; outer ones come before those inside them."""
    found: list[Candidate] = []
    reach = -1
    for c in mentions:
        if c.end > reach and c.rule not in _CREDITS:
            reach = c.end
            found.append(c)
    return found


def _parties(source: SourceText, mentions: list[Candidate]) -> Iterator[Party]:
    party: Party | None = None
    kin: Candidate | None = None
    for at, c in enumerate(mentions):
        if party is not None and _in_bracket(source, party, c):
            party.end = c.end  # "(SN 1974, trú phường Lộc Vân)" tells of the party and adds nobody
            continue
        if party is not None and party.persons and _names_kin(source, party, kin, c):
            party.end, kin = c.end, c
            continue
        if c.label not in _MEMBERS and c.label != "LOC":
            continue
        if party is not None and (
            not _joins(source, party, c) or _begins_clause(source, party, mentions, at)
        ):
            yield party
            party = None
        if party is None:
            if c.label == "LOC" and _WHERE.search(source.folded, max(0, c.start - 16), c.start):
                continue
            party = Party(c.start, c.end)
        elif c.label == "ORG" and party.bodies and _is_parent(source, party, c):
            party.end = c.end  # "Cơ quan CSĐT, Công an tỉnh": the unit acts
            continue
        party.end = c.end
        _enter(party, c)
    if party is not None:
        yield party


def _begins_clause(source: SourceText, party: Party, mentions: list[Candidate], at: int) -> bool:
    """Tell whether a semicolon ends a clause and who comes next acts: "cho bà Hà; Ủy ban xã tặng"."""
    if ";" not in source.text[party.end : mentions[at].start]:
        return False
    end = mentions[at].start
    for c in mentions[at : at + 4]:
        if c.start - end > BESIDE:
            return False
        if c.label == "EVENT":  # but a passive may be that of all in a list: "A; B bị khởi tố"
            return not _PASSIVE.search(source.folded, end, c.start)
        end = c.end
    return False


def _in_bracket(source: SourceText, party: Party, c: Candidate) -> bool:
    if c.start - party.end > _OPEN:
        return False
    text = source.text
    opened = text.rfind("(", party.start, c.start)
    if opened < 0 or text.find(")", opened, c.start) >= 0:
        return False
    return opened < party.end or not text[party.end : opened].strip()


def _names_kin(source: SourceText, party: Party, kin: Candidate | None, c: Candidate) -> bool:
    """Tell whether a rank, post or name is that of a relative of the party's person."""
    if c.start - party.end > _OPEN or c.label not in {"RANK", "POSITION", "PERSON"}:
        return False
    gap = source.folded[party.end : c.start]
    goes_on = kin is not None and kin.end == party.end and kin.label != "PERSON" and gap.strip(" ,") == ""
    return goes_on or _KIN.fullmatch(gap) is not None


def _is_parent(source: SourceText, party: Party, c: Candidate) -> bool:
    """Tell whether a body after a comma is the parent of the one before, and no member of a list."""
    if c.start - party.end > 4 or len(party.bodies) != 1:
        return False
    gap = source.text[party.end : c.start].strip()
    unit = source.folded[party.bodies[0].start : party.bodies[0].end]
    return (
        gap in {",", "-", "–", ")", "),"}
        and _UNIT.match(unit) is not None
        and _PARENT.match(source.folded, c.start) is not None
    )


def _without_bracket(source: SourceText, party: Party, c: Candidate) -> str:
    """The words between a party and a mention, less the rest of the bracket that the party ends in."""
    gap = source.folded[party.end : c.start]
    closing = gap.find(")")
    if closing >= 0 and "(" not in gap[:closing]:
        opened = source.text.rfind("(", party.start, party.end)
        if opened >= 0 and source.text.find(")", opened, party.end) < 0:
            return gap[closing + 1 :]
    return gap


def _joins(source: SourceText, party: Party, c: Candidate) -> bool:
    if c.start - party.end > _OPEN:
        return False
    if source.text[max(0, party.start - 1)] == "(" and ")" in source.text[party.end : c.start]:
        return False  # "(TTXVN) - Công an tỉnh": a dateline
    gap = _without_bracket(source, party, c)
    if gap == " " and c.label != "LOC":
        return not (party.bodies and party.bodies[-1].label == "LOC")
    if c.label == "LOC":
        return gap.strip() in {",", "-", "–"}
    if party.bodies and party.bodies[-1].label == "LOC":
        return False
    if "," in gap and _FOR.search(source.folded, max(0, party.start - 40), party.start):
        return False
    another = "," in gap and c.label in {"RANK", "PERSON", "ORG"} and (party.persons or party.positions)
    if another and _OWNER.search(source.folded, max(0, party.start - 24), party.start):
        return False  # "Mẹ của ông Hà, bà Lan, nói": who owns is not who acts
    if "," in gap and party.bodies and not (party.persons or party.positions):
        # "tại Công an tỉnh, Bộ Công an tổ chức", "trả lời báo X, Đại tá Y": another party begins.
        oblique = _OBLIQUE.search(source.folded, max(0, party.start - 8), party.start)
        if oblique or c.label != "ORG":
            return False
    if party.bodies and not party.persons and c.label in {"RANK", "PERSON"} and _COORDINATED.search(gap):
        return False  # "Công an huyện và ông Kha": no body of his
    if _JOINT.fullmatch(gap):
        return True
    return c.label == "PERSON" and bool(party.persons) and _DESCRIBED.fullmatch(gap) is not None


def _enter(party: Party, c: Candidate) -> None:
    if c.label == "PERSON":
        party.persons.append(c)
    elif c.label == "POSITION":
        party.positions.append(c)
    elif c.label == "ORG" or (c.label == "LOC" and not (party.persons or party.positions or party.bodies)):
        party.bodies.append(c)
