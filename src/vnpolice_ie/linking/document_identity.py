"""When two references mean one document: by type, number, symbol, year, issuer, date and term."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from vnpolice_ie.draft import Candidate
from vnpolice_ie.grammar.laws import law_key, plain_key
from vnpolice_ie.grammar.references import ReferenceForm
from vnpolice_ie.grammar.symbols import fits_issuer, types_of

_REVISED = re.compile(r" \(?sửa đổi\)?$", re.IGNORECASE)
# Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII is Nghị quyết Đại hội XIII.
_CONGRESS = re.compile(r"(?: đại biểu| đảng(?= toàn quốc)| toàn quốc| lần thứ| lần| thứ)(?!\w)")
# A congress of a Party committee: its area and its ordinal, either of which a short form may lack.
_COMMITTEE = re.compile(r"đại hội(?: đại biểu)? đảng bộ(?P<area>.*?)(?: lần (?:thứ )?(?P<ordinal>\S+))?$")
_SEPARATOR = re.compile(r"[&/-]")
_GENERIC = "Văn bản"


class Sighting(NamedTuple):
    """One mention of a document with what stands beside it.

    Attributes:
        mention: the DOC_REF candidate.
        form: its form without the provision.
        issuer, date, term, title: what the text gives for this mention, else None.
        own_date: the date that follows its words, else None: what tells it from one of the same number.
    """

    mention: Candidate
    form: ReferenceForm
    issuer: str | None = None
    date: str | None = None
    term: str | None = None
    title: str | None = None
    own_date: str | None = None

    @property
    def bucket(self) -> str:
        """Only sightings of one bucket can be of one document."""
        return _bucket_of(self.form)

    @property
    def fullness(self) -> int:
        """How much of a document's identity the words hold."""
        form = self.form
        return 4 * (form.symbol is not None) + 2 * (form.year is not None) + (self.own_date is not None)


@lru_cache(4096)
def _bucket_of(form: ReferenceForm) -> str:
    if form.is_law:
        # A revised law without its year is a bill, another document than the law in force.
        revised = " sửa đổi" if form.name and _REVISED.search(form.name) else ""
        return f"law {law_key(without_revision(form.name or form.type or ''))}{revised}"
    if number := form.document_number:
        return f"number {number.value}"
    return f"name {form.type} {_CONGRESS.sub('', (form.name or '').lower())}"


class Document:
    """The sightings of one document and what they agree on."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._sightings: list[Sighting] = []
        self.form = ReferenceForm()
        self._nouns: set[str] = set()
        self._term: str | None = None
        self._date: str | None = None
        self._issuers: set[str] = set()

    def add(self, sighting: Sighting) -> None:
        """Take in one more sighting; the fuller ones are to come first."""
        form = sighting.form
        if not self._sightings:
            self.form = form
        elif (
            self.form.year is None and form.year and self.form.number is not None and form.number is not None
        ):
            self.form = self.form._replace(year=form.year)
        place = bisect_right(self._starts, sighting.mention.start)
        self._starts.insert(place, sighting.mention.start)
        self._sightings.insert(place, sighting)
        self._nouns |= _nouns(sighting.form)
        self._term = self._term or sighting.term
        self._date = self._date or sighting.own_date
        if sighting.issuer:
            self._issuers.add(sighting.issuer.lower())

    def in_order(self) -> Sequence[Sighting]:
        """The sightings as the text has them."""
        return self._sightings

    def distance(self, offset: int) -> tuple[bool, int]:
        """How far the nearest sighting is; those before the offset are nearer than any after it."""
        n = bisect_left(self._starts, offset)
        return (False, offset - self._starts[n - 1]) if n else (True, self._starts[0] - offset)

    def first(self, value: Literal["issuer", "date", "term", "title"]) -> str | None:
        """The first value that a sighting gives."""
        for sighting in self._sightings:
            if found := getattr(sighting, value):
                return str(found)
        return None

    @property
    def type(self) -> str | None:
        """The type noun as first written, or a longer one that begins with it: Chương trình phối hợp."""
        nouns = list(dict.fromkeys(s.form.type for s in self._sightings if s.form.type))
        return max((n for n in nouns if n.startswith(nouns[0])), key=len) if nouns else None

    def fullest_form(self) -> ReferenceForm:
        """The fullest form, as it was first written; a law by its full name where one stands."""
        forms = [s.form for s in self.in_order()]
        if len(forms) == 1:
            return forms[0]
        best = max(forms, key=lambda f: (f.symbol is not None, f.year is not None))
        if best.is_law and best.number is None:
            full = (
                f.name
                for f in forms
                if f.name and not f.name.isupper() and law_key(f.name) == plain_key(f.name)
            )
            return best._replace(name=next(full, best.name))
        if (best.name or "").startswith("Đại hội"):
            return max(forms, key=_fullness_of_congress)
        if best.number is not None and best.symbol is None:
            best = best._replace(type=self.type)
        return best._replace(year=self.form.year) if best.year is None else best

    def may_include(self, sighting: Sighting) -> bool:
        """Tell whether nothing speaks against a sighting of the same bucket being of this document."""
        form = sighting.form
        same_symbol = self.form.symbol is not None and plain_symbol(form) == plain_symbol(self.form)
        return (
            (form.symbol is None or self.form.symbol is None or same_symbol)
            and (form.year is None or self.form.year is None or form.year == self.form.year)
            and (sighting.term is None or self._term is None or sighting.term == self._term)
            and (same_symbol or self._nouns_agree(form))
            and ((same_symbol and form.year is not None) or dates_agree(self._date, sighting.own_date))
            and (same_symbol or self._issuers_agree(sighting.issuer))
        )

    def _nouns_agree(self, form: ReferenceForm) -> bool:
        nouns = _nouns(form)
        if not nouns or not self._nouns or _GENERIC in nouns or _GENERIC in self._nouns:
            return True
        return any(n.startswith(m) or m.startswith(n) for n in nouns for m in self._nouns)

    def _issuers_agree(self, issuer: str | None) -> bool:
        if issuer is None:
            return True
        name = issuer.lower()
        if self.form.symbol:
            return fits_issuer(self.form.document_number, name)
        return not self._issuers or any(name in known or known in name for known in self._issuers)


def committee_congress(form: ReferenceForm) -> tuple[str, str] | None:
    """Area and ordinal of the Party committee's congress that a resolution is named by, empty if missing."""
    match = _COMMITTEE.match(form.name.lower()) if form.name else None
    return (match["area"].strip(), match["ordinal"] or "") if match else None


def _fullness_of_congress(form: ReferenceForm) -> tuple[int, int]:
    return sum(map(bool, committee_congress(form) or ())), len(form.name or "")


def without_revision(name: str) -> str:
    """A law's name without the mark of revision, `(sửa đổi)`."""
    return _REVISED.sub("", name)


def plain_symbol(form: ReferenceForm) -> str | None:
    """A form's symbol without its separators, for comparing; None if it has none."""
    return _SEPARATOR.sub("", form.symbol) if form.symbol else None


def _nouns(form: ReferenceForm) -> set[str]:
    if form.type:
        return {form.type}
    number = form.document_number
    return set(types_of(number)) if number else set()


def dates_agree(one: str | None, two: str | None) -> bool:
    """Tell whether two dates, each perhaps in part (`2021-10`, `--10-08`) or not given, can be one day."""
    if one is None or two is None or one.startswith(two) or two.startswith(one):
        return True
    return one.startswith("--") != two.startswith("--") and one[-5:] == two[-5:]
