"""The sheet that the stages fill in: candidates, relations and events in offsets of the normal text.

`Draft.finish` is the one place where offsets go back to the raw text and a `Doc` is made.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from vnpolice_ie.placement import Placement
from vnpolice_ie.schema import EventType, Label, RelationType, Role, may_nest
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.types import Argument, Doc, Event, Mention, Person, Reference, Relation

if TYPE_CHECKING:
    from vnpolice_ie.grammar.dates import DateForm
    from vnpolice_ie.grammar.references import ReferenceForm


View = TypeVar("View")


@dataclass(eq=False, slots=True)
class Candidate:
    """A labelled span of the normal text, equal only to itself.

    Attributes:
        start, end: offsets into the normal text, end exclusive.
        label: one of `schema.LABELS`.
        rule: the rule or word list that led to it, as `stage.rule`.
        event_type: the type of an EVENT.
        reference: what the grammar parsed, for a DOC_REF.
        date: what the grammar parsed, for a DATE.
        normalized: ISO value, for a DATE, once it is resolved.
        score: its own calibrated score; None for that of its rule.
    """

    start: int
    end: int
    label: Label
    rule: str
    event_type: EventType | None = None
    reference: ReferenceForm | None = None
    date: DateForm | None = None
    normalized: str | None = None
    score: float | None = None

    def order(self) -> tuple[int, int]:
        """Sort key of the output format: start, then the longer first."""
        return self.start, -self.end


@dataclass(eq=False, slots=True)
class DraftRelation:
    """A relation between two candidates; `score` is its own calibrated score, None for that of its rule."""

    type: RelationType
    head: Candidate
    tail: Candidate
    rule: str
    score: float | None = None


@dataclass(eq=False, slots=True)
class DraftEvent:
    """One event.

    Attributes:
        type: its type.
        triggers: EVENT candidates of this type.
        arguments: the candidates in its roles.
        scores: calibrated scores of arguments that have one of their own; the others have that of their role.
    """

    type: EventType
    triggers: list[Candidate]
    arguments: list[tuple[Role, Candidate]] = field(default_factory=list)
    scores: dict[tuple[Role, Candidate], float] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class DraftReference:
    """One document, as in `types.Reference`."""

    key: str
    mentions: list[Candidate]
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    date: str | None = None
    term: str | None = None
    title: str | None = None


@dataclass(eq=False, slots=True)
class DraftPerson:
    """One person, as in `types.Person`."""

    name: str
    mentions: list[Candidate]
    rank: str | None = None
    positions: list[str] = field(default_factory=list)


class Draft:
    """A document under work.

    Stages read `source` and what earlier stages added, and add their own. Candidates never cross,
    and nest only as the scheme allows: `add` refuses what would. In `notes` a stage leaves, by its name,
    what a later one needs and the finished document does not.
    """

    def __init__(self, source: SourceText, *, id: str = "", date: datetime.date | None = None) -> None:  # noqa: A002
        self.id = id
        self.source = source
        self.date = date
        self.relations: list[DraftRelation] = []
        self.events: list[DraftEvent] = []
        self.references: list[DraftReference] = []
        self.people: list[DraftPerson] = []
        self.notes: dict[str, object] = {}
        self._candidates: Placement[Candidate] = Placement(len(source.text))
        self._views: dict[Callable[[Draft], Any], Any] = {}
        self._related: set[tuple[RelationType, Candidate, Candidate]] = set()

    def text_of(self, candidate: Candidate) -> str:
        """Words of a candidate, in normal form."""
        return self.source.text[candidate.start : candidate.end]

    def folded_of(self, candidate: Candidate) -> str:
        """Words of a candidate, in normal form and lower case."""
        return self.source.folded[candidate.start : candidate.end]

    def mentions(self, *labels: Label) -> list[Candidate]:
        """Candidates with one of the labels (all without labels), in order of (start, -end)."""
        if not labels:
            return list(self._candidates.all())
        return [c for c in self._candidates.all() if c.label in labels]

    @property
    def covered(self) -> bytearray:
        """For each code point of the normal text whether a candidate covers it now; only to be read."""
        return self._candidates.covered

    def view(self, make: Callable[[Draft], View]) -> View:
        """Another view of the candidates, made by `make`, and again when others are added or taken out."""
        if make not in self._views:
            self._views[make] = make(self)
        view: View = self._views[make]
        return view

    def overlapping(self, start: int, end: int) -> list[Candidate]:
        """Candidates that share a code point with [start, end), in order."""
        return self._candidates.overlapping(start, end)

    def within(self, start: int, end: int, *labels: Label) -> list[Candidate]:
        """Candidates wholly inside [start, end), with one of the labels if any is named."""
        return [
            c
            for c in self.overlapping(start, end)
            if c.start >= start and c.end <= end and (not labels or c.label in labels)
        ]

    def is_free(self, start: int, end: int) -> bool:
        """Tell whether no candidate shares a code point with [start, end)."""
        return not self._candidates.overlapping(start, end)

    def fits(self, start: int, end: int, label: Label) -> bool:
        """Tell whether a candidate could be added: it is not empty, crosses none, and nests as it may.

        Nor may it cut a letter from its marks: two such spans would cross in the raw text.
        """
        if start >= end:
            return False
        for c in self._candidates.overlapping(start, end):
            if not self._may_stand(c, start, end, label):
                return False
        offsets = self.source.normal.offsets
        return not (offsets.starts and (offsets.cuts(start) or offsets.cuts(end)))

    @staticmethod
    def _may_stand(c: Candidate, start: int, end: int, label: Label) -> bool:
        if (c.start, c.end) == (start, end):
            return False
        if start <= c.start and c.end <= end:
            return may_nest(label, c.label)
        if c.start <= start and end <= c.end:
            return may_nest(c.label, label)
        return False

    def add(self, candidate: Candidate) -> bool:
        """Add a candidate if it fits; tell whether it did."""
        if not self.fits(candidate.start, candidate.end, candidate.label):
            return False
        self._candidates.add(candidate)
        self._views.clear()
        return True

    def add_all(self, candidates: Iterable[Candidate]) -> None:
        """Add candidates that are in order of preference; those that do not fit are left out."""
        for candidate in candidates:
            self.add(candidate)

    def replace(self, candidates: Iterable[Candidate]) -> None:
        """Put these in place of all candidates (before relations or events refer to any).

        Those that do not fit are left out, as `add_all` does.
        """
        self._candidates = Placement(len(self.source.text))
        self._views.clear()
        self.add_all(candidates)

    def remove(self, candidate: Candidate) -> None:
        """Take a candidate out (before relations or events refer to it)."""
        self._candidates.remove(candidate)
        self._views.clear()

    def relate(
        self,
        type: RelationType,  # noqa: A002
        head: Candidate,
        tail: Candidate,
        rule: str,
        score: float | None = None,
    ) -> None:
        """Add a relation, once."""
        if (type, head, tail) not in self._related:
            self._related.add((type, head, tail))
            self.relations.append(DraftRelation(type, head, tail, rule, score))

    def unrelate(self, relation: DraftRelation) -> None:
        """Take a relation out."""
        self.relations.remove(relation)
        self._related.discard((relation.type, relation.head, relation.tail))

    def finish(self, score: Callable[[str], float]) -> Doc:
        """Make the finished document: raw offsets, ids, scores.

        Args:
            score: gives the calibrated score of a rule by its name, for what has none of its own.
        """
        candidates = self._candidates.all()
        mention = dict(zip(candidates, self._mentions(candidates, score), strict=True))
        return Doc(
            id=self.id,
            text=self.source.raw,
            entities=tuple(mention.values()),
            relations=self._relations(mention, candidates, score),
            events=self._events(mention, score),
            references=tuple(
                [
                    Reference(
                        r.key,
                        tuple([mention[c] for c in r.mentions]),
                        r.type,
                        r.number,
                        r.symbol,
                        r.issuer,
                        r.date,
                        r.term,
                        r.title,
                    )
                    for r in self.references
                ]
            ),
            people=tuple(
                [
                    Person(p.name, tuple([mention[c] for c in p.mentions]), p.rank, tuple(p.positions))
                    for p in self.people
                ]
            ),
            date=self.date.isoformat() if self.date else None,
        )

    def _mentions(self, candidates: Sequence[Candidate], score: Callable[[str], float]) -> list[Mention]:
        raw, offsets = self.source.raw, self.source.normal.offsets
        starts, ends = [c.start for c in candidates], [c.end for c in candidates]
        if offsets.starts:
            starts, ends = list(map(offsets.raw_start, starts)), list(map(offsets.raw_end, ends))
        scores = {rule: score(rule) for rule in {c.rule for c in candidates if c.score is None}}
        return [
            Mention(
                start,
                end,
                f"T{number}",
                c.label,
                raw[start:end],
                scores[c.rule] if c.score is None else c.score,
                c.event_type,
                c.normalized,
                c.rule,
            )
            for number, c, start, end in zip(count(1), candidates, starts, ends, strict=False)
        ]

    def _relations(
        self,
        mention: Mapping[Candidate, Mention],
        candidates: Sequence[Candidate],
        score: Callable[[str], float],
    ) -> tuple[Relation, ...]:
        if not self.relations:
            return ()
        place = {c: n for n, c in enumerate(candidates)}
        scores = {rule: score(rule) for rule in {r.rule for r in self.relations if r.score is None}}
        return tuple(
            [
                Relation(
                    r.type,
                    mention[r.head],
                    mention[r.tail],
                    scores[r.rule] if r.score is None else r.score,
                    r.rule,
                )
                for r in sorted(self.relations, key=lambda r: (place[r.head], place[r.tail], r.type))
            ]
        )

    def _events(
        self, mention: Mapping[Candidate, Mention], score: Callable[[str], float]
    ) -> tuple[Event, ...]:
        if not self.events:
            return ()
        roles = {(v.type, role) for v in self.events for role, _ in v.arguments}
        scores = {(kind, role): score(f"argument.{kind}.{role}") for kind, role in roles}
        return tuple(
            [
                Event(
                    f"E{number}",
                    v.type,
                    tuple([mention[t] for t in v.triggers]),
                    tuple(
                        [
                            Argument(role, mention[c], v.scores.get((role, c), scores[v.type, role]))
                            for role, c in v.arguments
                        ]
                    ),
                )
                for number, v in enumerate(self.events, 1)
            ]
        )
