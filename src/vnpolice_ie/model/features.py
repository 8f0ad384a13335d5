"""What grammar, word lists and rules say of each unit, as small numbers for the network.

Each column of the feature matrix has values of its own from 0 (nothing known); the network has one
embedding for each value of each column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from vnpolice_ie.lexicon.loader import column
from vnpolice_ie.model.list_features import ListColumns
from vnpolice_ie.model.scheme import default_scheme
from vnpolice_ie.model.tags import encode_tags, tag_count
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.text.tokens import Tokens

Features = npt.NDArray[np.int16]

# Word lists that tell something of their words wherever these stand: list and column.
LISTS: Final[tuple[tuple[str, str], ...]] = (
    ("provinces", "name"),
    ("districts_and_cities", "name"),
    ("countries", "name"),
    ("place_classes", "class"),
    ("venues", "name"),
    ("org_heads", "head"),
    ("org_names", "name"),
    ("org_fields", "field"),
    ("org_abbreviations", "abbreviation"),
    ("company_words", "word"),
    ("media", "name"),
    ("police_unit_names", "unit"),
    ("post_heads", "head"),
    ("person_titles", "title"),
    ("family_names", "name"),
    ("name_syllables", "syllable"),
    ("ranks", "name"),
    ("document_types", "noun"),
    ("laws", "name"),
    ("offences", "offence"),
    ("awards", "award"),
    ("meetings", "meeting"),
    ("triggers", "trigger"),
)
RULE_COLUMNS: Final = ("rules.outer", "rules.inner", "rules.told")
_PUNCTUATION: Final = {mark: number for number, mark in enumerate(",.:;\"'()-/“”…%&+*?!")}
_WORD_SHAPES: Final = 13
_GAPS: Final = 5
_REMEMBERED: Final = 1 << 16
"""Words and gaps whose numbers are remembered."""


@dataclass(frozen=True)
class Columns:
    """The columns of the feature matrix.

    Attributes:
        names: what each column holds: `shape`, `gap`, the word lists, `rules.outer`, `rules.inner`, and
            `rules.told`, which is 0 where the findings of the rules were hidden in training.
        sizes: how many values each has.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]

    @cached_property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Where the values of each column begin in one table of all values, shape [columns]."""
        return np.concatenate([[0], np.cumsum(self.sizes[:-1])]).astype(np.int64)

    @property
    def total(self) -> int:
        """How many values all columns have together."""
        return sum(self.sizes)


@cache
def columns() -> Columns:
    """Return the columns; a model folder keeps their names and sizes, and is refused where they differ."""
    scheme = default_scheme()
    return Columns(
        ("shape", "gap", *(name for name, _ in LISTS), *RULE_COLUMNS),
        (
            _WORD_SHAPES + len(_PUNCTUATION),
            _GAPS,
            *(3 for _ in LISTS),
            tag_count(len(scheme.outer)),
            tag_count(len(scheme.inner)),
            2,
        ),
    )


def features_of(units: Tokens, outer: Iterable[UnitSpan] = (), inner: Iterable[UnitSpan] = ()) -> Features:
    """Return the feature matrix, shape [units, columns].

    Args:
        units: the units of a text.
        outer, inner: spans that the rules found, by the default scheme.
    """
    length = len(units)
    matrix = np.zeros((length, len(columns().names)), dtype=np.int16)
    matrix[:, 0] = np.fromiter(map(shape_of, units.words), dtype=np.int16, count=length)
    matrix[:, 1] = np.fromiter(map(gap_of, units.gaps), dtype=np.int16, count=length)
    if length:
        matrix[0, 1] = _GAPS - 1
    matrix[:, 2 : 2 + len(LISTS)] = _lists()(units.folded)
    tell_rules(matrix, outer, inner)
    return matrix


def line_starts(matrix: Features) -> npt.NDArray[np.bool_]:
    """Tell which units begin a line, shape [units]; none where the matrix is empty of features."""
    return np.asarray(matrix[:, 1] > gap_of(" "))


def tell_rules(matrix: Features, outer: Iterable[UnitSpan], inner: Iterable[UnitSpan]) -> None:
    """Write the rules' findings into a feature matrix, in place of what it says of them."""
    scheme, length = default_scheme(), len(matrix)
    first = len(columns().names) - len(RULE_COLUMNS)
    matrix[:, first] = encode_tags(((s.start, s.end, scheme.outer_id[s.tag]) for s in outer), length)
    matrix[:, first + 1] = encode_tags(((s.start, s.end, scheme.inner_id[s.tag]) for s in inner), length)
    matrix[:, first + 2] = 1


def hide_rules(matrix: Features) -> None:
    """Take the rules' findings out of a feature matrix."""
    matrix[:, len(columns().names) - len(RULE_COLUMNS) :] = 0


@lru_cache(_REMEMBERED)
def shape_of(word: str) -> int:
    """Number of a word's form: case, digits, kind of mark; never 0."""
    if len(word) == 1 and not word.isalnum():
        return _WORD_SHAPES + _PUNCTUATION[word] if word in _PUNCTUATION else 1
    if word.isdigit():
        return 1 + min(len(word), 5)
    if word.isalpha():
        if word.islower():
            return 7
        if word.istitle():
            return 8 if len(word) > 1 else 9
        return 10 if word.isupper() else 11
    return 12


@lru_cache(_REMEMBERED)
def gap_of(gap: str) -> int:
    """Number of what stands before a unit: nothing, a space, a line end, a blank line."""
    if not gap:
        return 0
    lines = gap.count("\n")
    return 1 + min(lines, 2)


@cache
def _lists() -> ListColumns:
    return ListColumns([[(phrase, True) for phrase in column(name, key)] for name, key in LISTS])
