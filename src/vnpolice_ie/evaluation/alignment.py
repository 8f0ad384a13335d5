"""What of the gold belongs to what of a reading: which fault is which, mention by mention, link by link.

The scorer only counts what agrees exactly. For a table of confusions, or to show a person what went wrong,
leftovers are paired too: first those on the same span, then those of one label that overlap, then any that
overlap. Each mention is in one pair.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from vnpolice_ie.evaluation.facts import Comparison, LinkFact, Name, span_of
from vnpolice_ie.io.gold import Mark
from vnpolice_ie.schema import may_nest
from vnpolice_ie.types import Mention, Span

Kind = Literal["right", "label", "boundary", "both", "missed", "spurious"]
"""`label`: another label (or type, or role); `boundary`: another span; `both`: the two together; `missed`: in
the gold alone; `spurious`: in the reading alone."""


class SpanPair(NamedTuple):
    """A mention of the gold and the one of the reading that stands for it; None where there is none."""

    kind: Kind
    gold: Mark | None
    predicted: Mention | None


class Link(NamedTuple):
    """A relation or an argument, as a fact and as the two mentions that carry it."""

    fact: LinkFact
    first: Mark | Mention
    second: Mark | Mention
    score: float = 1.0

    @property
    def type(self) -> str:
        """The relation type, or the role."""
        return self.fact[1]

    @property
    def ends(self) -> tuple[Name, Name]:
        """What the two mentions stand for."""
        return self.fact[0], self.fact[2]


class LinkPair(NamedTuple):
    """A link of the gold and the one of the reading between the same ends; None where there is none."""

    kind: Kind
    gold: Link | None
    predicted: Link | None


def align_spans(comparison: Comparison) -> list[SpanPair]:
    """Pair the mentions of a document, in the order of the text."""
    gold: Sequence[Mark] = comparison.gold.marks
    predicted: Sequence[Mention] = comparison.doc.entities
    pairs: list[SpanPair] = []
    for pair_some in (_same, _same_span, _same_tag, _any_overlapping):
        found = list(pair_some(gold, predicted))
        paired = {id(span) for _, *spans in found for span in spans}
        gold = [mark for mark in gold if id(mark) not in paired]
        predicted = [mention for mention in predicted if id(mention) not in paired]
        pairs += found
    pairs += [SpanPair("missed", mark, None) for mark in gold]
    pairs += [SpanPair("spurious", None, mention) for mention in predicted]
    return sorted(pairs, key=_place)


def align_relations(comparison: Comparison) -> list[LinkPair]:
    """Pair the relations of a document."""
    c, marks = comparison, comparison.gold.numbered()
    gold = [Link(c.gold_fact(r.head, r.type, r.tail), marks[r.head], marks[r.tail]) for r in c.gold.relations]
    predicted = [Link(c.relation_fact(r), r.head, r.tail, r.score) for r in c.doc.relations]
    return _align_links(gold, predicted)


def align_arguments(comparison: Comparison) -> list[LinkPair]:
    """Pair the event arguments of a document."""
    c, marks = comparison, comparison.gold.numbered()
    gold = [
        Link(c.gold_fact(a.trigger, a.role, a.filler), marks[a.trigger], marks[a.filler])
        for a in c.gold.arguments
    ]
    predicted = [
        Link(c.argument_fact(event, a), c.trigger_of(event), a.mention, a.score)
        for event in c.doc.events
        for a in event.arguments
    ]
    return _align_links(gold, predicted)


def _bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _place(pair: SpanPair) -> tuple[int, int]:
    span = pair.gold or pair.predicted
    return (span.start, -span.end) if span else (0, 0)


def _nests(mark: Mark, mention: Mention) -> bool:
    """Tell whether the two could both be right, one inside the other."""
    return (may_nest(mark.label, mention.label) and mark.contains(mention)) or (
        may_nest(mention.label, mark.label) and mention.contains(mark)
    )


def _same(gold: Sequence[Mark], predicted: Sequence[Mention]) -> Iterator[SpanPair]:
    return _with_one_key(gold, predicted, "right", span_of)


def _same_span(gold: Sequence[Mark], predicted: Sequence[Mention]) -> Iterator[SpanPair]:
    return _with_one_key(gold, predicted, "label", _bounds)


def _with_one_key(
    gold: Sequence[Mark], predicted: Sequence[Mention], kind: Kind, key: Callable[[Mark | Mention], object]
) -> Iterator[SpanPair]:
    waiting: defaultdict[object, list[Mention]] = defaultdict(list)
    for mention in reversed(predicted):
        waiting[key(mention)].append(mention)
    for mark in gold:
        if found := waiting[key(mark)]:
            yield SpanPair(kind, mark, found.pop())


def _same_tag(gold: Sequence[Mark], predicted: Sequence[Mention]) -> Iterator[SpanPair]:
    return _most_alike_first(gold, predicted, "boundary", lambda g, p: g.tag == p.tag)


def _any_overlapping(gold: Sequence[Mark], predicted: Sequence[Mention]) -> Iterator[SpanPair]:
    return _most_alike_first(gold, predicted, "both", lambda g, p: not _nests(g, p))


def _most_alike_first(
    gold: Sequence[Mark], predicted: Sequence[Mention], kind: Kind, may_pair: Callable[[Mark, Mention], bool]
) -> Iterator[SpanPair]:
    candidates = [(g, p) for g, p in _overlapping(gold, predicted) if may_pair(g, p)]
    candidates.sort(key=lambda pair: (-_likeness(*pair), pair[0].start, pair[1].start))
    paired: set[int] = set()
    for mark, mention in candidates:
        if paired.isdisjoint((id(mark), id(mention))):
            paired |= {id(mark), id(mention)}
            yield SpanPair(kind, mark, mention)


def _overlapping(gold: Sequence[Mark], predicted: Sequence[Mention]) -> Iterator[tuple[Mark, Mention]]:
    mentions = sorted(predicted, key=_bounds)
    starts = [mention.start for mention in mentions]
    longest = max(map(len, mentions), default=0)
    for mark in gold:
        first, last = bisect_left(starts, mark.start - longest), bisect_left(starts, mark.end)
        yield from ((mark, mention) for mention in mentions[first:last] if mark.overlaps(mention))


def _likeness(a: Span, b: Span) -> float:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared / (len(a) + len(b) - shared)


def _align_links(gold: Iterable[Link], predicted: Iterable[Link]) -> list[LinkPair]:
    wanted = {link.fact: link for link in gold}
    found = {link.fact: link for link in predicted}
    pairs = [LinkPair("right", wanted[fact], found[fact]) for fact in wanted if fact in found]
    between: defaultdict[tuple[Name, Name], list[Link]] = defaultdict(list)
    for fact, link in found.items():
        if fact not in wanted:
            between[link.ends].append(link)
    for fact, link in wanted.items():
        if fact in found:
            continue
        others = between[link.ends]
        pairs.append(LinkPair("label", link, others.pop(0)) if others else LinkPair("missed", link, None))
    pairs += [LinkPair("spurious", None, link) for links in between.values() for link in links]
    return pairs
