"""What a format can hold of an annotated document: the rest is taken out and counted by kind.

A writer that is given a fitted document loses nothing of it, so the counts are all that is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io.assembly import SAME
from vnpolice_ie.io.gold import NOTHING_UNSURE, GoldDocument, Mark, MarkedArgument, MarkedRelation, Unsure
from vnpolice_ie.io.offsets import trimmed
from vnpolice_ie.io.records import form_faults

_LARGEST_NUMBER = 999_999_999

OTHER_NAME = "label, type or role written another way"
OTHER_KEY = "key written another way"
OTHER_FORM = "normal form written another way"


@dataclass(frozen=True, slots=True)
class Holds:
    """What a format can hold.

    Attributes:
        layers: how deep marks may nest; 1 is no nesting.
        links: relations and arguments.
        any_head: relations may start at an event and be called `SAME_AS`; other formats tell arguments by
            their head.
        any_trigger: whether a label may have arguments though it is no event.
        keys: keys of marks.
        lone_forms: normal forms of documents that no mark has.
        id, date, source: those of the document.
        twice: one label twice on the same words.
        edges: white space at the edge of a mark.
        label, relation, role: what labels (and types of events), types of relations and roles may be called;
            None for anything.
        key: what a key may be.
    """

    layers: int | None = None
    links: bool = True
    any_head: bool = False
    any_trigger: Callable[[str], bool] = lambda label: False
    keys: bool = True
    lone_forms: bool = True
    id: bool = True
    date: bool = True
    source: bool = True
    twice: bool = False
    edges: bool = False
    label: re.Pattern[str] | None = None
    relation: re.Pattern[str] | None = None
    role: re.Pattern[str] | None = None
    key: re.Pattern[str] = re.compile(r"[^\s=](?:[^=\n\r]*[^\s=])?")


def fitted(document: GoldDocument, holds: Holds, left_out: Counter[str]) -> GoldDocument:
    """Return the part of a document that a format can hold.

    Args:
        document: the document, one that `check` finds sound.
        holds: what the format can hold.
        left_out: counts the rest, by kind.

    """
    fit = _Fit(document, holds, left_out)
    marks = fit.marks()
    return replace(
        document,
        marks=marks,
        relations=tuple(dict.fromkeys(fit.relations())) if holds.links else fit.without_links(),
        arguments=tuple(dict.fromkeys(fit.arguments())) if holds.links else (),
        documents=fit.forms(marks),
        date=fit.told("date", document.date, holds.date),
        source=fit.told("source", document.source, holds.source),
        unsure=fit.sure(),
    )


class _Fit:
    def __init__(self, document: GoldDocument, holds: Holds, left_out: Counter[str]) -> None:
        self.document, self.holds, self.left_out = document, holds, left_out
        self.number_of: dict[int, int] = {}
        self.labels: dict[int, str] = {}
        if not holds.id:
            left_out["id of a document"] += 1
        used = {m.key for m in document.marks if m.key} | set(document.documents)
        self.key_of = _other_names(used, holds.key) if holds.keys else {}
        left_out[OTHER_KEY] += len(self.key_of)

    def marks(self) -> tuple[Mark, ...]:
        """The marks that the format holds, in order, each with the mark it stands in."""
        kept: dict[int, Mark] = {}
        first: dict[tuple[int, int, str], int] = {}
        stack: list[Mark] = []
        renumber = any(not 0 < m.number <= _LARGEST_NUMBER for m in self.document.marks)
        places = ((self._place(mark), mark) for mark in self.document.marks)
        for (start, end), mark in sorted(places, key=lambda p: (p[0][0], -p[0][1])):
            number = len(kept) + 1 if renumber else mark.number
            if start == end:
                self.left_out["mark without words"] += 1
                continue
            while stack and stack[-1].end <= start:
                stack.pop()
            if self.holds.layers is not None and len(stack) >= self.holds.layers:
                self.left_out["mark nested too deep"] += 1
                continue
            same = first.setdefault((start, end, mark.tag), number)
            if same != number and not self.holds.twice:
                self.left_out["mark given twice"] += 1
                self.number_of[mark.number] = same
                if mark.key:
                    kept[same] = replace(kept[same], key=self._key(mark))
                continue
            self.number_of[mark.number] = number
            kept[number] = self._mark(mark, start, end, number, stack[-1].number if stack else None)
            self.labels[number] = mark.label
            stack.append(kept[number])
        return tuple(kept.values())

    def _place(self, mark: Mark) -> tuple[int, int]:
        inner = trimmed(self.document.text, mark.start, mark.end)
        if self.holds.edges or inner == (mark.start, mark.end):
            return mark.start, mark.end
        if inner[0] < inner[1]:
            self.left_out["white space at the edge of a mark"] += 1
        return inner

    def _mark(self, mark: Mark, start: int, end: int, number: int, parent: int | None) -> Mark:
        kind = mark.event_type if mark.label == "EVENT" else None
        if mark.event_type and not kind:
            self.left_out["type of a mark that is no event"] += 1
        return Mark(
            start=start,
            end=end,
            number=number,
            label=self._named(mark.label, self.holds.label),
            text=self.document.text[start:end],
            event_type=self._named(kind, self.holds.label) if kind else None,
            key=self._key(mark),
            parent=parent,
        )

    def _key(self, mark: Mark) -> str | None:
        if mark.key and not self.holds.keys:
            self.left_out["key of a mark"] += 1
            return None
        return self.key_of.get(mark.key or "", mark.key) or None

    def _named(self, name: str, pattern: re.Pattern[str] | None) -> str:
        if pattern is None or pattern.fullmatch(name):
            return name
        self.left_out[OTHER_NAME] += 1
        return _other_name(name, pattern)

    def without_links(self) -> tuple[()]:
        """No relations; they and the arguments are counted."""
        self.left_out["relation"] += len(self.document.relations)
        self.left_out["argument"] += len(self.document.arguments)
        return ()

    def relations(self) -> Iterable[MarkedRelation]:
        for kind, head, tail in self.document.relations:
            if not self._are_kept("relation", head, tail):
                continue
            first = self.number_of[head]
            if not self.holds.any_head and (kind == SAME or self.labels[first] == "EVENT"):
                self.left_out["relation of an event, or called SAME_AS"] += 1
                continue
            yield MarkedRelation(self._named(kind, self.holds.relation), first, self.number_of[tail])

    def arguments(self) -> Iterable[MarkedArgument]:
        for trigger, role, filler in self.document.arguments:
            if not self._are_kept("argument", trigger, filler):
                continue
            first = self.number_of[trigger]
            if self.labels[first] != "EVENT" and not self.holds.any_trigger(self.labels[first]):
                self.left_out["argument of a mark that is no event"] += 1
                continue
            yield MarkedArgument(first, self._named(role, self.holds.role), self.number_of[filler])

    def _are_kept(self, kind: str, *numbers: int) -> bool:
        if all(number in self.number_of for number in numbers):
            return True
        self.left_out[f"{kind} of a mark that was left out"] += 1
        return False

    def forms(self, marks: Collection[Mark]) -> Mapping[str, str]:
        used = {m.key for m in marks}
        forms: dict[str, str] = {}
        for name, given in self.document.documents.items():
            key, form = self.key_of.get(name, name), " ".join(given.split())
            if not self.holds.keys or not form or not (key in used or self.holds.lone_forms):
                self.left_out["normal form of a document"] += 1
                continue
            self.left_out[OTHER_FORM] += form != given
            forms[key] = form
        return forms

    def told(self, name: str, value: str | None, held: bool) -> str | None:
        if value and not held:
            self.left_out[name] += 1
        return value or None if held else None

    def sure(self) -> Unsure:
        self.left_out["stretch or link left open"] += sum(map(len, self.document.unsure))
        return NOTHING_UNSURE


def check(document: GoldDocument) -> None:
    """Make sure that a document is one that readers take.

    Raises:
        SchemaError: a mark is empty, crosses another or lies outside the text, two have one number, or a link
            names a mark that is not there.
    """
    where = f"document {document.id!r}"
    for fault in form_faults(document, where):
        raise fault
    numbers = [mark.number for mark in document.marks]
    if len(set(numbers)) < len(numbers):
        raise SchemaError(
            "two marks have one number", where=where, remedy="Give each mark a number of its own"
        )


def _other_name(name: str, pattern: re.Pattern[str]) -> str:
    """A name that the pattern allows, as near to the given one as can be."""
    plain = re.sub(r"[^\w-]+|\s+", "_", name).strip("_")
    candidates: Iterable[str] = (plain, plain.rstrip("0123456789"), f"x{plain}", f"x{plain}x")
    return next((c for c in candidates if pattern.fullmatch(c)), "x")


def _other_names(names: Iterable[str], pattern: re.Pattern[str]) -> dict[str, str]:
    """Another name for each that the pattern does not allow, none given twice."""
    wrong = sorted(name for name in names if not pattern.fullmatch(name))
    taken = set(names) - set(wrong)
    others: dict[str, str] = {}
    for name in wrong:
        other = _other_name(name, pattern)
        while other in taken:
            other += "_"
        others[name] = other
        taken.add(other)
    return others
