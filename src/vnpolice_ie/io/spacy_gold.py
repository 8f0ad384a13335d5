"""Spans of spaCy documents, ours or other tools', as annotated documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Doc as SpacyDoc
from spacy.tokens import Span as SpacySpan

from vnpolice_ie.io.assembly import Assembly, Reading
from vnpolice_ie.io.gold import NOTHING_UNSURE, GoldDocument, Unsure
from vnpolice_ie.io.offsets import Given
from vnpolice_ie.io.records import faults, sound
from vnpolice_ie.io.spacy_layers import GROUP, Layered, char_span, layers_of, reading

TAKEN_OUT: Final = "mark that was taken out in spaCy"
_GROUPED: Final = {"DOC_REF": "d", "PERSON": "p"}


@dataclass(frozen=True)
class _Before:
    """A document as it was when it became spaCy's.

    Attributes:
        document: its marks and links.
        number_of: numbers of the marks by the ids of their spans.
        spans: the spans by their ids, each with its tokens there.
    """

    document: GoldDocument
    number_of: Mapping[str, int]
    spans: Mapping[str, tuple[Layered, SpacySpan | None]]

    @classmethod
    def of(cls, source: SpacyDoc, where: str) -> _Before | None:
        """Read the record of a spaCy document; None if it has none.

        Raises:
            SchemaError: it has another form, or is that of another text.
        """
        record = source._.vie_record
        if record is None:
            return None
        read = reading(source)
        if read is None:
            document = GoldDocument.from_record({**record, "text": source.text}, where)
            layered = layers_of(document)
            number_of = {item.id: int(item.id) for item in layered}
        else:
            document = GoldDocument.from_doc(read)
            layered = layers_of(read)
            number_of = {m.id: number for number, m in enumerate(read.entities, 1)}
        spans = {item.id: (item, char_span(source, item)[0]) for item in layered}
        return cls(document, number_of, spans)

    def unchanged(self, span: SpacySpan) -> Layered | None:
        """Return the span that this one was and still is."""
        layered, was = self.spans.get(span.id_, (None, None))
        same = was is not None and (was.start, was.end, was.label) == (span.start, span.end, span.label)
        return layered if same else None


def gold_from_spacy(source: SpacyDoc, id: str, where: str, how: Reading) -> GoldDocument | None:  # noqa: A002
    """Return a spaCy document's spans as marks; None if it has faults.

    The spans are `doc.spans["vnpolice_ie"]` if there is such a group, else `doc.ents`. Where a record of ours
    stands beside them, keys, relations and arguments come from it, and a span that is as it was keeps its
    exact offsets. What people changed in spaCy counts: what was tied to a span that was taken out is counted
    in `how.left_out`.

    Args:
        source: the document.
        id: its id, if it carries none.
        where: its place, for the errors.
        how: allowed labels, and where faults go.

    Raises:
        SchemaError: its record is damaged.
    """
    spans = list(source.spans.get(GROUP, source.ents))
    before = _Before.of(source, where)
    if before is None:
        name = source._.vie_id or id
        return _assembled(source, spans, Assembly(name, source.text, where, how, date=source._.vie_date), {})
    as_was = [span.id_ for span in spans if before.unchanged(span)]
    if sorted(as_was) == sorted(before.spans) and len(spans) == len(as_was):
        return sound(before.document, faults(before.document, where, how.labels), how)
    return _changed(source, spans, before, where, how)


def _changed(
    source: SpacyDoc, spans: Sequence[SpacySpan], before: _Before, where: str, how: Reading
) -> GoldDocument | None:
    was = before.document
    builder = Assembly(was.id, source.text, where, how, date=was.date, source=was.source)
    gone = {before.number_of[name] for name in before.spans.keys() - {span.id_ for span in spans}}
    for number in sorted(gone):
        builder.omit(str(number), TAKEN_OUT)
    for mark in was.marks:
        if mark.key and mark.number not in gone:
            form = was.documents.get(mark.key)
            builder.key(str(mark.number), f"{mark.key} = {form}" if form else mark.key)
    for relation in was.relations:
        builder.link(relation.type, str(relation.head), str(relation.tail), where, argument=False)
    for argument in was.arguments:
        builder.link(argument.role, str(argument.trigger), str(argument.filler), where, argument=True)
    document = _assembled(source, spans, builder, before.number_of, before)
    if document is None or was.unsure == NOTHING_UNSURE:
        return document
    how.left_out["unsure link"] += len(was.unsure.links)
    return replace(document, unsure=Unsure(was.unsure.spans))


def _assembled(
    source: SpacyDoc,
    spans: Sequence[SpacySpan],
    builder: Assembly,
    number_of: Mapping[str, int],
    before: _Before | None = None,
) -> GoldDocument | None:
    free = max(number_of.values(), default=0)
    groups: dict[tuple[str, str], str] = {}
    used: set[str] = set()
    for span in spans:
        known = span.id_ in number_of and span.id_ not in used
        used.add(span.id_)
        free += not known
        name = str(number_of[span.id_] if known else free)
        exact = before.unchanged(span) if before else None
        start, end = (exact.span.start, exact.span.end) if exact else (span.start_char, span.end_char)
        builder.mark(name, Given(start, end, source.text[start:end]), span.label_, f"span {span.text[:60]!r}")
        if not known and (key := _key(span, groups)):
            builder.key(name, key)
    return builder.finish()


def _key(span: SpacySpan, groups: dict[tuple[str, str], str]) -> str:
    """The key that a span's `kb_id_` stands for: a day, or one for all spans of a document or person."""
    if not span.kb_id_:
        return ""
    if span.label_ == "DATE":
        return span.kb_id_
    letter = _GROUPED.get(span.label_)
    if letter is None:
        return ""
    key = groups.setdefault((letter, span.kb_id_), f"{letter}n{len(groups) + 1}")
    return f"{key} = {span.kb_id_}" if letter == "d" else key
