"""Spans of spaCy documents, ours or other tools', as annotated documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Doc as SpacyDoc
from spacy.tokens import Span as SpacySpan

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io.assembly import Assembly, Reading
from vnpolice_ie.io.gold import NOTHING_UNSURE, GoldDocument, Unsure
from vnpolice_ie.io.offsets import Given
from vnpolice_ie.io.records import faults, sound
from vnpolice_ie.io.spacy_layers import GROUP, Layered, char_span, layers_of, reading

TAKEN_OUT: Final = "mark that was taken out in spaCy"
_AGAIN: Final = "Write the document again with spaCy's DocBin or with write_annotated"
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
            for mark in document.marks:
                if not 0 <= mark.start < mark.end <= len(source.text):
                    raise SchemaError(
                        f"the record has the mark {mark.start}:{mark.end}, which is no part of the text",
                        where=where,
                        remedy=_AGAIN,
                    )
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

    The spans are `doc.spans["vnpolice_ie"]` if there is such a group, else `doc.ents`, else those of the only
    group; other spans, and labels of the whole text, are counted in `how.left_out`. Where a record of ours
    stands beside them, keys, relations and arguments come from it, and a span that is as it was keeps its
    exact offsets. What people changed in spaCy counts: what was tied to a span that was taken out is counted
    too.

    Args:
        source: the document.
        id: its id, if it carries none.
        where: its place, for the errors.
        how: allowed labels, and where faults go.

    Raises:
        SchemaError: its record or its spans are damaged.
    """
    _check(source, where)
    spans = _spans(source, how.left_out)
    before = _Before.of(source, where)
    if before is None:
        name = source._.vie_id or id
        if linked := sum(bool(s.kb_id_) and not _has_key(s) for s in spans):
            how.left_out["link to a knowledge base"] += linked
        builder = Assembly(name, source.text, where, how, date=source._.vie_date)
        return _assembled(source, spans, builder, where)
    as_was = [span.id_ for span in spans if before.unchanged(span)]
    if sorted(as_was) == sorted(before.spans) and len(spans) == len(as_was):
        return sound(before.document, faults(before.document, where, how.labels), how)
    return _changed(source, spans, before, where, how)


def _check(source: SpacyDoc, where: str) -> None:
    """Make sure that what a damaged or forged DocBin holds can be looked at.

    Raises:
        SchemaError: spans reach beyond the text, a name is not in its list of strings, or a part is of
            another kind.
    """
    try:
        for group in (source.ents, *source.spans.values()):
            for span in group:
                span.text, span.label_, span.id_, span.kb_id_  # noqa: B018  (spaCy raises)
        len(source.cats)
    except Exception as error:  # they have no common class
        raise SchemaError(
            f"the document's spans cannot be read ({type(error).__name__}: {str(error)[:200]})",
            where=where,
            remedy=_AGAIN,
        ) from error
    for name, kind in (("vie_id", str), ("vie_date", str), ("vie_record", Mapping)):
        if not isinstance(source._.get(name), kind | None):
            raise SchemaError(f"the extension {name} is of another kind", where=where, remedy=_AGAIN)


def _spans(source: SpacyDoc, left_out: Counter[str]) -> list[SpacySpan]:
    """The spans that are marks; the others are counted."""
    groups = {name: list(group) for name, group in source.spans.items() if group or name == GROUP}
    ents = list(source.ents)
    others = Counter[str]()
    if GROUP in groups:
        found = groups.pop(GROUP)
        known = {(s.start, s.end, s.label) for s in found}
        others["entity beside our spans"] = sum((e.start, e.end, e.label) not in known for e in ents)
    elif ents or len(groups) != 1:
        found = ents
    else:
        found = groups.popitem()[1]
    others.update({f"span of the group {name!r}": len(spans) for name, spans in groups.items()})
    others["label of the whole text"] = len(source.cats)
    left_out.update(+others)
    return found


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
    document = _assembled(source, spans, builder, where, before)
    if document is None or was.unsure == NOTHING_UNSURE:
        return document
    how.left_out["unsure link"] += len(was.unsure.links)
    return replace(document, unsure=Unsure(was.unsure.spans))


def _assembled(
    source: SpacyDoc,
    spans: Sequence[SpacySpan],
    builder: Assembly,
    where: str,
    before: _Before | None = None,
) -> GoldDocument | None:
    number_of = before.number_of if before else {}
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
        at = f"{where}, span {span.text[:60]!r}"
        builder.mark(name, Given(start, end, source.text[start:end]), span.label_, at)
        if not known and (key := _key(span, groups)):
            builder.key(name, key)
    return builder.finish()


def _has_key(span: SpacySpan) -> bool:
    """Tell whether a span's `kb_id_` stands for a key."""
    return span.label_ == "DATE" or span.label_ in _GROUPED


def _key(span: SpacySpan, groups: dict[tuple[str, str], str]) -> str:
    """The key that a span's `kb_id_` stands for: a day, or one for all spans of a document or person."""
    if not span.kb_id_ or not _has_key(span):
        return ""
    if span.label_ == "DATE":
        return span.kb_id_
    letter = _GROUPED[span.label_]
    key = groups.setdefault((letter, span.kb_id_), f"{letter}n{len(groups) + 1}")
    return f"{key} = {span.kb_id_}" if letter == "d" else key
