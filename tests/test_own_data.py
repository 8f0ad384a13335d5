"""The documents that were written to learn from keep to the scheme, like the examples."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES

TRAINING = Path(__file__).parent.parent / "training"
FOLDERS = (
    TRAINING / "data",  # to learn from
    TRAINING / "choose",  # to choose by and to measure on
    TRAINING / "test",  # for figures only: nothing is fitted to these
)


def test_the_training_documents_keep_to_the_scheme_and_cover_it() -> None:
    read = [read_gold(folder) for folder in FOLDERS]
    assert [faults for _, faults in read] == [[], [], []]
    assert [len(documents) > least for (documents, _), least in zip(read, (450, 50, 45), strict=True)] == [
        True,
        True,
        True,
    ]
    documents = [document for found, _ in read for document in found]
    assert len({document.id for document in documents}) == len(documents)
    assert len({document.text for document in documents}) == len(documents)
    labels = Counter(mark.label for document in documents for mark in document.marks)
    types = Counter(mark.event_type for document in documents for mark in document.marks)
    relations = Counter(relation.type for document in documents for relation in document.relations)
    assert min(labels[label] for label in LABELS) >= 50
    assert min(types[event_type] for event_type in EVENT_TYPES) >= 30
    assert min(relations[relation] for relation in RELATION_TYPES) >= 10
