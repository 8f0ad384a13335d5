"""Word lists about names that several stages read: words around names, compounds, family names."""

from __future__ import annotations

from functools import cache

from vnpolice_ie.lexicon.loader import column, read_table


@cache
def context_words(role: str) -> frozenset[str]:
    """Syllables of name_context.tsv that play a part."""
    return frozenset(
        word for row in read_table("name_context") if row["role"] == role for word in row["words"].split()
    )


@cache
def head_compounds() -> dict[str, frozenset[str]]:
    """For a head noun or class word the syllables that make another word of it."""
    return {row["head"]: frozenset(row["before"].split()) for row in read_table("head_compounds")}


@cache
def common_family_names() -> frozenset[str]:
    """Family names, as written, that begin a person's name wherever capitals follow."""
    return frozenset(row["name"] for row in read_table("family_names") if row["strength"] == "common")


@cache
def all_family_names() -> frozenset[str]:
    """All family names, as written."""
    return frozenset(row["name"] for row in read_table("family_names"))


@cache
def word_compounds() -> frozenset[tuple[str, str]]:
    """Pairs of syllables in lower case that are a word in the middle of which no name begins or ends."""
    return frozenset((first, second) for first, second in map(str.split, column("word_compounds", "word")))
