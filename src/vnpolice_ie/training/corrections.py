"""What a person changed in what a pipeline had read: marks, links, values, by label."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, get_args

from vnpolice_ie.evaluation.alignment import Kind, SpanPair, align_spans
from vnpolice_ie.evaluation.facts import Comparison, fold_key
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.schema import COREFERENT
from vnpolice_ie.types import Doc

What = Literal["added", "removed", "relabelled", "moved", "value", "group"]
"""`moved`: other edges under the same label; `value`: another day or normal form; `group`: it means the same
as other mentions than before."""
WHATS: Final[tuple[What, ...]] = get_args(What)
KEPT: Final = "kept"

_OF_PAIR: Final[Mapping[Kind, What]] = {
    "label": "relabelled",
    "both": "relabelled",
    "boundary": "moved",
    "missed": "added",
    "spurious": "removed",
}
Link = tuple[int, str, int]


class Change(NamedTuple):
    """One correction.

    Attributes:
        document: the document's id.
        what: its kind.
        label: the label, relation or role as it was read; of what was added, as it was given.
        before, after: what was there and what is there now, in words; empty where there is nothing.
        start, end: the place in the text, code points, the end exclusive; that of the first end of a link.
    """

    document: str
    what: What
    label: str
    before: str
    after: str
    start: int
    end: int


@dataclass(slots=True)
class Corrections:
    """What was changed in a set of documents.

    Attributes:
        documents: how many were compared.
        untouched: how many of them were left as they were.
        counts: by label, relation or role how many were kept and how many changed in which way.
    """

    documents: int = 0
    untouched: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, reading: Doc, corrected: GoldDocument) -> list[Change]:
        """Compare a document with what was read of the same text; return each change."""
        compared = _Compared(reading, corrected)
        found = list(compared.changes())
        self.documents += 1
        self.untouched += not found
        for label in compared.kept:
            self.counts[label][KEPT] += 1
        for change in found:
            self.counts[change.label][change.what] += 1
        return found

    def total(self) -> Counter[str]:
        """All labels together."""
        return sum(self.counts.values(), Counter[str]())


class _Compared:
    def __init__(self, reading: Doc, corrected: GoldDocument) -> None:
        self.read, self.corrected = GoldDocument.from_doc(reading), corrected
        self.pairs = align_spans(Comparison(corrected, reading))
        # `from_doc` numbers the marks in the order of the mentions.
        number_of = {m.id: number for number, m in enumerate(reading.entities, 1)}
        marks = self.read.numbered()
        self.was = {id(p): marks[number_of[p.predicted.id]] for p in self.pairs if p.predicted}
        self.kept: list[str] = []

    def changes(self) -> Iterator[Change]:
        for pair in self.pairs:
            if pair.kind in _OF_PAIR:
                yield self._of_mark(pair, _OF_PAIR[pair.kind])
            else:
                self.kept.append(self.was[id(pair)].tag)
        yield from self._of_values()
        yield from self._of_groups()
        yield from self._of_links()

    def _of_mark(self, pair: SpanPair, what: What) -> Change:
        before, after = self.was.get(id(pair)), pair.gold
        here = after or before
        assert here is not None
        return self._change(what, (before or here).tag, _shown(before), _shown(after), here)

    def _right(self) -> Iterator[tuple[Mark, Mark]]:
        for pair in self.pairs:
            if pair.gold and pair.kind == "right":
                yield self.was[id(pair)], pair.gold

    def _of_values(self) -> Iterator[Change]:
        for before, after in self._right():
            if before.label == "DATE":
                values = before.key or "", after.key or ""
                differ = values[0] != values[1]
            elif before.label == "DOC_REF":
                values = _form(self.read, before), _form(self.corrected, after)
                differ = bool(values[1]) and fold_key(values[0]) != fold_key(values[1])
            else:
                continue
            if differ:
                yield self._change("value", before.tag, *values, after)

    def _of_groups(self) -> Iterator[Change]:
        right = [(b, a) for b, a in self._right() if b.label in COREFERENT]
        old, new = _groups(b for b, _ in right), _groups(a for _, a in right)
        same = {a.number: b.number for b, a in right}
        for before, after in right:
            others = {same[number] for number in new[after.number]}
            if others != old[before.number]:
                yield self._change(
                    "group", before.tag, f"one of {len(old[before.number])}", f"one of {len(others)}", after
                )

    def _of_links(self) -> Iterator[Change]:
        now = {self.was[id(p)].number: p.gold.number for p in self.pairs if p.gold and p.predicted}
        # Marks that were taken out are numbered below zero: no link of the corrected document has them.
        old = {(now.get(a, -a), name, now.get(b, -b)): (a, name, b) for a, name, b in _links(self.read)}
        new = dict.fromkeys(_links(self.corrected))
        gone: defaultdict[tuple[int, int], list[Link]] = defaultdict(list)
        for link, before in old.items():
            if link in new:
                self.kept.append(_label(self.read, before))
            else:
                gone[link[0], link[2]].append(before)
        for link in (link for link in new if link not in old):
            between = gone[link[0], link[2]]
            yield self._of_link(between.pop(0) if between else None, link)
        for before in (link for links in gone.values() for link in links):
            yield self._of_link(before, None)

    def _of_link(self, before: Link | None, after: Link | None) -> Change:
        old = [(self.read, link) for link in (before,) if link]
        new = [(self.corrected, link) for link in (after,) if link]
        what: What = "relabelled" if old and new else "removed" if old else "added"
        was, (document, link) = (old + new)[0], (old + new)[-1]
        here = document.numbered()[link[0]]
        before_it, after_it = ("".join(map(_told, links)) for links in (old, new))
        return self._change(what, _label(*was), before_it, after_it, here)

    def _change(self, what: What, label: str, before: str, after: str, here: Mark) -> Change:
        return Change(self.corrected.id, what, label, before, after, here.start, here.end)


def _shown(mark: Mark | None) -> str:
    return "" if mark is None else f"{mark.tag} {mark.text!r}"


def _form(document: GoldDocument, mark: Mark) -> str:
    return document.documents.get(mark.key or "", "")


def _label(document: GoldDocument, link: Link) -> str:
    """The relation's type, or the role with the type of its event."""
    head, name, _ = link
    event_type = document.numbered()[head].event_type
    return f"{event_type}.{name}" if event_type else name


def _told(link: tuple[GoldDocument, Link]) -> str:
    document, (head, _, tail) = link
    marks = document.numbered()
    return f"{_label(*link)} {marks[head].text!r} – {marks[tail].text!r}"


def _links(document: GoldDocument) -> Sequence[Link]:
    links: list[Link] = [(r.head, r.type, r.tail) for r in document.relations]
    return links + [(a.trigger, a.role, a.filler) for a in document.arguments]


def _groups(marks: Iterable[Mark]) -> dict[int, set[int]]:
    """Numbers of the marks that mean the same, for each mark."""
    groups: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    found = list(marks)
    for mark in found:
        groups[mark.label, mark.key or f"\0{mark.number}"].add(mark.number)
    return {mark.number: groups[mark.label, mark.key or f"\0{mark.number}"] for mark in found}
