"""The spaCy component, our tokenizer, and files of DocBin."""

from __future__ import annotations

import pickle
import shutil
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import spacy
from confection import ConfigValidationError
from hypothesis import given, settings
from spacy.tokens import Doc as SpacyDoc
from spacy.tokens import DocBin, Span

import vnpolice_ie as vie
from doc_drafts import docs
from gold_drafts import gold_documents
from other_process import run_python
from short_documents import short_documents
from vnpolice_ie.integrations.spacy import TOKENIZER, blank
from vnpolice_ie.io.annotated import read_annotated, read_documents
from vnpolice_ie.io.assembly import Reading
from vnpolice_ie.io.docbin import read_spacy_docs, to_docbin
from vnpolice_ie.io.spacy_docs import from_spacy, to_spacy
from vnpolice_ie.io.spacy_gold import TAKEN_OUT, gold_from_spacy
from vnpolice_ie.io.spacy_tokens import words_and_spaces
from vnpolice_ie.io.writing import write_annotated
from vnpolice_ie.model.assembly import shipped

ROOT = Path(__file__).resolve().parents[1]
NEWS = (
    "Sáng 8-10, Đại tá Phan Văn Hiệu, Giám đốc Công an tỉnh Bình Sơn, chủ trì Hội nghị về Chỉ thị số 48/CT-TW"
    " ngày 22-10-2010 của Bộ Chính trị. Thực hiện Chỉ thị 48, Công an tỉnh đã khởi tố Võ Hoàng Sang."
)
rules = vie.load("rules")


@pytest.fixture(scope="module")
def nlp():
    return blank("rules")


def spans(group):
    return [(span.start_char, span.end_char, span.label_) for span in group]


def test_the_component_gives_the_pipelines_reading(nlp):
    made = nlp.make_doc(NEWS)
    made._.vie_id, made._.vie_date = "news-1", "2021-10-09"
    doc = nlp(made)
    expected = rules(NEWS, id="news-1", date="2021-10-09")
    assert doc.text == NEWS
    assert doc._.vie == expected
    assert spans(doc.spans["vnpolice_ie"]) == [(m.start, m.end, m.tag) for m in expected.entities]
    nested = [m for m in expected.entities if m.text == "Công an tỉnh Bình Sơn"]
    assert len(nested) == 1
    assert spans(doc.ents) == [(m.start, m.end, m.tag) for m in expected.entities if m not in nested]
    assert (doc._.vie_widened, doc._.vie_not_in_ents) == ([], [])


def test_the_extensions_tell_the_facts(nlp):
    made = nlp.make_doc(NEWS)
    made._.vie_date = "2021-10-09"
    doc = nlp(made)
    assert [p.name for p in doc._.vie_people] == ["Phan Văn Hiệu", "Võ Hoàng Sang"]
    assert [r.key for r in doc._.vie_references] == ["48-CT/TW"]
    assert [v.type for v in doc._.vie_events] == ["MEETING", "IMPLEMENTATION", "LEGAL_ACTION"]
    assert ("HOLDS", "Phan Văn Hiệu") in [(r.type, r.head.text) for r in doc._.vie_relations]
    assert [m.normalized for m in doc._.vie_dates] == ["2021-10-08", "2010-10-22"]
    chair = doc._.vie_events[0].fillers("CHAIR")[0]
    assert doc._.vie_span(chair).text == "Phan Văn Hiệu"
    assert [e.kb_id_ for e in doc.ents if e.label_ == "DOC_REF"] == ["48-CT/TW", "48-CT/TW"]
    assert doc.ents[2]._.vie_mention == chair
    assert nlp.make_doc("Bộ Công an")._.vie_people == ()


def test_a_batch_reads_as_one_by_one_and_in_processes(nlp):
    texts = [NEWS, "", "Bộ Công an họp.", NEWS[:120]]
    one_by_one = [nlp(text)._.vie for text in texts]
    assert [doc._.vie for doc in nlp.pipe(texts, batch_size=3)] == one_by_one
    assert [doc._.vie for doc in nlp.pipe(texts, batch_size=2, n_process=2)] == one_by_one


