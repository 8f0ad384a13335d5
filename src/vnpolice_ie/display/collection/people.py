"""The people of a collection: under each name what the texts say of rank and posts, and when.

People are put together by their full names alone, so a name may be several people: nothing is decided here.
A name of one syllable is not carried from one text to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from vnpolice_ie.display.collection.cited import Source
from vnpolice_ie.evaluation.facts import fold
from vnpolice_ie.types import Doc, Event, Mention

FactKind = Literal["post", "rank"]


class PersonFact(NamedTuple):
    """A rank or post of a person as one text states it.

    Attributes:
        kind: what it is.
        words: as written, on one line.
        source: the mention of the rank or post.
        date: ISO, of the event where there is one, else of the text; None if neither has one.
        event: the words of the event by which it was gained or lost; empty where it is just held.
    """

    kind: FactKind
    words: str
    source: Source
    date: str | None
    event: str = ""


@dataclass(slots=True)
class NamedPerson:
    """All that is said under one name: its first mention in each text, and the ranks and posts."""

    name: str
    sources: list[Source] = field(default_factory=list)
    facts: list[PersonFact] = field(default_factory=list)


class NamedPeople:
    """Collects people text by text."""

    def __init__(self) -> None:
        self._people: dict[object, NamedPerson] = {}

    def add(self, number: int, doc: Doc) -> None:
        """Take the people of a text.

        Args:
            number: of the text in the collection.
            doc: the text.
        """
        index = {m.id: i for i, m in enumerate(doc.entities)}
        facts = _facts(doc, number, index)
        for person in doc.people:
            if not person.mentions:
                continue
            name = " ".join(person.name.split())
            # A name in capitals, of a headline, is the same name.
            key = fold(name) if " " in name else (fold(name), number)
            named = self._people.setdefault(key, NamedPerson(name))
            if named.name.isupper():
                named.name = name
            if not named.sources or named.sources[-1].text != number:
                named.sources.append(Source(number, min(index[m.id] for m in person.mentions)))
            found = {fact: None for mention in person.mentions for fact in facts.get(mention.id, ())}
            named.facts += sorted(found, key=lambda fact: fact.source)

    def finish(self) -> list[NamedPerson]:
        """Return the people: those of most texts first, then those of whom most is said."""
        return sorted(
            self._people.values(), key=lambda p: (-len(p.sources), -len(p.facts), p.name, p.sources[0])
        )


def _facts(doc: Doc, number: int, index: dict[str, int]) -> dict[str, list[PersonFact]]:
    """Ranks and posts by the id of the mention of their person."""
    facts: dict[str, dict[str, PersonFact]] = {}

    def note(person: Mention, value: Mention, date: str | None, event: str = "") -> None:
        kind: FactKind = "rank" if value.label == "RANK" else "post"
        source = Source(number, index[value.id])
        fact = PersonFact(kind, _words(value), source, date, event)
        # What an event says of a post comes before that somebody has it.
        facts.setdefault(person.id, {}).setdefault(value.id, fact)

    for event in doc.events:
        for person, value in _gained(event):
            when = next((m.normalized for m in event.fillers("TIME") if _has_year(m)), doc.date)
            note(person, value, when, _words(event.triggers[0]) if event.triggers else "")
    for relation in doc.relations:
        if relation.type in {"HOLDS", "HAS_RANK"}:
            note(relation.head, relation.tail, doc.date)
    return {person: list(found.values()) for person, found in facts.items()}


def _gained(event: Event) -> Iterator[tuple[Mention, Mention]]:
    if event.type == "APPOINTMENT":
        values = event.fillers("POSITION") + event.fillers("RANK")
        for person in event.fillers("APPOINTEE"):
            for value in values:
                yield person, value


def _has_year(date: Mention) -> bool:
    return date.normalized is not None and not date.normalized.startswith("--")


def _words(mention: Mention) -> str:
    return " ".join(mention.text.split())
