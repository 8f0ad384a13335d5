"""Sentences of a text as given, by the rules that the reading uses."""

from __future__ import annotations

import unicodedata

from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import sentences


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences: code points into the text as given, the end exclusive, in order."""
    if "\r" not in text and unicodedata.is_normalized("NFC", text):
        return sentences(text)  # the normal form differs in no way that ends a sentence, and it takes long
    source = SourceText(text)
    return [source.raw_span(start, end) for start, end in source.sentences]
