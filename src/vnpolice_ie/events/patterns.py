"""The rows of lexicon/data/role_patterns: where the fillers of a role stand."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple, cast

from vnpolice_ie.lexicon import read_table
from vnpolice_ie.schema import LABELS, Role, fillers_of

LABEL_BITS: Final[Mapping[str, int]] = {label: 1 << number for number, label in enumerate(LABELS)}
"""Labels as the bits of a number, so that two sets of them are quickly compared."""
_PREFERENCE = ("PERSON", "POSITION", "ORG", "LOC", "DATE", "DOC_REF", "OFFENCE", "AWARD", "RANK")


def mask_of(labels: Iterable[str]) -> int:
    """The bits of some labels together."""
    return functools.reduce(operator.or_, (LABEL_BITS[label] for label in labels), 0)


class Pattern(NamedTuple):
    """One row of role_patterns.

    Attributes:
        words: what is looked for, None for nothing.
        first_words: what one of the words begins with.
    """

    role: Role
    how: str
    words: re.Pattern[str] | None
    first_words: frozenset[str]
    triggers: tuple[str, ...]
    but: tuple[str, ...]
    labels: tuple[str, ...]

    def holds(self, words: str) -> bool:
        """Tell whether the pattern is one for a trigger of these words."""
        return (not self.triggers or words.startswith(self.triggers)) and not words.startswith(self.but)


@cache
def patterns_of(event_type: str) -> tuple[Pattern, ...]:
    """The patterns of one event type, in order."""
    found = []
    for row in read_table("role_patterns"):
        if row["type"] == event_type:
            role = cast("Role", row["role"])
            triggers, _, but = row["triggers"].partition("!")
            found.append(
                Pattern(
                    role,
                    row["how"],
                    re.compile(rf"\b(?:{row['words']})\b") if row["words"] else None,
                    frozenset(words.partition(" ")[0] for words in row["words"].split("|") if words),
                    tuple(filter(None, triggers.split("|"))),
                    tuple(filter(None, but.split("|"))),
                    tuple(row["labels"].split()) or tuple(sorted(fillers_of(role), key=_PREFERENCE.index)),
                )
            )
    return tuple(found)
