"""The official documents that the texts of a collection cite, and how they are linked to each other.

A provision belongs to its document: `Bộ luật Hình sự#điều321` counts for `Bộ luật Hình sự`. Citations of
one number are one document unless issuer, term or date tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vnpolice_ie.evaluation.facts import fold
from vnpolice_ie.linking.document_identity import dates_agree
from vnpolice_ie.schema import RelationType
from vnpolice_ie.types import Doc, Reference

LINKS: Final[tuple[RelationType, ...]] = ("IMPLEMENTS", "AMENDS", "REPLACES")
"""Relations that link one document to another."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Source(NamedTuple):
    """Where a fact stands: number of the text in the collection, of the mention in the text, from 0."""

    text: int
    mention: int


@dataclass(slots=True)
class CitedDocument:
    """One official document.

    Attributes:
        key: its normal form, without a provision.
        type, issuer, date, term, title: as the texts give them, None if none does.
        sources: its first mention in each text, in the order of the texts.
        provisions: of each provision that is cited the same.
        is_doubtful: the texts may speak of several documents of this number.
    """

    key: str
    type: str | None = None
    issuer: str | None = None
    date: str | None = None
    term: str | None = None
    title: str | None = None
    sources: list[Source] = field(default_factory=list)
    provisions: dict[str, list[Source]] = field(default_factory=dict)
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two documents, by their numbers in the list.

    `sources` are, where a text states it first: the text, the mention of the head, the mention of the tail.
    """

    type: RelationType
    head: int
    tail: int
    sources: tuple[tuple[int, int, int], ...]


class _Stated(NamedTuple):
    """A relation in a text: which citations it links, and by which mentions."""

    type: RelationType
    head: Source
    tail: Source
    source: tuple[int, int, int]


class _Values(NamedTuple):
    """What tells documents of one number apart."""

    issuer: str | None
    term: str | None
    date: str | None

    def may_be(self, other: _Values) -> bool:
        return (
            _agree(self.issuer, other.issuer)
            and (self.term is None or other.term is None or self.term == other.term)
            and dates_agree(self.date, other.date)
        )


class _Sighting(NamedTuple):
    """A document as one text speaks of it."""

    reference: Reference
    provision: str
    source: Source

    @property
    def values(self) -> _Values:
        return _Values(self.reference.issuer, self.reference.term, self.reference.date)


class CitedDocuments:
    """Collects citations text by text."""

    def __init__(self) -> None:
        self._sightings: dict[str, list[_Sighting]] = {}
        self._stated: list[_Stated] = []

    def add(self, number: int, doc: Doc) -> None:
        """Take the citations of a text.

        Args:
            number: of the text in the collection.
            doc: the text.
        """
        index = {m.id: i for i, m in enumerate(doc.entities)}
        first: dict[str, Source] = {}
        for reference in doc.references:
            if not reference.mentions:
                continue
            key, _, provision = reference.key.partition("#")
            source = Source(number, min(index[m.id] for m in reference.mentions))
            first.update((m.id, source) for m in reference.mentions)
            sighting = _Sighting(reference, provision, source)
            self._sightings.setdefault(fold(key), []).append(sighting)
        self._stated += [
            _Stated(r.type, first[r.head.id], first[r.tail.id], (number, index[r.head.id], index[r.tail.id]))
            for r in doc.relations
            if r.type in LINKS and r.head.id in first and r.tail.id in first
        ]

    def finish(self) -> tuple[list[CitedDocument], list[Link]]:
        """Return the documents, those of most texts first, and the links between them."""
        merged = [pair for sightings in self._sightings.values() for pair in _merge(sightings)]
        merged.sort(key=lambda pair: (-len(pair[0].sources), pair[0].key, pair[0].sources[0]))
        documents = [document for document, _ in merged]
        number_of = {s.source: n for n, (_, sightings) in enumerate(merged) for s in sightings}
        return documents, list(_links(self._stated, number_of))


def _merge(sightings: list[_Sighting]) -> Iterator[tuple[CitedDocument, list[_Sighting]]]:
    """Put the citations of one number together; what could be several of them stays apart."""
    alike: dict[_Values, list[_Sighting]] = {}
    for sighting in sightings:
        alike.setdefault(sighting.values, []).append(sighting)
    groups: list[list[_Values]] = []
    unclear: list[_Values] = []
    # A citation that says more comes first, so that one that says less meets all that it could mean.
    for values in sorted(alike, key=lambda v: v.count(None)):
        fitting = [g for g in groups if all(values.may_be(other) for other in g)]
        if len(fitting) > 1:
            unclear.append(values)
        elif fitting:
            fitting[0].append(values)
        else:
            groups.append([values])
    for group in groups:
        found = [sighting for values in group for sighting in alike[values]]
        yield _document(found), found
    if unclear:
        found = [sighting for values in unclear for sighting in alike[values]]
        document = _document(found)
        document.is_doubtful = True
        yield document, found


def _agree(one: str | None, two: str | None) -> bool:
    """Tell whether two names of an issuer can be one: a short name is a part of the full one."""
    if one is None or two is None:
        return True
    a, b = fold(one), fold(two)
    return a in b or b in a


def _document(sightings: list[_Sighting]) -> CitedDocument:
    sources: dict[int, Source] = {}
    provisions: dict[str, dict[int, Source]] = {}
    for sighting in sorted(sightings, key=lambda s: s.source):
        sources.setdefault(sighting.source.text, sighting.source)
        if sighting.provision:
            of_one = provisions.setdefault(sighting.provision, {})
            of_one.setdefault(sighting.source.text, sighting.source)
    references = [s.reference for s in sightings]
    key = references[0].key.partition("#")[0]
    return CitedDocument(
        key,
        type=_first(r.type for r in references),
        issuer=_longest(r.issuer for r in references),
        date=_longest(r.date for r in references),
        term=_first(r.term for r in references),
        title=_first(r.title for r in references),
        sources=list(sources.values()),
        provisions={name: list(provisions[name].values()) for name in sorted(provisions)},
        is_doubtful=_is_doubtful(key, references),
    )


def _is_doubtful(key: str, references: list[Reference]) -> bool:
    """A number that is given anew each year and in each place means one document only by its date."""
    is_counted_anew = any(r.number for r in references) and not _YEAR.search(key)
    return is_counted_anew and len(references) > 1 and not all(r.date for r in references)


def _first(values: Iterable[str | None]) -> str | None:
    return next((v for v in values if v), None)


def _longest(values: Iterable[str | None]) -> str | None:
    return max((v for v in values if v), key=len, default=None)


def _links(stated: Iterable[_Stated], number_of: dict[Source, int]) -> Iterator[Link]:
    sources: dict[tuple[RelationType, int, int], dict[int, tuple[int, int, int]]] = {}
    for s in stated:
        ends = number_of[s.head], number_of[s.tail]
        if ends[0] != ends[1]:
            sources.setdefault((s.type, *ends), {}).setdefault(s.source[0], s.source)
    for (kind, head, tail), found in sources.items():
        yield Link(kind, head, tail, tuple(found.values()))
