"""A document in the terminal: the text in colours, then what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from vnpolice_ie.display.fragment import visible
from vnpolice_ie.display.labels import LOOKS
from vnpolice_ie.display.spans import Closing, Opening, walk
from vnpolice_ie.schema import roles_of
from vnpolice_ie.types import Doc, Event, Mention, Relation


def _style(label: str, *, inner: bool) -> Style:
    colour = LOOKS[label].dark  # type: ignore[index]
    if label == "EVENT":
        return Style(color="#000000", bgcolor=colour, bold=True)
    return Style(color=colour, underline=inner, bold=not inner)


def marked_text(doc: Doc) -> Text:
    """The text in the colours of its spans; a span inside another is underlined, and both are named.

    The label stands after its span in small brackets: `[Bộ trưởng [Bộ Công an]ORG]POSITION`.
    """
    text = Text()
    stack: list[Mention] = []

    def style() -> Style:
        return _style(stack[-1].label, inner=len(stack) > 1) if stack else Style.null()

    for piece in walk(doc.text, doc.entities):
        if isinstance(piece, Opening):
            stack.append(piece.mention)
            text.append("[", _dim(piece.mention))
        elif isinstance(piece, Closing):
            stack.pop()
            text.append(f"]{piece.mention.type or piece.mention.label}", _dim(piece.mention))
        else:
            text.append(visible(piece), style())
    return text


def _dim(m: Mention) -> Style:
    return Style(color=LOOKS[m.label].dark, dim=True)


def view(doc: Doc) -> RenderableType:
    """The text and tables of references, people, events and relations."""
    parts: list[RenderableType] = [_words(doc.id, "bold"), Padding(marked_text(doc), (1, 0))]
    parts += [
        table for table in (_references(doc), _people(doc), _events(doc), _relations(doc)) if table.rows
    ]
    return Group(*parts)


def _table(title: str, *columns: str) -> Table:
    heading = Text(title, style="bold")
    table = Table(title=heading, title_justify="left", header_style="dim", box=box.SIMPLE_HEAD)
    for column in columns:
        # A rule's name is something to search for: it stays in one piece.
        table.add_column(column, overflow="fold", no_wrap=column == "rule")
    return table


def _words(text: str | None, style: str = "") -> Text:
    """Words in one line, whatever they hold."""
    return Text(" ".join(visible(text or "–").split()), style=style)


def _coloured(mentions: Iterable[Mention]) -> Text:
    return Text(", ").join(
        Text(" ".join(visible(m.text).split()), style=LOOKS[m.label].dark) for m in mentions
    )


def _references(doc: Doc) -> Table:
    table = _table("Documents", "key", "type", "issuer", "date", "term", "mentions")
    for r in doc.references:
        cells = (r.key, r.type, r.issuer, r.date, r.term, str(len(r.mentions)))
        table.add_row(*map(_words, cells))
    return table


def _people(doc: Doc) -> Table:
    table = _table("People", "name", "rank", "positions", "mentions")
    for p in doc.people:
        table.add_row(
            _words(p.name),
            _words(p.rank),
            _words("; ".join(p.positions) or None),
            _words(str(len(p.mentions))),
        )
    return table


def _events(doc: Doc) -> Table:
    table = _table("Events", "type", "triggers", "who, what, where, when")
    for event in doc.events:
        table.add_row(event.type, _coloured(event.triggers), _arguments(event))
    return table


def _arguments(event: Event) -> Text:
    lines = [
        Text.assemble((f"{role.lower()} ", "dim"), _coloured(fillers))
        for role in roles_of(event.type)
        if (fillers := event.fillers(role))
    ]
    return Text("\n").join(lines)


def _relations(doc: Doc) -> Table:
    table = _table("Relations", "from", "relation", "to")
    for r in doc.relations:
        table.add_row(_coloured([r.head]), r.type, _coloured([r.tail]))
    return table


def explanation(
    doc: Doc, words_of: Callable[[str], str], codes: Iterable[tuple[str, str, str]] = ()
) -> RenderableType:
    """What led to each span and relation: the rule and its score, then each rule and code in words.

    Args:
        doc: the document.
        words_of: gives the words for a rule.
        codes: codes of units that the document names, each with the unit and the years in which it bore it.
    """
    spans = _table(" ".join(visible(doc.id).split()), "span", "label", "rule", "score")
    outer_end = 0
    for m in doc.entities:
        indent = "  " if m.end <= outer_end else ""
        outer_end = max(outer_end, m.end)
        label = m.tag + (f" {m.normalized}" if m.normalized else "")
        spans.add_row(Text(indent) + _coloured([m]), _words(label), *_rule_cells(m))
    relations = _table("Relations", "from", "relation", "to", "rule", "score")
    for r in doc.relations:
        relations.add_row(_coloured([r.head]), r.type, _coloured([r.tail]), *_rule_cells(r))
    rules = _table("Rules", "rule", "what it is")
    for rule in sorted({m.rule for m in doc.entities} | {r.rule for r in doc.relations}):
        rules.add_row(_words(rule), _words(words_of(rule)))
    units = _table("Codes of units", "code", "unit", "years")
    for row in codes:
        units.add_row(*map(_words, row))
    return Group(*(table for table in (spans, relations, rules, units) if table.rows))


def _rule_cells(found: Mention | Relation) -> tuple[Text, Text]:
    return _words(found.rule), _words(f"{found.score:.2f}")
