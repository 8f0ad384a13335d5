"""The one door to annotated documents: formats told apart, folders read, faults and omissions reported."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vnpolice_ie as vie
from test_import_time import HEAVY, modules_after
from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.io.annotated import WRITTEN, read_annotated, read_documents, write_annotated
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.label_sets import OURS, LabelSet
from vnpolice_ie.io.offsets import Given, code_points, utf16
from vnpolice_ie.schema import EVENT_TYPES

EXAMPLES = Path(__file__).parent.parent / "examples"
GOLD, _ = read_gold(EXAMPLES)
MARKUP = "id: a\n---\n⟦1:Disease|sốt⟧ ⟦2:drug-x|thuốc⟧\n===\nTREATS 2 1\n"


def test_mark_up_and_records_are_read_as_they_stand(tmp_path):
    assert GOLD
    assert read_annotated(EXAMPLES, labels=OURS) == GOLD
    lines = tmp_path / "gold.jsonl"
    lines.write_bytes(b"".join(dump_line(d.to_record()) for d in GOLD))
    assert read_annotated(str(lines), labels=OURS) == GOLD


def test_what_the_library_read_can_be_taken_for_annotation(tmp_path):
    doc = vie.load()("Ngày 5-3-2021, Thiếu tướng Lò Văn Pẩu phát biểu.", id="a")
    (tmp_path / "read.jsonl").write_bytes(dump_line(doc.to_dict()))
    (document,) = read_annotated(tmp_path, labels=OURS)
    assert [m.text for m in document.marks] == [m.text for m in doc.entities] != []


def test_a_folder_may_mix_formats(tmp_path):
    (tmp_path / "a.txt").write_text(MARKUP)
    (tmp_path / "b.txt").write_text("Hà B-LOC\nNội I-LOC\n")
    (tmp_path / "c.txt").write_text("Hà Nội")
    (tmp_path / "c.ann").write_text("T1\tLOC 0 6\tHà Nội\n")
    (tmp_path / "d.jsonl").write_text('{"text": "Hà Nội", "label": [[0, 6, "LOC"]]}\n')
    assert [(d.id, [m.text for m in d.marks]) for d in read_annotated(tmp_path)] == [
        ("a", ["sốt", "thuốc"]),
        ("b", ["Hà Nội"]),
        ("c", ["Hà Nội"]),
        ("d-1", ["Hà Nội"]),
    ]
    (tmp_path / "e.txt").write_text("Chỉ là văn bản.\nKhông có gì.\n")
    with pytest.raises(
        InputError, match=r"e\.txt: the text has no annotation\. Take it out, write the header"
    ):
        read_annotated(tmp_path)


def test_the_format_is_told_by_the_first_line_that_has_one(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"x": 1}\n{"text":\n{"text": "Hà Nội", "label": [[0, 6, "LOC"]]}\n')
    faults: list[VnPoliceError] = []
    (document,) = read_annotated(tmp_path / "a.jsonl", on_error=faults.append)
    assert document.id == "a-3"
    assert [e.where.rpartition(", ")[2] for e in faults] == ["line 1", "line 2"]


def test_a_file_that_is_named_with_its_format_may_have_any_ending(tmp_path):
    record = '{"id": "a", "text": "Hà Nội", "label": [[0, 6, "LOC"]]}'
    for content in (record, f"[\n{record}\n]", f"[{record}]"):
        (tmp_path / "export.dat").write_text(content)
        assert [d.id for d in read_annotated(tmp_path / "export.dat", "doccano")] == ["a"]


def test_labels_of_others_are_read_where_they_are_allowed(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(MARKUP)
    (document,) = read_annotated(path, labels={"Disease", "drug-x"})
    assert [m.tag for m in document.marks] == ["Disease", "drug-x"]
    assert read_annotated(path) == [document]
    with pytest.raises(
        SchemaError,
        match=r"mark 2: unknown label 'drug-x'. Did you mean drug-y\? The labels are Disease, drug-y\.",
    ):
        read_annotated(path, labels={"Disease", "drug-y"})
    with pytest.raises(SchemaError, match=r"unknown relation 'TREATS'. Did you mean TREAT\?"):
        read_annotated(path, labels=LabelSet(frozenset({"Disease", "drug-x"}), frozenset({"TREAT"})))
    with pytest.raises(SchemaError, match="unknown label 'Disease'"):
        read_annotated(path, "auto", "schema")
    with pytest.raises(InputError, match=r"there is no label set 'Disease'\. Give the labels as a list"):
        read_annotated(path, labels="Disease")


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_tools_without_full_stops_in_names_write_event_labels_their_own_way(kind):
    names = [f"EVENT.{kind}", f"EVENT-{kind}", f"EVENT_{kind}", kind]
    assert {OURS.tag(name) for name in names} == {f"EVENT.{kind}"}
    assert OURS.tag("EVENT") is None


def test_all_faults_can_be_collected_and_the_sound_documents_kept(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        '{"text": "Hà Nội", "label": [[0, 6, "LOK"], [0, 99, "LOC"]]}\nno json\n{"text": "Hà Nội", "label": [[0, 6, "LOC"]]}\n'
    )
    (tmp_path / "b.bio").write_text("Hà I-LOC\nNội B-ORG\nmưa I-LOC\n")
    faults: list[VnPoliceError] = []
    documents = read_annotated(tmp_path, labels=OURS, on_error=faults.append)
    assert [d.id for d in documents] == ["a-3"]
    assert [f"{e.where.removeprefix(str(tmp_path))}: {e.what[:24]}" for e in faults] == [
        "/a.jsonl, line 1, label 1: unknown label 'LOK'",
        "/a.jsonl, line 1, label 2: the span 0:99 is empty o",
        "/a.jsonl, line 2: the line is no JSON obje",
        "/b.bio, line 1: I-LOC continues no span ",
        "/b.bio, line 3: I-LOC continues no span ",
    ]


def record(**changes):
    mark = {"id": 1, "label": "LOC", "start": 0, "end": 6, "text": "Hà Nội"}
    return {
        "id": "a",
        "text": "Hà Nội",
        "entities": [mark],
        "relations": [],
        "arguments": [],
        "documents": {},
    } | changes


# Each case: what an object of our own form holds, and the error.
RECORDS = {
    "other words": (record(text="Ha Nội"), "a.jsonl, line 1, mark 1: the span 0:6 reads 'Ha Nội', but its words are 'Hà Nội'."),
    "outside": (record(entities=[{"id": 1, "label": "LOC", "start": 3, "end": 99}]), "mark 1: the span 3:99 is empty or lies outside the text."),
    "crossing": (record(entities=[{"id": 1, "label": "LOC", "start": 0, "end": 4}, {"id": 2, "label": "ORG", "start": 3, "end": 6}]), "mark 2: the mark ORG 'Nội' crosses LOC 'Hà N'."),
    "no such mark": (record(relations=[{"type": "HOLDS", "head": 1, "tail": 7}]), "a.jsonl, line 1, HOLDS: there is no mark 7."),
    "unknown label": (record(entities=[{"id": 1, "label": "LOCC", "start": 0, "end": 6}]), "unknown label 'LOCC'. Did you mean LOC? The labels are "),
    "no list": (record(relations=5), "a.jsonl, line 1: the record is no annotated document"),
    "output": ({"id": "a", "text": "Hà Nội", "entities": [{"id": "T1", "label": "LOK", "start": 0, "end": 6, "text": "Hà Nội"}], "events": []}, "a.jsonl, line 1, document 'a': unknown label 'LOK'."),
    "nothing known": ({"id": "a", "words": 5}, "a.jsonl: the format of the annotation is not clear, if there is any. Name the format: markup, "),
}  # fmt: skip


@pytest.mark.parametrize("case", RECORDS)
def test_faults_of_records_are_named(tmp_path, case):
    given_record, message = RECORDS[case]
    (tmp_path / "a.jsonl").write_text(json.dumps(given_record))
    with pytest.raises(VnPoliceError) as error:
        read_annotated(tmp_path / "a.jsonl", labels=OURS)
    assert message in str(error.value)


def test_two_documents_of_one_id_are_a_fault(tmp_path):
    (tmp_path / "a.txt").write_text(MARKUP)
    (tmp_path / "b.txt").write_text(MARKUP)
    with pytest.raises(
        InputError, match=r"b\.txt: the id 'a' is taken by a document of .*a\.txt\. Give each document"
    ):
        read_annotated(tmp_path)


def test_two_documents_of_one_id_in_a_file_are_a_fault_too(tmp_path, run_command):
    line = '{"id": "a", "text": "Hà Nội", "label": [[0, 6, "LOC"]]}\n'
    (tmp_path / "a.jsonl").write_text(line * 2 + line.replace('"a"', '"b"'))
    faults: list[VnPoliceError] = []
    documents = read_annotated(tmp_path / "a.jsonl", on_error=faults.append)
    assert [d.id for d in documents] == ["a", "b"]
    assert [e.what for e in faults] == [f"the id 'a' is taken by a document of {tmp_path}/a.jsonl"]
    for form in WRITTEN:
        faults.clear()
        count = write_annotated(
            [*documents, documents[0]], tmp_path / f"out-{form}", form, on_error=faults.append
        )
        assert (count, len(faults)) == (2, 1), form
        assert [d.text for d in read_documents(tmp_path / f"out-{form}", form)] == ["Hà Nội"] * 2
    status, out, err = run_command("convert", tmp_path / "a.jsonl", "-o", tmp_path / "out.conll")
    assert (status, "2 documents written" in out, "the id 'a' is taken by" in err) == (2, True, True)


def test_documents_without_an_id_may_be_several(tmp_path):
    documents = [GoldDocument("", "Hà Nội"), GoldDocument("", "Huế")]
    assert write_annotated(documents, tmp_path / "a.jsonl") == 2
    assert read_annotated(tmp_path / "a.jsonl") == documents


@pytest.mark.parametrize(
    ("name", "content"), [("a.jsonl", "\n \n"), ("a.ndjson", ""), ("a.json", "\ufeff"), ("a.conll", "\n")]
)
def test_an_empty_file_holds_no_documents(tmp_path, name, content, run_command):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"no annotated document was found\. Give the mark-up"):
        read_annotated(tmp_path / name)
    for form in WRITTEN:
        out = tmp_path / f"out-{form}"
        status, told, err = run_command("convert", tmp_path / name, "-o", out, "--to", form)
        assert (status, err) == (0, ""), form
        assert "0 documents written to" in told
        assert "The input holds no documents." in told
        if form not in {"markup", "brat"}:
            assert list(read_documents(out, form)) == []
    (tmp_path / "in").mkdir()
    (tmp_path / name).rename(tmp_path / "in" / name)
    (tmp_path / "in/b.txt").write_text(MARKUP)
    assert [d.id for d in read_annotated(tmp_path / "in")] == ["a"]


def test_a_list_without_objects_is_empty_too(tmp_path, run_command):
    (tmp_path / "a.json").write_text("[]")
    status, out, err = run_command("convert", tmp_path / "a.json", "-o", tmp_path / "a.parquet")
    assert (status, "0 documents written" in out, err) == (0, True, "")
    assert list(read_documents(tmp_path / "a.parquet")) == []
    (tmp_path / "b.jsonl").write_text("{")
    status, _, err = run_command("convert", tmp_path / "b.jsonl", "-o", tmp_path / "b.parquet")
    assert (status, "no document could be read. No output was written" in err) == (2, True)
    assert not (tmp_path / "b.parquet").exists()


def test_what_cannot_be_read_at_all_is_said_at_once(tmp_path):
    (tmp_path / "c.txt").write_text("Chỉ là văn bản.\n")
    (tmp_path / "c.docx").write_text("")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.jsonl").write_text('{"data": {"text": "Hà Nội"}, "annotations": []}\n')
    (tmp_path / "d.txt").write_text("⟦1:LOC|Hà Nội⟧\n")
    cases = {
        ("nowhere", None): "nowhere: there is no such file or folder",
        ("texts", None): "texts: its only task has no annotation. Label the tasks, or submit predictions",
        (
            "c.txt",
            None,
        ): "c.txt: the text has no annotation. Take it out, write the header, '---' and ",
        (
            "c.docx",
            None,
        ): "c.docx: the file ends in '.docx', so it is not clear what it holds. Files that can be read end in .ann, ",
        ("d.txt", None): "d.txt: there is no line '---' after the header. Write 'id: NAME'",
        ("c.txt", "connl"): "there is no format 'connl'. Did you mean conll? The formats are ",
    }
    for (name, form), message in cases.items():
        with pytest.raises((InputError, SchemaError)) as error:
            read_annotated(tmp_path / name, form)
        assert message in str(error.value)


@given(st.text(st.sampled_from("aệ😀𝒂\r\n "), max_size=12), st.data())
def test_offsets_of_every_unit_come_back_to_code_points(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end]
    assert code_points(text, [Given(start, end, words)]) == [(start, end)]
    before, wide = text[:start], Given(utf16(text, start), utf16(text, end), words)
    (place,) = code_points(text, [wide])
    assert place is not None
    assert text[slice(*place)].split() == words.split()
    assert "😀" in before or "𝒂" in before or place[0] == start


def test_the_readers_load_nothing_heavy():
    loaded = modules_after("from vnpolice_ie.io.annotated import read_annotated")
    assert "vnpolice_ie.io.conll" in loaded
    assert loaded & HEAVY == set()
