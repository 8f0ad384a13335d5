"""Numbers joined by slashes, points or hyphens, read as days, months and years: `27/8`, `15-18/4/2017`.

What they say hangs on themselves and the word before them alone, so it is worked out once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from vnpolice_ie.grammar.dates import DateForm, DatePoint

_NUMBER = re.compile(r"[0-9]+")
_LONGEST = 41
"""Code points of the longest chain that is one date, each dash with two spaces on either side."""
_KEPT = 4096
"""Ways of writing whose reading is kept: texts repeat days and years."""


class Unit(IntEnum):
    """What an item counts; a day without its month is the least."""

    LONE_DAY = 0
    DAY = 1
    MONTH = 2
    YEAR = 3


class Joined(NamedTuple):
    """What joined numbers say.

    Attributes:
        form: the date or period.
        unit: the finest part that it names.
        plan: how the numbers were read, as in `_SHAPES`; `quarter` for "quý 1/2005".
    """

    form: DateForm
    unit: Unit
    plan: str


# Shape of a chain → how its numbers are read: d day, m month, y year; `|` parts the ends of a period.
_SHAPES: dict[str, str] = {
    "n/n": "dm",
    "n/y": "my",
    "y-y": "y|y",
    "n/n/y": "dmy",
    "y/n/n": "ymd",
    "n-n/n": "d|dm",
    "n-n/y": "m|my",
    "n-n/n/y": "d|dmy",
    "n/n-n/n": "dm|dm",
    "n/n-n/n/y": "dm|dmy",
    "n/y-n/y": "my|my",
    "n/n/y-n/n/y": "dmy|dmy",
    "n-y-n-y": "my|my",
    "n-n-y-n-n-y": "dmy|dmy",
}
_LEAST = {"d": 1, "m": 1, "y": 1000}
_MOST = {"d": 31, "m": 12, "y": 2100}


def numbers_in(chain: str) -> Sequence[tuple[int, int]]:
    """Offsets of the numbers of a chain, into it."""
    return _kept_numbers(chain) if len(chain) <= _LONGEST else _numbers(chain)


def _numbers(chain: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _NUMBER.finditer(chain))


_kept_numbers = lru_cache(_KEPT)(_numbers)


def parts_of(chain: str) -> Sequence[tuple[int, int]]:
    """Offsets of the chain as a whole if it can be read, else of what spaced hyphens and stops part."""
    return _kept_parts(chain) if len(chain) <= _LONGEST else _parts(chain)


def _parts(chain: str) -> tuple[tuple[int, int], ...]:
    numbers = numbers_in(chain)
    if len(numbers) == 1 or (len(chain) <= _LONGEST and _shape(chain) in _SHAPES):
        return ((0, len(chain)),)
    parts: list[tuple[int, int]] = []
    start = 0
    for (_, end), (following, _) in pairwise(numbers):
        if chain[end:following] in (" - ", ". "):
            parts.append((start, end))
            start = following
    return (*parts, (start, numbers[-1][1]))


_kept_parts = lru_cache(_KEPT)(_parts)


def read_joined(part: str, cue: str) -> Joined | None:
    """What two or more joined numbers say after a cue word ("" for none); None if they are no date."""
    return _read_joined(part, cue) if len(part) <= _LONGEST else None


@lru_cache(_KEPT)
def _read_joined(part: str, cue: str) -> Joined | None:
    shape = _shape(part)
    plan = _SHAPES.get(shape)
    if plan is None:
        return None
    values = [int(part[start:end]) for start, end in numbers_in(part)]
    if cue == "quý" and shape == "n/y":
        form = quarter(values[0], values[1]) if 1 <= values[0] <= 4 else None
        return Joined(form, Unit.MONTH, "quarter") if form else None
    if cue == "tháng" and plan == "dm":
        plan = "m|m" if "-" in part else ""
    form = _filled(plan, values) if plan else None
    if form is None:
        return None
    first = form.start
    return Joined(form, Unit.DAY if first.day else Unit.MONTH if first.month else Unit.YEAR, plan)


def quarter(number: int, year: int | None) -> DateForm:
    """The months of a quarter, 1 to 4."""
    return DateForm(DatePoint(year, 3 * number - 2), DatePoint(year, 3 * number))


def _shape(chain: str) -> str:
    """What kinds of numbers are joined how: `d/m/y`, `d-d/m`, `y-y`."""
    out: list[str] = []
    numbers = numbers_in(chain)
    separators = [chain[end:start].strip() for (_, end), (start, _) in pairwise(numbers)]
    for i, (start, end) in enumerate(numbers):
        size = end - start
        out.append("n" if size <= 2 else "y" if size == 4 and chain[start] in "12" else "x")
        if i < len(separators):
            out.append("-" if separators[i] == "-" else "/")
    if len(set(separators)) == 1 and separators[0] == "-":
        return "".join(out).replace("-", "/") if out.count("y") < 2 else "".join(out)
    return "".join(out)


def _filled(plan: str, values: list[int]) -> DateForm | None:
    """Read the numbers as the plan says; None if one is out of range or the period runs backwards."""
    points: list[DatePoint] = []
    i = 0
    for part in plan.split("|"):
        fields: dict[str, int] = {}
        for kind in part:
            value = values[i]
            i += 1
            if not _LEAST[kind] <= value <= _MOST[kind]:
                return None
            fields[kind] = value
        points.append(DatePoint(fields.get("y"), fields.get("m"), fields.get("d")))
    if len(points) == 1:
        return DateForm(points[0])
    ends = share(points[0], points[1])
    return DateForm(*ends) if ends else None


def share(first: DatePoint, last: DatePoint) -> tuple[DatePoint, DatePoint] | None:
    """Ends of a period, each given the month and year that only the other names.

    None if the period would run backwards.
    """
    if first.day and not first.month:
        first = DatePoint(first.year or last.year, last.month, first.day)
    year = last.year
    if first.year is None and year is not None:
        back = (first.month or 1, first.day or 1) > (last.month or 12, last.day or 31)
        first = DatePoint(year - back, first.month, first.day)
    elif last.year is None and first.year is not None and last.month:
        ahead = (last.month, last.day or 31) < (first.month or 1, first.day or 1)
        last = DatePoint(first.year + ahead, last.month, last.day)
    if not _in_order(first, last):
        return None
    return first, last


def _in_order(first: DatePoint, last: DatePoint) -> bool:
    a = (first.year or 0, first.month or 1, first.day or 1)
    b = (last.year or 0, last.month or 12, last.day or 31)
    if first.year is None and last.year is None and first.month and last.month:
        return a != b and (a < b or first.month > last.month)  # a period may run over New Year
    return a < b
