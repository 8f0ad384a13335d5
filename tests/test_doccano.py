"""doccano exports become annotated documents."""

import json
from collections import Counter
from itertools import count

import pytest

from vnpolice_ie.errors import VnPoliceError
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.doccano import GONE, write_record
from vnpolice_ie.io.label_sets import OURS

TEXT = "😀 Đại tá Sùng A Tráo phát biểu"
ENTITIES = [
    {"id": 11, "label": "RANK", "start_offset": 2, "end_offset": 8},
    {"id": 12, "label": "PERSON", "start_offset": 9, "end_offset": 20},
    {"id": 13, "label": "SPEECH", "start_offset": 21, "end_offset": 30},
]
RELATIONS = [
    {"id": 1, "from_id": 12, "to_id": 11, "type": "HAS_RANK"},
    {"id": 2, "from_id": 13, "to_id": 12, "type": "SPEAKER"},
]


def read(tmp_path, *records, name="a.jsonl", **options):
    path = tmp_path / name
    lines = "\n".join(json.dumps(record) for record in records) if name.endswith("l") else json.dumps(records)
    path.write_text(lines, encoding="utf-8")
    return read_annotated(path, **options)


@pytest.mark.parametrize("field", ["label", "labels"])
def test_lists_of_spans_are_read(tmp_path, field):
    (document,) = read(
        tmp_path, {"id": 5, "text": TEXT, field: [[2, 8, "RANK"], [21, 30, "EVENT.SPEECH"]]}, labels=OURS
    )
    assert document.id == "a-5"
    assert [(m.tag, m.text) for m in document.marks] == [("RANK", "Đại tá"), ("EVENT.SPEECH", "phát biểu")]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_relations_and_arguments_are_read(tmp_path, name):
    left_out = Counter()
    record = {"id": 5, "text": TEXT, "entities": ENTITIES, "relations": RELATIONS, "Comments": ["?"]}
    (document,) = read(tmp_path, record, name=name, labels=OURS, left_out=left_out)
    assert [(m.number, m.tag, m.text) for m in document.marks] == [
        (11, "RANK", "Đại tá"),
        (12, "PERSON", "Sùng A Tráo"),
        (13, "EVENT.SPEECH", "phát biểu"),
    ]
    assert document.relations == (("HAS_RANK", 12, 11),)
    assert document.arguments == ((13, "SPEAKER", 12),)
    assert left_out == {"comment": 1}


def test_keys_come_from_fields_beside_the_text(tmp_path):
    left_out = Counter()
    keys = {"PERSON 9-20": "p1", "PERSON 0-1": "p2"}
    record = {"text": TEXT, "entities": ENTITIES, "relations": [], "keys": keys, "date": "2021-03-05"}
    (document,) = read(tmp_path, record, labels=OURS, left_out=left_out)
    assert (document.marks[1].key, document.date) == ("p1", "2021-03-05")
    assert left_out == {GONE: 1}


def test_what_doccano_numbers_anew_keeps_its_keys(tmp_path, gold):
    """It gives ids of its own to marks and relations over all documents of a project, and keeps other fields."""
    written = [write_record(document) for document in gold]
    marks, links = count(501), count(901)
    for record in written:
        numbers = {entity["id"]: next(marks) for entity in record["entities"]}
        record["entities"] = [entity | {"id": numbers[entity["id"]]} for entity in record["entities"]]
        for link in record["relations"]:
            link |= {"id": next(links), "from_id": numbers[link["from_id"]], "to_id": numbers[link["to_id"]]}
        record["Comments"] = []
    assert len({frozenset(record) for record in written}) == 1
    back = read(tmp_path, *written, labels=OURS)
    for before, after in zip(gold, back, strict=True):
        assert [(m.tag, m.start, m.end, m.key) for m in after.marks] == [
            (m.tag, m.start, m.end, m.key) for m in before.marks
        ]
        assert (after.id, after.date, after.source) == (before.id, before.date, before.source)
        assert (after.documents, len(after.relations)) == (before.documents, len(before.relations))


def test_a_document_without_marks_is_one(tmp_path):
    documents = read(
        tmp_path,
        {"text": TEXT, "label": []},
        {"text": TEXT, "label": ["news"]},
        {"text": TEXT, "entities": [], "relations": []},
    )
    assert [d.marks for d in documents] == [(), (), ()]


# Each case: the record, and the error.
FAULTS = {
    "unknown label": ({"text": TEXT, "label": [[2, 8, "RNAK"]]}, "a.jsonl, line 1, label 1: unknown label 'RNAK'. Did you mean RANK?"),
    "outside": ({"text": TEXT, "label": [[2, 80, "RANK"]]}, "a.jsonl, line 1, label 1: the span 2:80 is empty or lies outside the text of 30 characters."),
    "crossing": ({"text": TEXT, "label": [[2, 8, "RANK"], [6, 20, "PERSON"]]}, "line 1, label 2: the mark PERSON 'tá Sùng A Tráo' crosses RANK 'Đại tá'."),
    "no offset": ({"text": TEXT, "label": [["2", 8, "RANK"]]}, "line 1: the record is no doccano export (TypeError: the offset '2' is no whole number). Write \"label\""),
    "no such mark": ({"text": TEXT, "entities": ENTITIES, "relations": [{"id": 1, "from_id": 99, "to_id": 11, "type": "HOLDS"}]}, "a.jsonl, line 1, relation 1: there is no mark 99."),
    "no text": ({"label": []}, "a.jsonl, line 1: the record has no string under 'text'."),
    "entity without label": ({"text": TEXT, "entities": [{"id": 1, "start_offset": 0, "end_offset": 1}]}, "line 1: the record is no doccano export (KeyError: 'label')."),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path, case):
    record, message = FAULTS[case]
    with pytest.raises(VnPoliceError) as error:
        read(tmp_path, record, labels=OURS)
    assert message in str(error.value)