def test_the_shipped_model_reads_in_batches():
    texts = [NEWS, "Bộ Công an họp."]
    assert [doc._.vie.entities for doc in blank().pipe(texts)] == [
        vie.load()(text).entities for text in texts
    ]


def test_a_document_that_cannot_be_read_goes_to_the_error_handler(nlp):
    def made(date):
        doc = nlp.make_doc(NEWS)
        doc._.vie_date = date
        return doc

    with pytest.raises(vie.InputError, match="is no date"):
        list(nlp.pipe([made("tháng Chạp")]))
    failed = []
    tolerant = blank("rules")
    tolerant.set_error_handler(lambda name, proc, docs, error: failed.append((name, str(error))))
    read = list(tolerant.pipe([made("2021-10-09"), made("tháng Chạp"), made(None)]))
    assert [len(doc._.vie_people) for doc in read] == [2, 2]
    assert [name for name, _ in failed] == ["vnpolice_ie"]


@pytest.mark.parametrize("use_pyvi", [False, True])
def test_spacys_own_tokenizer_widens_spans_and_says_so(use_pyvi):
    theirs = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": use_pyvi}}})
    theirs.add_pipe("vnpolice_ie", config={"model": "rules"})
    text = "Đại tá Phan Văn Hiệu, Lê Nam và bà ông Bùi Quý-Lê Anh họp tại Công an tỉnhBình Sơn ngày 3/9."
    if not use_pyvi:
        with pytest.warns(UserWarning, match=TOKENIZER):
            doc = theirs(text)
        widened = {span.id_: span.text for span in doc.spans["vnpolice_ie"] if span.id_ in doc._.vie_widened}
        assert "Phan Văn Hiệu," in widened.values()
    else:
        doc = theirs(text)
    assert doc.text == text
    assert doc._.vie.entities == rules(text).entities
    assert len(doc.spans["vnpolice_ie"]) == len(doc._.vie.entities)


def test_spans_that_share_a_token_are_not_lost():
    vocab = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}}).vocab
    read = rules("Đại tá Hiệu/Bộ Công an họp ")
    target = SpacyDoc(vocab, words=["Đại", "tá", "Hiệu/Bộ", "Công", "an", "họp"])
    from vnpolice_ie.io.spacy_layers import set_layers

    set_layers(target, read)
    organisation = next(m for m in read.entities if m.label == "ORG")
    person = next(m for m in read.entities if m.label == "PERSON")
    assert target._.vie_widened == [person.id, organisation.id]
    assert target._.vie_not_in_ents == [organisation.id]
    assert target._.vie == read


def test_entities_of_others_may_stay():
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "HOTLINE", "pattern": "Bộ"}])
    nlp.add_pipe("vnpolice_ie", config={"model": "rules", "overwrite_ents": False})
    doc = nlp("Bộ Công an và Sở Y tế tỉnh Bình Sơn họp.")
    assert [(e.text, e.label_) for e in doc.ents][:2] == [("Bộ", "HOTLINE"), ("Sở Y tế tỉnh Bình Sơn", "ORG")]
    assert doc._.vie_not_in_ents == ["T1"]
    assert doc._.vie.entities[0].text == "Bộ Công an"


def test_pipelines_are_stored_with_their_settings(nlp, tmp_path):
    nlp.to_disk(tmp_path / "stored")
    copies = [
        spacy.load(tmp_path / "stored"),
        blank().from_bytes(nlp.to_bytes()),
        pickle.loads(pickle.dumps(nlp)),
    ]
    for copy in copies:
        assert copy.get_pipe("vnpolice_ie").model == "rules"
        assert copy(NEWS)._.vie == nlp(NEWS)._.vie


