"""What belongs together lights up by style alone, under the mouse and at the keyboard: it needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from vnpolice_ie.types import Doc, Mention

_ON = "{box-shadow:0 0 0 2px var(--c)}"


def partners_sheet(doc: Doc, prefix: str) -> str:
    """Return style rules for a fragment of `Fragments(doc, prefix)` that stands in an element `{prefix}doc`.

    On a span, an event card or a relation its spans are framed and bear their roles, on a chip its span.
    """
    framed: dict[tuple[str, str], None] = {}
    named: dict[str, dict[tuple[str, str], None]] = {}
    for group, source, name, mention in _links(doc):
        for cause in (*group, source):
            if cause != mention.id:
                framed[cause, mention.id] = None
                if name:
                    named.setdefault(name, {})[cause, mention.id] = None
    chips = [
        f'#{prefix}doc:has([data-m="{prefix}{name}"]:is(:hover,:focus)) #{prefix}{name}'
        for name in (escape(m.id) for m in doc.entities)
        if name.isalnum()
    ]
    rules = [_rule(framed, prefix, _ON), ",".join(chips) + _ON if chips else ""]
    rules += [
        _rule(pairs, prefix, f'{{content:"{name}"}}', "::before") for name, pairs in sorted(named.items())
    ]
    return "\n".join(filter(None, rules))


def _links(doc: Doc) -> Iterator[tuple[list[str], str, str, Mention]]:
    """Mentions to frame: after those that frame them, and the card or row that does, and their role."""
    for number, r in enumerate(doc.relations, 1):
        name = _words(r.type)
        yield [r.tail.id], f"R{number}", "", r.head
        yield [r.head.id], f"R{number}", name, r.tail
    for event in doc.events:
        triggers = _ids(event.triggers)
        fillers = _ids(a.mention for a in event.arguments)
        for trigger in event.triggers:
            yield triggers + fillers, event.id, "", trigger
        for a in event.arguments:
            yield triggers, event.id, _words(a.role), a.mention
    for mentions in (*(r.mentions for r in doc.references), *(p.mentions for p in doc.people)):
        for mention in mentions:
            yield _ids(mentions), "", "", mention


def _ids(mentions: Iterable[Mention]) -> list[str]:
    return [m.id for m in mentions]


def _words(name: str) -> str:
    return name.replace("_", " ").lower()


def _rule(pairs: Iterable[tuple[str, str]], prefix: str, body: str, part: str = "") -> str:
    causes: dict[str, list[str]] = {}
    for cause, target in pairs:
        # Ids of ours are letters and digits; others, which could end the sheet, have no rule.
        if cause.isalnum() and target.isalnum():
            causes.setdefault(cause, []).append(f"#{prefix}{target}")
    selectors = (
        f"#{prefix}doc:has(#{prefix}{cause}:is(:hover,:focus)) :is({','.join(targets)}){part}"
        for cause, targets in causes.items()
    )
    joined = ",".join(selectors)
    return joined + body if joined else ""
