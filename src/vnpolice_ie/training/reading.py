"""What a network alone reads in prepared documents, as `Doc`s that the scorer takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from vnpolice_ie.model.backend import Backend
from vnpolice_ie.model.decode import ScoredLink, ScoredSpan, decode_links, decode_spans, in_lines
from vnpolice_ie.model.pairs import joinable, pairs_of
from vnpolice_ie.model.scheme import SAME_EVENT, Scheme
from vnpolice_ie.schema import RELATION_TYPES, EventType, Label, Role
from vnpolice_ie.training.examples import Example
from vnpolice_ie.training.groups import first_of_group
from vnpolice_ie.types import Argument, Doc, Event, Mention, Relation


def read_examples(
    backend: Backend,
    examples: Sequence[Example],
    scheme: Scheme,
    *,
    max_distance: int,
    threshold: float = 0.5,
) -> list[Doc]:
    """Read documents with the network alone: no rules but those whose findings it is told.

    Args:
        backend: runs the network.
        examples: the documents; their annotation is not looked at.
        scheme: what the network tells apart.
        max_distance: the farthest pair that is scored, in units.
        threshold: probability from which a link counts.

    Returns:
        The documents, without references, people and values of dates.
    """
    encoded = backend.encode([example.text for example in examples])
    docs: list[Doc] = []
    for example, one in zip(examples, encoded, strict=True):
        outer, inner = decode_spans(scheme, *in_lines(scheme, example.text.features, one.outer, one.inner))
        spans = sorted((*outer, *inner), key=lambda span: (span.start, -span.end))
        links: list[ScoredLink] = []
        if scheme.links and spans:
            bare = [span.bare() for span in spans]
            told = example.rule_links_of(bare)
            pairs = pairs_of(scheme, bare, example.sentence_of, max_distance, told)
            scores = backend.link(one.states, bare, pairs)
            thresholds = [threshold] * len(scheme.links)
            links = decode_links(scheme, pairs.index, scores, joinable(scheme, bare, pairs), thresholds)
        docs.append(doc_of(example, spans, links))
    return docs


def doc_of(example: Example, spans: Sequence[ScoredSpan], links: Iterable[ScoredLink]) -> Doc:
    """Return decoded spans and links as a document, offsets in the raw text."""
    mentions = [_mention(example, number, span) for number, span in enumerate(spans, 1)]
    relations: list[Relation] = []
    arguments: dict[int, list[Argument]] = {}
    same: list[tuple[int, int]] = []
    for link in links:
        if link.name == SAME_EVENT:
            same.append((link.head, link.tail))
        elif link.name in RELATION_TYPES:
            kind = link.name
            relations.append(Relation(kind, mentions[link.head], mentions[link.tail], link.score))
        else:
            argument = Argument(cast("Role", link.name), mentions[link.tail], link.score)
            arguments.setdefault(link.head, []).append(argument)
    members: dict[int, list[int]] = {}
    triggers_read = [i for i, span in enumerate(spans) if span.tag.startswith("EVENT.")]
    for trigger, first in first_of_group(triggers_read, same).items():
        members.setdefault(first, []).append(trigger)
    events = tuple(
        Event(
            id=f"E{number}",
            type=cast("EventType", mentions[triggers[0]].type),
            triggers=tuple(mentions[i] for i in triggers),
            arguments=tuple(argument for i in triggers for argument in arguments.get(i, ())),
        )
        for number, triggers in enumerate(members.values(), 1)
    )
    return Doc(example.id, example.raw, tuple(mentions), tuple(relations), events)


def _mention(example: Example, number: int, span: ScoredSpan) -> Mention:
    label, _, event_type = span.tag.partition(".")
    start, end = example.raw_starts[span.start], example.raw_ends[span.end - 1]
    return Mention(
        start=start,
        end=end,
        id=f"T{number}",
        label=cast("Label", label if label == "EVENT" else span.tag),
        text=example.raw[start:end],
        score=span.score,
        type=cast("EventType", event_type) if label == "EVENT" else None,
        rule="model",
    )
