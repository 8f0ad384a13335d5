"""How labels look: one colour each for a light and a dark ground, and words for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from vnpolice_ie.schema import Label


class Look(NamedTuple):
    """Colours of a label (hexadecimal) and what to call it."""

    light: str
    dark: str
    words: str


LOOKS: Final[Mapping[Label, Look]] = MappingProxyType(
    {
        "DOC_REF": Look("#2f55d4", "#8fa8ff", "document"),
        "RANK": Look("#b45f06", "#f0a95b", "rank"),
        "POSITION": Look("#8a3fd1", "#c99bf5", "position"),
        "PERSON": Look("#d11f5a", "#ff8bae", "person"),
        "ORG": Look("#0b8a72", "#54d3b8", "organisation"),
        "LOC": Look("#5b8a12", "#a9d65a", "place"),
        "DATE": Look("#0a86b8", "#62c8f0", "date"),
        "EVENT": Look("#cc420b", "#ff9f6b", "event"),
        "OFFENCE": Look("#9b1c31", "#f08a98", "offence"),
        "AWARD": Look("#a58400", "#e6cf5a", "award"),
    }
)
