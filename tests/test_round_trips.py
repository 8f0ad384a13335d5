"""What is written in a format is read again; what the format cannot hold is counted, and nothing else is lost."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from hostile_documents import MARKUP_BRACKETS, hostile_docs, hostile_documents, tidy
from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io import conll_writing, doccano, label_studio, markup
from vnpolice_ie.io.annotated import read_documents, write_annotated
from vnpolice_ie.io.brat_writing import HOLDS as BRAT_HOLDS
from vnpolice_ie.io.fitting import fitted
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import _is_ours
from vnpolice_ie.io.line_ends import single_in_gold
from vnpolice_ie.io.offsets import trimmed

FILES = {
    "output": "a.jsonl",
    "jsonl": "a.jsonl",
    "parquet": "a.parquet",
    "datasets": "a",
    "label-studio": "a.json",
    "doccano": "a.jsonl",
    "brat": "a",
    "markup": "a",
    "conll": "a.conll",
    "spacy": "a.spacy",
}
HOLDS = {
    "label-studio": label_studio.HOLDS,
    "doccano": doccano.HOLDS,
    "brat": BRAT_HOLDS,
    "markup": markup.HOLDS,
    "conll": conll_writing.HOLDS,
}
SLOW = {"datasets", "spacy"}


def round_trip(documents, form, **options):
    """Write documents and read them again; give them with the counts of both ways."""
    written, read = Counter(), Counter()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / FILES[form]
        write_annotated(documents, path, form, left_out=written, **options)
        return list(read_documents(path, form, left_out=read)), written, read


def examples_of(form):
    return settings(max_examples=6 if form in SLOW else 40)


@pytest.mark.parametrize("form", ["jsonl", "parquet", "datasets", "spacy"])
def test_formats_of_our_own_hold_everything(form):
    @examples_of(form)
    @given(hostile_documents(extra=tuple(MARKUP_BRACKETS)))
    def check(document):
        found, written, read = round_trip([document], form)
        assert found == [document]
        assert not +written
        assert not +read

    check()


@pytest.mark.parametrize("form", ["output", "parquet", "datasets", "spacy"])
def test_what_a_pipeline_read_comes_back_whole(form):
    @examples_of(form)
    @given(hostile_docs())
    def check(doc):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "a.jsonl"
            left_out = Counter()
            write_annotated([doc], path, form, left_out=left_out)
            assert list(read_documents(path, form)) == [doc]
            assert not +left_out

    check()


@pytest.mark.parametrize("form", ["label-studio", "doccano", "brat", "markup"])
def test_what_is_counted_is_all_that_is_lost(form):
    @settings(max_examples=60)
    @given(hostile_documents())
    def check(document):
        if form == "markup":
            document = (
                replace(
                    document,
                    text=document.text.rstrip("\r"),
                    source=None,
                    id="a",
                    marks=(),
                    relations=(),
                    arguments=(),
                )
                if document.text.endswith("\r")
                else replace(document, source=None)
            )
        left_out = Counter()
        held = fitted(document, HOLDS[form], left_out)
        if form == "markup":
            held = single_in_gold(held)
            if "\n" in document.id or document.id != document.id.strip():
                with pytest.raises(SchemaError, match="the mark-up cannot hold"):
                    round_trip([document], form)
                return
        (found,), written, read = round_trip([document], form)
        assert not +read
        assert tidy(found) == tidy(replace(held, id=found.id))
        if form == "brat":
            assert (found.id != document.id) == written["id that is no file name"]
        else:
            assert found.id == document.id or (form == "markup" and not document.id)
        line_ends = document.text.count("\r\n") if form == "markup" else 0
        assert (
            sum((+written).values())
            == sum((+left_out).values()) + line_ends + written["id that is no file name"]
        )
        again, more, _ = round_trip([found], form)
        assert (again, +more) == ([found], {})

    check()


@given(hostile_documents())
def test_columns_hold_tokens_and_both_layers(document):
    left_out = Counter()
    held = fitted(document, HOLDS["conll"], left_out)
    if not document.text.strip():
        with pytest.raises(SchemaError, match="the document has no words"):
            round_trip([document], "conll")
        return
    (found,), _, read = round_trip([document], "conll")
    assert not +read
    assert "".join(found.text.split()) == "".join(document.text.split())
    assert [(m.tag, "".join(m.text.split())) for m in found.marks] == [
        (m.tag, "".join(m.text.split())) for m in held.marks
    ]
    assert [m.parent for m in tidy(found).marks] == [m.parent for m in tidy(held).marks]
    again, more, _ = round_trip([found], "conll")
    assert again == [found]
    assert set(+more) <= {"id of a document"}


@given(hostile_documents())
def test_an_annotated_document_becomes_a_finished_one(document):
    (doc,), written, _ = round_trip([document], "output")
    (same,), more, _ = round_trip([GoldDocument.from_doc(doc)], "output")
    assert same == doc
    assert not +more
    kept = [m for m in document.marks if _is_ours(m)]
    assert [(m.start, m.end, m.tag) for m in doc.entities] == [(m.start, m.end, m.tag) for m in kept]
    assert len(document.marks) - len(kept) == written["mark of a label that the scheme does not have"]


@settings(max_examples=40)
@given(hostile_docs())
def test_tasks_keep_what_was_read_as_predictions(doc):
    (found,), _, _ = round_trip([doc], "label-studio")
    assert [(m.start, m.end, m.tag, m.score) for m in found.entities] == [
        (m.start, m.end, m.tag, m.score) for m in _trimmed(doc)
    ]
    again, _, read = round_trip([found], "label-studio")
    assert again == [found]
    assert not +read


def _trimmed(doc):
    """The mentions that an annotated document of a tool can hold: without white space at their edges, once each."""
    found = {}
    for m in doc.entities:
        start, end = trimmed(doc.text, m.start, m.end)
        if start < end:
            found.setdefault((start, end, m.tag), replace(m, start=start, end=end))
    return sorted(found.values(), key=lambda m: (m.start, -m.end))
