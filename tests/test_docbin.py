"""Files of DocBin: those of other pipelines with what they hold beside spans, and folders of small ones."""

from __future__ import annotations

from collections import Counter

import pytest
import spacy
from spacy.tokens import DocBin, Span

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io import docbin
from vnpolice_ie.io.annotated import read_annotated, read_documents, write_annotated
from vnpolice_ie.io.gold import GoldDocument

TEXT = "Ông Lê Văn Bình ở Huế."


@pytest.fixture
def theirs():
    """A document of a pipeline that knows nothing of us."""
    return spacy.blank("xx")(TEXT)


def read(tmp_path, *docs):
    DocBin(docs=docs, store_user_data=True).to_disk(tmp_path / "theirs.spacy")
    left_out = Counter()
    found = read_annotated(tmp_path / "theirs.spacy", left_out=left_out)
    return [(m.tag, m.text, m.key) for d in found for m in d.marks], left_out


def test_entities_stand_before_groups_and_what_else_there_is_is_counted(theirs, tmp_path):
    theirs.ents = [Span(theirs, 1, 4, label="PER"), Span(theirs, 5, 6, label="GPE", kb_id="Q36167")]
    theirs.spans["sc"] = [Span(theirs, 0, 4, label="NP"), Span(theirs, 5, 6, label="NP")]
    theirs.spans["empty"] = []
    theirs.cats = {"news": 1.0, "sport": 0.0}
    marks, left_out = read(tmp_path, theirs)
    assert marks == [("PER", "Lê Văn Bình", None), ("GPE", "Huế", None)]
    assert left_out == {
        "span of the group 'sc'": 2,
        "label of the whole text": 2,
        "link to a knowledge base": 1,
    }


def test_the_only_group_is_read_where_there_are_no_entities(theirs, tmp_path):
    theirs.spans["sc"] = [Span(theirs, 0, 4, label="NP"), Span(theirs, 1, 4, label="PER")]
    assert read(tmp_path, theirs) == ([("NP", "Ông Lê Văn Bình", None), ("PER", "Lê Văn Bình", None)], {})
    theirs.spans["other"] = [Span(theirs, 5, 6, label="GPE")]
    assert read(tmp_path, theirs) == ([], {"span of the group 'sc'": 2, "span of the group 'other'": 1})
    theirs.spans.clear()
    theirs.spans["sc"] = [Span(theirs, 0, 3, label="A"), Span(theirs, 2, 4, label="B")]
    with pytest.raises(
        SchemaError, match=r"theirs\.spacy, document 1, span 'Văn Bình': the mark B 'Văn Bình' crosses A"
    ):
        read(tmp_path, theirs)


def test_entities_that_another_component_put_beside_ours_are_counted(theirs, tmp_path):
    theirs.spans["vnpolice_ie"] = [Span(theirs, 1, 4, label="PERSON")]
    theirs.ents = [Span(theirs, 1, 4, label="PERSON"), Span(theirs, 5, 6, label="GPE")]
    assert read(tmp_path, theirs) == ([("PERSON", "Lê Văn Bình", None)], {"entity beside our spans": 1})


def test_a_folder_of_small_files_is_read_by_spacys_trainer(gold, tmp_path, monkeypatch):
    from spacy.training import Corpus

    monkeypatch.setattr(docbin, "PART", 3)
    assert write_annotated(gold, tmp_path / "corpus", "spacy") == len(gold)
    assert [p.name for p in sorted((tmp_path / "corpus").glob("*.spacy"))] == [
        f"0000{n}.spacy" for n in (1, 2, 3)
    ]
    assert read_annotated(tmp_path / "corpus", labels="schema") == gold
    read_by_spacy = [example.reference for example in Corpus(tmp_path / "corpus")(spacy.blank("xx"))]
    assert sorted(doc.text for doc in read_by_spacy) == sorted(d.text for d in gold)
    outer = sum(m.parent is None for d in gold for m in d.marks)
    assert sum(len(doc.ents) for doc in read_by_spacy) == outer
    assert write_annotated([], tmp_path / "none", "spacy") == 0
    assert list(read_documents(tmp_path / "none")) == []


def test_a_document_that_spacy_cannot_store_is_left_out_of_the_folder(tmp_path):
    faults = []
    documents = [GoldDocument("a", "Huế"), GoldDocument("b", "Hu\ud800ế"), GoldDocument("c", "Hà Nội")]
    assert write_annotated(documents, tmp_path / "x", "spacy", on_error=faults.append) == 2
    assert [d.id for d in read_annotated(tmp_path / "x")] == ["a", "c"]
    assert [f.where for f in faults] == ["document 'b'"]
