"""Broken files of annotation end in an error of the library, never in another one."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vnpolice_ie.errors import VnPoliceError
from vnpolice_ie.io.annotated import FORMATS, read_annotated, read_documents

KEYS = st.sampled_from(
    [
        "predictions",
        "id",
        "data",
        "text",
        "annotations",
        "result",
        "value",
        "start",
        "end",
        "labels",
        "label",
        "type",
        "from_id",
        "to_id",
        "direction",
        "entities",
        "relations",
        "arguments",
        "documents",
        "start_offset",
        "end_offset",
        "words",
        "tags",
        "keys",
        "events",
        "triggers",
        "trigger",
        "role",
        "filler",
        "head",
        "tail",
        "key",
        "from_name",
        "was_cancelled",
        "ground_truth",
        "date",
        "source",
        "parent",
        "event_type",
        "Comments",
    ]
)
LEAVES = (
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats() | st.sampled_from(["relation", "labels", "textarea", "key", "ORG", "B-ORG", "I-ORG", "O", "Công an", "left", ""])
    | st.text(max_size=4) | st.just(10**30)
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
RECORDS = st.dictionaries(KEYS, VALUES, max_size=6)

# Records that are right but for a value or two.
SOUND = {
    "label-studio": {
        "id": 1,
        "data": {"text": "Công an xã", "documents": {"d1": "x"}},
        "annotations": [
            {
                "result": [
                    {"id": "a", "type": "labels", "value": {"start": 0, "end": 7, "text": "Công an", "labels": ["ORG"]}},
                    {"id": "a", "type": "textarea", "from_name": "key", "value": {"text": ["k"]}},
                    {"type": "relation", "from_id": "a", "to_id": "a", "direction": "right", "labels": ["R"]},
                ]
            }
        ],
    },
    "doccano": {
        "id": 1,
        "text": "Công an xã",
        "entities": [{"id": 1, "start_offset": 0, "end_offset": 7, "label": "ORG"}],
        "relations": [{"id": 1, "from_id": 1, "to_id": 1, "type": "R"}],
        "keys": {"1": "k"},
    },
    "jsonl": {
        "id": "a",
        "text": "Công an xã",
        "entities": [{"id": 1, "start": 0, "end": 7, "label": "ORG", "text": "Công an", "key": "k", "parent": None, "event_type": None}],
        "relations": [{"type": "R", "head": 1, "tail": 1}],
        "arguments": [{"trigger": 1, "role": "R", "filler": 1}],
        "documents": {"k": "x"},
    },
    "output": {
        "id": "a",
        "text": "Công an xã",
        "entities": [{"id": "T1", "start": 0, "end": 7, "label": "ORG", "text": "Công an", "score": 1.0}],
        "relations": [],
        "events": [],
        "references": [],
        "people": [],
    },
    "words": {"id": "a", "words": ["Công", "an"], "tags": ["B-ORG", "I-ORG"]},
}  # fmt: skip


@st.composite
def spoilt(draw, form):
    """A sound record in which one value at any depth is another one, or not there."""
    record = json.loads(json.dumps(SOUND[form]))
    at = record
    while True:
        key = draw(st.sampled_from(list(at) if isinstance(at, dict) else range(len(at))))
        inner = at[key]
        if isinstance(inner, dict | list) and inner and draw(st.booleans()):
            at = inner
            continue
        if draw(st.booleans()):
            at[key] = draw(VALUES)
        else:
            del at[key]
        return record


def read(path, form, labels):
    with suppress(VnPoliceError):
        list(read_documents(path, form, labels))
    try:
        documents = read_annotated(path, form, labels)
    except VnPoliceError:
        return
    for document in documents:
        assert all(document.text[m.start : m.end] == m.text for m in document.marks)


@pytest.mark.parametrize("form", SOUND)
@pytest.mark.parametrize("labels", [None, "schema"])
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_records(tmp_path, form, labels, data):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(data.draw(spoilt(form) | RECORDS)), encoding="utf-8")
    read(path, form, labels)
    read(path, None, labels)


def test_the_sound_records_are_sound(tmp_path):
    for form, record in SOUND.items():
        (tmp_path / "a.jsonl").write_text(json.dumps(record))
        for known in (form, None):
            (document,) = read_annotated(tmp_path / "a.jsonl", known)
            assert [m.text for m in document.marks] == ["Công an"]


LINES = st.lists(
    st.sampled_from(["T1\tORG 0 4\tCông", "T2\tLOC 5 7\tan", "T1", "T\t", "R1\tR Arg1:T1 Arg2:T2", "E1\tORG:T1 x:T2", "E2\tORG:E1", "*\tEquiv T1 T2", "#1\tAnnotatorNotes T1\tkey: p", "#\t\t", "A1\tx", "", "T3\tORG 99999999999999999999999 1\ta", "Công\tB-ORG", "an\tI-ORG", "x O", "-DOCSTART-\tO", "# newdoc"])
    | st.text(st.sampled_from("TREA#*\t 0:;BIO-⟦|⟧=\n"), max_size=12),
    max_size=8,
).map("\n".join)  # fmt: skip


@pytest.mark.parametrize("form", ["brat", "conll", "markup"])
@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=LINES)
def test_lines(tmp_path, form, text):
    assert form in FORMATS
    (tmp_path / "a.txt").write_text("Công an xã" if form == "brat" else text, encoding="utf-8")
    (tmp_path / "a.ann").write_text(text, encoding="utf-8")
    read(tmp_path / ("a.ann" if form == "brat" else "a.txt"), form, None)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 100_000, b'{"text": ' * 50_000, b""])
def test_bytes_that_are_nothing(tmp_path, form, content):
    for name in ("a.json", "a.jsonl", "a.txt", "a.ann", "a.conll"):
        (tmp_path / name).write_bytes(content)
        read(tmp_path / name, form, None)
        read(tmp_path / name, None, None)
