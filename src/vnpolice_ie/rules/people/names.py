"""The shape of personal names: which runs of capitals look like a Vietnamese name."""

from __future__ import annotations

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
_OPENER: Final = 32
"""Ends a run of capitals."""


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
def name_compounds() -> frozenset[tuple[str, str]]:
    """Pairs of syllables in lower case that are a word and no name with a word after it."""
    return frozenset((first, second) for first, second in map(str.split, column("name_compounds", "pair")))


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
        | _OPENER * (word in sentence_openers())
        for word in {*family_names(), *name_syllables(), *sentence_openers()}
    }


class NameShapes:
    """Judges the names of one text by shape alone."""

    def __init__(self, source: SourceText) -> None:
        self.runs = runs_of(source)
        self._uses = name_uses()
        self._words = source.tokens.words
        self._folded = source.tokens.folded
        self._run_ends: dict[int, int] = {}
        self._full_names: dict[int, int | None] = {}

    def use(self, at: int) -> int:
        """What the lists of names say of token `at`: bits of `FAMILY`, `COMMON` and so on."""
        return self._uses.get(self._folded[at], 0)

    def family_names(self) -> list[int]:
        """The tokens with a capital that are family names, in order."""
        folded, families = self._folded, family_names()
        return [at for at in self.runs.capitals if folded[at] in families]

    def run_end(self, first: int) -> int:
        """End of the run of name-like words from token `first`, at most eight; `first` if the token is none.

        An abbreviation in capitals ends the run, but not in a headline of capitals.
        """
        known = self._run_ends.get(first)
        if known is not None:
            return known
        last = first
        end = self.runs.ends[first]
        stop = min(end, first + _LONGEST_RUN)
        while last < stop and self._is_name_word(last):
            last += 1
        # From each word of a run it ends at the same place: a long one is walked once. (An apostrophe
        # inside one, as in H'Drai, begins none.)
        self._run_ends[first] = last
        for at in range(first + 1, last):
            if self.runs.ends[at] == end:
                self._run_ends[at] = last
        return last

    def _is_name_word(self, at: int) -> bool:
        word = self._words[at]
        if self.use(at) & _OPENER and not self._is_given_after_middle(at):
            return False
        if len(word) > 1 and word.isupper():
            return self.runs.shouted[at] or (
                self._is_loud(at) and (self._is_loud(at - 1) or self._is_loud(at + 1))
            )
        return word[0].isupper() or not word.isalpha()

    def _is_given_after_middle(self, at: int) -> bool:
        """Tell whether a word that may open a sentence ends a name: "Nguyễn Hữu Từ", "Lê Văn Có"."""
        if at < 2 or not self.runs.joined[at] or not self.use(at - 2) & FAMILY:
            return False
        if self._folded[at - 1] in {"văn", "thị"}:
            return True
        return bool(self.use(at) & GIVEN and self.use(at - 1) & MIDDLE)

    def _is_loud(self, at: int) -> bool:
        """Tell whether token `at` is a syllable of names in capitals ("LÊ")."""
        if not 0 <= at < len(self._words) or not self.use(at) & SYLLABLE:
            return False
        return self._words[at].isupper() and len(self._words[at]) > 1

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
        return at + 1 < len(self._folded) and (self._folded[at], self._folded[at + 1]) in name_compounds()

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
