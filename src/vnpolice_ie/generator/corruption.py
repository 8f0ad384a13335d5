"""The faults of copied pages, with the marks kept exact.

Capitals, spacing, tone placement, dashes, joined and broken lines, letters and accents apart.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate
from random import Random
from typing import NamedTuple

from vnpolice_ie.io.gold import GoldDocument


class Edit(NamedTuple):
    """Code points from start to end are replaced."""

    start: int
    end: int
    words: str


_TONES = "àáảãạèéẻẽẹùúủũụòóỏõọỳýỷỹỵ"
_BARE = {letter: unicodedata.normalize("NFC", unicodedata.normalize("NFD", letter)[0]) for letter in _TONES}
_MARK = {letter: unicodedata.normalize("NFD", letter)[1] for letter in _TONES}
# The tone on the first vowel of oa, oe, uy in an open syllable (new schools: hoà; most texts: hòa).
_OLD_TONE = re.compile(r"(?<![qQ])([òóỏõọ])([ae])(?!\w)|(?<![qQ])([ùúủũụ])(y)(?!\w)")


def apply(document: GoldDocument, edits: Iterable[Edit]) -> GoldDocument:
    """Make the edits; marks keep their words as far as these are not edited.

    An edit that would cross the edge of a mark, overlap another one or bring a line end into a mark is
    left out.
    """
    edges = {edge for mark in document.marks for edge in (mark.start, mark.end)}
    spans = [(mark.start, mark.end) for mark in document.marks if mark.parent is None]
    starts = [start for start, _ in spans]
    kept: list[Edit] = []
    for edit in sorted(edits):
        if kept and edit.start < max(kept[-1].end, kept[-1].start + 1):
            continue
        if any(edge in edges for edge in range(edit.start + 1, edit.end)):
            continue
        at = bisect_right(starts, edit.start) - 1
        inside = (
            at >= 0 and edit.end <= spans[at][1] and edit.start < spans[at][1] and edit.start >= spans[at][0]
        )
        if (
            inside
            and (edit.start != edit.end or edit.start > spans[at][0])
            and not _may_stand_inside(edit, spans[at])
        ):
            continue
        kept.append(edit)
    return _applied(document, kept)


def _may_stand_inside(edit: Edit, span: tuple[int, int]) -> bool:
    """Whether an edit leaves a mark in one line and with words at its edges."""
    at_edge = edit.start == span[0] or edit.end == span[1]
    return "\n" not in edit.words and not (
        at_edge and (not edit.words.strip() or not edit.words[-1].isalnum())
    )


def _applied(document: GoldDocument, edits: list[Edit]) -> GoldDocument:
    text = document.text
    parts: list[str] = []
    done = 0
    for start, end, words in edits:
        parts += [text[done:start], words]
        done = end
    parts.append(text[done:])
    new = "".join(parts)
    ends = [edit.end for edit in edits]
    gains = [0, *accumulate(len(edit.words) - (edit.end - edit.start) for edit in edits)]
    insertions = {edit.start: len(edit.words) for edit in edits if edit.start == edit.end}

    def moved(at: int, *, is_end: bool) -> int:
        gain = gains[bisect_right(ends, at)]
        return at + gain - (insertions.get(at, 0) if is_end else 0)

    marks = []
    for mark in document.marks:
        start, end = moved(mark.start, is_end=False), moved(mark.end, is_end=True)
        marks.append(replace(mark, start=start, end=end, text=new[start:end]))
    return replace(document, text=new, marks=tuple(marks))


def to_nfd(document: GoldDocument) -> GoldDocument:
    """Letters and accents apart, as some systems store names of files and pages."""
    pieces = [unicodedata.normalize("NFD", letter) for letter in document.text]
    offsets = [0, *accumulate(len(piece) for piece in pieces)]
    new = "".join(pieces)
    marks = tuple(
        replace(m, start=offsets[m.start], end=offsets[m.end], text=new[offsets[m.start] : offsets[m.end]])
        for m in document.marks
    )
    return replace(document, text=new, marks=marks)


def same_length(document: GoldDocument, new: str) -> GoldDocument:
    """The document with another text of the same length."""
    marks = tuple(replace(m, text=new[m.start : m.end]) for m in document.marks)
    return replace(document, text=new, marks=marks)


def new_tones(text: str) -> str:
    """Put tones where the newer spelling has them: hoà, khoẻ, thuỷ; the length stays."""

    def moved(match: re.Match[str]) -> str:
        first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
        return _BARE[first] + unicodedata.normalize("NFC", second + _MARK[first])

    return _OLD_TONE.sub(moved, text)


def capitals(text: str, end: int) -> str:
    """The text with its first letters in capitals, where each stays one code point."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text[:end]) + text[end:]


def corrupt(document: GoldDocument, rng: Random, *, headline: bool = False) -> GoldDocument:
    """Give a document some of the faults that real pages have; about a third stay as they are."""
    if headline and rng.random() < 0.08:
        document = same_length(document, capitals(document.text, document.text.find("\n") + 1))
    if rng.random() < 0.2:
        document = same_length(document, new_tones(document.text))
    if rng.random() < 0.05:
        document = same_length(document, document.text.replace("Đ", "Ð"))
    edits: list[Edit] = []
    for chance, fault in (
        (0.12, _spaces),
        (0.1, _glued),
        (0.1, _dashes),
        (0.12, _lines),
        (0.08, _punctuation),
        (0.03, _broken),
    ):
        if rng.random() < chance:
            edits += fault(document.text, rng)
    if edits:
        document = apply(document, edits)
    if rng.random() < 0.04:
        document = to_nfd(document)
    return document


def _some(rng: Random, pattern: str, text: str, share: float) -> list[re.Match[str]]:
    return [match for match in re.finditer(pattern, text) if rng.random() < share]


def _spaces(text: str, rng: Random) -> list[Edit]:
    """Doubled, non-breaking and zero-width spaces."""
    sign = rng.choice(["  ", "  ", "\u00a0", " \u200b"])
    return [Edit(m.start(), m.end(), sign) for m in _some(rng, r"(?<=\S) (?=\S)", text, 0.03)]


def _glued(text: str, rng: Random) -> list[Edit]:
    """No space after a full stop or a comma."""
    return [Edit(m.start(), m.end(), "") for m in _some(rng, r"(?<=[^\W\d][.,;]) (?=[^\W\d])", text, 0.12)]


def _dashes(text: str, rng: Random) -> list[Edit]:
    sign = rng.choice(["–", "—", "-"])
    return [
        Edit(m.start(), m.end(), sign) for m in _some(rng, r"(?<= )[-–](?= )|(?<=\d)-(?=\d{4}\b)", text, 0.7)
    ]


def _lines(text: str, rng: Random) -> list[Edit]:
    """Lines joined by a space, by nothing, or doubled."""
    words = rng.choice([" ", " ", "\n\n", "\n \n", " \n"])
    return [Edit(m.start(), m.end(), words) for m in _some(rng, r"\n", text, 0.6)]


def _punctuation(text: str, rng: Random) -> list[Edit]:
    """A space before a comma or a full stop."""
    return [Edit(m.start(), m.start(), " ") for m in _some(rng, r"(?<=[^\W\d])[,.](?= )", text, 0.1)]


def _broken(text: str, rng: Random) -> list[Edit]:
    """A line that breaks off in the middle of a word, as in text taken from PDF files."""
    return [
        Edit(m.start(), m.start(), "\n") for m in _some(rng, r"(?<=[^\W\d_]{2})(?=[^\W\d_]{2})", text, 0.004)
    ]
