"""The word lists that names of bodies are read with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnpolice_ie.lexicon.loader import Row, read_table
from vnpolice_ie.lexicon.matcher import Entries, PhraseMatcher, tokens_of
from vnpolice_ie.rules.name_lists import context_words

# What an asterisk in a phrase stands for: the parts of a field are joined in any of these ways.
_CONNECTORS = (" ", " và ", " - ", ", ", " & ")


def _spread(phrase: str) -> list[str]:
    """The forms of a phrase whose asterisks stand for one of several connectors."""
    forms = [""]
    for n, part in enumerate(phrase.split(" * ")):
        forms = [f"{form}{c}{part}" for form in forms for c in (_CONNECTORS if n else ("",))]
    return forms


# Last syllables of posts: a word after one may belong to the post ("Phó Bí thư Thường trực Tỉnh ủy").
POST_ENDINGS = frozenset({"thư", "tịch", "đốc", "trưởng", "ban", "nhiệm", "tướng", "đoàn", "phó", "viên"})


@dataclass(frozen=True, slots=True)
class BodyHead:
    """What lexicon/data/org_heads.tsv says of a head noun.

    Attributes:
        name: the head as the list writes it.
        folded: the same in lower case.
        kind, tail, alone, small: see the list.
        abbreviated: it is one word in capitals.
        several: it has more than one word.
        words: number of its words.
        not_after: words (in lower case) with which it makes another word or name.
        standing: a standing body ("Thường trực"), which may follow anything else.
    """

    name: str
    folded: str
    kind: str
    tail: str
    alone: str
    small: str
    abbreviated: bool
    several: bool
    words: int
    not_after: frozenset[str]
    standing: bool


# "tổ CSGT", "Chi cục trưởng Thuế", "Tổng Bí thư Trường Chinh", "bằng đại học", "thi THPT", "Tổng Kiểm toán".
_NOT_AFTER = {
    "csgt": ("tổ", "lượng"),
    "cảnh sát giao thông": ("tổ", "lượng"),
    "thuế": ("trưởng",),
    "trường": ("thư", "chí", "ông"),
    "đại học": ("độ", "bằng", "nhân", "thi"),
    "thpt": ("thi", "nghiệp"),
    "thcs": ("thi", "nghiệp"),
    "cao đẳng": ("độ", "bằng", "nhân"),
    "kiểm toán nhà nước": ("tổng",),
    "thanh tra": ("tổng",),
}


def _head(row: Row) -> BodyHead:
    name, folded = row["head"], row["head"].lower()
    standing = folded.startswith("thường trực")
    return BodyHead(
        name,
        folded,
        kind=row["kind"],
        tail=row["tail"],
        alone=row["alone"],
        small=row["small"],
        abbreviated=name.isupper() and " " not in name,
        several=" " in name,
        words=len(tokens_of(name)),
        not_after=POST_ENDINGS if standing else frozenset(_NOT_AFTER.get(folded, ())),
        standing=standing,
    )


def heads() -> Entries[BodyHead]:
    """Head nouns of org_heads.tsv."""
    return ((row["head"], _head(row)) for row in read_table("org_heads"))


def media() -> Entries[Row]:
    """Newspapers, portals and broadcasters with their rows of media.tsv."""
    return ((row["name"], row) for row in read_table("media"))


@cache
def media_names() -> frozenset[str]:
    """Names of media as written."""
    return frozenset(row["name"] for row in read_table("media"))


def fields() -> Entries[bool]:
    """Fields of work; the payload tells whether a field is taken wholly in lower case."""
    return (
        (form, row["lower"] == "yes") for row in read_table("org_fields") for form in _spread(row["field"])
    )


# Words that join the parts of a field.
FIELD_LINKS = frozenset({"và", "về"})


@cache
def field_words() -> frozenset[str]:
    """The syllables that fields of work are made of, in lower case, and the words that join its parts."""
    return FIELD_LINKS.union(word for field, _ in fields() for word in tokens_of(field) if word.isalpha())


@cache
def field_stops() -> frozenset[str]:
    """Words that do not go on a field: of the clause around the name."""
    stops = {row["word"] for row in read_table("field_stops")} | context_words("function-word")
    return frozenset(stops - FIELD_LINKS)


@cache
def deeds() -> PhraseMatcher[bool]:
    """Words that state an event: what a body does, not what it is for."""
    acts = ("tham gia", "phối hợp", "thực hiện", "tiến hành", "tổ chức")
    return PhraseMatcher(
        (phrase, True) for phrase in (*(row["trigger"] for row in read_table("triggers")), *acts)
    )


@cache
def tail_openings() -> frozenset[str]:
    """Words of no list that numbers and tasks of bodies begin with, and what an abbreviation is put in."""
    return context_words("task-opening") | {"số", "("}


def company_words() -> Entries[bool]:
    """Words of trade; the payload tells whether one is a legal form."""
    return (
        (form, row["form"] == "yes") for row in read_table("company_words") for form in _spread(row["word"])
    )


@cache
def unit_codes() -> frozenset[str]:
    """Codes of police units, as PC02."""
    return frozenset(
        f"{row['prefix']}{number:02d}"
        for row in read_table("police_units")
        for number in range(int(row["first"]), int(row["last"]) + 1)
    )


def fixed_names() -> Entries[Row]:
    """Bodies with a fixed proper name, with their rows of org_names.tsv."""
    return ((row["name"], row) for row in read_table("org_names"))


@cache
def short_names() -> dict[str, Row]:
    """Abbreviations and short names that stand for one body by themselves."""
    return {row["abbreviation"]: row for row in read_table("org_abbreviations")}


def range_words() -> Entries[bool]:
    """Words of range that may end a name: "Trung ương", "tối cao", "Việt Nam"."""
    return ((row["phrase"], True) for row in read_table("range_words"))


def codes() -> Entries[bool]:
    """Codes of units, in one word ("PC02") or in two ("PC 02")."""
    split = (f"{code[:2]} {code[2:]}" for code in unit_codes() if code[1].isalpha())
    return ((code, True) for code in (*unit_codes(), *split))
