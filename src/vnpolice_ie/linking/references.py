"""Which document each mention means: short references joined to full ones, never by guessing."""

from __future__ import annotations

import itertools
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from vnpolice_ie.draft import Candidate, Draft, DraftReference
from vnpolice_ie.grammar.laws import initials
from vnpolice_ie.grammar.provisions import Provision
from vnpolice_ie.grammar.references import normal_form
from vnpolice_ie.linking.document_identity import (
    Document,
    Sighting,
    committee_congress,
    plain_symbol,
    without_revision,
)
from vnpolice_ie.linking.document_tail import TailReader
from vnpolice_ie.schema import RelationType

TOLD_APART_BY: Final[frozenset[RelationType]] = frozenset({"ISSUED_BY", "ISSUED_ON"})
"""Relations that say which document is meant."""
_MANY = 100
"""Documents of one number that are all compared; of more only the nearest sightings on either side."""


class ReferenceLinkingStage:
    """Which document each mention means."""

    name = "reference_linking"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft one reference for each document and each provision that it mentions."""
        sightings = _sightings(draft)
        if not sightings:
            return
        documents = _documents(sightings, draft)
        for document in documents:
            draft.references.extend(_references(document))
        draft.references.sort(key=lambda r: r.mentions[0].start)


def _sightings(draft: Draft) -> list[Sighting]:
    mentions = draft.mentions("DOC_REF")
    if not mentions:
        return []
    reader = draft.view(TailReader)
    issuers: dict[Candidate, list[Candidate]] = {}
    dates: dict[Candidate, list[Candidate]] = {}
    for relation in draft.relations:
        if relation.type == "ISSUED_BY":
            issuers.setdefault(relation.head, []).append(relation.tail)
        elif relation.type == "ISSUED_ON":
            dates.setdefault(relation.head, []).append(relation.tail)
    found = []
    for mention in mentions:
        if mention.reference is None:
            continue
        tail = reader.read(mention)
        names = [c for c in issuers.get(mention, ()) if c.label != "PERSON"]
        found.append(
            Sighting(
                mention,
                mention.reference.document,
                issuer=draft.text_of(names[0]) if names else None,
                date=next((d.normalized for d in dates.get(mention, ()) if d.normalized), None),
                term=tail.term or (reader.term_at(names[0].end) if names else None),
                title=tail.title,
                own_date=next((d.normalized for d in tail.dates if d.normalized), None),
            )
        )
    return found


def _documents(sightings: Sequence[Sighting], draft: Draft) -> list[Document]:
    """Group the sightings: the fuller forms first, each shorter one with the one that fits best."""
    short = _short_law_names(sightings) | _short_congress_names(sightings)
    names = {s.mention.start: short.get(own := s.bucket, own) for s in sightings}
    together = Counter(names.values())
    found: dict[str, _Bucket] = defaultdict(_Bucket)
    place: dict[int, Document] = {}
    following = {a.mention.start: b for a, b in itertools.pairwise(sightings)}
    for sighting in sorted(sightings, key=lambda s: (-s.fullness, s.mention.start)):
        known = _bracketed(sighting, following, place, draft)
        name = names[sighting.mention.start]
        if known is None and together[name] == 1:
            known = Document()
        elif known is None:
            bucket = found[name]
            known = _fitting(sighting, bucket.candidates(sighting)) or Document()
            bucket.put(sighting, known)
        known.add(sighting)
        place[sighting.mention.start] = known
    return list(dict.fromkeys(place.values()))


class _Bucket:
    """Documents that a sighting of one number or name may mean, found by the symbol or by nearness.

    Sightings with a symbol come before those without, so a symbol need be looked for among symbols alone.
    """

    def __init__(self) -> None:
        self._shelves: dict[str | None, _Shelf] = defaultdict(_Shelf)

    def put(self, sighting: Sighting, document: Document) -> None:
        """Note that a sighting is of a document."""
        for symbol in {None, plain_symbol(sighting.form)}:
            self._shelves[symbol].put(sighting.mention.start, document)

    def candidates(self, sighting: Sighting) -> Iterable[Document]:
        """The documents to compare with a sighting: of many only those sighted nearest to it."""
        return self._shelves[plain_symbol(sighting.form)].near(sighting.mention.start)


class _Shelf:
    """Documents by where they were sighted."""

    def __init__(self) -> None:
        self._documents: dict[Document, None] = {}
        self._starts: list[int] = []
        self._at: dict[int, Document] = {}

    def put(self, start: int, document: Document) -> None:
        self._documents[document] = None
        insort(self._starts, start)
        self._at[start] = document

    def near(self, start: int) -> Iterable[Document]:
        if len(self._documents) <= _MANY:
            return self._documents
        here = bisect_left(self._starts, start)
        return dict.fromkeys(self._at[s] for s in self._starts[max(0, here - _MANY) : here + _MANY])


def _short_law_names(sightings: Sequence[Sighting]) -> dict[str, str]:
    """Buckets of laws named by initials (Luật CBCC) → bucket of the one law of the text that has these."""
    laws = [s for s in sightings if s.form.name and s.form.is_law]
    in_capitals = [s for s in laws if (s.form.name or "").isupper()]
    if not in_capitals:
        return {}
    by_initials: dict[str, set[str]] = defaultdict(set)
    for sighting in laws:
        by_initials[initials(without_revision(sighting.form.name or ""))].add(sighting.bucket)
    found: dict[str, str] = {}
    for sighting in in_capitals:
        buckets = by_initials.get((sighting.form.name or "").lower(), set())
        if len(buckets) == 1:
            found[sighting.bucket] = next(iter(buckets))
    return found


def _short_congress_names(sightings: Sequence[Sighting]) -> dict[str, str]:
    """Buckets of resolutions of one Party committee's congress → the bucket of the fullest name.

    They are of one congress if the text gives one ordinal, and areas of which one begins the other.
    """
    named = {s.bucket: known for s in sightings if (known := committee_congress(s.form))}
    areas = sorted({area for area, _ in named.values() if area}, key=len)
    ordinals = {ordinal for _, ordinal in named.values() if ordinal}
    if len(named) < 2 or len(ordinals) > 1 or not all(area.startswith(areas[0]) for area in areas):
        return {}
    fullest = max(named, key=lambda bucket: sum(map(bool, named[bucket])))
    return dict.fromkeys(named, fullest)


def _bracketed(
    sighting: Sighting, following: dict[int, Sighting], place: dict[int, Document], draft: Draft
) -> Document | None:
    """The document of the other name in "Luật X hiện hành (Luật X năm 2014)", "Luật X (luật số 41/…)"."""
    other = following.get(sighting.mention.start)
    if other is None or not (sighting.form.is_law or sighting.form.type == "Luật"):
        return None
    gap = draft.source.folded[sighting.mention.end : other.mention.start]
    if gap not in (" (", " hiện hành (", " hiện nay (") or other.form.type != sighting.form.type:
        return None
    if sighting.mention.reference and other.mention.reference and other.mention.reference.provisions:
        return None
    return place.get(other.mention.start)


def _fitting(sighting: Sighting, documents: Iterable[Document]) -> Document | None:
    fitting = [d for d in documents if d.may_include(sighting)]
    if len(fitting) <= 1:
        return fitting[0] if fitting else None
    if sighting.form.is_law:
        return None  # "Bộ luật Hình sự" beside those of 1999 and of 2015: the text must tell which
    return min(fitting, key=lambda d: d.distance(sighting.mention.start))


def _references(document: Document) -> Iterable[DraftReference]:
    groups: dict[tuple[Provision, ...], list[Candidate]] = defaultdict(list)
    for sighting in document.in_order():
        form = sighting.mention.reference
        groups[form.provisions if form else ()].append(sighting.mention)
    form = document.fullest_form()
    noun, issuer, date = document.type, document.first("issuer"), document.first("date")
    term, title = document.first("term"), document.first("title")
    for provisions, mentions in groups.items():
        key = normal_form(form._replace(provisions=provisions) if provisions else form)
        yield DraftReference(key, mentions, noun, form.number, form.symbol, issuer, date, term, title)
