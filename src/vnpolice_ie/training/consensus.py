"""What most of several readings of a text agree on, as an annotated document to learn from.

A silver standard (Rebholz-Schuhmann et al. 2010): what more than a share of the readings say is annotated;
what fewer say is marked as unsure, and training passes over it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import NamedTuple

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedArgument, MarkedRelation, Unsure
from vnpolice_ie.model.scheme import SAME_EVENT
from vnpolice_ie.schema import COREFERENT, RELATION_TYPES
from vnpolice_ie.training.groups import first_of_group
from vnpolice_ie.types import Doc, Mention


class _Place(NamedTuple):
    """A labelled span and whether it stands in another."""

    start: int
    end: int
    tag: str
    nested: bool


_Link = tuple[_Place, str, _Place]


@dataclass(frozen=True)
class _Reading:
    places: Mapping[_Place, Mention]
    links: frozenset[_Link]


def consensus(readings: Sequence[Doc], share: float = 0.5) -> GoldDocument:
    """Return what more than a share of the readings say of one text.

    Documents and people are grouped as the first reading groups them; an argument stands at the
    nearest trigger of its event.

    Args:
        readings: of the same text, at least two; a pipeline that is trusted more may come more than once.
        share: from 0.5 to below 1.

    Raises:
        InputError: the readings are of different texts, or the share is out of range.
    """
    if len(readings) < 2 or any(doc.text != readings[0].text for doc in readings):
        raise InputError(
            "the readings are not of one text, or there is only one",
            where=f"document {readings[0].id!r}" if readings else "",
            remedy="Give two or more readings of the same documents",
        )
    if not 0.5 <= share < 1:
        raise InputError(f"the share {share} is not from 0.5 to below 1", remedy="Give 0.5 for the majority")
    needed = int(share * len(readings)) + 1
    read = [_read(doc) for doc in readings]
    places, doubted = _agreed((r.places for r in read), needed)
    places = {place for place in places if not place.nested or _held(place, places)}
    votes = Counter(link for r in read for link in r.links if link[0] in places and link[2] in places)
    links = {link for link, count in votes.items() if count >= needed}
    number = {place: n for n, place in enumerate(sorted(places, key=lambda p: (p.start, -p.end)), 1)}
    keys = _keys(readings[0], places, links)
    marks = tuple(_mark(place, n, number, read, keys) for place, n in number.items())
    return GoldDocument(
        id=readings[0].id,
        text=readings[0].text,
        date=readings[0].date,
        marks=marks,
        relations=tuple(
            MarkedRelation(name, number[head], number[tail])
            for head, name, tail in sorted(links)
            if name in RELATION_TYPES
        ),
        arguments=tuple(_arguments(links, number, keys)),
        documents={m.key: m.text for m in reversed(marks) if m.label == "DOC_REF" and m.key},
        unsure=Unsure(
            tuple(_without(doubted, [p for p in places if not p.nested])),
            tuple(
                (number[head], name, number[tail])
                for head, name, tail in sorted(votes)
                if votes[head, name, tail] < needed
            ),
        ),
    )


def _read(doc: Doc) -> _Reading:
    place_of: dict[str, _Place] = {}
    until = 0  # where the last span of the outer layer ends
    for m in sorted(doc.entities, key=lambda m: (m.start, -m.end)):
        place_of[m.id] = _Place(m.start, m.end, m.tag, nested=m.end <= until)
        until = max(until, m.end)
    links: set[_Link] = {(place_of[r.head.id], r.type, place_of[r.tail.id]) for r in doc.relations}
    for event in doc.events:
        triggers = [place_of[t.id] for t in event.triggers]
        links |= {(one, SAME_EVENT, other) for one, other in permutations(triggers, 2)}
        links |= {(t, a.role, place_of[a.mention.id]) for t in triggers for a in event.arguments}
    return _Reading({place_of[m.id]: m for m in doc.entities}, frozenset(links))


def _agreed(readings: Iterable[Iterable[_Place]], needed: int) -> tuple[set[_Place], list[_Place]]:
    """The spans that enough readings have, and the outer ones that only fewer have."""
    votes = Counter(place for places in readings for place in places)
    agreed = {place for place, count in votes.items() if count >= needed}
    return agreed, [place for place in votes if place not in agreed and not place.nested]


def _held(place: _Place, places: Iterable[_Place]) -> bool:
    return any(not p.nested and p.start <= place.start and place.end <= p.end for p in places)


def _without(doubted: Iterable[_Place], sure: Iterable[_Place]) -> Iterator[tuple[int, int]]:
    """The stretches of the doubted spans that no sure one covers, joined, in order."""
    doubtful = {at for p in doubted for at in range(p.start, p.end)}
    doubtful -= {at for p in sure for at in range(p.start, p.end)}
    start = last = -1
    for at in sorted(doubtful):
        if at != last + 1:
            if last >= 0:
                yield start, last + 1
            start = at
        last = at
    if last >= 0:
        yield start, last + 1


def _keys(first: Doc, places: Iterable[_Place], links: Iterable[_Link]) -> dict[tuple[int, int, str], str]:
    """Coreference keys by span and tag: events as agreed, documents and people as in the first reading."""
    keys: dict[tuple[int, int, str], str] = {}
    documents = [(f"d{number}", group.mentions) for number, group in enumerate(first.references, 1)]
    people = [(f"p{number}", group.mentions) for number, group in enumerate(first.people, 1)]
    for key, mentions in (*documents, *people):
        keys |= {(m.start, m.end, m.tag): key for m in mentions}
    events = [p for p in places if p.tag.startswith("EVENT.")]
    same = [(head, tail) for head, name, tail in links if name == SAME_EVENT]
    for place, first_place in first_of_group(events, same).items():
        keys[place.start, place.end, place.tag] = f"v{first_place.start}"
    return keys


def _mark(
    place: _Place,
    number: int,
    numbers: Mapping[_Place, int],
    readings: Iterable[_Reading],
    keys: Mapping[tuple[int, int, str], str],
) -> Mark:
    mention = next(r.places[place] for r in readings if place in r.places)
    own = f"x{number}" if mention.label in COREFERENT else mention.normalized
    holder = (
        p for p in numbers if place.nested and not p.nested and p.start <= place.start and place.end <= p.end
    )
    return Mark(
        start=place.start,
        end=place.end,
        number=number,
        label=mention.label,
        text=mention.text,
        event_type=mention.type,
        key=keys.get((place.start, place.end, place.tag), own),
        parent=next((numbers[p] for p in holder), None),
    )


def _arguments(
    links: Iterable[_Link], number: Mapping[_Place, int], keys: Mapping[tuple[int, int, str], str]
) -> Iterator[MarkedArgument]:
    """Each filler once for an event, at the nearest trigger."""
    nearest: dict[tuple[str, str, _Place], _Place] = {}
    for head, name, tail in sorted(links):
        if name in RELATION_TYPES or name == SAME_EVENT:
            continue
        fact = keys[head.start, head.end, head.tag], name, tail
        rival = nearest.get(fact)
        if rival is None or abs(head.start - tail.start) < abs(rival.start - tail.start):
            nearest[fact] = head
    for (_, role, filler), trigger in nearest.items():
        yield MarkedArgument(number[trigger], role, number[filler])