def test_a_model_folder_goes_with_its_pipeline(tmp_path):
    own = tmp_path / "own"
    shutil.copytree(shipped("compact"), own)
    nlp = blank(own)
    expected = nlp(NEWS)._.vie
    nlp.to_disk(tmp_path / "stored")
    data = nlp.to_bytes()
    shutil.rmtree(own)
    assert spacy.load(tmp_path / "stored")(NEWS)._.vie == expected
    assert blank("rules").from_bytes(data)(NEWS)._.vie == expected


def test_files_of_a_model_cannot_lead_out_of_their_folder(tmp_path):
    from vnpolice_ie.integrations.shared import write_model

    for name in ("../x", "/tmp/x", "a/../../x", "..\\x"):
        with pytest.raises(vie.InputError, match="leads out of the model's folder"):
            write_model({name: b""}, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_spacy_finds_us_by_entry_points(tmp_path):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    info = tmp_path / "vnpolice_ie-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: vnpolice-ie\nVersion: 0\n")
    (info / "entry_points.txt").write_text(
        "".join(
            f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in points.items())
            for group, points in project["entry-points"].items()
        )
    )
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nimport spacy\n"
        "nlp = spacy.blank('vi', config={'nlp': {'tokenizer': {'@tokenizers': 'vnpolice_ie.Syllables.v1'}}})\n"
        "nlp.add_pipe('vnpolice_ie', config={'model': 'rules'})\n"
        "print([e.text for e in nlp('Bộ Công an họp.').ents])"
    )
    run = run_python(code)
    assert run.returncode == 0, run.stderr
    assert "Bộ Công an" in run.stdout


@settings(max_examples=50)
@given(docs())
def test_tokens_put_together_are_the_text(doc):
    words, spaces = words_and_spaces(doc.text)
    assert "".join(w + " " * s for w, s in zip(words, spaces, strict=True)) == doc.text
    assert all(words)


@settings(max_examples=50)
@given(docs())
def test_a_reading_comes_back_whole(doc):
    (source,) = DocBin().from_bytes(to_docbin([doc]).to_bytes()).get_docs(spacy.blank("xx").vocab)
    assert source.text == doc.text
    assert len(source._.vie_widened) == 0
    assert from_spacy(source) == doc


@settings(max_examples=50)
@given(gold_documents())
def test_annotated_documents_come_back_whole(document):
    (source,) = DocBin().from_bytes(to_docbin([document]).to_bytes()).get_docs(spacy.blank("xx").vocab)
    assert gold_from_spacy(source, "", "", Reading()) == document


def test_files_hold_the_examples_and_all_forms_of_raw_text(gold, tmp_path):
    readings = [rules(g.text, id=g.id, date=g.date) for g in gold]
    assert write_annotated(readings, tmp_path / "read.spacy") == len(gold)
    assert list(read_documents(tmp_path / "read.spacy")) == readings
    left_out, faults = Counter(), []
    documents = [*gold, *short_documents()]
    made = to_docbin(documents, left_out=left_out, on_error=faults.append)
    assert len(made) == len(documents) - 1
    assert left_out == {"document with lone surrogates, which spaCy cannot store": 1}
    made.to_disk(tmp_path / "gold.spacy")
    assert [str(f).partition(". ")[0] for f in faults] == [
        "document 'short-9': the document holds half a character (a lone surrogate)"
    ]
    assert read_annotated(tmp_path / "gold.spacy") == documents[:-1]


def test_without_our_record_the_rest_is_counted(tmp_path):
    doc = rules(NEWS, id="a", date="2021-10-09")
    left_out = Counter()
    made = to_docbin([doc], facts=False, left_out=left_out)
    made.to_disk(tmp_path / "a.spacy")
    assert left_out == {
        "relation": len(doc.relations),
        "argument": sum(len(v.arguments) for v in doc.events),
        "event": 3,
        "reference": 1,
        "person": 2,
        "score or rule": len(doc.entities),
        "id or date": 2,
    }
    (source,) = read_spacy_docs(tmp_path / "a.spacy")
    with pytest.raises(vie.SchemaError, match="the spaCy document carries no reading of ours"):
        from_spacy(source)
    (light,) = read_annotated(tmp_path / "a.spacy")
    assert light.id == "a-1"
    assert [(m.start, m.end, m.tag) for m in light.marks] == [(m.start, m.end, m.tag) for m in doc.entities]
    assert set(light.documents.values()) == {"48-CT/TW"}
    assert [m.key for m in light.marks if m.label == "DATE"] == ["2021-10-08", "2010-10-22"]


