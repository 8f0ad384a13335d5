"""VLSP 2018: raw text in which `<ENAMEX TYPE="...">` marks named entities, nested or not."""

from __future__ import annotations

import re

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.offsets import trimmed
from vnpolice_ie.training.benchmark.samples import LabelledSpan, Sample, marks_of

_TAG = re.compile(r"<\s*(?:ENAMEX\b(?P<attributes>[^<>]{0,200})|(?P<close>/\s*ENAMEX\s*))>", re.IGNORECASE)
_TYPE = re.compile(r"""\bTYPE\s*=\s*(?:["'“”]\s*)?([\w.-]+)""", re.IGNORECASE)
_REMEDY = (
    'Mark each entity as <ENAMEX TYPE="PERSON">words</ENAMEX>; tags close in the order opposite to opening'
)


def parse(raw: str, where: str, name: str) -> Sample:
    """Read a text with its marks; spaces at the edges of a mark are left out of it, a mark of spaces is none.

    Args:
        raw: the text with tags; other signs `<` and `>` are text.
        where: its file, for the errors.
        name: the id of the document.

    Raises:
        InputError: a tag has no type, or no other half.
    """
    parts: list[str] = []
    open_tags: list[tuple[int, str, int]] = []
    spans: list[LabelledSpan] = []
    length = done = 0

    def fail(what: str, at: int) -> InputError:
        return InputError(what, where=f"{where}, line {raw.count(chr(10), 0, at) + 1}", remedy=_REMEDY)

    for tag in _TAG.finditer(raw):
        parts.append(raw[done : tag.start()])
        length += tag.start() - done
        done = tag.end()
        if tag["close"] is None:
            kind = _TYPE.search(tag["attributes"])
            if kind is None:
                raise fail(f"the tag {tag[0]!r} has no type", tag.start())
            open_tags.append((length, kind[1].upper(), tag.start()))
        elif open_tags:
            start, label, _ = open_tags.pop()
            spans.append(LabelledSpan(start, length, label))
        else:
            raise fail("</ENAMEX> without <ENAMEX> before it", tag.start())
    if open_tags:
        raise fail("<ENAMEX> is never closed", open_tags[-1][2])
    text = "".join(parts) + raw[done:]
    # Closed last is outermost, and stands first among spans of the same offsets.
    inner = [LabelledSpan(*trimmed(text, s.start, s.end), s.label) for s in reversed(spans)]
    marks = marks_of(text, [span for span in inner if span.start < span.end])
    return Sample(GoldDocument(id=name, text=text, marks=marks))
