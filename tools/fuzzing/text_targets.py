"""Texts, references and dates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import vnpolice_ie as vie
from fuzzing.invariants import Broken, check_doc, check_error
from fuzzing.mutations import decoded
from vnpolice_ie.display.html import page
from vnpolice_ie.grammar.dates import from_iso
from vnpolice_ie.grammar.periods import find_dates, parse_date
from vnpolice_ie.grammar.references import cite, normal_form, parse_reference
from vnpolice_ie.io.text import decode_old
from vnpolice_ie.text.normal import normalize


def pipeline(folder: Path, name: str) -> Callable[[bytes], str]:
    """Any text is read, with exact offsets."""
    nlp = vie.load(name)

    def attempt(data: bytes) -> str:
        text = decoded(data)
        doc = nlp(text, date="2021-10-09")
        check_doc(doc, text)
        page(doc)
        # What was found, roughly: texts with a new mixture of facts are kept.
        labels = sorted({m.tag for m in doc.entities})
        return f"{labels} {sorted({r.type for r in doc.relations})}"

    return attempt


def old_encodings(folder: Path) -> Callable[[bytes], str]:
    """Any bytes are converted from the old encodings, or refused."""

    def attempt(data: bytes) -> str:
        said = []
        for old in ("tcvn3", "vni"):
            for encoding in ("utf-8", "cp1252"):
                try:
                    decode_old(data, old, encoding, "a.txt")
                    said.append("read")
                except vie.VnPoliceError as error:
                    said.append(check_error(error, needs_place=True))
        return " ".join(said)

    return attempt


def reference(folder: Path) -> Callable[[bytes], str]:
    """What is parsed is printed, and parsed again to the same."""

    def attempt(data: bytes) -> str:
        try:
            form = parse_reference(decoded(data))
        except vie.VnPoliceError as error:
            return check_error(error, needs_place=False)
        whole = form.type or form.name or form.number  # a provision alone has no normal form
        for printed in (cite(form), normal_form(form)) if whole else (cite(form),):
            try:
                again = parse_reference(printed)
            except vie.VnPoliceError as error:
                raise Broken(f"what is read prints as {printed!r}, which is not read") from error
            if normal_form(again) != normal_form(form):
                raise Broken(f"what is read prints as {printed!r}, which reads as {again}")
        return f"{form.type} {len(form.provisions)} {form.number is None} {form.is_law}"

    return attempt


def date(folder: Path) -> Callable[[bytes], str]:
    """What is parsed prints as ISO 8601, and reads again to the same; offsets are those of the words."""
    nlp = vie.load("rules")

    def attempt(data: bytes) -> str:
        text = decoded(data)
        try:
            form = from_iso(text)
        except vie.VnPoliceError as error:
            said = check_error(error, needs_place=False)
        else:
            said = "iso"
            if form.iso() != text and from_iso(form.iso()).iso() != form.iso():
                raise Broken(f"{text!r} prints as {form.iso()!r}")
        folded = normalize(text).folded
        for match in find_dates(folded):
            if not 0 <= match.start < match.end <= len(folded):
                raise Broken(f"a date at {match.start}:{match.end} of {len(folded)}")
            from_iso(match.form.iso())
        words = parse_date(text)
        if words is not None and from_iso(words.iso()).iso() != words.iso():
            raise Broken(f"{words} prints as {words.iso()!r}")
        try:
            nlp("", date=text)
        except vie.VnPoliceError as error:
            check_error(error, needs_place=False)
        return f"{said} {words is None}"

    return attempt
