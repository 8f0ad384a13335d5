"""Whole pages and notebook fragments, self-contained: no file, font or script is fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from zlib import crc32

from vnpolice_ie.display.embedding import asset
from vnpolice_ie.display.embedding import script as joined
from vnpolice_ie.display.fragment import Fragments, escape
from vnpolice_ie.display.labels import LOOKS
from vnpolice_ie.display.partners import partners_sheet
from vnpolice_ie.schema import LABELS
from vnpolice_ie.types import Doc, Mention

GENERATOR = "vnpolice-ie"
TITLE_LENGTH = 110
SHOWN_CHARACTERS = 50_000
"""Of a longer text a notebook shows the beginning."""
_SCRIPTS = ("dom.js", "theme.js", "tips.js", "roving.js", "links.js", "pages.js")


@cache
def style() -> str:
    """The sheet that pages and fragments share, with the colours of the labels for light and dark."""
    colours = {label: f"light-dark({look.light},{look.dark})" for label, look in LOOKS.items()}
    labels = "".join(f".vie .l-{label}{{--c:{colour}}}" for label, colour in colours.items())
    return f"{asset('style.css')}.vie{{--event:{colours['EVENT']}}}{labels}\n"


def title_of(doc: Doc) -> str:
    """First line of a text that is not blank, shortened."""
    stripped = doc.text.lstrip()[: 4 * TITLE_LENGTH]
    line = stripped.partition("\n")[0].strip()
    return line if len(line) <= TITLE_LENGTH else line[:TITLE_LENGTH].rstrip() + "…"


def fragment(doc: Doc) -> str:
    """The document as HTML for a notebook: it needs no script and fetches nothing.

    The mouse on a span, an event or a relation shows what belongs to it. Of a text of more than
    `SHOWN_CHARACTERS` the beginning is shown, with what was read in it.
    """
    shown = _beginning(doc)
    prefix = f"vie-{crc32(repr((doc.id, doc.text)).encode()):08x}-"
    parts = Fragments(shown, prefix=prefix)
    more = ""
    if shown is not doc:
        count = len(doc.text) - len(shown.text)
        more = f'<p class="more">… and {count:,} more characters</p>'
    return (
        f'<style>{style()}{partners_sheet(shown, prefix)}</style><div class="vie fragment" id="{prefix}doc">'
        f'<a class="skip" href="#{prefix}facts">Skip to what was read</a>'
        f'<div class="text" lang="vi">{parts.text()}{more}</div>'
        f'<div id="{prefix}facts" tabindex="-1">{_side(shown, parts)}</div></div>'
    )


def _beginning(doc: Doc) -> Doc:
    """The document up to `SHOWN_CHARACTERS`, with what lies wholly within."""
    if len(doc.text) <= SHOWN_CHARACTERS:
        return doc
    text = doc.text[:SHOWN_CHARACTERS]

    def held(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        return tuple(m for m in mentions if m.end <= len(text))

    events = (
        replace(e, triggers=held(e.triggers), arguments=tuple(a for a in e.arguments if held([a.mention])))
        for e in doc.events
    )
    return replace(
        doc,
        text=text,
        entities=held(doc.entities),
        relations=tuple(r for r in doc.relations if len(held((r.head, r.tail))) == 2),
        events=tuple(e for e in events if e.triggers),
        references=tuple(r for x in doc.references if (r := replace(x, mentions=held(x.mentions))).mentions),
        people=tuple(p for x in doc.people if (p := replace(x, mentions=held(x.mentions))).mentions),
    )


def _columns(doc: Doc, parts: Fragments, legend: str = "") -> str:
    return (
        f'<div class="columns"><section class="sheet">{legend}'
        f'<div class="text" lang="vi">{parts.text()}</div></section>'
        f'<aside class="side">{_side(doc, parts)}</aside></div>'
    )


def _side(doc: Doc, parts: Fragments) -> str:
    blocks = (
        ("Events", len(doc.events), parts.events, '<div class="cards">{}</div>'),
        ("Documents", len(doc.references), parts.references, '<div class="box">{}</div>'),
        ("People", len(doc.people), parts.people, '<div class="box">{}</div>'),
        (
            "Relations",
            len(doc.relations),
            parts.relations,
            '<div class="box"><ul class="relations">{}</ul></div>',
        ),
    )
    return "\n".join(
        f'<h2>{name}<span class="n">{count}</span></h2>' + frame.replace("{}", render())
        for name, count, render, frame in blocks
        if count
    )


def page(doc: Doc, *, back: str = "", previous: str = "", following: str = "") -> str:
    """The document as a whole page.

    Args:
        doc: the document.
        back: address of the page of all documents.
        previous: address of the page before.
        following: address of the page after.
    """
    title = title_of(doc) or doc.id
    steps = "".join(
        f'<a class="step" href="{escape(address)}">{words}</a>'
        for address, words in ((back, "All documents"), (previous, "← Previous"), (following, "Next →"))
        if address
    )
    body = f"<main>{_columns(doc, Fragments(doc), legend=_meta(doc) + _legend(doc))}</main>"
    controls = '<button id="labels" aria-pressed="true">Labels</button>'
    return whole_page(title, escape(doc.id), steps + controls, body)


def _meta(doc: Doc) -> str:
    facts = (
        ("", doc.id),
        ("dateline", doc.date),
        ("spans", str(len(doc.entities))),
        ("characters", f"{len(doc.text):,}"),
    )
    return (
        '<div class="meta">'
        + "".join(f"<span>{name} <b>{escape(value)}</b></span>" for name, value in facts if value)
        + "</div>"
    )


def _legend(doc: Doc) -> str:
    count = Counter(m.label for m in doc.entities)
    return (
        '<div class="legend">'
        + "".join(
            f'<button class="l-{label}" data-label="{label}" aria-pressed="true">'
            f"{LOOKS[label].words} <b>{count[label]}</b></button>"
            for label in LABELS
            if count[label]
        )
        + "</div>"
    )


def whole_page(
    title: str,
    middle: str,
    controls: str,
    body: str,
    *,
    home: str = "index.html",
    sheet: str = "",
    script: str = "",
) -> str:
    """A page with the bar on top, in which all but the title is HTML already.

    Args:
        title: of the window, as text.
        middle: what stands in the bar.
        controls: buttons of the bar, before that of light and dark.
        body: what stands below the bar.
        home: address that the name in the bar leads to.
        sheet: style of this kind of page alone.
        script: script of this kind of page alone, run after that of all pages.
    """
    scripts = f"<script>{joined(*_SCRIPTS)}</script>" + (f"<script>{script}</script>" if script else "")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="generator" content="{GENERATOR}">'
        f"<style>{style()}{asset('page.css')}{sheet}</style></head>"
        f'<body class="vie"><a class="skip" href="#content">Skip to content</a>'
        f'<nav class="bar"><a class="brand" href="{home}">vnpolice<span>·</span>ie</a>'
        f'<span class="grow">{middle}</span>{controls}<button id="theme">Light / dark</button></nav>\n'
        f'<div id="content" tabindex="-1">{body}</div>\n{scripts}</body></html>\n'
    )


def index_page(title: str, body: str) -> str:
    """A page that is not about one document."""
    return whole_page(title, escape(title), "", f"<main>{body}</main>")
