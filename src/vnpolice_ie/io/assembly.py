"""From what other tools' files say to annotated documents: offsets checked, marks numbered and nested."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from vnpolice_ie.errors import SchemaError, VnPoliceError
from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedArgument, MarkedRelation
from vnpolice_ie.io.gold_checks import faults as guideline_faults
from vnpolice_ie.io.jsonl import OnError, raise_error
from vnpolice_ie.io.label_sets import LabelSet, unknown
from vnpolice_ie.io.offsets import Given, code_points, trimmed

SAME = "SAME_AS"
"""Relation that says that two marks mean the same document, person or event: they get one key."""

_NUMBERED = re.compile(r"[A-Za-z]?(\d{1,9})")
_LETTERS = {"DOC_REF": "d", "PERSON": "p", "EVENT": "v"}


class _Named(NamedTuple):
    """A mark as its file gives it, with the name that the file knows it by."""

    name: str
    given: Given
    tag: str
    where: str


class _Link(NamedTuple):
    """A relation or an argument; `is_argument` is None where the head's label tells."""

    type: str
    head: str
    tail: str
    where: str
    is_argument: bool | None


@dataclass(frozen=True, slots=True)
class Reading:
    """How annotated documents are read.

    Attributes:
        labels: what they may name; None for anything.
        on_error: called with each fault.
        left_out: counts what a document cannot hold, by reason.
    """

    labels: LabelSet | None = None
    on_error: OnError = raise_error
    left_out: Counter[str] = field(default_factory=Counter)


