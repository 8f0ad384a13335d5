"""brat standoff, written: a text and its .ann for each document, and the annotation.conf that brat asks for.

Triggers get an event line of their own; keys are notes, as `io.brat` reads them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from vnpolice_ie.io.fitting import Holds
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.schema import EVENT_TYPES

HOLDS = Holds(
    # A type of ours on an event line would be read as an event.
    any_trigger=lambda label: label not in EVENT_TYPES and not label.startswith("EVENT-"),
    lone_forms=False,
    id=True,
    date=False,
    source=False,
    label=re.compile(r"[\w-]+"),
    relation=re.compile(r"[\w-]+"),
    # The digits at the end of a role count repetitions.
    role=re.compile(r"[\w-]*(?:-|[^\W\d])"),
    key=re.compile(r"[^\s=](?:[^=\n\r\t]*[^\s=])?"),
)
_LINE = re.compile(r"[^\n]+")


def brat_type(mark: Mark) -> str:
    """Return what a mark is called in brat, which takes no full stop: `MEETING` for `EVENT.MEETING`."""
    if mark.label == "EVENT" and mark.event_type:
        return mark.event_type if mark.event_type in EVENT_TYPES else f"EVENT-{mark.event_type}"
    return mark.label


def annotation_lines(document: GoldDocument) -> Iterator[str]:
    """Yield the lines of the .ann file of a document that was fitted to `HOLDS`."""
    arguments: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for trigger, role, filler in document.arguments:
        arguments[trigger].append((role, filler))
    events = [m for m in document.marks if m.event_type or m.number in arguments]
    event_of = {mark.number: f"E{n}" for n, mark in enumerate(events, 1)}
    for mark in document.marks:
        yield f"T{mark.number}\t{brat_type(mark)} {_fragments(document.text, mark)}"
    for mark in events:
        seen: Counter[str] = Counter()
        parts = [f"{brat_type(mark)}:T{mark.number}"]
        for role, filler in arguments[mark.number]:
            seen[role] += 1
            number = "" if seen[role] == 1 else str(seen[role])
            parts.append(f"{role}{number}:{event_of.get(filler, f'T{filler}')}")
        yield f"{event_of[mark.number]}\t{' '.join(parts)}"
    for n, (kind, head, tail) in enumerate(document.relations, 1):
        ends = (event_of.get(number, f"T{number}") for number in (head, tail))
        yield f"R{n}\t{kind} {' '.join(f'Arg{place}:{end}' for place, end in enumerate(ends, 1))}"
    forms = dict(document.documents)
    for n, mark in enumerate((m for m in document.marks if m.key), 1):
        assert mark.key
        form = forms.pop(mark.key, None)
        yield f"#{n}\tAnnotatorNotes T{mark.number}\tkey: {mark.key}{f' = {form}' if form else ''}"


def _fragments(text: str, mark: Mark) -> str:
    """Offsets and words; brat wants a mark cut at each line end, and its words in one line."""
    pieces = []
    for line in _LINE.finditer(text, mark.start, mark.end):
        words = line[0].strip()
        if words:
            start = line.start() + line[0].index(words)
            pieces.append((start, start + len(words)))
    offsets = ";".join(f"{start} {end}" for start, end in pieces)
    return f"{offsets}\t{' '.join(' '.join(text[start:end].split()) for start, end in pieces)}"


class Configuration:
    """Collects what the documents use, for annotation.conf (https://brat.nlplab.org/configuration.html)."""

    def __init__(self) -> None:
        self._entities: set[str] = set()
        self._relations: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        self._roles: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def add(self, document: GoldDocument) -> None:
        """Take note of a document."""
        types = {m.number: brat_type(m) for m in document.marks}
        self._entities |= {types[m.number] for m in document.marks if not m.event_type}
        for mark in document.marks:
            if mark.event_type:
                self._roles.setdefault(types[mark.number], defaultdict(set))
        for kind, head, tail in document.relations:
            heads, tails = self._relations[kind]
            heads.add(types[head])
            tails.add(types[tail])
        for trigger, role, filler in document.arguments:
            self._roles[types[trigger]][role].add(types[filler])

    def text(self) -> str:
        """Return the file."""
        relations = [
            f"{kind}\tArg1:{_any_of(heads)}, Arg2:{_any_of(tails)}"
            for kind, (heads, tails) in sorted(self._relations.items())
        ]
        events = [
            "\t".join(
                [kind, ", ".join(f"{role}*:{_any_of(fillers)}" for role, fillers in sorted(roles.items()))]
            )
            for kind, roles in sorted(self._roles.items())
        ]
        nesting = "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:contain"
        parts = {
            "entities": sorted(self._entities - set(self._roles)),
            "relations": [nesting, *relations],
            "events": events,
            "attributes": [],
        }
        return "\n".join(
            f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in parts.items()
        )


def _any_of(types: set[str]) -> str:
    return "|".join(sorted(types))
