"""Annotated documents as JSON objects: the project's own form, and the output format of `annotate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vnpolice_ie.errors import SchemaError, VnPoliceError
from vnpolice_ie.io.assembly import Reading
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.io.gold_checks import faults as guideline_faults
from vnpolice_ie.io.label_sets import LabelSet, unknown
from vnpolice_ie.types import Doc


def text_of(record: Mapping[str, Any], where: str) -> str:
    """Return the record's text.

    Raises:
        SchemaError: it has none.
    """
    text = record.get("text")
    if not isinstance(text, str):
        raise SchemaError(
            "the record has no string under 'text'", where=where, remedy='Write it as {"text": "…", …}'
        )
    return text


def is_gold(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has the form of `GoldDocument.to_record`."""
    return "entities" in record and "arguments" in record


def is_output(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has the form of `Doc.to_dict`."""
    return "entities" in record and "events" in record


def read_gold_record(record: Mapping[str, Any], where: str, reading: Reading) -> GoldDocument | None:
    """Read what `GoldDocument.to_record` wrote; None if it has faults.

    Raises:
        SchemaError: it has another form.
    """
    text_of(record, where)
    document = GoldDocument.from_record(record, where)
    found: list[VnPoliceError] = []
    for entity, mark in zip(record["entities"], document.marks, strict=True):
        if "text" in entity and entity["text"] != mark.text:
            found.append(
                SchemaError(
                    f"the span {mark.start}:{mark.end} reads {mark.text[:60]!r}, but its words are"
                    f" {entity['text']!r}",
                    where=f"{where}, mark {mark.number}",
                    remedy="Offsets are code points into the unchanged text, the end exclusive",
                )
            )
    return sound(document, found or faults(document, where, reading.labels), reading)


def read_output_record(record: Mapping[str, Any], where: str, reading: Reading) -> GoldDocument | None:
    """Read what `Doc.to_dict` wrote as if a person had marked it; None if it has faults.

    Raises:
        SchemaError: it has another form.
    """
    document = GoldDocument.from_doc(read_doc_record(record, where))
    return sound(document, faults(document, where, reading.labels), reading)


def read_doc_record(record: Mapping[str, Any], where: str) -> Doc:
    """Read what `Doc.to_dict` wrote.

    Raises:
        SchemaError: it has another form.
    """
    try:
        return Doc.from_dict(record)
    except SchemaError as error:
        raise SchemaError(error.what, where=f"{where}, {error.where}", remedy=error.remedy) from error


def sound(document: GoldDocument, found: Iterable[VnPoliceError], reading: Reading) -> GoldDocument | None:
    """Return the document if nothing wrong was found in it, else report the faults and return None."""
    wrong = list(found)
    for error in wrong:
        reading.on_error(error)
    return None if wrong else document


def faults(document: GoldDocument, where: str, labels: LabelSet | None) -> list[VnPoliceError]:
    """Return everything in a document that the label set, or the form itself, does not allow."""
    found = list(form_faults(document, where))
    if labels is None or found:
        return found
    if labels.guidelines:
        return [*guideline_faults(document, where)]
    return list(_unknown_names(document, where, labels))


def form_faults(document: GoldDocument, where: str) -> Iterator[VnPoliceError]:
    """Spans outside the text, crossing spans, links to marks that are not there."""
    marks = document.numbered()
    stack: list[Mark] = []
    for mark in sorted(document.marks, key=lambda m: (m.start, -m.end)):
        at = f"{where}, mark {mark.number}"
        if not 0 <= mark.start < mark.end <= len(document.text):
            yield SchemaError(
                f"the span {mark.start}:{mark.end} is empty or lies outside the text",
                where=at,
                remedy="Offsets are code points into the unchanged text, the end exclusive",
            )
            continue
        while stack and stack[-1].end <= mark.start:
            stack.pop()
        if stack and stack[-1].end < mark.end:
            yield SchemaError(
                f"the mark {mark.tag} {mark.text[:60]!r} crosses {stack[-1].tag} {stack[-1].text[:60]!r}",
                where=at,
                remedy="Let one contain the other, or end the first before the second",
            )
        stack.append(mark)
    links = [(r.type, r.head, r.tail) for r in document.relations]
    links += [(a.role, a.trigger, a.filler) for a in document.arguments]
    for name, *ends in links:
        for number in ends:
            if number not in marks:
                yield SchemaError(
                    f"there is no mark {number}",
                    where=f"{where}, {name}",
                    remedy="Name only marks that stand in the text",
                )


def _unknown_names(document: GoldDocument, where: str, labels: LabelSet) -> Iterator[VnPoliceError]:
    for mark in document.marks:
        if mark.tag not in labels.tags:
            yield unknown("label", mark.tag, labels.tags, f"{where}, mark {mark.number}")
    for relation in document.relations:
        if labels.relations is not None and relation.type not in labels.relations:
            yield unknown("relation", relation.type, labels.relations, where)
    for argument in document.arguments:
        if labels.roles is not None and argument.role not in labels.roles:
            yield unknown("role", argument.role, labels.roles, where)
