"""The shape of personal names: which runs of capitals look like a Vietnamese name."""

from __future__ import annotations

from functools import cache

from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.rules.adjacency import joined
from vnpolice_ie.text.source import SourceText

MAX_SYLLABLES = 5
"""Longest name that the rules look for; "Công Tằng Tôn Nữ …" and the like are cut."""


@cache
def family_names() -> dict[str, str]:
    """Family name in lower case → `common` or `rare`."""
    return {row["name"].lower(): row["strength"] for row in read_table("family_names")}


@cache
def name_syllables() -> dict[str, str]:
    """Syllable in lower case → `middle`, `given` or `both`."""
    return {row["syllable"].lower(): row["use"] for row in read_table("name_syllables")}


def is_capitalised(word: str) -> bool:
    """Tell whether a token is a word with a capital first letter (`Lâm`, `A`, also `LÂM`)."""
    return word[0].isupper() and word.isalpha()


def is_given(folded: str) -> bool:
    """Tell whether a syllable in lower case is a usual given name."""
    return name_syllables().get(folded, "middle") != "middle"


def is_middle(folded: str) -> bool:
    """Tell whether a syllable in lower case is a usual middle name."""
    return name_syllables().get(folded, "given") != "given"


def capital_run(source: SourceText, first: int, limit: int = MAX_SYLLABLES + 1) -> int:
    """End (exclusive token index) of the run of capitalised words from token `first`, at most `limit` long.

    Words in a run are joined by spaces on one line; `first` if the token itself is none.
    """
    words = source.tokens.words
    last = first
    while last < len(words) and last - first < limit and is_capitalised(words[last]):
        last += 1
        if not joined(source, last - 1):
            break
    return last


def name_at(source: SourceText, first: int) -> int | None:
    """End (exclusive token index) of the full name that begins at token `first`, judged by shape alone.

    A common family name with one to three more syllables of names, or a rare one with a middle name
    and a given name.
    """
    folded = source.tokens.folded
    strength = family_names().get(folded[first]) if first < len(folded) else None
    if strength is None:
        return None
    last = capital_run(source, first, limit=4)
    if folded[first + 1 : first + 2] in (["thị"], ["văn"]) and last - first == 3:
        return last
    if strength == "rare":
        while last - first > 2 and not is_given(folded[last - 1]):
            last -= 1
        return last if last - first > 2 and is_middle(folded[first + 1]) else None
    if last - first == 4 and not is_given(folded[last - 1]):
        last -= 1
    usual = last - first > 2 or (last - first == 2 and (is_given(folded[last - 1]) or len(folded[last - 1]) == 1))
    return last if usual else None
