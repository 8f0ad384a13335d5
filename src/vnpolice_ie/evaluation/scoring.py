"""The figures of a set of readings against annotated documents, micro-averaged over the set.

- entities: exact start, end and label (the type of an EVENT counts too);
- spans: the same without the label;
- relations and arguments: facts, see `facts.Comparison`;
- references: the set of document keys of each text;
- doc_links: share of exactly found DOC_REF mentions that got the right key;
- dates: share of exactly found DATE mentions that got the right ISO value;
- coref: pairs of exactly found PERSON and EVENT mentions put together rightly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vnpolice_ie.errors import InputError
from vnpolice_ie.evaluation.counts import Outcome, Row, Share, Tally, pairs, row, share
from vnpolice_ie.evaluation.facts import Comparison, LinkFact, SpanFact, fold_key, span_of
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.types import Doc

CONTEXT = 25
"""Characters shown on each side of a faulty span."""


@dataclass(frozen=True, slots=True)
class Report:
    """All figures.

    Attributes:
        faults: for each part and group, as ("entities", "ORG"), lines that show what was wrong.
    """

    documents: int
    entities: dict[str, Row]
    spans: Row
    relations: dict[str, Row]
    arguments: dict[str, Row]
    references: Row
    doc_links: Share
    dates: Share
    coref: dict[str, Row]
    faults: dict[tuple[str, str], list[str]]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain dicts and numbers."""

        def rows(table: dict[str, Row]) -> dict[str, Any]:
            return {key: value._asdict() for key, value in table.items()}

        return {
            "documents": self.documents,
            "entities": rows(self.entities),
            "spans": self.spans._asdict(),
            "relations": rows(self.relations),
            "arguments": rows(self.arguments),
            "references": self.references._asdict(),
            "doc_links": self.doc_links._asdict(),
            "dates": self.dates._asdict(),
            "coref": rows(self.coref),
        }


def score(gold: Iterable[GoldDocument], predicted: Iterable[Doc]) -> Report:
    """Compare readings with annotated documents, matched by id; readings of other documents are passed over.

    Raises:
        InputError: a document has no reading, or the reading is of another text.
    """
    scorer = _Scorer()
    for comparison in compare(gold, predicted):
        scorer.add(comparison)
    return scorer.report()


def outcomes(comparison: Comparison) -> dict[tuple[str, str], Outcome]:
    """Count one document by part and group, as `("entities", "ORG")`, all of a part under `ALL`.

    Summed over documents these give the figures of `score`.
    """
    scorer = _Scorer()
    scorer.add(comparison)
    return scorer.outcomes()


def all_outcomes(comparison: Comparison) -> dict[tuple[str, str], Outcome]:
    """Count what `outcomes` counts, and types of events, values and coreference: `("events", "MEETING")`,
    `("values", "DATE")`, `("coreference", "PERSON")`.

    A value that is not the right one counts as wrong and as missed, so its F1 is the share of right ones.
    """
    scorer = _Scorer()
    scorer.add(comparison)
    types: Tally[SpanFact] = Tally(lambda fact: fact[2].partition(".")[2])
    marks, mentions = (
        Counter(span_of(span) for span in spans if span.label == "EVENT")
        for spans in (comparison.gold.marks, comparison.doc.entities)
    )
    types.add(marks, mentions, comparison.gold.id)
    finer = {
        "events": {name: outcome for name, outcome in types.outcomes().items() if name != "ALL"},
        "values": {
            label: Outcome(seen[True], seen[False], seen[False])
            for label, seen in (("DOC_REF", scorer.linked), ("DATE", scorer.dated))
        },
        "coreference": {label: pairs_of.outcome() for label, pairs_of in scorer.coref.items()},
    }
    return scorer.outcomes() | _flat(finer)


def compare(gold: Iterable[GoldDocument], predicted: Iterable[Doc]) -> list[Comparison]:
    """Put each annotated document beside its reading.

    Raises:
        InputError: a document has no reading, or the reading is of another text.
    """
    by_id = {doc.id: doc for doc in predicted}
    documents = list(gold)
    missing = [document.id for document in documents if document.id not in by_id]
    if missing:
        raise InputError(
            f"{len(missing)} of {len(documents)} documents have no prediction, as {', '.join(missing[:3])}",
            remedy="Annotate all documents of the gold; they are matched by id",
        )
    for document in documents:
        if by_id[document.id].text != document.text:
            raise InputError(
                "the prediction's text is not the gold text",
                where=f"document {document.id!r}",
                remedy="Annotate the gold's own text; offsets count its characters",
            )
    return [Comparison(document, by_id[document.id]) for document in documents]


