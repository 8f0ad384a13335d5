"""From frames to an annotated text: slots are filled, events and relations get their mentions."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from random import Random
from typing import cast

from vnpolice_ie.generator.cast import Cast
from vnpolice_ie.generator.papers import Paper
from vnpolice_ie.generator.spans import Canvas, Phrase, Piece, Placed, text_of
from vnpolice_ie.generator.template import EVENT_PREFIXES, Choice, LinkTo, Marked, Node, Slot
from vnpolice_ie.generator.world import DateValue
from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedArgument, MarkedRelation
from vnpolice_ie.schema import RELATIONS, EventType, RelationType, Role, fillers_of

_SENTENCE_END = re.compile(r"[.!?…][”\")’']*\s+(?=[^\Wa-zà-ỹđ\d_]|[“\"‘'(])|\n")
_KEY_LETTER = {"DOC_REF": "d", "PERSON": "p", "EVENT": "v"}


@dataclass(eq=False, slots=True)
class Happening:
    """An event of the story."""

    type: EventType


@dataclass(slots=True)
class _Frame:
    """What is said inside one frame: its own events, and where each slot was mentioned."""

    events: dict[str, Happening] = field(default_factory=dict)
    mentions: dict[str, list[Piece]] = field(default_factory=dict)
    relations: list[tuple[str, RelationType, Piece]] = field(default_factory=list)
    issuing: dict[Happening, list[tuple[str, Piece]]] = field(default_factory=dict)


@dataclass(slots=True)
class Composer:
    """Writes frames one after the other and gives the document at the end."""

    rng: Random
    cast: Cast
    canvas: Canvas = field(default_factory=Canvas)
    _events: dict[str, Happening] = field(default_factory=dict)
    _last: dict[str, list[Piece]] = field(default_factory=dict)

    def write(self, nodes: tuple[Node, ...]) -> None:
        """Fill a frame and add it to the text."""
        frame = _Frame()
        self.canvas.put(self._fill(nodes, frame))
        self._issued(frame)
        for target, name, piece in frame.relations:
            allowed = RELATIONS[name].heads
            heads = [head for head in frame.mentions.get(target, []) if head.label in allowed]
            heads = heads or [head for head in self._last.get(target, []) if head.label in allowed]
            if heads:
                self.canvas.links.append((name, heads[-1], piece))

    def _issued(self, frame: _Frame) -> None:
        """Who issues a document in a sentence issued it, and the day of the issuing is its date."""
        for fillers in frame.issuing.values():
            papers = [piece for role, piece in fillers if role == "DOCUMENT"]
            for paper in papers:
                dated = any(head is paper and name == "ISSUED_ON" for name, head, _ in self.canvas.links)
                for role, piece in fillers:
                    if role == "ISSUER" and piece.label in RELATIONS["ISSUED_BY"].tails:
                        self.canvas.links.append(("ISSUED_BY", paper, piece))
                    elif role == "TIME" and not dated:
                        self.canvas.links.append(("ISSUED_ON", paper, piece))

    def _fill(self, nodes: tuple[Node, ...], frame: _Frame) -> list[str | Piece]:
        content: list[str | Piece] = []
        for at, node in enumerate(nodes):
            if isinstance(node, str):
                content.append(node)
            elif isinstance(node, Choice):
                content += self._fill(self.rng.choice(node.options), frame)
            elif isinstance(node, Slot):
                after = nodes[at + 1] if at + 1 < len(nodes) else "."
                closes = node.comma and not (isinstance(after, str) and after[0] in ".,;:)")
                content += self._slot(node, frame, closes=closes)
            else:
                content.append(self._mark(node, frame))
        return content

    def _slot(self, slot: Slot, frame: _Frame, *, closes: bool) -> list[str | Piece]:
        phrase: Phrase = self.cast.say(slot.name, slot.form)
        self.canvas.links += phrase.links
        if phrase.main is not None:
            frame.mentions.setdefault(slot.name, []).append(phrase.main)
            self._last.setdefault(slot.name, []).append(phrase.main)
            self._link(slot.links, phrase.main, frame)
        if closes and phrase.open and self.rng.random() < 0.75:
            return [*phrase.content, ","]
        return phrase.content

    def _mark(self, node: Marked, frame: _Frame) -> Piece:
        if node.head.isupper():
            piece = Piece(node.head, self._fill(node.content, frame))
        else:
            event = self._event(node.head, frame)
            piece = Piece("EVENT", self._fill(node.content, frame), event, event.type)
        self._link(node.links, piece, frame)
        return piece

    def _link(self, links: tuple[LinkTo, ...], piece: Piece, frame: _Frame) -> None:
        for target, name, is_role in links:
            if is_role:
                if piece.label not in fillers_of(cast(Role, name)):
                    continue
                event = self._event(target, frame)
                self.canvas.roles.append((event, name, piece))
                if event.type == "ISSUANCE":
                    frame.issuing.setdefault(event, []).append((name, piece))
            else:
                frame.relations.append((target, cast(RelationType, name), piece))

    def _event(self, name: str, frame: _Frame) -> Happening:
        known = self._events if name[3:].isdigit() else frame.events
        if name not in known:
            known[name] = Happening(EVENT_PREFIXES[name[:3]])
        return known[name]

    def finish(self, document_id: str, source: str, header_date: str | None) -> GoldDocument:
        """Number the marks, give them their keys, tie arguments to triggers."""
        text = self.canvas.text.rstrip()
        placed = sorted(self.canvas.placed, key=lambda p: (p.start, -p.end))
        number_of = {id(p.piece): number for number, p in enumerate(placed, 1)}
        keys, documents = _keys(placed)
        year_known = header_date is not None or any(
            isinstance(p.piece.of, DateValue) and p.piece.of.is_stamp for p in placed
        )
        dates = _date_keys(placed, year_known)
        marks = tuple(
            Mark(
                start=p.start,
                end=p.end,
                number=number,
                label=p.piece.label,
                text=text[p.start : p.end],
                event_type=p.piece.event_type,
                key=dates.get(id(p.piece)) or keys.get(id(p.piece)),
                parent=number_of[id(p.parent)] if p.parent is not None else None,
            )
            for number, p in enumerate(placed, 1)
        )
        return GoldDocument(
            id=document_id,
            text=text,
            marks=marks,
            relations=_relations(self.canvas, number_of),
            arguments=_arguments(self.canvas, text, placed, number_of),
            documents=documents,
            source=source,
            date=header_date,
        )


def _keys(placed: list[Placed]) -> tuple[dict[int, str], dict[str, str]]:
    """Keys in order of first mention, and normal forms of documents."""
    key_of: dict[object, str] = {}
    counts = dict.fromkeys(_KEY_LETTER, 0)
    keys: dict[int, str] = {}
    documents: dict[str, str] = {}
    for p in placed:
        label = p.piece.label
        if label not in _KEY_LETTER:
            continue
        meaning = p.piece.of.identity if isinstance(p.piece.of, Paper) else id(p.piece.of or p.piece)
        if meaning not in key_of:
            counts[label] += 1
            key_of[meaning] = f"{_KEY_LETTER[label]}{counts[label]}"
        keys[id(p.piece)] = key = key_of[meaning]
        if isinstance(p.piece.of, Paper):
            documents[key] = p.piece.of.normal_form
    return keys, documents


def _date_keys(placed: list[Placed], year_known: bool) -> dict[int, str]:
    values = {id(p.piece): p.piece.of for p in placed if isinstance(p.piece.of, DateValue)}
    written_in_full = {v.iso for v in values.values() if v.has_year}
    return {
        at: v.iso if v.has_year or year_known or v.iso in written_in_full else v.without_year
        for at, v in values.items()
    }


def _relations(canvas: Canvas, number_of: dict[int, int]) -> tuple[MarkedRelation, ...]:
    found = {
        MarkedRelation(name, number_of[id(head)], number_of[id(tail)])
        for name, head, tail in canvas.links
        if id(head) in number_of and id(tail) in number_of
    }
    return tuple(sorted(found))


def _arguments(
    canvas: Canvas, text: str, placed: list[Placed], number_of: dict[int, int]
) -> tuple[MarkedArgument, ...]:
    """Tie each filler to the trigger in its sentence, else to the latest before it, else to the next."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    at = {id(p.piece): p.start for p in placed}
    triggers: dict[int, list[int]] = {}
    piece_at: dict[int, Piece] = {}
    for p in placed:
        if p.piece.label == "EVENT":
            triggers.setdefault(id(p.piece.of), []).append(p.start)
            piece_at[p.start] = p.piece
    found = set()
    for event, role, piece in canvas.roles:
        starts = triggers.get(id(event))
        if not starts or id(piece) not in at:
            continue
        here = at[id(piece)]
        sentence = bisect_left(ends, here + 1)
        same = [start for start in starts if bisect_left(ends, start + 1) == sentence]
        before = [start for start in starts if start < here]
        start = min(same, key=lambda s: abs(s - here)) if same else before[-1] if before else starts[0]
        found.add(MarkedArgument(number_of[id(piece_at[start])], role, number_of[id(piece)]))
    return tuple(sorted(found))


def words_of(phrase: Phrase) -> str:
    """The words of a phrase."""
    return text_of(phrase.content)
