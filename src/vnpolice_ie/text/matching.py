"""Patterns tried at known places, where a search of the whole text would take longer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import repeat


def matches_at(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin at one of the offsets, in their order."""
    return filter(None, map(pattern.match, repeat(text), starts))
