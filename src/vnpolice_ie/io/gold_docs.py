"""From what a pipeline read to annotated documents and back; what is lost on the way is counted by kind."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.schema import (
    COREFERENT,
    EVENT_TYPES,
    LABELS,
    RELATION_TYPES,
    EventType,
    Label,
    Role,
    link_error,
    role_error,
)
from vnpolice_ie.types import Argument, Doc, Event, Mention, Person, Reference, Relation

Document = GoldDocument | Doc
"""What the formats exchange: what a person annotated, or what a pipeline read."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_OF_REFERENCE = ("type", "number", "symbol", "issuer", "date", "term", "title")

SCORE, RULE = "score", "rule"


def as_gold(document: Document, left_out: Counter[str]) -> GoldDocument:
    """Return a document as if a person had annotated it.

    Args:
        document: the document.
        left_out: counts what annotated documents do not hold: scores, rules, details of references, ….
    """
    if isinstance(document, GoldDocument):
        return document
    scored = [*document.entities, *document.relations, *(a for v in document.events for a in v.arguments)]
    details = [getattr(r, name) for r in document.references for name in _OF_REFERENCE]
    left_out.update(
        {
            SCORE: len(scored),
            RULE: sum(bool(m.rule) for m in document.entities)
            + sum(bool(r.rule) for r in document.relations),
            "detail of a reference": sum(value is not None for value in details),
            "rank of a person": sum(p.rank is not None for p in document.people),
            "post of a person": sum(len(p.positions) for p in document.people),
            "event without a trigger": sum(not v.triggers for v in document.events),
        }
    )
    return GoldDocument.from_doc(document)


def as_doc(document: Document, left_out: Counter[str]) -> Doc:
    """Return a document in the form of what a pipeline reads.

    References take number and symbol from their normal form, issuer and date from their relations; people
    take ranks and posts from theirs. All is sure (a score of 1) and due to no rule.

    Args:
        document: the document.
        left_out: counts what such a document does not hold: labels, relations and roles that the scheme does
            not have, keys of labels that have none, the source, what was left open.
    """
    return document if isinstance(document, Doc) else _Finished(document, left_out).doc()


class _Finished:
    """Builds a `Doc` out of an annotated document."""

    def __init__(self, document: GoldDocument, left_out: Counter[str]) -> None:
        self.document, self.left_out = document, left_out
        marks = sorted(document.marks, key=lambda m: (m.start, -m.end))
        self.marks = [m for m in marks if _is_ours(m)]
        left_out["mark of a label that the scheme does not have"] += len(marks) - len(self.marks)
        self.mention = {mark.number: _mention(mark, n) for n, mark in enumerate(self.marks, 1)}
        self.relations = self._relations()
        used = {m.key for m in self.marks}
        left_out.update(
            {
                "key of a mark": sum(
                    bool(m.key) and m.label not in COREFERENT | {"DATE"} for m in self.marks
                ),
                "normal form of a document without a mark": len(set(document.documents) - used),
                "source": bool(document.source),
                "stretch or link left open": sum(map(len, document.unsure)),
            }
        )

    def doc(self) -> Doc:
        return Doc(
            id=self.document.id,
            text=self.document.text,
            date=self.document.date,
            entities=tuple(self.mention.values()),
            relations=self.relations,
            events=self._events(),
            references=self._references(),
            people=tuple(_person(mentions, self.relations) for mentions in self._groups("PERSON").values()),
        )

    def _relations(self) -> tuple[Relation, ...]:
        found: list[Relation] = []
        for kind, head, tail in self.document.relations:
            first, second = self.mention.get(head), self.mention.get(tail)
            if (
                kind not in RELATION_TYPES
                or first is None
                or second is None
                or link_error(kind, first.label, second.label, "")
            ):
                self.left_out["relation that the scheme does not have"] += 1
            else:
                found.append(Relation(kind, first, second))
        return tuple(dict.fromkeys(found))

    def _groups(self, label: str) -> dict[tuple[str, str], list[Mention]]:
        """Mentions that mean the same, by tag and key; one without a key stands alone."""
        groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        for mark in self.marks:
            if mark.label == label:
                groups[mark.tag, mark.key or f"\0{mark.number}"].append(self.mention[mark.number])
        return groups

    def _events(self) -> tuple[Event, ...]:
        groups = self._groups("EVENT")
        group_of = {t.id: group for group, triggers in groups.items() for t in triggers}
        arguments: dict[tuple[str, str], dict[Argument, None]] = {group: {} for group in groups}
        for trigger, role, filler in self.document.arguments:
            first, second = self.mention.get(trigger), self.mention.get(filler)
            kind = first.type if first else None
            if first is None or second is None or kind is None or role_error(kind, role, second.label, ""):
                self.left_out["argument that the scheme does not have"] += 1
                continue
            group = group_of[first.id]
            if first.id != groups[group][0].id:
                self.left_out["which trigger of an event an argument stands at"] += 1
            arguments[group][Argument(cast("Role", role), second)] = None
        return tuple(
            Event(f"E{n}", cast("EventType", triggers[0].type), tuple(triggers), tuple(arguments[group]))
            for n, (group, triggers) in enumerate(groups.items(), 1)
        )

    def _references(self) -> tuple[Reference, ...]:
        by_form: dict[str, list[Mention]] = defaultdict(list)
        for (_, key), mentions in self._groups("DOC_REF").items():
            by_form[self.document.documents.get(key) or " ".join(mentions[0].text.split())] += mentions
        return tuple(_reference(form, mentions, self.relations) for form, mentions in by_form.items())


