"""Who decides what, and how sure the answers are: fitted on development documents.

For every tag and link the rules' answer stands unless another way of deciding reads the development documents
better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from vnpolice_ie.evaluation.counts import Row, Tally, row
from vnpolice_ie.evaluation.facts import Comparison, LinkFact, SpanFact, span_of
from vnpolice_ie.evaluation.scoring import compare, score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.model.backend import Backend, Encoded, Floats
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.decisions import Decision, Decisions
from vnpolice_ie.model.folder import ModelSettings
from vnpolice_ie.model.links import JointLinkStage
from vnpolice_ie.model.pairs import Pairs
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.scheme import SAME_EVENT
from vnpolice_ie.model.spans import JointSpanStage
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.pipeline import Pipeline
from vnpolice_ie.rules import link_stages, span_stages
from vnpolice_ie.schema import RELATION_TYPES
from vnpolice_ie.types import Doc

RULES: Final = Decision(by="rules")
ON_TAGS: Final = (RULES, *(Decision(by="both", bonus=b) for b in (6.0, 4.0, 2.0, 1.0)), Decision())
ON_LINKS: Final = (
    RULES,
    *(Decision(by="both", bonus=b) for b in (4.0, 2.0, 1.0)),
    *(Decision(threshold=t) for t in (0.5, 0.4, 0.6, 0.3, 0.7)),
)
"""Ways of deciding that are tried, those nearer to the rules first."""
CLEAR: Final = 0.003
"""A way further from the rules has to gain so much F1 more."""

BY_GRAMMAR: Final = frozenset({"DOC_REF", "RANK", "DATE"})
"""Tags that the rules decide on: what a document or date means is read by the grammar that found it."""
DRAWN: Final = 60
"""A gain is drawn to that of its kind (spans, events, relations, roles) as if it had so many cases more."""
NOTHING: Final = row(0, 0, 0)
_BINS: Final = 6
_LEAST: Final = 8  # answers in a bin of the calibration
_PRIOR: Final = 2.0  # cases at the mean share that are put to each bin of the calibration


Rows = Mapping[str, Row]
"""Figures by tag or link, and of all together under `ALL`."""


class KeptBackend:
    """A backend that remembers what it was asked, as the same texts are read with many decisions."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._encoded: dict[bytes, Encoded] = {}

    def encode(self, texts: Sequence[ModelText]) -> list[Encoded]:
        """Return states and tag scores of whole texts."""
        keys = [np.asarray(text.pieces.ids).tobytes() + text.features.tobytes() for text in texts]
        new = [i for i, key in enumerate(keys) if key not in self._encoded]
        for i, encoded in zip(new, self._backend.encode([texts[i] for i in new]), strict=True):
            self._encoded[keys[i]] = encoded
        return [self._encoded[key] for key in keys]

    def link(self, states: Floats, spans: Sequence[UnitSpan], pairs: Pairs) -> Floats:
        """Return probabilities of the links."""
        return self._backend.link(states, spans, pairs)