@pytest.mark.parametrize(
    ("language", "config", "error", "words"),
    [
        (
            "en",
            {},
            vie.InputError,
            "reads Vietnamese, and the pipeline's language is 'en'. Add it to spacy.blank",
        ),
        (
            "vi",
            {"model": "nope"},
            vie.InputError,
            "there is no pipeline 'nope'. The pipelines are: rules, compact",
        ),
        ("vi", {"model": "."}, vie.ResourceError, "there is no model.json"),
        ("vi", {"min_score": 2}, vie.InputError, "min_score is 2"),
        ("vi", {"min_score": "high"}, ConfigValidationError, "min_score"),
        ("vi", {"modle": "rules"}, ConfigValidationError, "modle"),
    ],
)
def test_a_wrong_setting_is_told_when_the_component_is_added(language, config, error, words):
    nlp = spacy.blank(language, config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    with pytest.raises(error, match=words):
        nlp.add_pipe("vnpolice_ie", config=config)
    assert nlp.pipe_names == []


def test_a_pipeline_of_several_languages_may_have_the_component():
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe("vnpolice_ie", config={"model": "rules"})
    assert [e.text for e in nlp(NEWS).ents] == [e.text for e in blank("rules")(NEWS).ents]


def test_entities_of_another_tool_become_marks(tmp_path):
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    doc = nlp("Công an tỉnh Bình Sơn bắt Võ Hoàng Sang")
    doc.ents = [Span(doc, 0, 5, "ORG"), Span(doc, 6, 9, "NGƯỜI")]
    DocBin(docs=[doc]).to_disk(tmp_path / "theirs.spacy")
    (document,) = read_annotated(tmp_path / "theirs.spacy")
    assert [(m.tag, m.text) for m in document.marks] == [
        ("ORG", "Công an tỉnh Bình Sơn"),
        ("NGƯỜI", "Võ Hoàng Sang"),
    ]


def test_corrections_made_in_spacy_count(gold):
    before = next(g for g in gold if g.arguments and g.relations)
    source = to_spacy(before)
    group = list(source.spans["vnpolice_ie"])
    first_role = before.arguments[0]
    gone = str(first_role.filler)
    source.spans["vnpolice_ie"] = [s for s in group if s.id_ != gone] + [Span(source, 0, 1, "AWARD")] * (
        group[0].start > 0
    )
    how = Reading()
    after = gold_from_spacy(source, "", "", how)
    assert first_role not in after.arguments
    lost_arguments = [a for a in before.arguments if first_role.filler in (a.trigger, a.filler)]
    lost_relations = [r for r in before.relations if first_role.filler in (r.head, r.tail)]
    assert set(after.arguments) == set(before.arguments) - set(lost_arguments)
    assert set(after.relations) == set(before.relations) - set(lost_relations)
    assert how.left_out[TAKEN_OUT] == 1
    assert {(m.number, m.start, m.end, m.key) for m in after.marks if m.tag != "AWARD"} <= {
        (m.number, m.start, m.end, m.key) for m in before.marks
    }


def test_a_damaged_file_is_named(tmp_path):
    for data in (b"", b"no DocBin", pickle.dumps({})):
        (tmp_path / "x.spacy").write_bytes(data)
        with pytest.raises(vie.InputError, match=r"x\.spacy: the file is no DocBin \("):
            list(read_spacy_docs(tmp_path / "x.spacy"))


def test_nothing_of_spacy_comes_with_the_library():
    run = run_python("import sys, vnpolice_ie.io.annotated\nassert 'spacy' not in sys.modules")
    assert run.returncode == 0, run.stderr
    assert "spacy" in sys.modules
