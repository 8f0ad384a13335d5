"""The word lists of places as phrase matchers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain

from vnpolice_ie.lexicon.loader import Row, read_table
from vnpolice_ie.lexicon.matcher import PhraseMatcher

# Names that may follow a class word but mean something else when bare (a person, a common word).
_NEVER_BARE = frozenset({"Hồ Chí Minh", "Cửu Long"})
_CITY_SHORT = ("HCM", "TPHCM", "TP HCM", "SG")
_BARE_SHORT = ("TPHCM", "TP HCM", "TP.HCM", "TP. HCM", "Sài Gòn")
# What stands before the number of a place.
_NUMBERED = ("km", "số", "ngã")


@dataclass(frozen=True, slots=True)
class Known:
    """What the gazetteer says of a name: its kind, if it is a place anywhere, if without a class word."""

    kind: str
    sure: bool
    bare: bool


@cache
def class_words() -> PhraseMatcher[Row]:
    """Class words of places, with their rows of place_classes.tsv."""
    return PhraseMatcher((row["class"], row) for row in read_table("place_classes"))


@cache
def gazetteer() -> PhraseMatcher[Known]:
    """Names of provinces, districts, cities and countries."""
    entries: dict[str, Known] = {}
    for row in read_table("districts_and_cities"):
        sure = row["bare"] == "yes"
        known = entries.get(row["name"])
        entries[row["name"]] = Known("district", sure or bool(known and known.sure), True)
    for row in read_table("countries"):
        entries[row["name"]] = Known(row["kind"], row["bare"] != "no", True)
    for row in read_table("provinces"):
        for name in filter(None, (row["name"], *row["also"].split(";"))):
            entries[name] = Known("province", name not in _NEVER_BARE, name not in _NEVER_BARE)
    for name in _CITY_SHORT:
        entries[name] = Known("province", False, False)
    for name in _BARE_SHORT:
        entries[name] = Known("province", True, True)
    return PhraseMatcher(entries.items())


@cache
def venues() -> PhraseMatcher[bool]:
    """Buildings and sites with a fixed name."""
    return PhraseMatcher((row["name"], True) for row in read_table("venues"))


@cache
def place_beginnings() -> PhraseMatcher[bool]:
    """With what a place may begin, codes of roads and house numbers apart.

    One search for it tells where the lists need to be looked up at all.
    """
    listed = chain(class_words().phrases(), gazetteer().phrases(), venues().phrases(), _NUMBERED)
    return PhraseMatcher((phrase, True) for phrase in listed)
