"""Codes of police units: `PC02`, `V05`, those before August 2018 (`PC45`) too (police_unit_names.tsv)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from vnpolice_ie.lexicon.loader import read_table

_CODE = re.compile(r"(?<![^\W_])P?[A-Z]\d\d(?![^\W_])")


@dataclass(frozen=True, slots=True)
class PoliceUnit:
    """What a code stands for.

    Attributes:
        code: the code, `PC02`; one that begins with P is of each province.
        name: the unit's name.
        since, until: years in which the code stood for it; None where it is older, or still does.
    """

    code: str
    name: str
    since: int | None
    until: int | None


@cache
def police_units() -> dict[str, PoliceUnit]:
    """The units by their codes."""
    return {
        row["code"]: PoliceUnit(row["code"], row["unit"], _year(row["since"]), _year(row["until"]))
        for row in read_table("police_unit_names")
    }


def _year(cell: str) -> int | None:
    return int(cell) if cell else None


def units_named(texts: Iterable[str]) -> list[PoliceUnit]:
    """The units whose codes stand in the texts, names of bodies or symbols of documents, in order of code."""
    codes = {code for text in texts for code in _CODE.findall(text)}
    return [unit for code, unit in sorted(police_units().items()) if code in codes]