class Fitting:
    """Reads development documents with one decision after another.

    Args:
        backend: runs the network.
        reader: its reader of pieces.
        settings: of the model; its decisions are not looked at.
        documents: the development documents.
        tell: is told what was read, and its mean F1.
    """

    def __init__(
        self,
        backend: Backend,
        reader: PieceReader,
        settings: ModelSettings,
        documents: Sequence[GoldDocument],
        tell: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._backend = KeptBackend(backend)
        self._reader = reader
        self._settings = settings
        self._documents = documents
        self._tell = tell
        self._span_stages, self._link_stages = span_stages(), link_stages()

    def read(self, decisions: Decisions) -> list[Doc]:
        """Read the documents."""
        settings = replace(self._settings, decisions=decisions)
        spans = JointSpanStage(self._backend, self._reader, settings)
        links = JointLinkStage(self._backend, settings)
        nlp = Pipeline((*self._span_stages, spans, *self._link_stages, links))
        return [nlp(d.text, id=d.id, date=d.date) for d in self._documents]

    def fit(self) -> Decisions:
        """Choose who decides on each tag and link, then calibrate."""
        scheme = self._settings.scheme
        links = {link.name: RULES for link in scheme.links}
        inner = dict.fromkeys(scheme.inner, Decision(by="both", bonus=2.0))

        def with_tags(decision: Decision) -> Decisions:
            return Decisions(dict.fromkeys(scheme.outer, decision), inner, links)

        spans = [tag for tag in scheme.outer if not tag.startswith("EVENT.") and tag not in BY_GRAMMAR]
        triggers = [tag for tag in scheme.outer if tag.startswith("EVENT.")]
        outer = dict.fromkeys(BY_GRAMMAR.intersection(scheme.outer), RULES)
        outer |= self._best(ON_TAGS, with_tags, tag_figures, (spans, triggers))

        def with_links(decision: Decision) -> Decisions:
            return Decisions(outer, inner, {**dict.fromkeys(links, decision), SAME_EVENT: RULES})

        relations = [name for name in links if name in RELATION_TYPES]
        roles = [name for name in links if name not in RELATION_TYPES and name != SAME_EVENT]
        chosen = self._best(ON_LINKS, with_links, link_figures, (relations, roles))

        def with_events(decision: Decision) -> Decisions:
            return Decisions(outer, inner, {**chosen, SAME_EVENT: decision})

        if SAME_EVENT in links:
            chosen |= self._best(ON_LINKS, with_events, event_figures, ([SAME_EVENT],))
        fitted = Decisions(outer, inner, chosen)
        return replace(fitted, calibration=self._calibration(fitted))

    def _best(
        self,
        options: Sequence[Decision],
        make: Callable[[Decision], Decisions],
        count: Callable[[Sequence[GoldDocument], Sequence[Doc]], Rows],
        kinds: Iterable[Sequence[str]],
    ) -> dict[str, Decision]:
        """Try each option on all names at once and choose one for each name; the rules' is the first."""
        tried: list[tuple[Decision, Rows]] = []
        for option in options:
            rows = count(self._documents, self.read(make(option)))
            self._tell(f"{option.by} bonus {option.bonus} threshold {option.threshold}: {rows['ALL'].f1:.4f}")
            tried.append((option, rows))
        return {name: _nearest(tried, name, kind) for kind in kinds for name in kind}

    def _calibration(self, decisions: Decisions) -> dict[str, tuple[tuple[float, float], ...]]:
        answers: dict[str, list[tuple[float, bool]]] = {}
        for comparison in compare(self._documents, self.read(decisions)):
            for answer in scored_answers(comparison):
                answers.setdefault(answer.name, []).append((answer.score, answer.right))
        by_rules = {
            name
            for part in (decisions.outer, decisions.links)
            for name, decision in part.items()
            if decision.by == "rules"
        }
        return {name: calibrate(pairs) for name, pairs in sorted(answers.items()) if name not in by_rules}


def _nearest(tried: Sequence[tuple[Decision, Rows]], name: str, kind: Sequence[str]) -> Decision:
    """The way of deciding that no later one beats clearly."""
    by_rules = tried[0][1]
    best, most = tried[0][0], 0.0
    for decision, rows in tried[1:]:
        if (found := gain(rows, by_rules, name, kind)) > most + CLEAR:
            best, most = decision, found
    return best


def gain(rows: Rows, by_rules: Rows, name: str, kind: Sequence[str]) -> float:
    """How much better than the rules a way of deciding is on a name, drawn to its gain on the whole kind."""
    cases = by_rules.get(name, NOTHING).gold
    own = rows.get(name, NOTHING).f1 - by_rules.get(name, NOTHING).f1
    of_kind = _f1(rows, kind) - _f1(by_rules, kind)
    return (cases * own + DRAWN * of_kind) / (cases + DRAWN)


def _f1(rows: Rows, names: Iterable[str]) -> float:
    found = [rows[name] for name in names if name in rows]
    right = sum(one.p * one.predicted for one in found)
    total = sum(one.gold + one.predicted for one in found)
    return 2 * right / total if total else 0.0


def tag_figures(gold: Sequence[GoldDocument], docs: Sequence[Doc]) -> Rows:
    """Figures of the spans by tag."""
    tally: Tally[SpanFact] = Tally(lambda fact: fact[2])
    for c in compare(gold, docs):
        tally.add(Counter(map(span_of, c.gold.marks)), Counter(map(span_of, c.doc.entities)), c.gold.id)
    return tally.rows()


def link_figures(gold: Sequence[GoldDocument], docs: Sequence[Doc]) -> Rows:
    """Figures of relations and arguments by relation type and role."""
    tally: Tally[LinkFact] = Tally(lambda fact: fact[1])
    for c in compare(gold, docs):
        tally.add(
            Counter([*c.gold_relations, *c.gold_arguments]), Counter([*c.relations, *c.arguments]), c.gold.id
        )
    return tally.rows()


def event_figures(gold: Sequence[GoldDocument], docs: Sequence[Doc]) -> Rows:
    """The mean of the figures of event coreference and of arguments, which hang on it."""
    report = score(gold, docs)
    both = report.coref["EVENT"], report.arguments["ALL"]
    mean = both[0]._replace(f1=(both[0].f1 + both[1].f1) / 2)
    return {SAME_EVENT: mean, "ALL": mean}


class Answer(NamedTuple):
    """A mention, relation or argument that was read.

    Attributes:
        part: `entities`, `relations` or `arguments`.
        name: its tag, relation type or role.
        score: its score.
        right: whether the gold has it.
    """

    part: str
    name: str
    score: float
    right: bool


def scored_answers(comparison: Comparison) -> Iterator[Answer]:
    """Each answer of a document, with its score and whether it is right."""
    c = comparison
    for mention in c.doc.entities:
        yield Answer("entities", mention.tag, mention.score, c.match(mention) is not None)
    for relation in c.doc.relations:
        right = c.relation_fact(relation) in c.gold_relations
        yield Answer("relations", relation.type, relation.score, right)
    for event in c.doc.events:
        for argument in event.arguments:
            right = c.argument_fact(event, argument) in c.gold_arguments
            yield Answer("arguments", argument.role, argument.score, right)


def calibrate(answers: Sequence[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """Points (probability, share of right answers) from answers with their scores.

    The answers are put into bins of equal size by score; each bin is drawn to the mean of all, and a share
    that falls below the one before is joined with it (isotonic regression by pooling, Ayer et al. 1955).
    """
    ranked = sorted(answers)
    mean = (sum(right for _, right in ranked) + 1) / (len(ranked) + 2)  # as if one of each had been seen more
    size = max(_LEAST, -(-len(ranked) // _BINS))
    pools: list[tuple[float, int, int]] = []  # sums of probability and of right answers, cases

    def share_of(pool: tuple[float, int, int]) -> float:
        return (pool[1] + mean * _PRIOR) / (pool[2] + _PRIOR)

    for first in range(0, len(ranked), size):
        part = ranked[first : first + size]
        pool = (sum(p for p, _ in part), sum(right for _, right in part), len(part))
        while pools and share_of(pools[-1]) >= share_of(pool):
            before = pools.pop()
            pool = (before[0] + pool[0], before[1] + pool[1], before[2] + pool[2])
        pools.append(pool)
    return tuple((round(pool[0] / pool[2], 4), round(share_of(pool), 4)) for pool in pools)
