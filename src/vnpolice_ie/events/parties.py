"""Who and what a sentence names: parties, that is persons with their ranks and posts, or bodies.

"⟦Đại tá⟧ ⟦Vũ Hạnh⟧, ⟦Giám đốc Công an tỉnh⟧" is one party; so is a list of names. Of a party the
persons speak, else the posts, else the bodies (guidelines, section 1, "PERSON, else POSITION, else ORG").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vnpolice_ie.draft import Candidate, Draft

# What may stand between the members of one party.
_JOINT = re.compile(
    r"(?:[\s,;–—-]|\b(?:ông|bà|anh|chị|em|đồng chí|đ/c|cùng|với|và|là|nguyên|cựu|tân|bị can|bị cáo|đối tượng"
    r"|các|hai|tức|của)\b|\([^()]{0,120}\))*"
)
_MEMBERS = frozenset({"RANK", "PERSON", "POSITION", "ORG"})
_OPEN = 160  # characters that may stand between the members of one party


@dataclass(eq=False, slots=True)
class Party:
    """A row of mentions that act as one: [start, end) with its members by label."""

    start: int
    end: int
    persons: list[Candidate] = field(default_factory=list)
    positions: list[Candidate] = field(default_factory=list)
    bodies: list[Candidate] = field(default_factory=list)

    def actors(self, labels: frozenset[str]) -> list[Candidate]:
        """Those that speak for the party, of the labels allowed: persons, else posts, else bodies."""
        for members in (self.persons, self.positions, self.bodies):
            if allowed := [c for c in members if c.label in labels]:
                return allowed
        return []


@dataclass(eq=False, slots=True)
class Sentence:
    """A sentence with its mentions, outer ones only, its parties and its triggers, each in order."""

    start: int
    end: int
    mentions: list[Candidate]
    parties: list[Party]
    triggers: list[Candidate]


def sentences_with_triggers(draft: Draft) -> Iterator[Sentence]:
    """Yield the sentences that hold triggers, in order."""
    by_index: dict[int, list[Candidate]] = {}
    reach = -1
    for c in draft.mentions():
        if c.end > reach:  # outer candidates come before those inside them
            reach = c.end
            by_index.setdefault(draft.source.sentence_index(c.start), []).append(c)
    for index, mentions in by_index.items():
        triggers = [c for c in mentions if c.label == "EVENT"]
        if triggers:
            start, end = draft.source.sentences[index]
            yield Sentence(start, end, mentions, list(_parties(draft, mentions)), triggers)


def _parties(draft: Draft, mentions: list[Candidate]) -> Iterator[Party]:
    party: Party | None = None
    for c in mentions:
        if c.label not in _MEMBERS and c.label != "LOC":
            continue
        if party is not None and not _joins(draft, party, c):
            yield party
            party = None
        if party is None:
            party = Party(c.start, c.end)
        party.end = c.end
        _enter(party, c)
    if party is not None:
        yield party


def _joins(draft: Draft, party: Party, c: Candidate) -> bool:
    if c.label == "LOC" or (party.bodies and party.bodies[-1].label == "LOC"):
        return False
    gap = draft.source.folded[party.end : c.start]
    return len(gap) <= _OPEN and _JOINT.fullmatch(gap) is not None


def _enter(party: Party, c: Candidate) -> None:
    match c.label:
        case "PERSON":
            party.persons.append(c)
        case "POSITION":
            party.positions.append(c)
        case "ORG" | "LOC":
            party.bodies.append(c)
