"""Tags of units: outside, or the place in a span of some label (BIOES).

With K labels there are 1 + 4K tags: 0 is outside, and label k has `1 + 4k` for the unit that begins
a span of several units, then one for those inside it, the one that ends it, and a span of one unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

OUTSIDE: Final = 0
BEGIN, INSIDE, END, SINGLE = range(4)
"""Place in a span, to be added to `first_tag(label)`."""

Tags = npt.NDArray[np.int64]


def tag_count(labels: int) -> int:
    """Number of tags for so many labels."""
    return 1 + 4 * labels


def first_tag(label: int) -> int:
    """Tag of the unit that begins a span of the label."""
    return 1 + 4 * label


def tag_names(labels: Iterable[str]) -> list[str]:
    """Names of the tags in the order of their ids: O, B-ORG, I-ORG, E-ORG, S-ORG, …"""
    return ["O", *(f"{place}-{label}" for label in labels for place in "BIES")]


def encode_tags(spans: Iterable[tuple[int, int, int]], length: int) -> Tags:
    """Tags of `length` units from spans (start, end, label id) that do not overlap, shape [length]."""
    tags = np.zeros(length, dtype=np.int64)
    for start, end, label in spans:
        first = first_tag(label)
        if end - start == 1:
            tags[start] = first + SINGLE
        else:
            tags[start] = first + BEGIN
            tags[start + 1 : end - 1] = first + INSIDE
            tags[end - 1] = first + END
    return tags
