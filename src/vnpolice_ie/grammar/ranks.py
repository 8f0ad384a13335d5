"""Police and military ranks: text to `Rank`, and its usual spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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


def find_ranks(folded: str) -> Iterator[RankMatch]:
    """Ranks in a folded normal text, in order; the longest name wins.

    "hạ sĩ quan" is a class of persons, no rank. A rank that ends inside a word is left out, but its
    end may be glued to a name ("thiếu tướngđặng"): the caller sees the case and decides.
    """
    ranks, pattern = _ranks()
    for match in pattern.finditer(folded):
        start, end = match.span()
        if start and folded[start - 1].isalnum():
            continue
        yield RankMatch(start, end, ranks[" ".join(match[0].split())])


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
    return ranks, re.compile(rf"{_any_of(words.split() for words in ranks)}(?! quan(?![^\W_]))")


def _any_of(phrases: Iterable[Sequence[str]]) -> str:
    """A pattern for phrases with one space or two between their words; the longest is tried first.

    Phrases that begin with one word share it: few branches are tried at each letter of a text.
    """
    further: dict[str, list[Sequence[str]]] = {}
    for words in phrases:
        further.setdefault(words[0], []).append(words[1:])
    branches: list[str] = []
    for word in sorted(further, key=lambda word: (-len(word), word)):
        rest = [words for words in further[word] if words]
        more = f" {{1,2}}{_any_of(rest)}" if rest else ""
        optional = "?" if more and len(rest) < len(further[word]) else ""
        branches.append(re.escape(word) + (f"(?:{more}){optional}" if optional else more))
    return f"(?:{'|'.join(branches)})"
