"""The stage that reads links with the model, told what the rules found: relations, arguments, same events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, cast

import numpy as np

from vnpolice_ie.draft import Candidate, Draft, DraftEvent
from vnpolice_ie.events.known_bodies import by_pronoun
from vnpolice_ie.linking import people, references
from vnpolice_ie.model.backend import Backend, Floats
from vnpolice_ie.model.decode import decode_links
from vnpolice_ie.model.folder import ModelSettings
from vnpolice_ie.model.layers import Place, links_of, near_triggers
from vnpolice_ie.model.pairs import Ints, Pairs, joinable, pairs_of, rows_of
from vnpolice_ie.model.scheme import SAME_EVENT
from vnpolice_ie.model.sections import by_section
from vnpolice_ie.model.spans import JointSpanStage, Reading
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.rules.arguments import settle_arguments
from vnpolice_ie.schema import RELATION_TYPES, Role, roles_of

Link = tuple[Candidate, Candidate, str]
"""Head, tail, name."""

_NEVER: Final = 2.0  # no probability reaches it


@dataclass
class _Section:
    """Spans of one section of a draft, by (start, -end).

    Attributes:
        spans: counted from its first unit.
        candidates: of these spans.
        sentence_of: number of the sentence of each unit.
        told: links that the rules gave to a pair of spans, by their numbers.
        index: pairs that the model has seen, as numbers of spans, shape [pairs, 2].
    """

    spans: Sequence[UnitSpan]
    candidates: Sequence[Candidate]
    sentence_of: Ints
    told: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    index: Ints = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))


@dataclass
class _Answers:
    """What the model says of the pairs of a draft.

    Attributes:
        sections: of the draft.
        found: links whose probability reaches their threshold, and this probability.
        section_of: the number of the section in which a candidate stands.
    """

    sections: Sequence[_Section]
    found: dict[Link, float] = field(default_factory=dict)
    section_of: dict[Candidate, int] = field(init=False)

    def __post_init__(self) -> None:
        self.section_of = {
            c: number for number, section in enumerate(self.sections) for c in section.candidates
        }
        self._number = {c: i for section in self.sections for i, c in enumerate(section.candidates)}

    def tell(self, links: Mapping[tuple[Candidate, Candidate], Sequence[str]], known: Container[str]) -> None:
        """Give each section the links of the rules that stand in it and have names that the model knows."""
        for (head, tail), names in links.items():
            if found := self._together(head, tail):
                number, pair = found
                self.sections[number].told[pair] = [name for name in names if name in known]

    def scored(self, pairs: Iterable[tuple[Candidate, Candidate]]) -> set[tuple[Candidate, Candidate]]:
        """Those of the pairs that the model has seen; of the others only the rules can tell."""
        wanted: dict[int, dict[tuple[int, int], tuple[Candidate, Candidate]]] = defaultdict(dict)
        for head, tail in pairs:
            if found := self._together(head, tail):
                number, pair = found
                wanted[number][pair] = head, tail
        known: set[tuple[Candidate, Candidate]] = set()
        for number, here in wanted.items():
            rows = rows_of(self.sections[number].index, list(here))
            known.update(pair for pair, row in zip(here.values(), rows, strict=True) if row >= 0)
        return known

    def place_of(self, candidate: Candidate) -> Place | None:
        """The section and units of a candidate, if it stands in one."""
        section = self.section_of.get(candidate)
        if section is None:
            return None
        span = self.sections[section].spans[self._number[candidate]]
        return section, span.start, span.end

    def _together(self, head: Candidate, tail: Candidate) -> tuple[int, tuple[int, int]] | None:
        """The section in which both stand, and their numbers there."""
        section = self.section_of.get(head)
        if section is None or section != self.section_of.get(tail):
            return None
        return section, (self._number[head], self._number[tail])


class JointLinkStage:
    """Puts the model's links in place of the rules', or keeps these, as the model's settings say.

    Where the model has not seen a pair (it stands too far apart) the rules' answer stands. A relation that
    the rules found as well keeps the name of their rule; the others are `model_links.` and their type.
    Documents and people are then linked anew, as they are told apart by these relations.

    Args:
        backend: runs the network.
        settings: its links and who decides on them.
    """

    name = "model_links"

    def __init__(self, backend: Backend, settings: ModelSettings) -> None:
        self._backend = backend
        self._settings = settings
        self._by_rules = {
            link.name for link in settings.scheme.links if settings.decisions.on_link(link.name).by == "rules"
        }
        self._thresholds = [
            _NEVER if link.name in self._by_rules else settings.decisions.on_link(link.name).threshold
            for link in settings.scheme.links
        ]
        self._bonus = np.array(
            [
                decision.bonus if decision.by == "both" else 0.0
                for decision in (settings.decisions.on_link(link.name) for link in settings.scheme.links)
            ],
            dtype=np.float32,
        )
        self._documents, self._people = references.ReferenceLinkingStage(), people.PeopleLinkingStage()

    def __call__(self, draft: Draft) -> None:
        """Settle the links of a draft."""
        reading = draft.notes.get(JointSpanStage.name)
        if not isinstance(reading, Reading) or len(self._by_rules) == len(self._settings.scheme.links):
            return
        answers, reach = _Answers(_sections(draft, reading)), self._settings.network.max_distance
        answers.tell(links_of(draft, answers.place_of, reach), self._settings.scheme.link_id)
        for number, section in enumerate(answers.sections):
            self._score(section, reading, number, answers)
        self._settle_relations(draft, answers)
        self._settle_events(draft, answers)

    def _score(self, section: _Section, reading: Reading, number: int, answers: _Answers) -> None:
        scheme, reach = self._settings.scheme, self._settings.network.max_distance
        spans, candidates = section.spans, section.candidates
        pairs = pairs_of(scheme, spans, section.sentence_of, reach, section.told)
        if not len(pairs.index):
            return
        section.index = pairs.index
        states = reading.states.get(number)
        if states is None:
            states = reading.encoded(number, self._backend).states
        probabilities = self._with_bonus(self._backend.link(states, spans, pairs), pairs)
        allowed = joinable(scheme, spans, pairs)
        for link in decode_links(scheme, pairs.index, probabilities, allowed, self._thresholds):
            answers.found[candidates[link.head], candidates[link.tail], link.name] = link.score

    def _with_bonus(self, probabilities: Floats, pairs: Pairs) -> Floats:
        told = np.flatnonzero((pairs.rules > 0) & (self._bonus > 0))
        if not len(told):
            return probabilities
        raised = probabilities.copy()
        p = np.clip(raised.flat[told].astype(np.float64), 1e-12, 1 - 1e-12)
        bonus = pairs.rules.flat[told] * self._bonus[told % len(self._bonus)]
        raised.flat[told] = 1 / (1 + (1 - p) / p * np.exp(-bonus))
        return raised

    def _settle_relations(self, draft: Draft, answers: _Answers) -> None:
        decisions = self._settings.decisions
        old = {(r.head, r.tail, str(r.type)): r for r in draft.relations}
        scored = answers.scored((r.head, r.tail) for r in draft.relations)
        changed: set[str] = set()
        for (head, tail, name), relation in old.items():
            if name in self._by_rules or (head, tail) not in scored:
                continue
            score = answers.found.get((head, tail, name))
            if score is None:
                draft.unrelate(relation)
                changed.add(name)
            else:
                relation.score = decisions.calibrated(name, score)
        for (head, tail, name), score in answers.found.items():
            if name in RELATION_TYPES and (head, tail, name) not in old:
                draft.relate(
                    name,
                    head,
                    tail,
                    f"{self.name}.{name}",
                    decisions.calibrated(name, score),
                )
                changed.add(name)
        if not changed.isdisjoint(references.TOLD_APART_BY):
            draft.references.clear()
            self._documents(draft)
        if not changed.isdisjoint(people.TOLD_APART_BY):
            draft.people.clear()
            self._people(draft)

    def _settle_events(self, draft: Draft, answers: _Answers) -> None:
        if SAME_EVENT not in self._by_rules and SAME_EVENT in self._settings.scheme.link_id:
            draft.events = _regrouped(draft, answers)
        by_trigger: dict[Candidate, list[tuple[Role, Candidate, float]]] = defaultdict(list)
        for (head, tail, name), score in answers.found.items():
            if name != SAME_EVENT and name not in RELATION_TYPES:
                by_trigger[head].append((cast("Role", name), tail, score))
        scored = answers.scored(
            (trigger, filler)
            for event in draft.events
            for trigger, _, arguments in near_triggers(
                event, answers.place_of, self._settings.network.max_distance
            )
            for _, filler in arguments
        )
        seen: dict[Candidate, set[Candidate]] = defaultdict(set)
        for trigger, filler in scored - by_pronoun(draft):
            seen[trigger].add(filler)
        for event in draft.events:
            self._settle_arguments(event, by_trigger, set().union(*(seen[t] for t in event.triggers)))
        settle_arguments(draft)
        for event in draft.events:
            event.arguments.sort(key=lambda argument: argument[1].order())

    def _settle_arguments(
        self,
        event: DraftEvent,
        by_trigger: Mapping[Candidate, Sequence[tuple[Role, Candidate, float]]],
        seen: Set[Candidate],
    ) -> None:
        """Replace the arguments in roles that the model decides on, save those it has not seen.

        A mention plays one role in an event: one that the rules gave it too, else the surest.
        """
        best: dict[tuple[Role, Candidate], float] = {}
        for trigger in event.triggers:
            for role, filler, score in by_trigger.get(trigger, ()):
                if role in roles_of(event.type):
                    best[role, filler] = max(score, best.get((role, filler), 0.0))
        kept = [
            (role, filler) for role, filler in event.arguments if role in self._by_rules or filler not in seen
        ]
        by_rules = set(event.arguments)
        ranked = sorted(best, key=lambda a: (a not in by_rules, -best[a], a[1].order()))
        role_of: dict[Candidate, Role] = {}
        for role, filler in (*kept, *ranked):
            role_of.setdefault(filler, role)
        event.arguments = [(role, filler) for filler, role in role_of.items()]
        event.scores = {
            argument: self._settings.decisions.calibrated(argument[0], best[argument])
            for argument in event.arguments
            if argument in best
        }


def _sections(draft: Draft, reading: Reading) -> list[_Section]:
    found = [(span, c) for c in draft.mentions() if (span := reading.span_of(c))]
    starts = [start for start, _ in draft.source.sentences]
    sentence_of = np.maximum(np.searchsorted(starts, reading.units.starts, side="right") - 1, 0)
    if len(reading.sections) == 1:
        return [_Section([span for span, _ in found], [c for _, c in found], sentence_of)]
    return [
        _Section(
            [section.counted(found[i][0]) for i in here],
            [found[i][1] for i in here],
            sentence_of[section.start : section.end],
        )
        for section, here in zip(
            reading.sections, by_section(reading.sections, (span for span, _ in found)), strict=True
        )
    ]


def _regrouped(draft: Draft, answers: _Answers) -> list[DraftEvent]:
    """Events whose triggers the model takes to name the same; what the rules gave to an event stays at the
    event of its first trigger."""
    triggers = draft.mentions("EVENT")
    group = {trigger: trigger for trigger in triggers}

    def root(trigger: Candidate) -> Candidate:
        while group[trigger] is not trigger:
            trigger = group[trigger]
        return trigger

    for one, other in _same_event(draft, answers):
        first, second = sorted((root(one), root(other)), key=Candidate.order)
        group[second] = first
    events: dict[Candidate, DraftEvent] = {}
    for trigger in triggers:
        assert trigger.event_type is not None
        events.setdefault(root(trigger), DraftEvent(trigger.event_type, [])).triggers.append(trigger)
    for event in draft.events:
        events[root(event.triggers[0])].arguments += event.arguments
    return list(events.values())


def _same_event(draft: Draft, answers: _Answers) -> Iterator[tuple[Candidate, Candidate]]:
    """Pairs of triggers of one event: by the model, by the rules where the model has not seen the pair."""
    for head, tail, name in answers.found:
        if name == SAME_EVENT and head.event_type == tail.event_type:
            yield head, tail
    beside = [pair for event in draft.events for pair in pairwise(event.triggers)]
    scored = answers.scored(beside)
    yield from (pair for pair in beside if pair not in scored)
