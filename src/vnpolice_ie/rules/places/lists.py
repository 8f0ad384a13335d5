"""The word lists of places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnpolice_ie.lexicon.loader import Row, read_table
from vnpolice_ie.lexicon.matcher import Entries
from vnpolice_ie.rules.name_lists import context_words

# Names that may follow a class word but mean something else when bare (a person, a common word).
_NEVER_BARE = frozenset({"Hồ Chí Minh", "Cửu Long"})
_CITY_SHORT = ("HCM", "TPHCM", "TP HCM", "SG")
_BARE_SHORT = ("TPHCM", "TP HCM", "TP.HCM", "TP. HCM", "Sài Gòn")
# Roads, squares and sites that are named for days: "đường 3/2", "quảng trường 30 tháng 4".
_NAMED_FOR_DAYS = (
    *("đường", "phố", "đại lộ", "quảng trường", "sân vận động", "công viên", "cầu", "chợ", "hầm"),
)
_SEATS = (
    *("trụ sở", "hội trường", "doanh trại", "nhà hát", "nhà văn hóa", "nhà thi đấu", "sân vận động"),
    *("nghĩa trang nhân dân", "nghĩa trang liệt sĩ", "nghĩa trang", "nhà khách", "nhà tang lễ"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the gazetteer says of a name: its kind, if it is a place anywhere, if without a class word."""

    kind: str
    sure: bool
    bare: bool


# Many names have one and the same payload.
_known = cache(Known)


def class_words() -> Entries[Row]:
    """Class words of places, with their rows of place_classes.tsv."""
    return ((row["class"], row) for row in read_table("place_classes"))


def gazetteer() -> Entries[Known]:
    """Names of provinces, districts, cities and countries."""
    entries: dict[str, Known] = {}
    for row in read_table("districts_and_cities"):
        sure = row["bare"] == "yes"
        known = entries.get(row["name"])
        entries[row["name"]] = _known("district", sure or bool(known and known.sure), True)
    for row in read_table("countries"):
        entries[row["name"]] = _known(row["kind"], row["bare"] != "no", True)
    for row in read_table("provinces"):
        for name in filter(None, (row["name"], *row["also"].split(";"))):
            entries[name] = _known("province", name not in _NEVER_BARE, name not in _NEVER_BARE)
    for name in _CITY_SHORT:
        entries[name] = _known("province", False, False)
    for name in _BARE_SHORT:
        entries[name] = _known("province", True, True)
    return entries.items()


def venues() -> Entries[bool]:
    """Buildings and sites with a fixed name."""
    return ((row["name"], True) for row in read_table("venues"))


def seats() -> Entries[bool]:
    """Words that, with a body after them, name its building."""
    return ((phrase, True) for phrase in _SEATS)


def before_numbers() -> Entries[str]:
    """Words before numbers that belong to places: which place it is that they begin."""
    yield from {"km": "kilometre", "số": "house", "ngã": "crossing"}.items()
    yield from ((word, "address") for word in context_words("address-before"))
    yield from ((word, "day") for word in _NAMED_FOR_DAYS)
