"""Tag sequences (BIO and its kin) as spans of tokens: decoded and checked here for every reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

OUTSIDE = "O"
TagScheme = Literal["bio", "iob1", "bioes"]
"""`bioes` is BILOU and BMES too; in `iob1` I begins a span, and B one right after another of its label."""

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


class TagFault(NamedTuple):
    """A tag that its scheme does not allow.

    Attributes:
        at: the token, counted from 0.
        what: what is wrong.
        remedy: what to do.
    """

    at: int
    what: str
    remedy: str


def scheme_of(sequences: Iterable[Iterable[str]]) -> TagScheme:
    """Tell which scheme the sequences of a file follow, as `SchemeFinder` does."""
    finder = SchemeFinder()
    for tags in sequences:
        finder.add(tags)
    return finder.scheme


class SchemeFinder:
    """Tells which scheme sequences follow.

    E, S, L, U or M stand in `bioes` alone. Of the others, a B that does not follow a span of its own
    label shows `bio`; where each B does, or there is none, it is `iob1`.

    Attributes:
        scheme: what was found so far.
    """

    def __init__(self) -> None:
        self.scheme: TagScheme = "iob1"

    def add(self, tags: Iterable[str]) -> None:
        """Look at a sequence."""
        if self.scheme == "bioes":
            return
        before = ""
        for tag in tags:
            prefix, _, label = tag.partition("-")
            if label and prefix in ("M", *_END, *_SINGLE):
                self.scheme = "bioes"
                return
            if prefix == _BEGIN and label != before:
                self.scheme = "bio"
            before = label


def tag_faults(tags: Sequence[str], scheme: TagScheme) -> Iterator[TagFault]:
    """Yield each tag of a sequence that its scheme does not allow, in order.

    Args:
        tags: tags that `decode_tags` can read.
        scheme: their scheme.
    """
    label_before = ""
    for at, tag in enumerate([*tags, OUTSIDE]):
        prefix, _, label = tag.partition("-")
        goes_on = label != "" and prefix in _INSIDE + _END
        continues = goes_on and label == label_before
        if scheme == "bioes" and label_before and not continues:
            remedy = f"End it with E-{label_before} (L- in BILOU), or write S- (U-) for a single token"
            yield TagFault(at - 1, f"the span of {label_before} has no end", remedy)
        if scheme != "bioes" and label and prefix not in _BEGIN + "I":
            yield TagFault(at, f"{tag} stands among tags of BIO", "Keep to one scheme in a file")
        elif scheme != "iob1" and goes_on and not continues:
            remedy = f"Write B-{label} where the span starts"
            yield TagFault(at, f"{tag} continues no span of its label", remedy)
        ends = scheme == "bioes" and prefix in _END + _SINGLE
        label_before = "" if ends else label
