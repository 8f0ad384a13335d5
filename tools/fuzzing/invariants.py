"""What must hold of every reading and every error, whatever came in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pydantic import TypeAdapter

import vnpolice_ie as vie
from vnpolice_ie.records import DocRecord
from vnpolice_ie.schema import may_nest

_VALUES = re.compile(r"'.*'|\".*\"|0x[0-9a-f]+|[0-9]+", re.DOTALL)


class Broken(Exception):  # noqa: N818  (it names what was found, beside the library's own errors)
    """An invariant does not hold."""


@cache
def _record_type() -> TypeAdapter[DocRecord]:
    return TypeAdapter(DocRecord)


def check_doc(doc: vie.Doc, text: str) -> None:
    """Check what a pipeline read of a text.

    Raises:
        Broken: offsets, order, nesting or the way to the output format and back are wrong.
    """
    _hold(doc.text == text, "the text is another")
    stack: list[vie.Mention] = []
    order = [(m.start, -m.end) for m in doc.entities]
    _hold(order == sorted(order), "the mentions are out of order")
    for m in doc.entities:
        _hold(
            0 <= m.start < m.end <= len(text) and text[m.start : m.end] == m.text,
            f"wrong offsets: {m!r:.200}",
        )
        while stack and stack[-1].end <= m.start:
            stack.pop()
        if stack:
            _hold(stack[-1].contains(m), f"spans cross: {m}")
            _hold(len(stack) == 1 and may_nest(stack[-1].label, m.label), f"may not nest: {m}")
        stack.append(m)
    record = doc.to_dict()
    _record_type().validate_python(record, strict=True)
    _hold(vie.Doc.from_dict(record) == doc, "the record reads otherwise")


def check_error(error: vie.VnPoliceError, *, needs_place: bool) -> str:
    """Return the kind of an error, without the values it names.

    Args:
        error: what a reader raised.
        needs_place: whether it has to say where.

    Raises:
        Broken: it says nothing, no remedy, or no place.
    """
    _hold(bool(error.what.strip()), f"an error that says nothing: {error!r}")
    _hold(bool(error.remedy.strip()), f"an error without a remedy: {error}")
    _hold(bool(error.where.strip()) or not needs_place, f"an error without its place: {error}")
    _hold(len(str(error)) < 5_000, f"an error of {len(str(error))} characters")
    return f"{type(error).__name__}: {without_values(error.what)[:120]}"


def without_values(words: str) -> str:
    """The words without what stands in quotes, and without numbers."""
    return _VALUES.sub("_", words)


def check_errors(errors: Iterable[vie.VnPoliceError]) -> str:
    """Return the kinds of errors that a reader listed."""
    return " | ".join(sorted({check_error(error, needs_place=True) for error in errors}))


def _hold(holds: bool, what: str) -> None:
    if not holds:
        raise Broken(what)