def _is_ours(mark: Mark) -> bool:
    return mark.label in LABELS and (mark.label != "EVENT" or mark.event_type in EVENT_TYPES)


def _mention(mark: Mark, number: int) -> Mention:
    return Mention(
        start=mark.start,
        end=mark.end,
        id=f"T{number}",
        label=cast("Label", mark.label),
        text=mark.text,
        type=cast("EventType", mark.event_type) if mark.label == "EVENT" else None,
        normalized=mark.key or None if mark.label == "DATE" else None,
    )


def _tails(kind: str, mentions: Iterable[Mention], relations: Sequence[Relation]) -> list[Mention]:
    heads = {m.id for m in mentions}
    return [r.tail for r in relations if r.type == kind and r.head.id in heads]


def _reference(form: str, mentions: Sequence[Mention], relations: Sequence[Relation]) -> Reference:
    issuers = _tails("ISSUED_BY", mentions, relations)
    days = [
        m.normalized for m in _tails("ISSUED_ON", mentions, relations) if _DAY.fullmatch(m.normalized or "")
    ]
    return Reference(
        key=form,
        mentions=tuple(mentions),
        issuer=issuers[0].text if issuers else None,
        date=days[0] if days else None,
        **_parsed(form, mentions),
    )


def _parsed(form: str, mentions: Iterable[Mention]) -> Mapping[str, str | None]:
    from vnpolice_ie.grammar.references import parse_reference  # noqa: PLC0415  (loads word lists)

    for words in (form, *(m.text for m in mentions)):
        try:
            parsed = parse_reference(words)
        except InputError:
            continue
        if parsed.type or parsed.number:
            return {"type": parsed.type, "number": parsed.number, "symbol": parsed.symbol}
    return {}


def _person(mentions: Sequence[Mention], relations: Sequence[Relation]) -> Person:
    ranks = [m.text for m in _tails("HAS_RANK", mentions, relations)]
    posts = dict.fromkeys(m.text for m in _tails("HOLDS", mentions, relations))
    return Person(
        name=max((m.text for m in mentions), key=len),
        mentions=tuple(mentions),
        rank=ranks[-1] if ranks else None,
        positions=tuple(posts),
    )
