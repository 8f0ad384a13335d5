"""The documents that were written to learn from keep to the scheme, like the examples."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES

DATA = Path(__file__).parent.parent / "training" / "data"


def test_the_training_documents_keep_to_the_scheme_and_cover_it() -> None:
    documents, faults = read_gold(DATA)
    assert len(documents) > 150
    assert faults == []
    assert len({document.id for document in documents}) == len(documents)
    assert len({document.text for document in documents}) == len(documents)
    labels = Counter(mark.label for document in documents for mark in document.marks)
    types = Counter(mark.event_type for document in documents for mark in document.marks)
    relations = Counter(relation.type for document in documents for relation in document.relations)
    assert min(labels[label] for label in LABELS) >= 50
    assert min(types[event_type] for event_type in EVENT_TYPES) >= 30
    assert min(relations[relation] for relation in RELATION_TYPES) >= 10
