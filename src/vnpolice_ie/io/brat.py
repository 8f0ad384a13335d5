"""brat standoff: a text in .txt, its annotation in the .ann file beside it.

Read are text-bound marks (T), relations (R), events (E) and equivalences (*). A note (#) of the form
`key: p1` or `key: d1 = 44-KL/TW` gives a mark its key. Attributes, normalizations and other notes are
counted. The format: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from vnpolice_ie.errors import InputError, VnPoliceError
from vnpolice_ie.io.assembly import Assembly, Reading
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.offsets import Given
from vnpolice_ie.io.text import read_text
from vnpolice_ie.schema import EVENT_TYPES, tag_of

_MARK = re.compile(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)")
_KEY_NOTE = re.compile(r"\S+ (\S+)\t *key *[:=] *(\S.*)", re.IGNORECASE)
_PASSED_OVER = {"A": "attribute", "M": "attribute", "N": "normalization", "#": "note"}
_REMEDY = "Compare the line with https://brat.nlplab.org/standoff.html"


def read_brat(path: Path, name: str, reading: Reading) -> GoldDocument | None:
    """Read one document; None if it has faults.

    Args:
        path: the .ann file; the text stands beside it.
        name: the document's id.
        reading: allowed labels, and where faults go.
    """
    try:
        annotation, text = read_text(path), read_text(_text_of(path))
    except VnPoliceError as error:
        reading.on_error(error)
        return None
    reader = _Reader(Assembly(name, text, str(path), reading), text, reading)
    for number, line in enumerate(annotation.removeprefix("\ufeff").split("\n"), 1):
        if line.strip():
            reader.line(line.rstrip("\r"), f"{path}, line {number}")
    return reader.finish()


def _text_of(path: Path) -> Path:
    text = path.with_suffix(".txt")
    if not text.is_file():
        raise InputError(
            f"there is no {text.name} beside it",
            where=str(path),
            remedy="Put the text that was annotated there",
        )
    return text


class _Reader:
    """Takes the lines of one .ann file."""

    def __init__(self, builder: Assembly, text: str, reading: Reading) -> None:
        self.builder = builder
        self._text = text
        self._left_out = reading.left_out
        self._any_label = reading.labels is None
        self._tags: dict[str, str] = {}
        self._trigger_of: dict[str, str] = {}
        self._triggers: set[str] = set()
        self._links: list[tuple[str, str, str, str, bool]] = []
        self._keys: list[tuple[str, str]] = []

    def line(self, line: str, where: str) -> None:
        """Read one line."""
        name, _, rest = line.partition("\t")
        kind = name[:1]
        readers = {"T": self._mark, "R": self._relation, "E": self._event, "*": self._equivalence}
        if kind in readers:
            if not readers[kind](name, rest, where):
                self.builder.fail(f"the line {line[:80]!r} is not understood", where, _REMEDY)
        elif kind == "#" and (note := _KEY_NOTE.fullmatch(rest)):
            self._keys.append((note[1], note[2]))
        elif kind in _PASSED_OVER:
            self._left_out[_PASSED_OVER[kind]] += 1
        else:
            self.builder.fail(f"the line {line[:80]!r} is not understood", where, _REMEDY)

    def finish(self) -> GoldDocument | None:
        """Make the document: events stand for their triggers."""
        for kind, head, tail, where, is_argument in self._links:
            ends = (self._trigger_of.get(head, head), self._trigger_of.get(tail, tail))
            self.builder.link(kind, *ends, where, argument=True if is_argument else None)
        for name, key in self._keys:
            self.builder.key(self._trigger_of.get(name, name), key)
        return self.builder.finish()

    def _mark(self, name: str, rest: str, where: str) -> bool:
        head, tab, words = rest.partition("\t")
        match = _MARK.fullmatch(head.strip())
        if not match or not tab:
            return False
        pieces = [tuple(map(int, piece.split())) for piece in match[2].split(";")]
        # brat cuts a mark at each line end; only words between two pieces make it a discontinuous one.
        if any(self._text[left[1] : right[0]].strip() for left, right in pairwise(pieces)):
            self.builder.omit(name, "discontinuous mark")
            return True
        self._tags[name] = match[1]
        self.builder.mark(name, Given(pieces[0][0], pieces[-1][1], words), match[1], where)
        return True

    def _relation(self, name: str, rest: str, where: str) -> bool:
        kind, *ends = rest.split() or [""]
        names = [end.partition(":")[2] for end in ends]
        if len(names) != 2 or not all(names):
            return False
        self._links.append((kind, names[0], names[1], where, False))
        return True

    def _event(self, name: str, rest: str, where: str) -> bool:
        parts = [part.partition(":")[::2] for part in rest.split()]
        if not parts or not all(value for _, value in parts):
            return False
        (kind, trigger), *arguments = parts
        if trigger in self._triggers:
            self._left_out["event of a trigger that has one, joined with it"] += 1
        self._triggers.add(trigger)
        self._trigger_of[name] = trigger
        if self._tags.get(trigger, kind) != kind:
            self.builder.fail(
                f"the event is a {kind}, its trigger {trigger} is a {self._tags[trigger]}",
                where,
                "Give both the same type",
            )
        elif self._any_label and (tag := _event_tag(kind)):
            self.builder.retag(trigger, tag)
        # A role that an event has twice is numbered: Participant, Participant2.
        self._links += [
            (role.rstrip("0123456789"), trigger, filler, where, True) for role, filler in arguments
        ]
        return True

    def _equivalence(self, name: str, rest: str, where: str) -> bool:
        kind, *names = rest.split() or [""]
        if kind != "Equiv" or len(names) < 2:
            return False
        self.builder.same(names, where)
        return True


def _event_tag(kind: str) -> str | None:
    """The tag of one of our events, which brat knows by its type alone; None for the events of others."""
    if kind in EVENT_TYPES:
        return tag_of("EVENT", kind)
    return tag_of("EVENT", kind[6:]) if kind.startswith("EVENT-") else None
