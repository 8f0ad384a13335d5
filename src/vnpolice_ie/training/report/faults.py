"""The faults of a reading, one by one, each with the sentence that it stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from vnpolice_ie.evaluation.alignment import (
    Kind,
    Link,
    LinkPair,
    SpanPair,
    align_arguments,
    align_relations,
    align_spans,
)
from vnpolice_ie.evaluation.facts import Comparison, fold_key, span_of
from vnpolice_ie.io.gold import Mark
from vnpolice_ie.text.tokens import sentences
from vnpolice_ie.types import Mention, Span

Part = Literal["entities", "relations", "arguments", "references"]
LONG = 1_000
"""Characters after which a sentence is cut at a space, so that a text without stops can still be shown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        part: what kind of fact is wrong.
        kind: how.
        at: where it is shown: the span, the head of a relation, the trigger of an argument.
        gold: what the gold has: a label with its words, a link with those of its ends, a document key; or "".
        read: what was read instead; or "".
        gold_name: label, relation type or role in the gold; empty if the gold has nothing.
        read_name: the same in the reading.
        ends: of a relation or an argument, the two mentions that it joins.
        note: what else there is to know: score and rule, or which end of a link is wrong itself.
    """

    part: Part
    kind: Kind
    at: Span
    gold: str = ""
    read: str = ""
    gold_name: str = ""
    read_name: str = ""
    ends: tuple[Span, ...] = ()
    note: str = ""


class ShownSpan(NamedTuple):
    """A span of the gold or of the reading within a sentence: offsets from the sentence's start."""

    start: int
    end: int
    tag: str
    is_right: bool


@dataclass(slots=True)
class Sentence:
    """A sentence with faults.

    Attributes:
        start, end: its place in the text.
        text: its words.
        gold, read: spans of the two sides, in order of (start, -end).
        faults: what is wrong in it.
    """

    start: int
    end: int
    text: str
    gold: list[ShownSpan] = field(default_factory=list)
    read: list[ShownSpan] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def faulty_sentences(comparison: Comparison) -> list[Sentence]:
    """Return the sentences of a document that have faults, in order, with all spans of both sides."""
    c = comparison
    pairs = align_spans(c)
    bounds = _bounds(c.gold.text, [*c.gold.marks, *c.doc.entities])
    starts = [start for start, _ in bounds]
    made = [Sentence(start, end, c.gold.text[start:end]) for start, end in bounds]

    def sentence_of(span: Span) -> Sentence:
        return made[max(0, bisect_right(starts, span.start) - 1)]

    for fault in _faults(c, pairs):
        if made:
            sentence_of(fault.at).faults.append(fault)
    for pair in pairs:
        for span, side in ((pair.gold, "gold"), (pair.predicted, "read")):
            if span is not None and (sentence := sentence_of(span)).faults:
                start = span.start - sentence.start
                shown = ShownSpan(start, start + len(span), span.tag, pair.kind == "right")
                getattr(sentence, side).append(shown)
    for sentence in made:
        for spans in (sentence.gold, sentence.read):
            spans.sort(key=lambda s: (s.start, -s.end))
    return [sentence for sentence in made if sentence.faults]


def _bounds(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Sentences such that every span lies in one: those that a span joins are one."""
    joined: list[tuple[int, int]] = []
    cuts = [cut for start, end in sentences(text) for cut in _cut(text, start, end)]
    ordered = sorted(spans, key=lambda s: s.start)
    at = 0
    for start, end in cuts:
        if joined and start < joined[-1][1]:
            first, last = joined.pop()
            joined.append((first, max(last, end)))
        else:
            joined.append((start, end))
        first, last = joined[-1]
        while at < len(ordered) and ordered[at].start < last:
            last = max(last, ordered[at].end)
            first = min(first, ordered[at].start)
            at += 1
        joined[-1] = first, last
    return joined


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONG:
        space = text.rfind(" ", start + LONG // 2, start + LONG)
        stop = space if space >= 0 else start + LONG
        yield start, stop
        start = stop
    yield start, end


def _faults(c: Comparison, pairs: Sequence[SpanPair]) -> Iterator[Fault]:
    for pair in pairs:
        if pair.kind != "right":
            yield _span_fault(pair)
    linked: tuple[tuple[Part, list[LinkPair]], ...] = (
        ("relations", align_relations(c)),
        ("arguments", align_arguments(c)),
    )
    for part, links in linked:
        yield from (_link_fault(part, link, c) for link in links if link.kind != "right")
    yield from _reference_faults(c)


def _span_fault(pair: SpanPair) -> Fault:
    mark, mention = pair.gold, pair.predicted
    at = mark or mention
    assert at is not None
    return Fault(
        "entities",
        pair.kind,
        at,
        gold=f"{mark.tag} {mark.text}" if mark else "",
        read=f"{mention.tag} {mention.text}" if mention else "",
        gold_name=mark.tag if mark else "",
        read_name=mention.tag if mention else "",
        note=f"score {mention.score:.2f}" + (f", {mention.rule}" if mention.rule else "") if mention else "",
    )


def _link_fault(part: Part, pair: LinkPair, c: Comparison) -> Fault:
    gold, read = pair.gold, pair.predicted
    link = gold or read
    assert link is not None
    return Fault(
        part,
        pair.kind,
        link.first,
        gold=_words(gold) if gold else "",
        read=_words(read) if read else "",
        gold_name=gold.type if gold else "",
        read_name=read.type if read else "",
        ends=(link.first, link.second),
        note=_ends_at_fault(link, c),
    )


def _words(link: Link) -> str:
    return f"{link.first.text} → {link.type} → {link.second.text}"


def _ends_at_fault(link: Link, c: Comparison) -> str:
    """Say which end of a link is itself no exact mention of the other side; "" if both are."""
    other = c.read_spans if isinstance(link.first, Mark) else c.gold_spans
    lost = [end.text for end in (link.first, link.second) if span_of(end) not in other]
    if not lost:
        return ""
    verb = "was" if len(lost) == 1 else "were"
    return f"{' and '.join(lost)} {verb} not {'read' if isinstance(link.first, Mark) else 'in the gold'}"


def _reference_faults(c: Comparison) -> Iterator[Fault]:
    first_mark: dict[str, Mark] = {}
    for mark in c.gold.marks:
        if mark.label == "DOC_REF":
            first_mark.setdefault(c.gold_key(mark), mark)
    wanted = {fold_key(key): key for key in c.gold.documents.values()}
    found: dict[str, tuple[str, Mention | None]] = {
        fold_key(r.key): (r.key, r.mentions[0] if r.mentions else None) for r in c.doc.references
    }
    nowhere = Span(0, 0)
    for folded, key in wanted.items():
        if folded not in found:
            at = first_mark.get(folded, nowhere)
            yield Fault("references", "missed", at, gold=key, gold_name="reference")
    for folded, (key, mention) in found.items():
        if folded not in wanted:
            yield Fault("references", "spurious", mention or nowhere, read=key, read_name="reference")
