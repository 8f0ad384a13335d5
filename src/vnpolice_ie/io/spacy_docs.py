"""Our documents as spaCy's, and back."""

from __future__ import annotations

import json
from collections import Counter

from spacy.tokens import Doc as SpacyDoc
from spacy.vocab import Vocab

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.spacy_layers import layers_of, reading, set_layers
from vnpolice_ie.io.spacy_tokens import words_and_spaces
from vnpolice_ie.types import Doc


def to_spacy(
    document: Doc | GoldDocument,
    vocab: Vocab | None = None,
    *,
    facts: bool = True,
    left_out: Counter[str] | None = None,
) -> SpacyDoc:
    """Turn a document into spaCy's; its tokens are cut so that every span begins and ends with one.

    Args:
        document: a reading, or an annotated document.
        vocab: the vocabulary to use, by default one of Vietnamese.
        facts: whether the record of everything that spaCy has no place for goes with it.
        left_out: counts what is lost without it, by kind.

    Raises:
        SchemaError: the document holds lone surrogates, which spaCy cannot store.
    """
    layered = layers_of(document)
    edges = [edge for item in layered for edge in (item.span.start, item.span.end)]
    words, spaces = words_and_spaces(document.text, edges)
    try:
        target = SpacyDoc(vocab or Vocab(), words=words, spaces=spaces)
        set_layers(target, document)
        json.dumps(target._.vie_record, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise SchemaError(
            "the document holds half a character (a lone surrogate)",
            where=f"document {document.id!r}",
            remedy="Decode the file anew, or write JSON Lines",
        ) from error
    target._.vie_id, target._.vie_date = document.id, document.date
    if not facts:
        target._.vie_record = target._.vie_id = target._.vie_date = None
        if left_out is not None:
            left_out.update(_only_in_record(document))
    return target


def _only_in_record(document: Doc | GoldDocument) -> Counter[str]:
    """What of a document spaCy's own layers do not hold, by kind."""
    lost: Counter[str] = Counter(relation=len(document.relations))
    lost["id or date"] = bool(document.id) + bool(document.date)
    if isinstance(document, GoldDocument):
        lost["argument"] = len(document.arguments)
        lost["coreference key"] = sum(m.key is not None for m in document.marks if m.label != "DATE")
        lost["source or unsure part"] = bool(document.source) + any(document.unsure)
    else:
        lost["argument"] = sum(len(v.arguments) for v in document.events)
        lost["event"] = len(document.events)
        lost["reference"] = len(document.references)
        lost["person"] = len(document.people)
        lost["score or rule"] = len(document.entities)
    return +lost


def from_spacy(source: SpacyDoc) -> Doc:
    """Return the reading that a spaCy document carries, exactly as it was made.

    Spans that were changed in spaCy since are not looked at; `spacy_gold.gold_from_spacy` does.

    Raises:
        SchemaError: it carries none, or that of another text.
    """
    found = reading(source)
    if found is None:
        raise SchemaError(
            "the spaCy document carries no reading of ours",
            where=f"document {source._.vie_id or '?'!r}",
            remedy="Add 'vnpolice_ie' to its pipeline, or read the spans as annotated documents",
        )
    return found
