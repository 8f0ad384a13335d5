"""What is written is read by the tools that the formats are for, offline."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import vnpolice_ie as vie
from vnpolice_ie.errors import InputError, OutputError, ResourceError, SchemaError
from vnpolice_ie.io.annotated import WRITTEN, read_annotated, read_documents, write_annotated
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.io.hf_dataset import from_dataset, to_dataset
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.label_studio_config import labelling_config

EXAMPLES = Path(__file__).parent.parent / "examples"
TEXT = "Ngày 5-3-2021, Thiếu tướng Lò Văn Pẩu, Giám đốc Công an tỉnh Bình Sơn ký Kế hoạch số 15/KH-CAT."


@pytest.fixture(scope="module")
def doc():
    return vie.load("rules")(TEXT, id="tin 1")


@pytest.fixture(scope="module")
def export(gold, tmp_path_factory):
    """Tasks as Label Studio exports them: with the ids that its database gives."""
    folder = tmp_path_factory.mktemp("export")
    write_annotated(gold, folder / "a.json")
    tasks = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    for number, task in enumerate(tasks, 1):
        task["id"] = number
        for annotation in task["annotations"]:
            annotation |= {"id": number, "completed_by": {"id": 1, "email": "a@b.vn"}, "was_cancelled": False}
    (folder / "a.json").write_text(json.dumps(tasks), encoding="utf-8")
    return folder / "a.json"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", ["JSON", "JSON_MIN", "CONLL2003"])
def test_label_studios_converter_reads_our_tasks(export, gold, tmp_path, form):
    converter = pytest.importorskip("label_studio_sdk.converter")
    made = converter.Converter(labelling_config(), str(tmp_path), download_resources=False)
    made.convert(str(export), str(tmp_path), form, is_dir=False)
    if form == "JSON":
        (result,) = tmp_path.glob("*.json")
        assert read_annotated(result, labels="schema") == gold
        return
    if form == "JSON_MIN":
        (result,) = tmp_path.glob("*.json")
        records = json.loads(result.read_text(encoding="utf-8"))
        assert [record["text"] for record in records] == [d.text for d in gold]
        for record, document in zip(records, gold, strict=True):
            found = [(v["start"], v["end"], v["text"], v["labels"]) for v in record["label"]]
            assert found == [(m.start, m.end, m.text, [m.tag]) for m in document.marks]
        return
    (result,) = tmp_path.glob("*.conll")
    tags = Counter(line.split()[-1] for line in result.read_text(encoding="utf-8").splitlines() if line)
    outer = Counter(m.label for d in gold for m in d.marks if m.parent is None)
    assert len(read_annotated(result)) == len(gold)
    assert tags["B-RANK"] == outer["RANK"]
    assert tags["B-DATE"] == outer["DATE"] > 0


@pytest.mark.filterwarnings("ignore")
def test_label_studio_knows_our_configuration_and_our_predictions(doc, tmp_path):
    sdk = pytest.importorskip("label_studio_sdk._extensions.label_studio_tools.core.label_config")
    tags = sdk.parse_config(labelling_config())
    assert tags["label"]["type"] == "Labels"
    assert tags["label"]["to_name"] == ["text"]
    write_annotated([doc], tmp_path / "a.json", model="rules")
    (task,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    used = {r["value"]["labels"][0] for r in task["predictions"][0]["result"] if r["type"] == "labels"}
    assert used <= set(tags["label"]["labels"])
    assert used


def test_seqeval_finds_the_spans_of_both_layers(gold, tmp_path):
    from seqeval.metrics.sequence_labeling import get_entities

    write_annotated(gold, tmp_path / "a.conll")
    rows = [line.split() for line in (tmp_path / "a.conll").read_text(encoding="utf-8").splitlines()]
    sentences: list[list[list[str]]] = [[]]
    for row in rows:
        if not row or row[0] == "-DOCSTART-":
            sentences.append([])
        else:
            assert len(row) == 4
            sentences[-1].append(row)
    for column, inner in ((3, False), (2, True)):
        found = Counter(
            (label, " ".join(row[0] for row in rows[first : last + 1]))
            for rows in sentences
            for label, first, last in get_entities([row[column] for row in rows])
        )
        layer = [
            m
            for d in read_annotated(tmp_path / "a.conll")
            for m in d.marks
            if (m.parent is not None) == inner
        ]
        assert found == Counter((m.tag, m.text) for m in layer)
        assert len(layer) == sum((m.parent is not None) == inner for d in gold for m in d.marks) > 0


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_datasets_loads_our_files(doc, gold, tmp_path, form):
    datasets = pytest.importorskip("datasets")
    file = tmp_path / ("a.jsonl" if form == "json" else "a.parquet")
    for documents in ([doc], gold):
        write_annotated(documents, file, force=True)
        loaded = datasets.load_dataset(form, data_files=str(file), split="train", cache_dir=str(tmp_path / f"c{len(documents)}"))  # fmt: skip
        assert loaded["text"][:] == [d.text for d in documents]
        if form == "parquet":
            assert list(from_dataset(loaded)) == documents
        else:
            entities = loaded[0]["entities"]
            starts = entities["start"] if isinstance(entities, dict) else [e["start"] for e in entities]
            first = documents[0]
            spans = first.marks if isinstance(first, GoldDocument) else first.entities
            assert list(starts) == [m.start for m in spans]


def test_datasets_loads_our_folders_and_we_its(doc, gold, tmp_path):
    datasets = pytest.importorskip("datasets")
    write_annotated(gold, tmp_path / "a", "datasets")
    assert list(from_dataset(datasets.load_from_disk(str(tmp_path / "a")))) == gold
    splits = datasets.DatasetDict({"train": to_dataset(gold[:5]), "test": to_dataset(gold[5:])})
    splits.save_to_disk(str(tmp_path / "b"))
    assert read_annotated(tmp_path / "b", labels="schema") == gold
    names = datasets.ClassLabel(names=["O", "B-LOC", "I-LOC"])
    others = datasets.Dataset.from_dict(
        {"tokens": [["Ở", "Hà", "Nội"]], "ner_tags": [[0, 1, 2]]},
        features=datasets.Features({"tokens": datasets.List(datasets.Value("string")), "ner_tags": datasets.List(names)}),
    )  # fmt: skip
    others.save_to_disk(str(tmp_path / "c"))
    (document,) = read_annotated(tmp_path / "c")
    assert [(m.label, m.text) for m in document.marks] == [("LOC", "Hà Nội")]
    assert list(from_dataset(to_dataset([doc]))) == [doc]
    with pytest.raises(InputError, match="documents of two kinds"):
        to_dataset([doc, *gold])


def test_duckdb_and_pandas_read_the_nested_columns(doc, tmp_path):
    duckdb, pandas = pytest.importorskip("duckdb"), pytest.importorskip("pandas")
    file = tmp_path / "a.parquet"
    write_annotated([doc], file)
    rows = duckdb.sql(
        f"select id, e.label, e.text from (select id, unnest(entities) as e from '{file}')"
    ).fetchall()
    assert rows == [(doc.id, m.label, m.text) for m in doc.entities]
    frame = pandas.read_parquet(file)
    assert [e["text"] for e in frame["entities"][0]] == [m.text for m in doc.entities]


def test_spacy_reads_our_docbin(doc, tmp_path):
    tokens = pytest.importorskip("spacy.tokens")
    from spacy.vocab import Vocab

    write_annotated([doc], tmp_path / "a.spacy")
    (found,) = tokens.DocBin().from_disk(tmp_path / "a.spacy").get_docs(Vocab())
    assert found.text == doc.text
    assert {e.text for e in found.ents} <= {m.text for m in doc.entities}


# Each case: where the examples are written to, and what is left out of 8 documents.
CASES = {
    "a.jsonl": {},
    "a.parquet": {},
    "a.json": {},
    "a.spacy": {},
    "a.conll": {"relation": 126, "argument": 286, "id of a document": 8, "source": 8, "date": 7},
}


@pytest.mark.parametrize("name", CASES)
def test_the_command_tells_the_format_and_counts_what_is_left_out(name, gold, tmp_path, run_command):
    status, out, err = run_command("convert", EXAMPLES, "-o", tmp_path / name)
    assert (status, err) == (0, "")
    assert f"8 documents written to {tmp_path / name}" in out
    assert ("nothing was left out" in out) == (not CASES[name])
    rows = {line.rpartition("  ")[0].strip(): line.split()[-1] for line in out.splitlines()[2:]}
    assert {kind: int(rows[kind]) for kind in CASES[name]} == CASES[name]
    if not CASES[name]:
        assert [d.marks for d in read_annotated(tmp_path / name, labels="schema")] == [d.marks for d in gold]


def test_a_bad_document_is_named_and_the_others_come_out(tmp_path, run_command):
    lines = [{"id": "a", "text": "Hà Nội", "label": [[0, 6, "LOC"]]}, {"id": "b", "text": "Huế ⟦", "label": []}, {"id": "c", "text": "Huế", "label": [[0, 9, "LOC"]]}]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    status, out, err = run_command("convert", tmp_path / "in.jsonl", "-o", tmp_path / "out", "--to", "markup")
    assert (status, "1 document written" in out) == (2, True)
    assert "document 'b': the text holds ⟦" in err
    assert "line 3, label 1: the span 0:9 is empty or lies outside the text" in err
    assert [d.id for d in read_annotated(tmp_path / "out")] == ["a"]
    status, _, err = run_command("convert", tmp_path / "in.jsonl", "-o", tmp_path / "out", "--to", "markup")
    assert (status, "the folder exists. Give --force" in err) == (2, True)


def test_one_file_of_mark_up_takes_one_document(tmp_path, run_command):
    status, _, err = run_command("convert", EXAMPLES, "-o", tmp_path / "all.txt")
    assert (status, "all.txt: mark-up has one document a file. Name a folder" in err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_where_no_document_fits_each_is_named_and_nothing_is_written(tmp_path, run_command):
    marks = (Mark(0, 3, 1, "LOC", "Huế"), Mark(4, 10, 1, "LOC", "Hà Nội"))
    (tmp_path / "in.jsonl").write_bytes(dump_line(GoldDocument("a", "Huế Hà Nội", marks).to_record()))
    status, _, err = run_command("convert", tmp_path / "in.jsonl", "-o", tmp_path / "out.conll")
    assert status == 2
    assert "document 'a': two marks have one number. Give each mark a number of its own" in err
    assert "out.conll: no document could be written. See what is wrong with each" in err
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_files_that_only_look_like_parquet_or_a_dataset_are_named(tmp_path, run_command):
    table, folder = tmp_path / "tin.parquet", tmp_path / "tin"
    table.write_text("Sáng nay, Công an tỉnh Bình Sơn họp.", encoding="utf-8")
    folder.mkdir()
    for name in ("state.json", "dataset_info.json"):
        (folder / name).write_text("{}")
    for path, message in {
        table: "tin.parquet: the file cannot be read as Parquet (Parquet magic bytes not found",
        folder: "tin: the folder cannot be read as a dataset (",
    }.items():
        status, _, err = run_command("convert", path, "-o", tmp_path / "out.jsonl")
        assert (status, message in err) == (2, True), err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_conversion_never_replaces_its_input(tmp_path, run_command):
    lines = tmp_path / "in.jsonl"
    lines.write_text('{"id": "a", "text": "Huế", "label": [[0, 3, "LOC"]]}\n{"id": "b"\n', encoding="utf-8")
    before = lines.read_bytes()
    status, _, err = run_command("convert", lines, "-o", lines, "--force")
    assert (status, "in.jsonl: the output is also the input. Name another." in err) == (2, True)
    assert lines.read_bytes() == before


def test_what_cannot_be_written_is_said(doc, tmp_path, monkeypatch):
    with pytest.raises(OutputError, match=r"a\.foo: the ending does not tell the format\. Name it with --to"):
        write_annotated([doc], tmp_path / "a.foo")
    with pytest.raises(InputError, match=r"words is only read\. Write one of markup, "):
        write_annotated([doc], tmp_path / "a", "words")
    with pytest.raises(InputError, match=r"there is no format 'parkuet'\. Did you mean parquet\?"):
        write_annotated([doc], tmp_path / "a", "parkuet")
    with pytest.raises(InputError, match="there is no document to write"):
        write_annotated([], tmp_path / "a.txt")
    half = GoldDocument("a", "Hà \ud800 Nội")
    for form in set(WRITTEN) - {"jsonl", "output", "label-studio", "doccano"}:
        with pytest.raises(SchemaError, match=r"document 'a': the .* half a character"):
            write_annotated([half], tmp_path / "x", form)
    assert list(tmp_path.iterdir()) == []
    write_annotated([half], tmp_path / "a.json")
    assert list(read_documents(tmp_path / "a.json")) == [half]
    monkeypatch.setattr("vnpolice_ie.extras.find_spec", lambda name: None)
    for name, extra in (("a.parquet", "store"), ("a.spacy", "spacy")):
        with pytest.raises(ResourceError, match=rf"pip install 'vnpolice-ie\[{extra}\]'"):
            write_annotated([doc], tmp_path / name)


def test_documents_whose_ids_are_no_file_names_get_files_of_their_own(tmp_path):
    ids = ["../x", "a/b", "A/b", "x" * 300, "", "a:b"]
    documents = [GoldDocument(name, f"Hà Nội {n}") for n, name in enumerate(ids)]
    for form in ("brat", "markup"):
        left_out = Counter()
        write_annotated(documents, tmp_path / form, form, left_out=left_out)
        assert len(read_annotated(tmp_path / form)) == len(ids)
        assert left_out["id that is no file name"] == (5 if form == "brat" else 0)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["brat", "markup"]
