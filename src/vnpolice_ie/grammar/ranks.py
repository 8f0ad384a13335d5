"""Police and military ranks: text to `Rank`, and its usual spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.text.normal import normalize


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank.

    Attributes:
        name: its usual spelling, "Đại tá".
        level: 0 (Binh nhì) to 18; the navy's ranks have the level of the army's.
        service: `police` (the army has the same), `navy`, `foreign` or `historic`.
    """

    name: str
    level: int
    service: str


@dataclass(frozen=True, slots=True)
class RankMatch:
    """A rank found in a text: offsets, end exclusive."""

    start: int
    end: int
    rank: Rank


def first_words() -> set[str]:
    """The words with which ranks begin, in lower case."""
    ranks, _ = _ranks()
    return {name.split()[0] for name in ranks}


def rank_at(folded: str, start: int) -> RankMatch | None:
    """The rank that begins at an offset of a folded normal text; the longest name wins.

    "hạ sĩ quan" is a class of persons, no rank. The end may be glued to a name ("thiếu tướngđặng"): the
    caller sees the case and decides.
    """
    ranks, pattern = _ranks()
    match = pattern.match(folded, start)
    return match and RankMatch(start, match.end(), ranks[" ".join(match[0].split())])


def parse_rank(words: str) -> Rank | None:
    """The rank that the words are, in any spelling and case; None if they are none."""
    ranks, _ = _ranks()
    return ranks.get(" ".join(normalize(words).folded.split()))


@cache
def _ranks() -> tuple[dict[str, Rank], re.Pattern[str]]:
    ranks: dict[str, Rank] = {}
    for row in read_table("ranks"):
        rank = Rank(row["name"], int(row["level"]), row["service"])
        for spelling in (row["name"], *filter(None, row["spellings"].split("|"))):
            ranks[normalize(spelling).folded] = rank
    names = sorted((re.escape(name).replace(r"\ ", " {1,2}") for name in ranks), key=len, reverse=True)
    return ranks, re.compile(rf"(?:{'|'.join(names)})(?! quan(?![^\W_]))")
