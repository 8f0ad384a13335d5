"""A collection as compact JSON: one list for each text, and one for what is known across texts.

Offsets count UTF-16 units, as scripts do, and stand as distances from the offset before; mentions are named
by their number in their text. assets/viewer/data.js reads what is written here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, get_args

from vnpolice_ie.display.collection.cited import LINKS, CitedDocument, Link
from vnpolice_ie.display.collection.people import FactKind, NamedPerson
from vnpolice_ie.display.fragment import visible
from vnpolice_ie.display.html import title_of
from vnpolice_ie.display.labels import LOOKS
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES, roles_of
from vnpolice_ie.text.tokens import sentences
from vnpolice_ie.types import Doc, Event, Person, Reference

TAGS: Final = tuple(label for label in LABELS if label != "EVENT") + EVENT_TYPES
"""What a mention may be called: a label, of an event its type."""
ROLES: Final = tuple(dict.fromkeys(role for kind in EVENT_TYPES for role in roles_of(kind)))

_TAG: dict[str, int] = {name: number for number, name in enumerate(TAGS)}
_EVENT = {name: number for number, name in enumerate(EVENT_TYPES)}
_ROLE = {name: number for number, name in enumerate(ROLES)}
_RELATION = {name: number for number, name in enumerate(RELATION_TYPES)}
_LINK = {name: number for number, name in enumerate(LINKS)}
_KIND = {name: number for number, name in enumerate(get_args(FactKind))}


class Words:
    """Strings that come again and again, by number; the empty string is 0."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def __call__(self, words: str | None) -> int:
        """Return the number of a string."""
        return self._numbers.setdefault(visible(words or ""), len(self._numbers))

    def list(self) -> list[str]:
        """Return all strings by number."""
        return list(self._numbers)


def scheme() -> dict[str, Any]:
    """Return the names that numbers stand for, in the order of the numbers."""
    return {
        "tags": TAGS,
        "labels": LABELS,
        "words": {label: look.words for label, look in LOOKS.items()},
        "events": EVENT_TYPES,
        "roles": ROLES,
        "rolesOf": {kind: roles_of(kind) for kind in EVENT_TYPES},
        "relations": RELATION_TYPES,
        "links": LINKS,
        "kinds": get_args(FactKind),
    }


def text_entry(doc: Doc) -> list[Any]:
    """Return what the list shows of one text: id, title, dateline, then how often each tag stands in it."""
    counts = Counter(m.type or m.label for m in doc.entities)
    return [visible(doc.id), visible(title_of(doc)), visible(doc.date or ""), *(counts[tag] for tag in TAGS)]


def packed_text(doc: Doc, rules: Words) -> list[Any]:
    """Return one text with all that was read in it.

    Returns:
        text; sentences (start, length); mentions (start, length, tag, score in thousandths, rule); ISO values
        (mention, value); relations (type, head, tail, score); events (type, triggers, (role, mention));
        references; people.
    """
    number = {m.id: i for i, m in enumerate(doc.entities)}
    units = _unit_offsets(doc.text)

    def numbers(mentions: Iterable[Any]) -> list[int]:
        return [number[m.id] for m in mentions]

    relations = [
        part
        for r in doc.relations
        for part in (_RELATION[r.type], number[r.head.id], number[r.tail.id], _thousandths(r.score))
    ]
    return [
        visible(doc.text),
        _distances(sentences(doc.text), units),
        _mentions(doc, units, rules),
        [part for i, m in enumerate(doc.entities) if m.normalized for part in (i, visible(m.normalized))],
        relations,
        [_event(event, numbers) for event in doc.events],
        [_reference(reference, numbers) for reference in doc.references],
        [_person(person, numbers) for person in doc.people],
    ]


def _unit_offsets(text: str) -> Callable[[int], int]:
    """Return what makes a UTF-16 offset of a code point offset."""
    wide = [i for i, c in enumerate(text) if c > "\uffff"] if text and max(text) > "\uffff" else []
    return (lambda offset: offset + bisect_left(wide, offset)) if wide else (lambda offset: offset)


def _distances(spans: Iterable[tuple[int, int]], units: Callable[[int], int]) -> list[int]:
    out, before = [], 0
    for start, end in spans:
        first, last = units(start), units(end)
        out += [first - before, last - first]
        before = first
    return out


def _mentions(doc: Doc, units: Callable[[int], int], rules: Words) -> list[int]:
    out, before = [], 0
    for m in doc.entities:
        start = units(m.start)
        out += [
            *(start - before, units(m.end) - start),
            *(_TAG[m.type or m.label], _thousandths(m.score), rules(m.rule)),
        ]
        before = start
    return out


def _thousandths(score: float) -> int:
    return round(1000 * score)


def _event(event: Event, numbers: Callable[[Iterable[Any]], list[int]]) -> list[Any]:
    fillers = numbers(a.mention for a in event.arguments)
    arguments = [part for a, n in zip(event.arguments, fillers, strict=True) for part in (_ROLE[a.role], n)]
    return [_EVENT[event.type], numbers(event.triggers), arguments]


def _reference(r: Reference, numbers: Callable[[Iterable[Any]], list[int]]) -> list[Any]:
    values = (r.key, r.type, r.issuer, r.date, r.term, r.title)
    return [*(visible(value or "") for value in values), numbers(r.mentions)]


def _person(p: Person, numbers: Callable[[Iterable[Any]], list[int]]) -> list[Any]:
    return [visible(p.name), visible(p.rank or ""), list(map(visible, p.positions)), numbers(p.mentions)]


def packed_document(document: CitedDocument) -> list[Any]:
    """Return one cited document: its values, whether it is doubtful, sources, provisions with theirs."""
    d = document
    values = (d.key, d.type, d.issuer, d.date, d.term, d.title)
    return [
        *(visible(value or "") for value in values),
        int(d.is_doubtful),
        _sources(d.sources),
        [part for name, found in d.provisions.items() for part in (visible(name), _sources(found))],
    ]


def packed_link(link: Link) -> list[Any]:
    """Return one link between documents: type, head, tail, sources (text, mention of head, of tail)."""
    return [_LINK[link.type], link.head, link.tail, _sources(link.sources)]


def packed_person(person: NamedPerson, words: Words) -> list[Any]:
    """Return one person: name, sources, facts (kind, words, text, mention, date, event)."""
    facts = [
        part
        for f in person.facts
        for part in (_KIND[f.kind], words(f.words), *f.source, words(f.date), words(f.event))
    ]
    return [visible(person.name), _sources(person.sources), facts]


def _sources(sources: Sequence[tuple[int, ...]]) -> list[int]:
    return [part for source in sources for part in source]
