"""Line ends of two characters written as one, with every offset moved along."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.types import Doc

PAIR = "\r\n"


class _Moved:
    """Where an offset of a text is once each carriage return before a line feed is gone."""

    def __init__(self, text: str) -> None:
        self._gone: list[int] = []
        at = text.find(PAIR)
        while at >= 0:
            self._gone.append(at + 1)
            at = text.find(PAIR, at + 2)
        self.text = text.replace(PAIR, "\n")

    def __call__(self, offset: int) -> int:
        return offset - bisect_right(self._gone, offset)


def single_in_gold(document: GoldDocument) -> GoldDocument:
    """Return an annotated document with line ends of one character; itself where it has no others."""
    if PAIR not in document.text:
        return document
    moved = _Moved(document.text)
    spans = tuple((moved(start), moved(end)) for start, end in document.unsure.spans)
    return replace(
        document,
        text=moved.text,
        marks=tuple(
            replace(m, start=moved(m.start), end=moved(m.end), text=moved.text[moved(m.start) : moved(m.end)])
            for m in document.marks
        ),
        unsure=document.unsure._replace(spans=spans),
    )


def single_in_doc(doc: Doc) -> Doc:
    """Return a reading with line ends of one character; itself where it has no others."""
    if PAIR not in doc.text:
        return doc
    moved = _Moved(doc.text)
    record = doc.to_dict()
    record["text"] = moved.text
    for entity in record["entities"]:
        start, end = moved(entity["start"]), moved(entity["end"])
        entity["start"], entity["end"], entity["text"] = start, end, moved.text[start:end]
    return Doc.from_dict(record)