class Assembly:
    """Collects the marks and links of one document, then makes the document of them.

    Args:
        id: the document's id.
        text: its text.
        where: its place (file, task or line), for the errors.
        reading: allowed labels, and where faults go.
    """

    def __init__(
        self,
        id: str,  # noqa: A002
        text: str,
        where: str,
        reading: Reading,
        *,
        date: str | None = None,
        source: str | None = None,
    ) -> None:
        self._id, self._text, self._where, self._labels = id, text, where, reading.labels
        self._date, self._source = date, source
        self._left_out, self._on_error = reading.left_out, reading.on_error
        self._spans: dict[str, _Named] = {}
        self._links: list[_Link] = []
        self._groups: list[tuple[Sequence[str], str]] = []
        self._keys: dict[str, str] = {}
        self._omitted: set[str] = set()
        self._documents: dict[str, str] = {}
        self._faults: list[VnPoliceError] = []

    def mark(self, name: str, offsets: Given, tag: str, where: str) -> None:
        """Add a mark.

        Args:
            name: what links call it.
            offsets: its offsets as the tool counts them, and the words that the file gives for it.
            tag: its label, `EVENT.MEETING` and the like for events.
            where: its place, for the errors.
        """
        _check_string(tag, "label")
        if name in self._spans or name in self._omitted:
            self.fail(f"there are two marks {name}", where, "Give each mark an id of its own")
        self._spans[name] = _Named(name, offsets, tag, where)

    def retag(self, name: str, tag: str) -> None:
        """Give a mark another label, if it is there."""
        if name in self._spans:
            self._spans[name] = self._spans[name]._replace(tag=tag)

    def omit(self, name: str, reason: str) -> None:
        """Count a mark that a document cannot hold; links to it are left out too."""
        self._omitted.add(name)
        self._left_out[reason] += 1

    def key(self, name: str, value: str) -> None:
        """Give a mark its key: `p1`, `2019-08-27`, or `d1 = 44-KL/TW` with the document's normal form."""
        key, _, form = (part.strip() for part in value.partition("="))
        if key:
            self._keys[name] = key
        if key and form:
            self._documents[key] = form

    def document(self, key: str, form: str) -> None:
        """Give a document key its normal form."""
        _check_string(form, "normal form")
        self._documents[key] = form

    def link(self, type: str, head: str, tail: str, where: str, *, argument: bool | None = None) -> None:  # noqa: A002
        """Add a relation or, if the head is an event's trigger, an argument; `SAME_AS` joins two marks.

        Args:
            type: the relation's type, or the role.
            head, tail: names of the marks.
            where: its place, for the errors.
            argument: whether it is an argument, where the file tells.
        """
        _check_string(type, "relation")
        if type == SAME and argument is None:
            self.same((head, tail), where)
        else:
            self._links.append(_Link(type, head, tail, where, argument))

    def same(self, names: Sequence[str], where: str) -> None:
        """Join marks that mean the same: they get one key."""
        self._groups.append((names, where))

    def fail(self, what: str, where: str, remedy: str) -> None:
        """Note a fault."""
        self._faults.append(SchemaError(what, where=where, remedy=remedy))

    def finish(self) -> GoldDocument | None:
        """Make the document, or report its faults and return None."""
        numbers = self._numbers()
        marks, number_of = self._marks(self._placed(), numbers)
        labels = {mark.number: mark.label for mark in marks}
        keys = self._shared_keys(number_of, marks)
        relations: dict[MarkedRelation, None] = {}
        arguments: dict[MarkedArgument, None] = {}
        for link in self._links:
            ends = self._ends((link.head, link.tail), number_of, link.where)
            if ends is None:
                continue
            head, tail = ends
            is_argument = labels[head] == "EVENT" if link.is_argument is None else link.is_argument
            if not self._link_is_known(link, is_argument, labels[tail]):
                continue
            if is_argument:
                arguments[MarkedArgument(head, link.type, tail)] = None
            else:
                relations[MarkedRelation(link.type, head, tail)] = None
        document = GoldDocument(
            id=self._id,
            text=self._text,
            marks=tuple(replace(mark, key=keys.get(mark.number)) for mark in marks),
            relations=tuple(relations),
            arguments=tuple(arguments),
            documents=self._documents,
            source=self._source,
            date=self._date,
        )
        if not self._faults and self._labels is not None and self._labels.guidelines:
            self._faults += guideline_faults(document, self._where, keyed=False)
        for fault in self._faults:
            self._on_error(fault)
        return None if self._faults else document

    def _placed(self) -> Iterator[tuple[_Named, int, int]]:
        """The marks with right offsets and tags."""
        found = code_points(self._text, [span.given for span in self._spans.values()])
        for span, place in zip(self._spans.values(), found, strict=True):
            if place is None or not 0 <= place[0] < place[1] <= len(self._text):
                self._misplaced(span)
                continue
            tag = span.tag if self._labels is None else self._labels.tag(span.tag)
            if tag is None:
                assert self._labels is not None
                self._faults.append(unknown("label", span.tag, self._labels.tags, span.where))
                continue
            inner = trimmed(self._text, *place)
            if inner != place:
                self._left_out["white space at the edge of a mark"] += 1
            if inner[0] == inner[1]:
                self.fail("the mark holds no words", span.where, "Take it out, or move it to the words")
                continue
            yield span._replace(tag=tag), *inner

    def _misplaced(self, span: _Named) -> None:
        start, end, words = span.given
        if 0 <= start < end <= len(self._text):
            self.fail(
                f"the span {start}:{end} reads {self._text[start:end][:60]!r}, but its words are {words!r}",
                span.where,
                "The text was changed after it was annotated; give the text that the marks were made in",
            )
        else:
            self.fail(
                f"the span {start}:{end} is empty or lies outside the text of {len(self._text)} characters",
                span.where,
                "Offsets count the characters of the text from 0, the end exclusive",
            )

    def _numbers(self) -> dict[str, int]:
        """The marks' numbers: those in their names where all have one, else in the order of the text."""
        names = list(self._spans)
        found = [_NUMBERED.fullmatch(name) for name in names]
        numbers = [int(match[1]) for match in found if match]
        if len(set(numbers)) == len(names):
            return dict(zip(names, numbers, strict=True))
        return {}

    def _marks(
        self, placed: Iterable[tuple[_Named, int, int]], numbers: dict[str, int]
    ) -> tuple[list[Mark], dict[str, int]]:
        """The marks in order, nested, each once; and the number of each name."""
        marks: list[Mark] = []
        number_of: dict[str, int] = {}
        first: dict[tuple[int, int, str], int] = {}
        stack: list[Mark] = []
        for count, (span, start, end) in enumerate(sorted(placed, key=lambda p: (p[1], -p[2])), 1):
            same = first.setdefault((start, end, span.tag), numbers.get(span.name, count))
            if same != numbers.get(span.name, count):
                self._left_out["mark given twice"] += 1
                number_of[span.name] = same
                continue
            while stack and stack[-1].end <= start:
                stack.pop()
            text = self._text[start:end]
            if stack and stack[-1].end < end:
                self.fail(
                    f"the mark {span.tag} {text[:60]!r} crosses {stack[-1].tag} {stack[-1].text[:60]!r}",
                    span.where,
                    "Let one contain the other, or end the first before the second",
                )
                continue
            label, _, kind = span.tag.partition(".") if span.tag.startswith("EVENT.") else (span.tag, "", "")
            mark = Mark(
                start=start,
                end=end,
                number=same,
                label=label,
                text=text,
                event_type=kind or None,
                parent=stack[-1].number if stack else None,
            )
            number_of[span.name] = same
            marks.append(mark)
            stack.append(mark)
        return marks, number_of

    def _ends(self, names: Sequence[str], number_of: dict[str, int], where: str) -> list[int] | None:
        """Numbers of the marks that a link joins; None if one was left out, or is faulty or not there."""
        if any(name in self._omitted for name in names):
            self._left_out["relation or argument of a mark that was left out"] += 1
            return None
        for name in names:
            if name not in self._spans:
                self.fail(f"there is no mark {name}", where, "Name only marks that the document has")
                return None
        return [number_of[name] for name in names] if all(name in number_of for name in names) else None

    def _link_is_known(self, link: _Link, is_argument: bool, tail: str) -> bool:
        if self._labels is None:
            return True
        known = self._labels.roles if is_argument else self._labels.relations
        if known is None or link.type in known:
            return True
        if not is_argument and tail == "EVENT" and link.type in (self._labels.roles or ()):
            self.fail(
                f"the role {link.type} leads to the trigger",
                link.where,
                "Draw it from the trigger to the mark that fills the role",
            )
        else:
            self._faults.append(unknown("role" if is_argument else "relation", link.type, known, link.where))
        return False

    def _shared_keys(self, number_of: dict[str, int], marks: Sequence[Mark]) -> dict[int, str]:
        """Key of each mark: its own, or that of the group of marks that mean the same."""
        keys: dict[int, str] = {}
        for name, key in self._keys.items():
            if name in number_of:
                keys[number_of[name]] = key
            elif name not in self._spans and name not in self._omitted:
                self.fail(
                    f"the key {key!r} is that of no mark: {name}",
                    self._where,
                    "Give it to a mark, or drop it",
                )
        group_of: dict[int, list[int]] = {}
        place: dict[int, str] = {}
        for names, where in self._groups:
            numbers = self._ends(names, number_of, where)
            if numbers is None:
                continue
            joined = sorted({m for n in numbers for m in group_of.get(n, [n])})
            for number in joined:
                group_of[number] = joined
                place[number] = where
        label_of = {mark.number: mark.label for mark in marks}
        for group in {id(group): group for group in group_of.values()}.values():
            own = sorted({keys[number] for number in group if number in keys})
            if len(own) > 1:
                self.fail(
                    f"marks that mean the same have the keys {' and '.join(own)}",
                    place[group[0]],
                    "Give them one key",
                )
                continue
            key = own[0] if own else f"{_LETTERS.get(label_of[group[0]], 'k')}x{group[0]}"
            keys |= dict.fromkeys(group, key)
        return keys


def _check_string(value: object, kind: str) -> None:
    # Files of JSON may hold anything anywhere; the readers tell a TypeError with its place.
    if not isinstance(value, str):
        raise TypeError(f"the {kind} {value!r} is no string")
