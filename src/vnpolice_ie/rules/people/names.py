"""The shape of personal names: which runs of capitals look like a Vietnamese name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from vnpolice_ie.lexicon.loader import column, read_table
from vnpolice_ie.rules.name_runs import runs_of
from vnpolice_ie.text.source import SourceText

_LONGEST_RUN = 8
"""Words of a run that are looked at."""

FAMILY: Final = 1
"""A family name."""
COMMON: Final = 2
"""A common one."""
SYLLABLE: Final = 4
"""May stand in a Vietnamese name."""
GIVEN: Final = 8
"""A usual given name."""
MIDDLE: Final = 16
"""A usual middle name."""


@cache
def family_names() -> dict[str, str]:
    """Family name in lower case → `common` or `rare`."""
    return {row["name"].lower(): row["strength"] for row in read_table("family_names")}


@cache
def name_syllables() -> dict[str, str]:
    """Syllable in lower case → `middle`, `given` or `both`."""
    return {row["syllable"].lower(): row["use"] for row in read_table("name_syllables")}


@cache
def given_names() -> frozenset[str]:
    """Syllables in lower case that are usual given names."""
    return frozenset(syllable for syllable, use in name_syllables().items() if use != "middle")


@cache
def sentence_openers() -> frozenset[str]:
    """Words in lower case that end a run of capitals."""
    return frozenset(column("sentence_openers", "word"))


@cache
def name_compounds() -> dict[str, frozenset[str]]:
    """For a syllable in lower case those that make a word of it, and no name with a word after it."""
    following: dict[str, set[str]] = {}
    for first, second in map(str.split, column("name_compounds", "pair")):
        following.setdefault(first, set()).add(second)
    return {first: frozenset(seconds) for first, seconds in following.items()}


def is_given(folded: str) -> bool:
    """Tell whether a syllable in lower case is a usual given name."""
    return folded in given_names()


def is_middle(folded: str) -> bool:
    """Tell whether a syllable in lower case is a usual middle name."""
    return name_syllables().get(folded, "given") != "given"


def is_name_syllable(folded: str) -> bool:
    """Tell whether a syllable in lower case may stand in a Vietnamese name."""
    return folded in name_syllables() or folded in family_names()


@cache
def name_uses() -> dict[str, int]:
    """For a word in lower case what the lists of names say of it: bits of `FAMILY`, `COMMON` and so on."""
    return {
        word: FAMILY * (word in family_names())
        | COMMON * (family_names().get(word) == "common")
        | SYLLABLE * is_name_syllable(word)
        | GIVEN * is_given(word)
        | MIDDLE * is_middle(word)
        for word in {*family_names(), *name_syllables()}
    }


def _stops(source: SourceText) -> bytearray:
    """For each token whether it ends a run of name-like words; a view of a text.

    A word that opens a sentence does, and an abbreviation in capitals that stands in no headline.
    """
    runs, words, folded = runs_of(source), source.tokens.words, source.tokens.folded
    uses = name_uses()
    stops = bytearray(len(words))
    for at in runs.among(sentence_openers()):
        if not (runs.joined[at] and _is_given_after_middle(folded, at)):
            stops[at] = 1
    loud = [at for at in runs.loud if len(words[at]) > 1 and not runs.shouted[at]]
    # Syllables of names in capitals ("LÊ") are no abbreviations where two stand side by side.
    syllables = {at for at in runs.loud if len(words[at]) > 1 and uses.get(folded[at], 0) & SYLLABLE}
    for at in loud:
        if at not in syllables or syllables.isdisjoint((at - 1, at + 1)):
            stops[at] = 1
    for at in runs.apostrophes:
        if not words[at + 1][0].isupper():
            stops[at + 1] = 1
    return stops


def _is_given_after_middle(folded: Sequence[str], at: int) -> bool:
    """Tell whether a word that may open a sentence ends a name: "Nguyễn Hữu Từ", "Lê Văn Có"."""
    if at < 2 or folded[at - 2] not in family_names():
        return False
    return folded[at - 1] in {"văn", "thị"} or (is_given(folded[at]) and is_middle(folded[at - 1]))


class NameShapes:
    """Judges the names of one text by shape alone."""

    def __init__(self, source: SourceText) -> None:
        self.runs = runs_of(source)
        self._uses = name_uses()
        self._words = source.tokens.words
        self._folded = source.tokens.folded
        self._stops = source.view(_stops)
        self._compounds = name_compounds()
        self._long_runs: dict[int, int] = {}
        self._full_names: dict[int, int | None] = {}

    def use(self, at: int) -> int:
        """What the lists of names say of token `at`: bits of `FAMILY`, `COMMON` and so on."""
        return self._uses.get(self._folded[at], 0)

    def family_names(self) -> list[int]:
        """The tokens with a capital that are family names, in order."""
        return self.runs.among(family_names().keys())

    def run_end(self, first: int) -> int:
        """End of the run of name-like words from token `first`, at most eight; `first` if the token is none.

        An abbreviation in capitals ends the run, but not in a headline of capitals.
        """
        known = self._long_runs.get(first)
        if known is not None:
            return known
        end = self.runs.ends[first]
        last = end if end - first <= _LONGEST_RUN else first + _LONGEST_RUN
        stop = self._stops.find(1, first, last)
        if stop >= 0:
            return stop
        if last < end:
            # From each word of these it ends at the same place. (An apostrophe inside a run, as in H'Drai,
            # begins none.)
            for at in range(first, last):
                if self.runs.ends[at] == end:
                    self._long_runs[at] = last
        return last

    def is_name(self, first: int, last: int) -> bool:
        """Tell whether each of the tokens [first, last) may stand in a Vietnamese name."""
        return all(self.use(at) & SYLLABLE for at in range(first, last))

    def full_name(self, first: int) -> int | None:
        """End of the full name that begins at token `first`; None if nothing there looks like one.

        A common family name with one to three more syllables of names, or a rare one with a middle
        name and a given name.
        """
        if first >= len(self._folded) or not self.use(first) & FAMILY:
            return None
        if first not in self._full_names:
            self._full_names[first] = self._read_full_name(first)
        return self._full_names[first]

    def _read_full_name(self, first: int) -> int | None:
        last = self.cut(first, self.run_end(first))
        if self.is_compound(last - 1) or self._folded[first + 1 : first + 3] == ["việt", "nam"]:
            return None
        further = last - first - 1
        if further <= 0:
            return None
        second = self._folded[first + 1]
        if further > 1 and second in {"thị", "văn", "a"}:  # "Sùng A Chua"
            return last
        if not self.use(first) & COMMON:
            usual = further > 1 and self.use(first + 1) & MIDDLE and self.use(last - 1) & GIVEN
        else:
            usual = further > 1 or self.use(first + 1) & GIVEN or len(second) == 1
        return last if usual else None

    def is_compound(self, at: int) -> bool:
        """Tell whether token `at` is a word with the next one: `Công` before `an`."""
        following = self._compounds.get(self._folded[at])
        return following is not None and at + 1 < len(self._folded) and self._folded[at + 1] in following

    def cut(self, first: int, last: int) -> int:
        """Where a name that begins with a family name ends in the run [first, last).

        Four syllables only where the last two are usual in names; what follows is another word or name.
        """
        if last - first <= 3:
            return last
        third, fourth = self.use(first + 2), self.use(first + 3)
        if fourth & COMMON and last - first > 4:
            return first + 3
        return first + 4 if third & fourth & SYLLABLE else first + 3
