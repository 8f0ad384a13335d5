"""Texts of equal length for the benchmarks, cut from the example documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from throughput import make_text

SYLLABLES = 600
"""Syllables of a text."""


def documents(count: int) -> list[str]:
    """Texts of `SYLLABLES` syllables each; their digits differ from one to the next."""
    words = re.findall(r"\s*\S+", make_text(0.0045 * count + 0.02))
    return list(islice(_cut(words), count))


def _cut(words: Sequence[str]) -> Iterator[str]:
    for first in range(0, len(words) - SYLLABLES, SYLLABLES):
        yield "".join(words[first : first + SYLLABLES]).strip()
