"""The example documents: sound annotation, and what the rules read in each."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

import vnpolice_ie as vie
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.markup import parse, read, write
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES

FOLDER = Path(__file__).parent.parent / "examples"
FILES = sorted(FOLDER.glob("*.txt"))
NAMES = [path.stem for path in FILES]


@pytest.fixture(scope="module")
def gold() -> dict[str, GoldDocument]:
    return {path.stem: read(path) for path in FILES}


@pytest.fixture(scope="module")
def docs(gold: dict[str, GoldDocument]) -> dict[str, vie.Doc]:
    nlp = vie.load("rules")
    return {name: nlp(g.text, id=g.id, date=g.date) for name, g in gold.items()}


def test_there_are_eight_documents_of_a_page_each(gold: dict[str, GoldDocument]) -> None:
    assert len(gold) == 8
    for name, document in gold.items():
        assert document.id == name
        assert 250 <= len(document.text.split()) <= 600, name


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_annotation_has_no_fault(path: Path) -> None:
    document, faults = parse(path.read_text(encoding="utf-8"), path.name)
    assert [str(fault) for fault in faults] == []
    assert len(document.marks) > 50


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_annotation_survives_writing_and_reading(path: Path) -> None:
    document = read(path)
    again, faults = parse(write(document), path.name)
    assert not faults
    assert again.to_record() == document.to_record()


def test_together_they_show_the_whole_scheme(gold: dict[str, GoldDocument]) -> None:
    marks = [mark for document in gold.values() for mark in document.marks]
    assert {mark.label for mark in marks} == set(LABELS)
    assert {mark.event_type for mark in marks if mark.label == "EVENT"} == set(EVENT_TYPES)
    assert {r.type for document in gold.values() for r in document.relations} == set(RELATION_TYPES)


def test_the_news_page_has_what_real_pages_have(gold: dict[str, GoldDocument]) -> None:
    text = gold["news-page"].text
    assert unicodedata.normalize("NFC", text) != text
    for odd in ("\u00a0", "\u200b", "\u00d0", "\u2011", "\u2013"):
        assert odd in text, f"U+{ord(odd):04X}"


@pytest.mark.parametrize("name", NAMES)
def test_offsets_of_the_rules_are_exact(
    name: str, docs: dict[str, vie.Doc], gold: dict[str, GoldDocument]
) -> None:
    doc = docs[name]
    assert doc.text == gold[name].text
    for mention in doc.entities:
        assert doc.text[mention.start : mention.end] == mention.text
        assert mention.text == mention.text.strip()
    assert vie.Doc.from_dict(doc.to_dict()) == doc
