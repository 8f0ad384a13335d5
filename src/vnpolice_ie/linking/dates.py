"""ISO values of dates, resolved against the dateline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.dates import DateForm
from vnpolice_ie.text.boilerplate import DATED

_Key = tuple[int | None, int | None, int | None, int | None]
# Stands for all quarters and halves: "quý IV" after "quý I/2005" is of the same year.
_PART_OF_YEAR: _Key = (None, None, None, None)


class DateLinkingStage:
    """ISO values of dates, resolved against the dateline.

    A date without a year takes the year of the dateline given from outside, of the page's timestamp,
    or of the same date written in full in the text; else it stays without (`--08-27`).
    """

    name = "date_linking"

    def __call__(self, draft: Draft) -> None:
        """Set `normalized` of every DATE that the grammar has read."""
        dates = [c for c in draft.mentions("DATE") if c.date is not None]
        known: _KnownYears | None = None
        previous: int | None = None
        for c in dates:
            form = c.date
            if form is None:
                continue
            if not form.has_year:
                known = known or _KnownYears(draft, dates)
                year = known.year_of(form, previous)
                form = form if year is None else form.in_year(year)
            previous = form.start.year or previous
            c.date = form
            c.normalized = form.iso()


def _dateline_year(draft: Draft, dates: Iterable[Candidate]) -> int | None:
    """Year of the date given from outside, else of the page's timestamp or of the text's own dateline."""
    if draft.date is not None:
        return draft.date.year
    if not any(c.date is not None and c.date.has_year for c in dates) or not draft.source.may_be_dated:
        return None
    for zone in draft.source.zones:
        if zone.kind in DATED:
            for c in draft.overlapping(zone.start, zone.end):
                if c.date is not None and c.date.start.year is not None:
                    return c.date.start.year
    return None


class _KnownYears:
    """What tells the year of dates without one, as the text stood before any was filled in."""

    def __init__(self, draft: Draft, dates: Sequence[Candidate]) -> None:
        self._dateline = _dateline_year(draft, dates)
        self._written = {} if self._dateline is not None else _written_years(dates)

    def year_of(self, form: DateForm, previous: int | None) -> int | None:
        """The year of a date; `previous` is that of the date before it."""
        if form.hint == "previous":
            return previous if previous is not None else self._dateline
        if self._dateline is not None:
            return self._dateline + form.shift
        if form.hint is not None:
            return None
        for key, _ in _keys(form):
            if len(years := self._written.get(key, set())) == 1:
                return next(iter(years))
        return None


def _written_years(dates: Iterable[Candidate]) -> dict[_Key, set[int]]:
    """Years with which each day or period is written in full somewhere in the text."""
    years: dict[_Key, set[int]] = defaultdict(set)
    for c in dates:
        for key, year in _keys(c.date) if c.date is not None else ():
            if year is not None:
                years[key].add(year)
    return years


def _keys(form: DateForm) -> Iterator[tuple[_Key, int | None]]:
    """What makes another date "the same", with the year that this one gives.

    A month alone does not: "tháng 5" of another year is as likely.
    """
    start, end = form.start, form.end
    if end is not None and start.month is not None:
        yield (start.month, start.day, end.month, end.day), start.year
        if start.day is None and start.year == end.year:
            yield _PART_OF_YEAR, start.year
    for point in (start, end):
        if point is not None and point.day is not None:
            yield (point.month, point.day, None, None), point.year