class _Scorer:
    def __init__(self) -> None:
        self.documents = 0
        self.entities: Tally[SpanFact] = Tally(lambda fact: fact[2].partition(".")[0])
        self.spans: Tally[tuple[int, int]] = Tally(lambda fact: "span")
        self.relations: Tally[LinkFact] = Tally(lambda fact: fact[1])
        self.arguments: Tally[LinkFact] = Tally(lambda fact: fact[1])
        self.references: Tally[str] = Tally(lambda fact: "references")
        self.linked: Counter[bool] = Counter()
        self.dated: Counter[bool] = Counter()
        self.coref = {"PERSON": _Pairs(), "EVENT": _Pairs()}

    def add(self, c: Comparison) -> None:
        self.documents += 1
        where, text = c.gold.id, c.gold.text

        def show(fact: SpanFact) -> str:
            start, end, tag = fact
            around = text[max(0, start - CONTEXT) : end + CONTEXT]
            return f"{tag} {text[start:end]!r} …{around!r}"

        gold, predicted = Counter(map(span_of, c.gold.marks)), Counter(map(span_of, c.doc.entities))
        self.entities.add(gold, predicted, where, show)
        self.spans.add(
            Counter((start, end) for start, end, _ in gold),
            Counter((start, end) for start, end, _ in predicted),
            where,
        )
        self.relations.add(Counter(c.gold_relations), Counter(c.relations), where, _show_link)
        self.arguments.add(Counter(c.gold_arguments), Counter(c.arguments), where, _show_link)
        self.references.add(
            Counter({fold_key(key): 1 for key in c.gold.documents.values()}),
            Counter({fold_key(reference.key): 1 for reference in c.doc.references}),
            where,
        )
        self._add_links(c)

    def _add_links(self, c: Comparison) -> None:
        key_of = {m.id: fold_key(r.key) for r in c.doc.references for m in r.mentions}
        cluster_of = {m.id: ("person", n) for n, p in enumerate(c.doc.people) for m in p.mentions}
        cluster_of |= {m.id: ("event", n) for n, v in enumerate(c.doc.events) for m in v.triggers}
        found: dict[str, list[tuple[object, object]]] = {label: [] for label in self.coref}
        for mention in c.doc.entities:
            mark = c.match(mention)
            if mark is None:
                continue
            if mention.label == "DOC_REF":
                self.linked[key_of.get(mention.id) == c.gold_key(mark)] += 1
            elif mention.label == "DATE":
                self.dated[mention.normalized == mark.key] += 1
            elif mention.label in found:
                found[mention.label].append((mark.key, cluster_of.get(mention.id, ("alone", mention.id))))
        for label, members in found.items():
            self.coref[label].add(members)

    def outcomes(self) -> dict[tuple[str, str], Outcome]:
        parts = {
            "entities": self.entities.outcomes(),
            "relations": self.relations.outcomes(),
            "arguments": self.arguments.outcomes(),
            "references": {"ALL": self.references.outcomes()["ALL"]},
        }
        return _flat(parts)

    def report(self) -> Report:
        parts = {
            "entities": self.entities.faults,
            "relations": self.relations.faults,
            "arguments": self.arguments.faults,
            "references": self.references.faults,
        }
        return Report(
            documents=self.documents,
            entities=self.entities.rows(),
            spans=self.spans.rows()["ALL"],
            relations=self.relations.rows(),
            arguments=self.arguments.rows(),
            references=self.references.rows()["ALL"],
            doc_links=share(self.linked[True], self.linked[False]),
            dates=share(self.dated[True], self.dated[False]),
            coref={label: p.row() for label, p in self.coref.items()},
            faults={
                (part, group): lines
                for part, groups in parts.items()
                for group, lines in sorted(groups.items())
            },
        )


def _flat(parts: Mapping[str, Mapping[str, Outcome]]) -> dict[tuple[str, str], Outcome]:
    return {(part, group): outcome for part, groups in parts.items() for group, outcome in groups.items()}


def _show_link(fact: LinkFact) -> str:
    first, link, second = (" ".join(map(str, end)) if isinstance(end, tuple) else end for end in fact)
    return f"{first} → {link} → {second}"


class _Pairs:
    """Pairs of mentions that belong together, in the gold and in the prediction."""

    def __init__(self) -> None:
        self.both = self.predicted = self.gold = 0

    def add(self, members: list[tuple[object, object]]) -> None:
        self.both += pairs(Counter(members))
        self.gold += pairs(Counter(key for key, _ in members))
        self.predicted += pairs(Counter(cluster for _, cluster in members))

    def outcome(self) -> Outcome:
        return Outcome(self.both, self.predicted - self.both, self.gold - self.both)

    def row(self) -> Row:
        return row(*self.outcome())
