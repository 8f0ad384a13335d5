"""The mark-up of annotated documents: read, checked, written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vnpolice_ie as vie
from reference_tools import needs_reference_tools, run_tool
from vnpolice_ie.errors import InputError, SchemaError
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.io.gold_checks import faults
from vnpolice_ie.io.markup import is_markup, parse, plain, read, write

GOOD = """id: hoi-nghi
source: written for this test
date: 2021-03-12
---
⟦1:DATE:2021-03-11|Chiều 11/3⟧, ⟦2:RANK|Thiếu tướng⟧ ⟦3:PERSON:p1|Lò Văn Pẩu⟧, ⟦4:POSITION|Giám đốc ⟦5:ORG|Công an tỉnh Bình Sơn⟧⟧ chủ trì ⟦6:EVENT.MEETING:v1|Hội nghị⟧ về ⟦7:DOC_REF:d1|Kết luận số 93⟧.

Cùng dự có ông ⟦8:PERSON:p2|Trần K.⟧
===
HAS_RANK 3 2
HOLDS 3 4
ARG 6 TIME 1
ARG 6 CHAIR 3
ARG 6 DOCUMENT 7
ARG 6 PARTICIPANT 8
DOC d1 Kết luận 93
"""


def with_line(line: str) -> str:
    return GOOD + line + "\n"


def with_mark(mark: str) -> str:
    return GOOD.replace("\n\nCùng", f"\n{mark}\n\nCùng")


def test_a_document_is_read_with_marks_relations_and_keys():
    document, found = parse(GOOD, "a.txt")
    assert found == []
    assert (document.id, document.date) == ("hoi-nghi", "2021-03-12")
    assert document.text.startswith(
        "Chiều 11/3, Thiếu tướng Lò Văn Pẩu, Giám đốc Công an tỉnh Bình Sơn chủ trì"
    )
    assert [(m.tag, m.text, m.key, m.parent) for m in document.marks][3:6] == [
        ("POSITION", "Giám đốc Công an tỉnh Bình Sơn", None, None),
        ("ORG", "Công an tỉnh Bình Sơn", None, 4),
        ("EVENT.MEETING", "Hội nghị", "v1", None),
    ]
    assert document.relations[1] == ("HOLDS", 3, 4)
    assert document.arguments[0] == (6, "TIME", 1)
    assert document.documents == {"d1": "Kết luận 93"}
    assert all(document.text[m.start : m.end] == m.text for m in document.marks)


def test_what_is_read_is_written_again_to_the_letter():
    document, _ = parse(GOOD, "a.txt")
    assert write(document) == GOOD
    assert GoldDocument.from_record(json.loads(json.dumps(document.to_record()))) == document


@pytest.mark.parametrize("raw", [GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD])
def test_windows_line_ends_and_a_byte_order_mark_are_no_part_of_the_text(raw):
    assert is_markup(raw)
    assert parse(raw, "a.txt") == parse(GOOD, "a.txt")


def test_a_text_is_told_from_the_mark_up():
    assert is_markup(GOOD)
    assert not is_markup("id: 5\nChỉ là văn bản.\n===\n")
    assert not is_markup(GOOD.partition("---\n")[2])
    assert not is_markup("Hội nghị")


def test_a_document_without_relations_may_end_with_the_rule():
    document, found = parse("id: a\n---\nKhông có gì.\n===", "a.txt")
    assert (document.text, found) == ("Không có gì.", [])


# Each case: what is wrong, and what the error says.
FAULTS = {
    "label": (with_mark("⟦9:PLACE|Bình Sơn⟧"), "a.txt, mark 9 PLACE 'Bình Sơn': unknown label 'PLACE'. The labels are DOC_REF, "),
    "event type": (with_mark("⟦9:EVENT.PARTY:v9|tiệc⟧"), "unknown event type 'PARTY'. The types are MEETING, "),
    "event without type": (with_mark("⟦9:EVENT:v9|họp⟧"), "an EVENT, and only an EVENT, has a type. Write it as EVENT.MEETING:v1"),
    "type without event": (with_mark("⟦9:ORG.POLICE|Bộ Công an⟧"), "an EVENT, and only an EVENT, has a type."),
    "no key": (with_mark("⟦9:PERSON|Lê Nam⟧"), "mark 9 PERSON 'Lê Nam': a PERSON needs a key. Write it as 9:PERSON:KEY"),
    "date key": (with_mark("⟦9:DATE:11/3|11/3⟧"), "the date key '11/3' is not ISO 8601. Write it as 2019-08-27"),
    "number twice": (with_mark("⟦1:ORG|Bộ Công an⟧"), "mark 1 ORG 'Bộ Công an': the number is used twice. Number the marks one by one"),
    "edge space": (with_mark("⟦9:ORG|Bộ Công an ⟧"), "the span is empty or has a space or punctuation at its edge. Move the bracket to the words"),
    "edge stop": (with_mark("⟦9:ORG|Bộ Công an.⟧"), "has a space or punctuation at its edge"),
    "empty": (with_mark("⟦9:ORG|⟧"), "the span is empty"),
    "quote": (with_mark("⟦9:ORG|“Bộ Công an⟧"), "the span starts with a quote mark. Leave quote marks outside"),
    "two lines": (with_mark("⟦9:ORG|Bộ\nCông an⟧"), "the span crosses a line. Close the mark in its own line"),
    "nesting": (with_mark("⟦9:ORG|Công an ⟦10:LOC|xã An Hòa⟧⟧"), "mark 10 LOC 'xã An Hòa': LOC inside ORG. The only nesting is DATE, LOC, ORG inside POSITION"),
    "key of two kinds": (with_mark("⟦9:PERSON:v1|Lê Nam⟧"), "the key v1 is used for EVENT.MEETING and for PERSON. Give the two different keys"),
    "no document line": (with_mark("⟦9:DOC_REF:d9|Chỉ thị 5⟧"), "a.txt: the document key d9 has no DOC line. Add a line 'DOC d9 NORMAL-FORM'"),
    "bad mark": (with_mark("⟦ORG|Bộ Công an"), "a.txt: bad mark at '⟦ORG|Bộ Công an"),
    "never opened": (with_mark("Bộ Công an⟧"), "⟧ without ⟦ after"),
    "never closed": (with_mark("⟦9:ORG|Bộ Công an"), "mark 9 is never closed. Close it with ⟧"),
    "relation": (with_line("LEADS 3 4"), "a.txt, LEADS 3 4: unknown relation 'LEADS'. The relations are HAS_RANK, "),
    "relation ends": (with_line("HOLDS 4 3"), "HOLDS cannot link POSITION to PERSON. It links PERSON to POSITION"),
    "relation to nothing": (with_line("HOLDS 3 99"), "a.txt, HOLDS 3 99: there is no mark 99. Name only marks"),
    "role": (with_line("ARG 6 SPEAKER 3"), "a.txt, ARG 6 SPEAKER 3: MEETING has no role 'SPEAKER'. Its roles are ORGANIZER, "),
    "filler": (with_line("ARG 6 TIME 3"), "TIME cannot be a PERSON. It can be DATE"),
    "no trigger": (with_line("ARG 3 TIME 1"), "mark 3 is no EVENT. Name the trigger first"),
    "argument of nothing": (with_line("ARG 6 CHAIR 99"), "there is no mark 99"),
    "words for numbers": (with_line("HOLDS three four"), "a.txt: the line 'HOLDS three four' is not understood. Write 'ARG trigger ROLE"),
    "short line": (with_line("ARG 6"), "the line 'ARG 6' is not understood"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (GoldDocument("a", "Hà Nội", (Mark(0, 6, 1, "PERSON", "Hà Nội", None, "p 1"),)), "'p 1'"),
        (GoldDocument("a", "Hà Nội", (Mark(0, 6, 1, "LOC of it", "Hà Nội"),)), "'LOC of it'"),
        (GoldDocument("a", "Hà Nội", documents={"d 1": "Kết luận 1"}), "'d 1'"),
        (GoldDocument("a", "Hà Nội", documents={"d1": "Kết luận\n1"}), r"'Kết luận\n1'"),
        (GoldDocument("a\nb", "Hà Nội"), r"'id: a\nb'"),
    ],
)
def test_what_would_be_read_as_something_else_is_not_written(document, words):
    with pytest.raises(SchemaError) as caught:
        write(document)
    assert f"document {document.id!r}: the mark-up cannot hold {words}. Use keys" in str(caught.value)


def test_a_document_without_an_id_is_written_too():
    document, _ = parse(write(GoldDocument("", "Hà Nội")), "x/tin.txt")
    assert (document.id, document.text) == ("tin", "Hà Nội")


@pytest.mark.parametrize("case", FAULTS)
def test_each_fault_is_named_with_its_place_and_remedy(case):
    raw, message = FAULTS[case]
    _, found = parse(raw, "a.txt")
    assert any(message in str(fault) for fault in found), [str(fault) for fault in found]
    assert all(fault.where and fault.remedy for fault in found)


@needs_reference_tools
@pytest.mark.parametrize("case", FAULTS)
def test_the_original_script_refuses_the_same(case, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(FAULTS[case][0], encoding="utf-8")
    assert run_tool("gold.py", "check", path).returncode == 1
    path.write_text(GOOD, encoding="utf-8")
    assert run_tool("gold.py", "check", path).returncode == 0


@needs_reference_tools
def test_the_json_form_is_that_of_the_original_script(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")
    assert json.loads(run_tool("gold.py", "jsonl", path).stdout) == parse(GOOD, "a.txt")[0].to_record()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("Hội nghị", r"a\.txt: there is no line '---' after the header\. Write 'id: NAME'"),
        ("id: a\n---\nHội nghị\n", r"a\.txt: there is no line '===' after the text\. End the text with"),
    ],
)
def test_a_file_that_is_no_mark_up_cannot_be_read(raw, message):
    with pytest.raises(SchemaError, match=message):
        parse(raw, "a.txt")


def test_reading_a_file_raises_its_first_fault(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")
    assert read(path).id == "hoi-nghi"
    path.write_text(with_mark("⟦9:PLACE|Bình Sơn⟧"), encoding="utf-8")
    with pytest.raises(SchemaError, match="unknown label 'PLACE'"):
        read(path)
    with pytest.raises(InputError, match="there is no such file"):
        read(tmp_path / "b.txt")


def test_the_plain_text_is_had_even_where_labels_are_wrong():
    assert plain(with_mark("⟦9:PLACE|Bình Sơn⟧"), "a.txt").text.splitlines()[1] == "Bình Sơn"
    with pytest.raises(SchemaError, match="mark 9 is never closed"):
        plain(with_mark("⟦9:ORG|Bình Sơn"), "a.txt")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a ⟦ b", "the text holds ⟦. Replace it before"),
        ("a ⟧ b", "the text holds ⟧"),
        ("a\r\nb", "the text holds a line end of two characters"),
        ("Bà con\r", r"document 'a': the text ends with a carriage return\. Take it out before"),
        ("Hà \ud800 Nội", r"the document holds half a character \(a lone surrogate\)\. Decode the file anew"),
    ],
)
def test_what_the_mark_up_cannot_hold_is_not_written(text, message):
    with pytest.raises(SchemaError, match=message):
        write(GoldDocument("a", text))


def test_crossing_marks_are_not_written():
    marks = (Mark(0, 3, 1, "ORG", "abc"), Mark(2, 5, 2, "ORG", "cde"))
    with pytest.raises(SchemaError, match=r"document 'a': mark 2 'cde' crosses another\. Let one contain"):
        write(GoldDocument("a", "abcde", marks))


def test_a_record_that_is_no_annotated_document_is_refused():
    with pytest.raises(
        SchemaError, match=r"a\.jsonl, line 3: the record is no annotated document \(KeyError: 'entities'\)"
    ):
        GoldDocument.from_record({"id": "a", "text": "b"}, "a.jsonl, line 3")


def test_what_was_read_becomes_marks_to_correct():
    record = {
        "id": "x",
        "text": "Đại úy Lê Nam ký Chỉ thị 5 và Kế hoạch 6, ông Nam nói.",
        "entities": [
            {"id": "T1", "start": 0, "end": 6, "label": "RANK", "text": "Đại úy"},
            {"id": "T2", "start": 7, "end": 13, "label": "PERSON", "text": "Lê Nam"},
            {"id": "T3", "start": 14, "end": 16, "label": "EVENT", "type": "ISSUANCE", "text": "ký"},
            {"id": "T4", "start": 17, "end": 26, "label": "DOC_REF", "text": "Chỉ thị 5"},
            {"id": "T5", "start": 30, "end": 40, "label": "DOC_REF", "text": "Kế hoạch 6"},
            {"id": "T6", "start": 46, "end": 49, "label": "PERSON", "text": "Nam"},
        ],
        "relations": [{"type": "HAS_RANK", "head": "T2", "tail": "T1", "score": 1.0}],
        "events": [
            {"id": "E1", "type": "ISSUANCE", "triggers": ["T3"], "arguments": [{"role": "ISSUER", "entity": "T2"}, {"role": "DOCUMENT", "entity": "T4"}]}
        ],
        "references": [{"key": "Chỉ thị 5", "mentions": ["T4"]}],
        "people": [{"name": "Lê Nam", "mentions": ["T2", "T6"]}],
    }  # fmt: skip
    document = GoldDocument.from_doc(vie.Doc.from_dict(record))
    assert faults(document, "x") == []
    assert write(document).partition("---\n")[2] == (
        "⟦1:RANK|Đại úy⟧ ⟦2:PERSON:p1|Lê Nam⟧ ⟦3:EVENT.ISSUANCE:v1|ký⟧ ⟦4:DOC_REF:d1|Chỉ thị 5⟧ và"
        " ⟦5:DOC_REF:dx5|Kế hoạch 6⟧, ông ⟦6:PERSON:p1|Nam⟧ nói.\n===\nHAS_RANK 2 1\nARG 3 ISSUER 2\n"
        "ARG 3 DOCUMENT 4\nDOC d1 Chỉ thị 5\nDOC dx5 Kế hoạch 6\n"
    )


words = st.text(st.characters(exclude_characters="⟦⟧\r", exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(words, st.sampled_from(["", "ORG", "LOC"])), max_size=8), st.booleans())
def test_any_text_with_marks_comes_back(pieces, in_title):
    marks, text = [], ""
    for piece, label in pieces:
        if label:
            parent = 99 if in_title else None
            marks.append(Mark(len(text), len(text) + len(piece), len(marks) + 1, label, piece, parent=parent))
        text += piece
    if in_title and text:
        marks.insert(0, Mark(0, len(text), 99, "POSITION", text))
    marks.sort(key=lambda m: (m.start, -m.end))
    document = GoldDocument("a", text, tuple(marks))
    again, _ = parse(write(document), "a")
    assert again == document
