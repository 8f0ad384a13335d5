"""Packed files whose insides were changed and that were packed again with the right lengths and checksums."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing

import pytest
from fuzzing import packed_targets, packing, seeds
from fuzzing.journal_targets import Run

import vnpolice_ie as vie
from vnpolice_ie.errors import InputError, OutputError, SchemaError
from vnpolice_ie.io.annotated import read_documents, write_annotated
from vnpolice_ie.io.arrow import record
from vnpolice_ie.store.collection import Collection


def test_what_is_opened_and_packed_again_is_the_same_reading(tmp_path):
    (_, second) = packed_targets.docbin_seed()
    path = tmp_path / "a.spacy"
    path.write_bytes(packing.docbin(second))
    assert tuple(read_documents(path)) == seeds.readings()
    (_, second) = packed_targets.parquet_seed()
    path = tmp_path / "a.parquet"
    path.write_bytes(packing.parquet(second))
    assert tuple(read_documents(path)) == seeds.readings()


def forged(tmp_path, change):
    """The two readings in a DocBin of which something was changed; return what is read, and the errors."""
    inside = json.loads(packed_targets.docbin_seed()[1])
    change(inside)
    path = tmp_path / "a.spacy"
    path.write_bytes(packing.docbin(packing.closed(inside)))
    errors = []
    return [doc.id for doc in read_documents(path, on_error=errors.append)], errors


def group(inside):
    """The spans of the first document's group."""
    return inside["span_groups"][0]["$msgpack"]["$pairs"][0][0]["$msgpack"]


def spans_beyond_the_text(inside):
    group(inside)["spans"][0]["$numbers"][3:5] = [0, 4_000]


def a_label_that_has_no_string(inside):
    group(inside)["spans"][0]["$numbers"][2] = 123456789


def a_key_that_has_no_string(inside):
    group(inside)["spans"][0]["$numbers"][1] = 987654321


def categories_that_are_a_number(inside):
    inside["cats"][0] = 5


def user_data(name, value):
    def change(inside):
        pairs = inside["user_data"][0]["$msgpack"]["$pairs"]
        next(pair for pair in pairs if pair[0][1] == name)[1] = value

    return change


def test_a_record_whose_marks_are_no_part_of_the_text_is_refused(tmp_path):
    inside = json.loads(packed_targets.docbin_seed()[0])
    pairs = inside["user_data"][0]["$msgpack"]["$pairs"]
    record_of_marks = next(pair[1] for pair in pairs if pair[0][1] == "vie_record")
    record_of_marks["entities"][2]["start"] = 90  # behind its end
    path = tmp_path / "a.spacy"
    path.write_bytes(packing.docbin(packing.closed(inside)))
    errors = []
    assert [*read_documents(path, on_error=errors.append)] == []
    assert [error.what for error in errors] == ["the record has the mark 90:31, which is no part of the text"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (spans_beyond_the_text, "the document's spans cannot be read ("),
        (a_label_that_has_no_string, "the document's spans cannot be read ("),
        (a_key_that_has_no_string, ""),
        (categories_that_are_a_number, "the document's spans cannot be read ("),
        (user_data("vie_id", 5), "the extension vie_id is of another kind"),
        (user_data("vie_date", ["2021"]), "the extension vie_date is of another kind"),
        (user_data("vie_record", 7), "the extension vie_record is of another kind"),
    ],
)
def test_a_forged_document_is_listed_and_the_other_one_read(tmp_path, change, what):
    found, errors = forged(tmp_path, change)
    assert found == ["bao-2"]
    (error,) = errors
    assert isinstance(error, SchemaError)
    assert error.what.startswith(what)
    assert "document 1" in error.where
    assert error.remedy


def test_a_column_of_parquet_that_would_end_the_process_is_refused(tmp_path):
    """Its form says that it is never null, its statistics that it can be."""
    path = tmp_path / "a.parquet"
    write_annotated(seeds.readings(), path)
    data = path.read_bytes()
    optional, not_said = (bytes([kind, 2, 0x18, 6]) + b"people" for kind in (0x35, 0x34))
    assert data.count(optional) == 1
    path.write_bytes(data.replace(optional, not_said))
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        [*read_documents(path)]


@pytest.mark.parametrize(
    "row",
    [
        {"events": [], "entities": ["a", 5, None], "relations": "x"},
        {"events": [], "entities": {"label": "DATE"}},
        {"arguments": [], "documents": ["d1"], "unsure": "x"},
        {"arguments": [], "documents": [{"key": "d1"}], "unsure": {"spans": 5, "links": [{"head": 1}]}},
    ],
)
def test_a_row_of_another_form_comes_back_as_it_is_and_is_refused(row):
    found = record(row)
    assert {name: found[name] for name in row} == row
    with pytest.raises(vie.VnPoliceError):
        (vie.Doc.from_dict if "events" in row else vie_gold)(found)


def vie_gold(found):
    from vnpolice_ie.io.gold import GoldDocument

    return GoldDocument.from_record(found, "row 1")


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(seeds.written("output", ".jsonl")[1:]))
    with Collection(tmp_path / "a.duckdb") as made:
        made.load(path)
        yield made


@pytest.mark.parametrize("ask", ["documents", "persons", "career", "citations", "cited_in", "unit_events"])
def test_a_question_with_half_a_character_finds_nothing(store, ask):
    with pytest.raises(InputError):
        getattr(store, ask)("Phan \ud800 Hiệu")


def test_a_file_whose_name_is_no_utf8_is_loaded(store, tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jsonl")
    with open(path, "wb") as file:
        file.write(b"".join(seeds.written("output", ".jsonl")[1:]) + b"{\n")
    errors = []
    report = store.load(path, on_error=errors.append)
    assert (report.unchanged, report.bad, len(errors)) == (2, 1, 1)
    assert store.sql("SELECT file FROM bad_lines").column("file")[0].as_py().endswith("/\ufffd.jsonl")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("setting", "value", "{"),
        ("shard", "found", "5"),
        ("shard", "found", "[1"),
        ("failure", "record", '{"id": 5, "x": 6}'),
        ("run", "record", "7"),
        ("run", "record", '{"started": "x"}'),
    ],
)
def test_a_damaged_journal_is_named(tmp_path, table, column, value):
    run = Run(tmp_path)
    with closing(sqlite3.connect(run.journal)) as db:
        assert db.execute(f"UPDATE {table} SET {column} = ?", [value]).rowcount
        db.commit()
    with pytest.raises(OutputError, match=r"the journal is damaged \(") as caught:
        run.go_on()
    assert caught.value.where == str(run.journal)
