"""Label Studio: exports become annotated documents, documents become tasks."""

import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gold_drafts import gold_documents
from vnpolice_ie.errors import VnPoliceError
from vnpolice_ie.io import markup
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.assembly import Reading
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.io.label_sets import OURS
from vnpolice_ie.io.label_studio import read_task, write_task
from vnpolice_ie.io.label_studio_config import labelling_config

EXAMPLES = Path(__file__).parent.parent / "examples"
TEXT = "Đại tá Sùng A Tráo phát biểu, ông Tráo nêu Kết luận số 93."


def mark(name, words, label, within=TEXT, /, **value):
    start = within.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]} | value
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def relation(head, tail, *labels, direction="right"):
    return {
        "type": "relation",
        "from_id": head,
        "to_id": tail,
        "direction": direction,
        "labels": list(labels),
    }


def key(name, value):
    return {"id": name, "from_name": "key", "to_name": "text", "type": "textarea", "value": {"text": [value]}}


RESULT = [
    mark("aQ1", "Đại tá", "RANK"),
    mark("bQ2", "Sùng A Tráo", "PERSON"),
    mark("cQ3", "phát biểu", "EVENT.SPEECH"),
    mark("dQ4", "Kết luận số 93", "DOC_REF"),
    key("bQ2", "p1"),
    key("dQ4", "d1 = Kết luận 93"),
    relation("bQ2", "aQ1", "HAS_RANK"),
    relation("bQ2", "cQ3", "SPEAKER", direction="left"),
]


def task(result=RESULT, text=TEXT, **more):
    return {"id": 7, "data": {"text": text}, "annotations": [{"id": 1, "result": result}]} | more


def read(tmp_path, *tasks, **options):
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return read_annotated(path, **options)


def test_marks_keys_relations_and_arguments_are_read(tmp_path):
    (document,) = read(tmp_path, task(), labels=OURS)
    assert (document.id, document.text) == ("export-7", TEXT)
    assert [(m.number, m.tag, m.text, m.key) for m in document.marks] == [
        (1, "RANK", "Đại tá", None),
        (2, "PERSON", "Sùng A Tráo", "p1"),
        (3, "EVENT.SPEECH", "phát biểu", None),
        (4, "DOC_REF", "Kết luận số 93", "d1"),
    ]
    assert (document.relations, document.arguments) == ((("HAS_RANK", 2, 1),), ((3, "SPEAKER", 2),))
    assert document.documents == {"d1": "Kết luận 93"}


def test_marks_of_one_person_get_one_key(tmp_path):
    result = [
        mark("a", "Sùng A Tráo", "PERSON"),
        mark("b", "ông Tráo", "PERSON"),
        relation("a", "b", "SAME_AS"),
    ]
    (document,) = read(tmp_path, task(result), labels=OURS)
    assert len({m.key for m in document.marks}) == 1
    assert document.marks[0].key
    assert document.relations == ()


@pytest.mark.parametrize("units", ["code points", "utf-16"])
def test_offsets_are_right_after_emoji_in_either_unit(tmp_path, units):
    text = "😀😀 Sùng A Tráo, 𝒂 phát biểu"
    result = [mark("a", "Sùng A Tráo", "PERSON", text), mark("b", "phát biểu", "EVENT.SPEECH", text)]
    if units == "utf-16":
        for item, shift in zip(result, (2, 3), strict=True):
            item["value"] |= {"start": item["value"]["start"] + shift, "end": item["value"]["end"] + shift}
    (document,) = read(tmp_path, task(result, text), labels=OURS)
    assert [text[m.start : m.end] for m in document.marks] == ["Sùng A Tráo", "phát biểu"]


def test_a_copy_of_the_words_may_write_line_ends_its_own_way(tmp_path):
    text = "Bộ\nCông an"
    (document,) = read(tmp_path, task([mark("a", text, "UNIT", text) | {}], text), labels={"UNIT"})
    (again,) = read(tmp_path, task([mark("a", text, "UNIT", text, text="Bộ\\nCông an")], text))
    assert document.marks == again.marks


def test_what_a_document_cannot_hold_is_counted(tmp_path):
    left_out = Counter()
    tasks = [
        task(annotations=[{"result": []}, {"result": RESULT, "ground_truth": True}, {"result": []}]),
        task(annotations=[], id=8),
        task(annotations=[{"result": RESULT, "was_cancelled": True}], id=9),
        task(
            [
                *RESULT,
                {"id": "z", "type": "choices", "value": {"choices": ["good"]}},
                mark("e", "tá ", "RANK"),
                mark("f", "tá", "RANK"),
            ],
            id=10,
        ),
        task([], id=11),
        task([*RESULT, relation("bQ2", "gone", "HOLDS"), key("gone", "p9")], id=12),
        task(annotations=[], drafts=[{"result": RESULT}], predictions=[{"result": RESULT}], id=13),
    ]
    documents = read(tmp_path, *tasks, left_out=left_out)
    assert [(d.id, len(d.marks)) for d in documents] == [
        ("export-7", 4),
        ("export-10", 5),
        ("export-11", 0),
        ("export-12", 4),
    ]
    assert left_out == {
        "further annotation of a task": 2,
        "task without annotation": 2,
        "skipped task": 1,
        "relation of a region that was deleted": 1,
        "key of a region that was deleted": 1,
        "result of the kind choices": 1,
        "white space at the edge of a mark": 1,
        "mark given twice": 1,
    }


