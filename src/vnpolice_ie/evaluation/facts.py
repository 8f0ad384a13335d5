"""An annotated document and its reading side by side, as facts that can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import cached_property

from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.types import Argument, Doc, Event, Mention, Relation

SpanFact = tuple[int, int, str]
Name = tuple[object, ...]
LinkFact = tuple[Name, str, Name]
"""First end, relation type or role, second end."""

_NAMED_BY_KEY = frozenset({"DOC_REF", "PERSON", "EVENT", "DATE"})


def fold(text: str) -> str:
    """Bring words into the form in which they are compared: NFC, single spaces, lower case."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold()


def fold_key(key: str) -> str:
    """Bring a document key into the form in which it is compared."""
    return re.sub(r"\s+", "", fold(key)).replace("–", "-")


def span_of(mention: Mention | Mark) -> SpanFact:
    """Return (start, end, tag): what must agree exactly."""
    return mention.start, mention.end, mention.tag


class Comparison:
    """The facts of one document, in the gold and in the prediction.

    A mention stands for its coreference key (a date for its value) where the gold has one, else for
    its words; a predicted mention that is no exact gold mention stands for itself and equals nothing.
    """

    def __init__(self, gold: GoldDocument, doc: Doc) -> None:
        self.gold = gold
        self.doc = doc
        self._mark_at = {span_of(mark): mark for mark in gold.marks}
        self._mark = gold.numbered()

    def match(self, mention: Mention) -> Mark | None:
        """Return the gold mark of exactly this span and label."""
        return self._mark_at.get(span_of(mention))

    @property
    def gold_spans(self) -> Set[SpanFact]:
        """The spans of the gold."""
        return self._mark_at.keys()

    @cached_property
    def read_spans(self) -> Set[SpanFact]:
        """The spans of the prediction."""
        return frozenset(map(span_of, self.doc.entities))

    @staticmethod
    def _name_of_mark(mark: Mark) -> Name:
        if mark.label in _NAMED_BY_KEY:
            return mark.label, mark.key
        return mark.label, fold(mark.text)

    def name(self, mention: Mention) -> Name:
        """Return what a predicted mention stands for."""
        mark = self.match(mention)
        return self._name_of_mark(mark) if mark else ("?", *span_of(mention))

    def name_of_event(self, event: Event) -> Name:
        """Return what a predicted event stands for: its first trigger that the gold has, else its first."""
        return self.name(self.trigger_of(event))

    def trigger_of(self, event: Event) -> Mention:
        """Return the trigger that stands for a predicted event: the first in the gold, else its first."""
        return next((t for t in event.triggers if self.match(t)), event.triggers[0])

    def relation_fact(self, relation: Relation) -> LinkFact:
        """Return a predicted relation as a fact."""
        return self.name(relation.head), relation.type, self.name(relation.tail)

    def argument_fact(self, event: Event, argument: Argument) -> LinkFact:
        """Return a predicted argument as a fact."""
        return self.name_of_event(event), argument.role, self.name(argument.mention)

    def gold_fact(self, first: int, link: str, second: int) -> LinkFact:
        """Return a link between two marks of the gold, by their numbers, as a fact."""
        return self._name_of_mark(self._mark[first]), link, self._name_of_mark(self._mark[second])

    @cached_property
    def gold_relations(self) -> frozenset[LinkFact]:
        """Relations of the gold."""
        return frozenset(self.gold_fact(r.head, r.type, r.tail) for r in self.gold.relations)

    @cached_property
    def gold_arguments(self) -> frozenset[LinkFact]:
        """Arguments of the gold."""
        return frozenset(self.gold_fact(a.trigger, a.role, a.filler) for a in self.gold.arguments)

    @cached_property
    def relations(self) -> frozenset[LinkFact]:
        """Relations of the prediction."""
        return frozenset(map(self.relation_fact, self.doc.relations))

    @cached_property
    def arguments(self) -> frozenset[LinkFact]:
        """Arguments of the prediction."""
        return frozenset(self.argument_fact(v, a) for v in self.doc.events for a in v.arguments)

    def gold_key(self, mark: Mark) -> str:
        """Return the normal form of the document that a DOC_REF of the gold means, folded."""
        return fold_key(self.gold.documents.get(mark.key or "", mark.key or ""))
