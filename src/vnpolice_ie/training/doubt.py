"""How unsure a reading is: the mean entropy of its scores, for mentions, relations and arguments apart."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from vnpolice_ie.types import Doc

Part = Literal["mentions", "relations", "arguments"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)

_PRIOR = 5.0
"""Items that the mean of the pool counts for: a single doubtful mention says little about a document."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a reading is unsure of.

    Attributes:
        bits: sum of the entropies of the scores of each part, in bits.
        counts: how many mentions, relations and arguments there are.
        words: the most doubtful of them, in words, with their scores.
    """

    bits: tuple[float, float, float]
    counts: tuple[int, int, int]
    words: tuple[str, ...] = ()


def doubt_of(doc: Doc) -> Doubt:
    """Measure a reading by the scores of its mentions, relations and arguments."""
    items = [list(part) for part in (_mentions(doc), _relations(doc), _arguments(doc))]
    bits = [sum(entropy(score) for score, _ in part) for part in items]
    named = heapq.nlargest(
        _NAMED, ((entropy(score), f"{words} ({score:.2f})") for part in items for score, words in part)
    )
    mentions, relations, arguments = map(len, items)
    return Doubt(
        bits=(bits[0], bits[1], bits[2]),
        counts=(mentions, relations, arguments),
        words=tuple(words for value, words in named if value > 0),
    )


def entropy(score: float) -> float:
    """Entropy in bits of a fact that is right with this probability: 1 at 0.5, 0 at 0 and 1."""
    if not 0 < score < 1:
        return 0.0
    return -(score * math.log2(score) + (1 - score) * math.log2(1 - score))


def means(doubts: Sequence[Doubt]) -> list[tuple[float, float, float]]:
    """Return the mean entropy of each document's mentions, relations and arguments.

    Means do not grow with the length of a document. Each is drawn towards the mean of the pool, the more
    the fewer items there are; without any it is that mean.
    """
    pool = [
        sum(d.bits[part] for d in doubts) / max(1, sum(d.counts[part] for d in doubts))
        for part in range(len(PARTS))
    ]

    def mean(doubt: Doubt, part: int) -> float:
        return (doubt.bits[part] + _PRIOR * pool[part]) / (doubt.counts[part] + _PRIOR)

    return [(mean(d, 0), mean(d, 1), mean(d, 2)) for d in doubts]


def least_sure(doubts: Sequence[Doubt], count: int) -> list[int]:
    """Return the places of the documents that the pipeline is least sure of, the most doubtful first.

    A document counts by its mean entropy over the three parts; of two alike the earlier comes first.
    """
    values = [-sum(figures) for figures in means(doubts)]
    return heapq.nsmallest(count, range(len(values)), key=lambda place: (values[place], place))


def _mentions(doc: Doc) -> Iterator[tuple[float, str]]:
    for m in doc.entities:
        yield m.score, f"{m.tag} '{m.text}'"


def _relations(doc: Doc) -> Iterator[tuple[float, str]]:
    for r in doc.relations:
        yield r.score, f"{r.type} '{r.head.text}' – '{r.tail.text}'"


def _arguments(doc: Doc) -> Iterator[tuple[float, str]]:
    for event in doc.events:
        for a in event.arguments:
            yield a.score, f"{event.type}.{a.role} '{a.mention.text}'"