@pytest.mark.parametrize("direction", ["right", None, "", "none"])
def test_a_relation_without_a_direction_leads_from_its_first_end(tmp_path, direction):
    (document,) = read(tmp_path, task([*RESULT[:2], relation("bQ2", "aQ1", "HAS_RANK", direction=direction)]))
    assert document.relations == (("HAS_RANK", 2, 1),)


def test_a_key_that_was_written_and_wiped_out_is_none(tmp_path):
    results = [*RESULT[:2], key("bQ2", "")]
    results[2]["value"]["text"] = []
    (document,) = read(tmp_path, task(results))
    assert [m.key for m in document.marks] == [None, None]


def test_the_text_may_have_another_name(tmp_path):
    (document,) = read(
        tmp_path, {"id": 1, "data": {"title": "Tin", "body": TEXT}, "annotations": [{"result": RESULT}]}
    )
    assert document.text == TEXT


# Each case: the task, and the error.
FAULTS = {
    "unknown label": (task([mark("a", "Đại tá", "RNAK")]), "export.json, task 1, result 1: unknown label 'RNAK'. Did you mean RANK? The labels are "),
    "other text": (task([mark("a", "Đại tá", "RANK", text="Trung tá")]), "task 1, result 1: the span 0:6 reads 'Đại tá', but its words are 'Trung tá'."),
    "outside": (task([mark("a", "Đại tá", "RANK", end=999)]), "task 1, result 1: the span 0:999 is empty or lies outside the text"),
    "crossing": (task([mark("a", "Đại tá", "RANK"), mark("b", "tá Sùng", "PERSON")]), "task 1, result 2: the mark PERSON 'tá Sùng' crosses RANK 'Đại tá'."),
    "two labels": (task([mark("a", "Đại tá", "RANK", labels=["RANK", "ORG"])]), "task 1, result 1: the mark 'Đại tá' has 2 labels. Give each mark one label."),
    "no label": (task([*RESULT, relation("aQ1", "bQ2")]), "task 1, result 9: the relation of 'Đại tá' and 'Sùng A Tráo' has no label. Choose its label"),
    "label not chosen": (task([*RESULT, mark("e", "tá", "RANK", labels=[])]), "task 1, result 9: the mark 'tá' has 0 labels. Give each mark one label."),
    "unknown relation": (task([*RESULT, relation("bQ2", "aQ1", "HASRANK")]), "task 1, result 9: unknown relation 'HASRANK'. Did you mean HAS_RANK?"),
    "role drawn backwards": (task([*RESULT, relation("bQ2", "cQ3", "SPEAKER")]), "task 1, result 9: the role SPEAKER leads to the trigger. Draw it from the trigger"),
    "wrong ends": (task([*RESULT, relation("aQ1", "bQ2", "HOLDS")]), "export.json, task 1, HOLDS 1 2: HOLDS cannot link RANK to PERSON."),
    "hypertext": (task([{"id": "a", "type": "hypertextlabels", "value": {}}]), "hypertextlabels are no marks of plain text). Export the project as JSON"),
    "broken": (task([{"id": "a"}]), "task 1: the annotation cannot be read (KeyError: 'type'). Export the project as JSON"),
    "no text": ({"data": {"image": "a.png", "audio": "b"}, "annotations": [{"result": []}]}, "task 1: the task's data have no string under 'text'. Name the field"),
    "short form": ({"id": 1, "text": TEXT, "annotation_id": 2, "annotator": 1}, "task 1: the export is JSON-MIN, which keeps no relations. Export the project as JSON"),
    "no object": ([1], "export.json, task 1: the task is a list, not an object."),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_task(tmp_path, case):
    given_task, message = FAULTS[case]
    with pytest.raises(VnPoliceError) as error:
        read(tmp_path, given_task, format="label-studio", labels=OURS)
    assert message in str(error.value)


def test_a_file_that_is_no_json_is_named_with_the_line(tmp_path):
    (tmp_path / "a.json").write_text('[{"data":\n nothing}]')
    with pytest.raises(VnPoliceError, match=r"a\.json, line 2: the file is no JSON .* Export it again"):
        read_annotated(tmp_path / "a.json")


@given(gold_documents(), st.sampled_from(["code points", "utf-16"]))
def test_a_document_comes_back_from_its_task(document, units):
    found = read_task(
        json.loads(json.dumps(write_task(document, part="annotations", units=units))),
        "x",
        "a.json",
        Reading(),
    )
    assert found == document


@given(gold_documents())
def test_a_document_comes_back_from_its_mark_up(document):
    found, _ = markup.parse(markup.write(document), "a.txt", lambda document, where: [])
    assert found == document


def test_a_prediction_names_its_model_and_how_sure_it_is():
    documents, _ = read_gold(EXAMPLES)
    assert documents
    for document in documents:
        written = write_task(document, model="rules", score=0.25, scores={2: 0.75})
        (prediction,) = written.pop("predictions")
        assert (prediction["model_version"], prediction["score"]) == ("rules", 0.25)
        assert {r["id"]: r["score"] for r in prediction["result"] if "score" in r} == {"m2": 0.75}
        accepted = written | {"annotations": [{"result": prediction["result"]}]}
        assert read_task(accepted, "x", "a.json", Reading(OURS)) == document


def test_the_configuration_offers_what_the_scheme_has():
    view = ET.fromstring(labelling_config())
    assert {e.get("value") for e in view.iter("Label")} == set(OURS.tags)
    assert {e.get("value") for e in view.iter("Relation")} == {*OURS.relations, *OURS.roles, "SAME_AS"}
    names = {e.get("name") for e in view.iter() if e.get("name")}
    assert names == {"label", "key", "text"}
