"""Dates and periods as typed values, and their ISO 8601 form.

`DateForm` holds what the words of one mention say; what they leave open (the year) is filled in by
`vnpolice_ie.linking.dates`. How words are read stands in `date_items` (single dates) and `periods`
(ranges, periods and what stands around a date).
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Literal, NamedTuple

from vnpolice_ie.errors import InputError, shown

YearHint = Literal["dateline", "previous"]


class DatePoint(NamedTuple):
    """A day, month or year; parts that the text does not give are None.

    Attributes:
        year: four digits.
        month: 1 to 12.
        day: 1 to 31; whether the month has that day is not checked, as texts err.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def iso(self) -> str:
        """`2019-08-27`, `2019-08`, `2019`; `--08-27`, `--08` without a year, `---27` with a day alone."""
        if self.year is None:
            if self.month is None:
                return f"---{self.day:02}"
            tail = "" if self.day is None else f"-{self.day:02}"
            return f"--{self.month:02}{tail}"
        if self.month is None:
            return f"{self.year:04}"
        if self.day is None:
            return f"{self.year:04}-{self.month:02}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"

    def whole(self, *, last: bool) -> DatePoint:
        """The first or last day of a month without a year (29 February is never taken for the last)."""
        if self.year is not None or self.month is None or self.day is not None:
            return self
        return self._replace(day=monthrange(2001, self.month)[1] if last else 1)


class DateForm(NamedTuple):
    """A date or, with an end, a period; both ends belong to it.

    Attributes:
        start: the date, or the first day, month or year of the period.
        end: the last one of the period.
        hint: where the missing year is to be looked for: `dateline` for "năm nay" and "năm ngoái",
            `previous` (the date named before) for "năm đó"; None if the words say nothing.
        shift: years to add to the hinted year ("năm ngoái": -1).
    """

    start: DatePoint
    end: DatePoint | None = None
    hint: YearHint | None = None
    shift: int = 0

    @property
    def has_year(self) -> bool:
        """Whether the words give the year."""
        return self.start.year is not None

    def iso(self) -> str:
        """ISO 8601 form: `2013/2018`, `--11-11/--11-13`.

        Months of an unknown year are given by their first and last day, as there is no shorter form.
        """
        if self.end is None:
            return self.start.iso()
        return f"{self.start.whole(last=False).iso()}/{self.end.whole(last=True).iso()}"

    def in_year(self, year: int) -> DateForm:
        """The same with a missing year filled in; the end of a period is never before its start."""
        if self.has_year or self.start.month is None:
            return self
        end = self.end
        if end is not None and end.year is None:
            turns = (end.month or 12, end.day or 31) < (self.start.month, self.start.day or 1)
            end = end._replace(year=year + turns)
        return DateForm(self.start._replace(year=year), end)


_ISO_POINT = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?|--([0-9]{2})(?:-([0-9]{2}))?|---([0-9]{2})"
)


def from_iso(value: str) -> DateForm:
    """Read what `DateForm.iso` prints.

    Raises:
        InputError: the value has another form.
    """
    first, slash, last = value.partition("/")
    return DateForm(_point_from_iso(first, value), _point_from_iso(last, value) if slash else None)


def _point_from_iso(part: str, value: str) -> DatePoint:
    match = _ISO_POINT.fullmatch(part)
    if match is None:
        raise InputError(
            f"{shown(value)} is no ISO 8601 date or period",
            remedy="Write it like 2019-08-27, 2019-08, 2019, --08-27 or 2013/2018",
        )
    year, month, day, yearless_month, yearless_day, lone_day = (int(g) if g else None for g in match.groups())
    return DatePoint(year, month or yearless_month, day or yearless_day or lone_day)
