"""Whole pages and notebook fragments, self-contained: no file, font or script is fetched."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib import resources

from vnpolice_ie.display.fragment import Fragments, escape
from vnpolice_ie.display.labels import LOOKS
from vnpolice_ie.schema import LABELS
from vnpolice_ie.types import Doc

GENERATOR = "vnpolice-ie"
TITLE_LENGTH = 110
_DARK = (
    "--paper:#171b22;--ground:#0f1216;--ink:#e7eaf0;--soft:#98a2b3;--line:#2a303a;--accent:#8fa8ff;"
    "--shadow:none;color-scheme:dark"
)


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


@cache
def style() -> str:
    """The sheet that pages and fragments share, with the colours of the labels."""
    light = "".join(f".vie .l-{label}{{--c:{look.light}}}" for label, look in LOOKS.items())

    def dark(root: str) -> str:
        colours = "".join(f"{root} .l-{label}{{--c:{look.dark}}}" for label, look in LOOKS.items())
        return f"{root}{{{_DARK};--event:{LOOKS['EVENT'].dark}}}{colours}"

    chosen = dark('[data-theme="dark"] .vie')
    by_system = dark(':root:not([data-theme="light"]) .vie')
    return (
        f"{_asset('style.css')}.vie{{--event:{LOOKS['EVENT'].light}}}{light}\n"
        f"@media (prefers-color-scheme:dark){{{by_system}}}\n{chosen}\n"
    )


def title_of(doc: Doc) -> str:
    """First line of a text that is not blank, shortened."""
    stripped = doc.text.lstrip()[: 4 * TITLE_LENGTH]
    line = stripped.partition("\n")[0].strip()
    return line if len(line) <= TITLE_LENGTH else line[:TITLE_LENGTH].rstrip() + "…"


def fragment(doc: Doc) -> str:
    """The document as HTML for a notebook; it needs no script."""
    parts = Fragments(doc, prefix=f"vie-{abs(hash((doc.id, doc.text))):x}-")
    return f'<style>{style()}</style><div class="vie fragment">{_columns(doc, parts)}</div>'


def _columns(doc: Doc, parts: Fragments, legend: str = "") -> str:
    return (
        f'<div class="columns"><section class="sheet">{legend}'
        f'<div class="text">{parts.text()}</div></section>'
        f'<aside class="side">{_side(doc, parts)}</aside></div>'
    )


def _side(doc: Doc, parts: Fragments) -> str:
    blocks = (
        ("Events", len(doc.events), parts.events, "{}"),
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
    controls = '<button id="labels">Labels</button>'
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
    scripts = f"<script>{_asset('view.js')}</script>" + (f"<script>{script}</script>" if script else "")
    return (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="generator" content="{GENERATOR}">'
        f"<style>{style()}{_asset('page.css')}{sheet}</style></head>"
        f'<body class="vie"><nav class="bar"><a class="brand" href="{home}">vnpolice<span>·</span>ie</a>'
        f'<span class="grow">{middle}</span>{controls}<button id="theme">Light / dark</button></nav>\n'
        f"{body}\n{scripts}</body></html>\n"
    )


def index_page(title: str, body: str) -> str:
    """A page that is not about one document."""
    return whole_page(title, escape(title), "", f"<main>{body}</main>")
