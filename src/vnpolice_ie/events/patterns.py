"""The rows of lexicon/data/role_patterns: where the fillers of a role stand."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple, cast

from vnpolice_ie.lexicon import read_table
from vnpolice_ie.schema import Role, fillers_of

_PREFERENCE = ("PERSON", "POSITION", "ORG", "LOC", "DATE", "DOC_REF", "OFFENCE", "AWARD", "RANK")


class Pattern(NamedTuple):
    """One row of role_patterns."""

    role: Role
    how: str
    words: re.Pattern[str] | None
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
                    tuple(filter(None, triggers.split("|"))),
                    tuple(filter(None, but.split("|"))),
                    tuple(row["labels"].split()) or tuple(sorted(fillers_of(role), key=_PREFERENCE.index)),
                )
            )
    return tuple(found)


@lru_cache(maxsize=4096)
def patterns_for(event_type: str, words: str) -> tuple[Pattern, ...]:
    """The patterns of an event type for a trigger of these words, in order."""
    return tuple(pattern for pattern in patterns_of(event_type) if pattern.holds(words))
