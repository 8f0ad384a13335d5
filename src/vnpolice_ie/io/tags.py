"""Tag sequences (BIO and its kin) as spans of tokens: decoded here for every reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

OUTSIDE = "O"
_BEGIN, _INSIDE, _END, _SINGLE = "B", "IM", "EL", "SU"


class TaggedSpan(NamedTuple):
    """Tokens `first` to `end` (exclusive) under one label."""

    first: int
    end: int
    label: str


def decode_tags(tags: Iterable[str]) -> list[TaggedSpan]:
    """Return the spans of a tag sequence in IOB1, IOB2 (BIO), BIOES (also BMES) or BILOU.

    Read as CoNLL's scorer reads (Tjong Kim Sang & De Meulder 2003): a tag that continues nothing, as `I-ORG`
    after `O` or after another label, begins a span; one that is not ended ends with its last tag.

    Raises:
        ValueError: a tag is neither `O` nor a prefix, a hyphen and a label; its argument is the tag.
    """
    spans: list[TaggedSpan] = []
    first, label, done = 0, "", 0
    for done, tag in enumerate(tags, 1):
        prefix, hyphen, name = tag.partition("-")
        if tag == OUTSIDE:
            prefix = name = ""
        elif not hyphen or not name or len(prefix) != 1 or prefix not in _BEGIN + _INSIDE + _END + _SINGLE:
            raise ValueError(tag)
        at = done - 1
        if label and (name != label or prefix in _BEGIN + _SINGLE):
            spans.append(TaggedSpan(first, at, label))
            label = ""
        if name and not label:
            first, label = at, name
        if label and prefix in _END + _SINGLE:
            spans.append(TaggedSpan(first, done, label))
            label = ""
    if label:
        spans.append(TaggedSpan(first, done, label))
    return spans
