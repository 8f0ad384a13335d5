"""Parts of a page: the marked text, events, documents, people, relations. All text is escaped here."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import starmap

from vnpolice_ie.display.spans import Closing, Opening, walk
from vnpolice_ie.schema import roles_of
from vnpolice_ie.types import Doc, Event, Mention, Person, Reference, Relation

LOW_SCORE = 0.7
"""Below this a span is drawn with a broken line."""
HEADLINE_LENGTH = 200
"""Characters within which a headline ends."""

_UNPRINTABLE = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in {0x09, 0x0A, 0x0D}},
    0x0D: "\n",
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    0xFFFE: "\ufffd",
    0xFFFF: "\ufffd",
}


def visible(text: str) -> str:
    """Replace what a page cannot hold (control characters, lone surrogates) by a sign for it."""
    return text.translate(_UNPRINTABLE)


def escape(text: str) -> str:
    """Make text safe inside HTML, in attributes too."""
    return html.escape(visible(text))


@dataclass(frozen=True, slots=True)
class Fragments:
    """Renders the parts of one document.

    Attributes:
        doc: the document.
        prefix: put before the ids of HTML elements, so that several documents fit on one page.
    """

    doc: Doc
    prefix: str = ""

    def text(self) -> str:
        """The text with its spans, one paragraph a line."""
        about = self._about()
        depth = 0
        out = ['<p class="headline">' if _has_headline(self.doc.text) else "<p>"]
        for piece in walk(self.doc.text, self.doc.entities):
            if isinstance(piece, Opening):
                depth += 1
                out.append(self._opening(piece.mention, about.get(piece.mention.id, ())))
            elif isinstance(piece, Closing):
                depth -= 1
                out.append("</mark>")
            else:
                out.append(_lines(piece, "<br>" if depth else "</p>\n<p>"))
        out.append("</p>")
        return "".join(out)

    def _about(self) -> dict[str, list[str]]:
        """What is known of a mention beyond its span, by its id."""
        about: dict[str, list[str]] = {}
        for reference in self.doc.references:
            for mention in reference.mentions:
                about.setdefault(mention.id, []).append(reference.key)
        for person in self.doc.people:
            for mention in person.mentions:
                about.setdefault(mention.id, []).append(
                    " · ".join(filter(None, (person.name, person.rank, *person.positions)))
                )
        return about

    def _opening(self, m: Mention, about: Sequence[str]) -> str:
        lines = [
            m.tag.replace(".", " · "),
            *([m.normalized] if m.normalized else ()),
            *about,
            f"score {m.score:.3g}" + (f" · {m.rule}" if m.rule else ""),
        ]
        low = " low" if m.score < LOW_SCORE else ""
        tip = escape("\n".join(lines))
        return (
            f'<mark class="l-{m.label}{low}" id="{self._id(m.id)}" data-l="{escape(m.type or m.label)}"'
            f' tabindex="0" title="{tip}">'
        )

    def _id(self, name: str) -> str:
        return escape(self.prefix + name)

    def chip(self, m: Mention, role: str = "") -> str:
        """A mention as a small link to its place in the text."""
        data = f' data-role="{escape(role)}"' if role else ""
        name = self._id(m.id)
        return f'<a class="chip l-{m.label}" href="#{name}" data-m="{name}"{data}>{_inline(m.text)}</a>'

    def events(self) -> str:
        """The events, one card each: type, triggers, and who or what takes which part."""
        return "\n".join(map(self._event, sorted(self.doc.events, key=_first_trigger)))

    def _event(self, event: Event) -> str:
        triggers = " ".join(map(self.chip, event.triggers))
        rows = "".join(
            f"<dt>{role.lower()}</dt><dd>{' '.join(self.chip(m, role) for m in fillers)}</dd>"
            for role in roles_of(event.type)
            if (fillers := event.fillers(role))
        )
        start = f' data-from="{self._id(event.triggers[0].id)}"' if event.triggers else ""
        return (
            f'<article class="card link" id="{self._id(event.id)}"{start} tabindex="0">'
            f'<header><span class="type">{event.type.replace("_", " ").lower()}</span> {triggers}</header>'
            f"<dl>{rows}</dl></article>"
        )

    def references(self) -> str:
        """The documents that the text speaks of, as a table."""
        return _table(("Document", "Issuer", "Date", "Mentions"), map(self._reference, self.doc.references))

    def _reference(self, r: Reference) -> Sequence[str]:
        kind = " ".join(filter(None, (r.type, r.title, f"khóa {r.term}" if r.term else None)))
        return (
            f'<b class="key">{_inline(r.key)}</b>' + (f"<small>{_inline(kind)}</small>" if kind else ""),
            _inline(r.issuer or "–"),
            _inline(r.date or "–"),
            self._mentions(r.mentions),
        )

    def people(self) -> str:
        """The people, as a table."""
        return _table(("Person", "Rank", "Positions", "Mentions"), map(self._person, self.doc.people))

    def _person(self, p: Person) -> Sequence[str]:
        return (
            f"<b>{_inline(p.name)}</b>",
            _inline(p.rank or "–"),
            "<br>".join(map(_inline, p.positions)) or "–",
            self._mentions(p.mentions),
        )

    def _mentions(self, mentions: Sequence[Mention]) -> str:
        return " ".join(
            f'<a class="dot l-{m.label}" href="#{self._id(m.id)}" data-m="{self._id(m.id)}"'
            f' title="{escape(m.text)}">{number}</a>'
            for number, m in enumerate(mentions, 1)
        )

    def relations(self) -> str:
        """The relations, as a list in which each line holds its two ends."""
        return "\n".join(starmap(self._relation, enumerate(self.doc.relations, 1)))

    def _relation(self, number: int, r: Relation) -> str:
        name = r.type.replace("_", " ").lower()
        tip = escape(f"score {r.score:.3g}" + (f" · {r.rule}" if r.rule else ""))
        return (
            f'<li class="link" id="{self._id(f"R{number}")}" data-from="{self._id(r.head.id)}" tabindex="0"'
            f' title="{tip}">'
            f"{self.chip(r.head)} <i>{name}</i> {self.chip(r.tail, name)}</li>"
        )


def _has_headline(text: str) -> bool:
    """Tell whether a text begins with a short line of its own that is no sentence."""
    first, line_end, rest = text[:HEADLINE_LENGTH].partition("\n")
    return bool(
        line_end and first.strip() and rest.strip() and not first.rstrip().endswith((".", ":", ";", ","))
    )


def _first_trigger(event: Event) -> int:
    return min((t.start for t in event.triggers), default=0)


def _inline(text: str) -> str:
    """Text on one line whose direction of writing does not touch its neighbours."""
    return f"<bdi>{escape(' '.join(text.split()))}</bdi>"


def _lines(piece: str, line_break: str) -> str:
    first, *others = visible(piece).split("\n")
    if not others:
        return html.escape(first)
    *middle, last = others
    return line_break.join(map(html.escape, [first, *filter(str.strip, middle), last]))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = "".join(f"<th>{name}</th>" for name in head)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
