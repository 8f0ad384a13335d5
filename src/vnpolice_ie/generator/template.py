"""The language of frames: text with slots, marked words and alternatives.

    {chief,>say.SPEAKER}        a slot: a member of the cast, its form after a dot, what it fills after ">";
                                a comma closes an apposition, should the form be one
    [say cho biết]              a trigger: three letters for the type of the event, then its own
    [ORG>leg1.AUTHORITY Tòa]    words with a label of their own
    <đã|vừa|>                   one of several, in the same way inside each other

A link is `event.ROLE`, or `slot:RELATION` for a relation from that slot's mention to this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.schema import EventType

EVENT_PREFIXES: dict[str, EventType] = {
    "mtg": "MEETING",
    "say": "SPEECH",
    "ins": "INSPECTION",
    "iss": "ISSUANCE",
    "imp": "IMPLEMENTATION",
    "com": "COMMENDATION",
    "app": "APPOINTMENT",
    "leg": "LEGAL_ACTION",
}
"""First letters of an event's name in a frame, with its type."""

_HEAD = re.compile(r"(?P<name>[A-Z_]+|[a-z]{3}(?:[a-z]|\d+)?)(?:>(?P<links>[\w.,:]+))?(?: |(?=[{<]))")
_SLOT = re.compile(r"\{(?P<name>[a-z]\w*)(?:\.(?P<form>[\w-]+))?(?P<comma>,?)(?:>(?P<links>[\w.,:]+))?\}")
_LITERAL = re.compile(r"[^<>\[\]{}|]+")


class LinkTo(NamedTuple):
    """What a mention fills: a role of an event, or the tail of a relation from a slot's mention."""

    target: str
    name: str
    is_role: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a member of the cast, or for words of a list."""

    name: str
    form: str | None
    comma: bool
    links: tuple[LinkTo, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """Words with a label, or a trigger of an event."""

    head: str
    links: tuple[LinkTo, ...]
    content: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several wordings."""

    options: tuple[tuple[Node, ...], ...]


Node = str | Slot | Marked | Choice


@cache
def parse(text: str, where: str = "frame") -> tuple[Node, ...]:
    """Read a frame.

    Raises:
        ResourceError: a bracket has no other half, or a slot or mark is not understood.
    """
    nodes, end = _nodes(text, 0, "", where)
    if end != len(text):
        raise _fault(text, end, where)
    return nodes


def walk(nodes: tuple[Node, ...]) -> Iterator[Slot | Marked]:
    """Every slot and mark in a frame, whatever is chosen."""
    for node in nodes:
        if isinstance(node, Slot):
            yield node
        elif isinstance(node, Marked):
            yield node
            yield from walk(node.content)
        elif isinstance(node, Choice):
            for option in node.options:
                yield from walk(option)


def _nodes(text: str, at: int, closing: str, where: str) -> tuple[tuple[Node, ...], int]:
    found: list[Node] = []
    while at < len(text):
        sign = text[at]
        if sign in closing:
            break
        if sign == "{":
            slot = _SLOT.match(text, at)
            if slot is None:
                raise _fault(text, at, where)
            found.append(Slot(slot["name"], slot["form"], bool(slot["comma"]), _links(slot["links"])))
            at = slot.end()
        elif sign == "[":
            head = _HEAD.match(text, at + 1)
            if head is None:
                raise _fault(text, at, where)
            content, at = _nodes(text, head.end(), "]", where)
            found.append(Marked(head["name"], _links(head["links"]), content))
            at = _past(text, at, "]", where)
        elif sign == "<":
            options: list[tuple[Node, ...]] = []
            while True:
                option, at = _nodes(text, at + 1, "|>", where)
                options.append(option)
                if at >= len(text) or text[at] == ">":
                    break
            found.append(Choice(tuple(options)))
            at = _past(text, at, ">", where)
        elif sign in "|>":
            found.append(sign)
            at += 1
        elif literal := _LITERAL.match(text, at):
            found.append(literal[0].replace("\\n", "\n"))
            at = literal.end()
        else:
            raise _fault(text, at, where)
    return tuple(found), at


def _past(text: str, at: int, sign: str, where: str) -> int:
    if at >= len(text) or text[at] != sign:
        raise _fault(text, at, where)
    return at + 1


def _links(words: str | None) -> tuple[LinkTo, ...]:
    found: list[LinkTo] = []
    for word in (words or "").split(","):
        if "." in word:
            target, name = word.split(".", 1)
            found.append(LinkTo(target, name, True))
        elif ":" in word:
            target, name = word.split(":", 1)
            found.append(LinkTo(target, name, False))
    return tuple(found)


def _fault(text: str, at: int, where: str) -> ResourceError:
    return ResourceError(
        f"the frame is not understood at {text[max(0, at - 20) : at + 20]!r}",
        where=where,
        remedy="Close every bracket; write slots as {name.form}, marks as [ORG words] or [say words]",
    )
