"""Our mentions as spans of a spaCy document, and our facts in its extensions.

What spaCy holds by itself: `doc.ents`, the outer spans; `doc.spans["vnpolice_ie"]`, all of them. Both carry
the tag as label, the mention's id as `id_` and its key (a document's normal form, an ISO date, a person's
name) as `kb_id_`. Everything else is one record of plain values in the extension `vie_record`, which spaCy
stores with the document; the other extensions read it. Its offsets are code points into `doc.text`, whatever
the tokens are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from spacy.tokens import Doc as SpacyDoc
from spacy.tokens import Span as SpacySpan

from vnpolice_ie.evaluation.outer_layer import outer
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.types import Doc, Event, Mention, Person, Reference, Relation

GROUP: Final = "vnpolice_ie"
"""Name of the span group."""
EXTENSIONS: Final = (
    "vie",
    "vie_people",
    "vie_references",
    "vie_events",
    "vie_relations",
    "vie_dates",
    "vie_id",
    "vie_date",
    "vie_record",
    "vie_widened",
    "vie_not_in_ents",
)
"""Extensions of a spaCy document; `vie_span` is a method of it, `vie_mention` stands on spans."""


class Layered(NamedTuple):
    """A mention or mark as spaCy holds it."""

    span: Mention | Mark
    id: str
    key: str

    @property
    def tag(self) -> str:
        """Its label."""
        return self.span.tag


def layers_of(document: Doc | GoldDocument) -> list[Layered]:
    """Return the spans of a document in order of (start, -end), with their ids and keys."""
    if isinstance(document, GoldDocument):
        return [
            Layered(m, str(m.number), document.documents.get(m.key or "", m.key or ""))
            for m in sorted(document.marks, key=lambda m: (m.start, -m.end))
        ]
    keys = {m.id: r.key for r in document.references for m in r.mentions}
    keys |= {m.id: p.name for p in document.people for m in p.mentions}
    entities = sorted(document.entities, key=lambda m: (m.start, -m.end))
    return [Layered(m, m.id, keys.get(m.id) or m.normalized or "") for m in entities]


def facts_of(document: Doc | GoldDocument) -> dict[str, Any]:
    """Return the record of a document without its text."""
    record: Mapping[str, Any] = (
        document.to_record() if isinstance(document, GoldDocument) else document.to_dict()
    )
    return {key: value for key, value in record.items() if key != "text"}


def char_span(target: SpacyDoc, layered: Layered) -> tuple[SpacySpan | None, bool]:
    """Return the tokens of a span, and whether they begin and end where it does.

    Tokens that it shares with other words are taken whole; None if it lies between tokens.
    """
    where = {"label": layered.tag, "kb_id": layered.key, "span_id": layered.id}
    start, end = layered.span.start, layered.span.end
    exact = target.char_span(start, end, **where)  # type: ignore[arg-type]
    if exact is not None:
        return exact, True
    return target.char_span(start, end, alignment_mode="expand", **where), False  # type: ignore[arg-type]


def set_layers(target: SpacyDoc, document: Doc | GoldDocument, *, overwrite_ents: bool = True) -> None:
    """Put a document's spans and facts on a spaCy document of the same text.

    A span that begins or ends inside a token is widened to whole tokens and named in `vie_widened`; an outer
    one that then has no room in `doc.ents` is named in `vie_not_in_ents`. The record keeps the exact offsets.

    Args:
        target: the spaCy document.
        document: what was read in its text, or annotated.
        overwrite_ents: whether entities that stand in `doc.ents` make way for ours, or ours for them.
    """
    layered = layers_of(document)
    tokens = {item.id: char_span(target, item) for item in layered}
    target.spans[GROUP] = [span for span, _ in tokens.values() if span is not None]
    in_outer_layer = {(s.start, s.end, s.tag) for s in outer(item.span for item in layered)}
    ents = [] if overwrite_ents else list(target.ents)
    taken = {i for ent in ents for i in range(ent.start, ent.end)}
    crowded_out: list[str] = []
    for item in layered:
        if (item.span.start, item.span.end, item.tag) not in in_outer_layer:
            continue
        span, _ = tokens[item.id]
        if span is None or any(i in taken for i in range(span.start, span.end)):
            crowded_out.append(item.id)
        else:
            taken.update(range(span.start, span.end))
            ents.append(span)
    target.set_ents(ents)
    target._.vie_record = facts_of(document)
    target._.vie_widened = [name for name, (_, exact) in tokens.items() if not exact]
    target._.vie_not_in_ents = crowded_out


def reading(doc: SpacyDoc) -> Doc | None:
    """Return what was read in a spaCy document; None if nothing was, or if people annotated it.

    Raises:
        SchemaError: the record is that of another text.
    """
    record = doc._.vie_record
    if record is None or "events" not in record:
        return None
    return Doc.from_dict({**record, "text": doc.text})


def _people(doc: SpacyDoc) -> tuple[Person, ...]:
    found = reading(doc)
    return found.people if found else ()


def _references(doc: SpacyDoc) -> tuple[Reference, ...]:
    found = reading(doc)
    return found.references if found else ()


def _events(doc: SpacyDoc) -> tuple[Event, ...]:
    found = reading(doc)
    return found.events if found else ()


def _relations(doc: SpacyDoc) -> tuple[Relation, ...]:
    found = reading(doc)
    return found.relations if found else ()


def _dates(doc: SpacyDoc) -> tuple[Mention, ...]:
    found = reading(doc)
    return tuple(m for m in found.entities if m.label == "DATE") if found else ()


def _span_of(doc: SpacyDoc, mention: Mention) -> SpacySpan | None:
    return next((span for span in doc.spans.get(GROUP, ()) if span.id_ == mention.id), None)


def _mention(span: SpacySpan) -> Mention | None:
    found = reading(span.doc)
    return next((m for m in found.entities if m.id == span.id_), None) if found else None


def _register() -> None:
    getters = {
        "vie": reading,
        "vie_people": _people,
        "vie_references": _references,
        "vie_events": _events,
        "vie_relations": _relations,
        "vie_dates": _dates,
    }
    for name in EXTENSIONS:
        if name in getters:
            SpacyDoc.set_extension(name, getter=getters[name], force=True)
        else:
            SpacyDoc.set_extension(name, default=None, force=True)
    SpacyDoc.set_extension("vie_span", method=_span_of, force=True)
    SpacySpan.set_extension("vie_mention", getter=_mention, force=True)


_register()
