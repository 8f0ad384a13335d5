"""The word lists that names of bodies are read with, each loaded once."""

from __future__ import annotations

from functools import cache
from itertools import chain

from vnpolice_ie.lexicon.loader import Row, read_table
from vnpolice_ie.lexicon.matcher import PhraseMatcher
from vnpolice_ie.text.tokens import Tokens

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


@cache
def heads() -> PhraseMatcher[Row]:
    """Head nouns with their rows of org_heads.tsv."""
    return PhraseMatcher((row["head"], row) for row in read_table("org_heads"))


@cache
def media() -> PhraseMatcher[Row]:
    """Newspapers, portals and broadcasters with their rows of media.tsv."""
    return PhraseMatcher((row["name"], row) for row in read_table("media"))


@cache
def media_names() -> frozenset[str]:
    """Names of media as written."""
    return frozenset(row["name"] for row in read_table("media"))


@cache
def fields() -> PhraseMatcher[bool]:
    """Fields of work; the payload tells whether a field is taken wholly in lower case."""
    return PhraseMatcher(
        (form, row["lower"] == "yes") for row in read_table("org_fields") for form in _spread(row["field"])
    )


@cache
def field_words() -> frozenset[str]:
    """The syllables that fields of work are made of, in lower case."""
    return frozenset(word for phrase in fields().phrases() for word in phrase.split() if word.isalpha())


@cache
def field_stops() -> frozenset[str]:
    """Words that do not go on a field: of the clause around the name."""
    return frozenset(row["word"] for row in read_table("field_stops"))


@cache
def deeds() -> PhraseMatcher[bool]:
    """Words that state an event: what a body does, not what it is for."""
    acts = ("tham gia", "phối hợp", "thực hiện", "tiến hành", "tổ chức")
    return PhraseMatcher(
        (phrase, True) for phrase in (*(row["trigger"] for row in read_table("triggers")), *acts)
    )


@cache
def company_words() -> PhraseMatcher[bool]:
    """Words of trade; the payload tells whether one is a legal form."""
    return PhraseMatcher(
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


@cache
def fixed_names() -> PhraseMatcher[Row]:
    """Bodies with a fixed proper name, with their rows of org_names.tsv."""
    return PhraseMatcher((row["name"], row) for row in read_table("org_names"))


@cache
def short_names() -> dict[str, Row]:
    """Abbreviations and short names that stand for one body by themselves."""
    return {row["abbreviation"]: row for row in read_table("org_abbreviations")}


@cache
def range_words() -> PhraseMatcher[bool]:
    """Words of range that may end a name: "Trung ương", "tối cao", "Việt Nam"."""
    return PhraseMatcher((row["phrase"], True) for row in read_table("range_words"))


@cache
def _code_openings() -> frozenset[str]:
    """The tokens with which a code of a unit may begin: it is written in one ("PC02") or in two."""
    return unit_codes() | {code[:2] for code in unit_codes()}


@cache
def _body_openings() -> PhraseMatcher[bool]:
    listed = chain(heads().phrases(), fixed_names().phrases(), media().phrases(), short_names())
    return PhraseMatcher((phrase, True) for phrase in listed)


def body_beginnings(tokens: Tokens) -> set[int]:
    """The tokens at which a name of a body or a paper may begin: only there the lists are looked up."""
    codes = _code_openings()
    coded = [i for i, word in enumerate(tokens.words) if word in codes]
    return {*_body_openings().beginnings(tokens), *coded}
