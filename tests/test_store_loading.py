"""What comes into a collection: every document once, whatever order it comes in and whatever stops the program."""

from __future__ import annotations

import json
import math
import random
import re
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vnpolice_ie as vie
from conftest import EXAMPLES
from other_process import LONGEST, run_python, start_python
from store_reports import report
from store_views import everything
from vnpolice_ie.io.inputs import Decoding, find_files, read_inputs
from vnpolice_ie.io.jsonl import dump_line, raise_error
from vnpolice_ie.store import loading
from vnpolice_ie.types import Doc, Mention


@pytest.fixture(scope="module")
def docs() -> list[Doc]:
    """The example documents, read by rules."""
    records = read_inputs(find_files([EXAMPLES]), decoding=Decoding(), date=None, on_error=raise_error)
    found = list(vie.load("rules").pipe(records))
    assert len(found) >= 8
    return found


def write(path: Path, docs) -> Path:
    path.write_bytes(b"".join(dump_line(d.to_dict()) for d in docs))
    return path


def short(number: int, words: str = "họp") -> Doc:
    return report(f"⟦ORG|Công an tỉnh Bình Sơn⟧ {words} lần {number}.", f"r{number}", "2021-01-01")


def test_documents_come_in_with_all_their_parts(docs, tmp_path):
    with vie.Collection(tmp_path / "c.duckdb") as c:
        loaded = c.load(write(tmp_path / "a.jsonl", docs))
        assert (loaded.added, loaded.bad, len(c)) == (len(docs), 0, len(docs))
        assert c.count("mentions") == sum(len(d.entities) for d in docs)
        assert c.count("relations") == sum(len(d.relations) for d in docs)
        assert c.count("events") == sum(len(v.triggers) for d in docs for v in d.events)
        assert c.count("event_arguments") == sum(len(v.arguments) for d in docs for v in d.events)
        assert c.count("document_citations") == sum(len(r.mentions) for d in docs for r in d.references)
        assert c.count("person_mentions") == sum(len(p.mentions) for d in docs for p in d.people)


def test_every_fact_leads_back_to_its_place_and_sentence(docs, tmp_path):
    texts = {d.id: d.text for d in docs}
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.add(docs)
        views = {
            "mentions": "text",
            "events": "trigger",
            "event_arguments": "filler",
            "unit_events": "unit_as_written",
            "document_citations": "citation",
            "document_relations": "from_citation",
            "person_mentions": "mention",
            "posts_held": "position",
            "ranks_held": "rank_as_written",
            "relations": "head",
        }
        for view, words in views.items():
            rows = c.sql(
                f"SELECT text_id, start_offset, end_offset, {words}, sentence FROM {view}"
            ).to_pylist()
            assert rows, view
            for row in rows:
                assert texts[row["text_id"]][row["start_offset"] : row["end_offset"]] == row[words], view
                assert row[words][:10] in row["sentence"], view
                assert row["sentence"] in texts[row["text_id"]], view


def test_loading_again_changes_nothing(docs, tmp_path):
    path = write(tmp_path / "a.jsonl", docs)
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.load(path)
        before = everything(c)
        again = c.load(path)
        assert (again.added, again.replaced, again.unchanged) == (0, 0, len(docs))
        assert everything(c) == before


def test_a_changed_document_replaces_the_old_one_in_all_that_was_made_of_it(docs, tmp_path):
    with vie.Collection(tmp_path / "c.duckdb") as c, vie.Collection(tmp_path / "d.duckdb") as fresh:
        changed = replace(docs[0], people=(), references=(), relations=(), events=(), date="2020-01-01")
        c.add(docs)
        report = c.add([changed])
        assert (report.added, report.replaced) == (0, 1)
        fresh.add([changed, *docs[1:]])
        assert without_lines(everything(c)) == without_lines(everything(fresh))


def without_lines(views):
    """The rows without the numbers of lines, which tell only how the documents came in."""
    return views | {"texts": [(row[:3], row[4:]) for row in views["texts"]]}


@settings(max_examples=2)
@given(seed=st.integers(0, 999), cut=st.integers(0, 8))
def test_the_order_and_the_portions_of_loading_do_not_matter(docs, tmp_path_factory, seed, cut):
    folder = tmp_path_factory.mktemp("order")
    copies = [replace(d, id=f"{d.id}-2", date="2024-02-02") for d in docs[:3]]
    mixed = [*docs, *copies]
    with vie.Collection(folder / "c.duckdb") as c, vie.Collection(folder / "d.duckdb") as d:
        c.add(mixed)
        random.Random(seed).shuffle(mixed)
        d.add(mixed[:cut])
        d.add(mixed[cut:])
        assert without_lines(everything(c)) == without_lines(everything(d))


def test_bad_lines_are_listed_and_the_others_come_in(tmp_path):
    good, other = (dump_line(short(n).to_dict()) for n in (1, 2))
    record = short(3).to_dict()
    crooked = json.loads(json.dumps(record))
    crooked["entities"][0]["end"] += 1
    unknown = json.loads(json.dumps(record).replace('"ORG"', '"ORGAN"'))
    headless = record | {"relations": [{"type": "HOLDS", "head": "T9", "tail": "T1", "score": 1}]}
    wrong_link = record | {"relations": [{"type": "HOLDS", "head": "T1", "tail": "T1", "score": 1}]}
    twice = record | {"entities": record["entities"] * 2}
    lines = [
        *(good, b"{\n", b"[1]\n", b'{"id": "x", "text": "y"}\n', b'{"id": "\xff"}\n', b"\n"),
        *(dump_line(r) for r in (crooked, unknown, headless, wrong_link, twice, record | {"events": 5})),
        other,
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(lines))
    faults = []
    with vie.Collection(tmp_path / "c.duckdb") as c:
        loaded = c.load(path, on_error=faults.append)
        assert [r["text_id"] for r in c.sql("SELECT text_id FROM texts ORDER BY 1").to_pylist()] == [
            "r1",
            "r2",
        ]
        listed = c.sql("FROM bad_lines ORDER BY line").to_pylist()
    assert (loaded.added, loaded.bad) == (2, 10)
    assert [row["line"] for row in listed] == [2, 3, 4, 5, 7, 8, 9, 10, 11, 12]
    assert sorted(row["fault"] for row in listed) == sorted(map(str, faults))
    for row, words in zip(
        listed,
        [
            "no JSON",
            "a list",
            "not annotated",
            "no JSON",
            "offsets",
            "ORGAN",
            "T9",
            "HOLDS",
            "two entities",
            "not in",
        ],
        strict=True,
    ):
        assert words in row["fault"]
        assert f"line {row['line']}" in row["fault"]


def test_a_mended_file_takes_its_bad_lines_off_the_list(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{\n")
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.load(path, on_error=lambda error: None)
        write(path, [short(1)])
        c.load(path)
        assert (len(c), c.count("bad_lines")) == (1, 0)


def test_what_the_output_format_lets_out_may_be_missing(tmp_path):
    record = short(1).to_dict()
    (entity,) = record["entities"]
    del entity["score"]
    bare = {"id": "r1", "text": record["text"], "entities": [entity], "more": {"of": "others"}}
    (tmp_path / "a.jsonl").write_bytes(dump_line(bare))
    with vie.Collection(tmp_path / "c.duckdb") as c:
        assert c.load(tmp_path / "a.jsonl").added == 1
        assert c.sql("SELECT score FROM mentions").to_pylist() == [{"score": 1.0}]


def test_two_documents_of_one_id_in_a_file_are_told(tmp_path):
    path = write(tmp_path / "a.jsonl", [short(1), replace(short(2), id="r1"), short(3)])
    faults = []
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.load(path, on_error=faults.append)
        assert "lần 2" in c.sql("SELECT text FROM texts WHERE text_id = 'r1'").to_pylist()[0]["text"]
        assert len(c) == 2
    (fault,) = faults
    assert "the id 'r1' stands on line 1 too, which this line replaces. Give each document an id" in str(
        fault
    )


def test_what_the_database_cannot_take_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(loading, "mended", lambda line: '{"id": null}')
    (tmp_path / "a.jsonl").write_text('{"id": 5}\n', encoding="utf-8")
    message = r"line 1: an id, a key or a name is missing\. Compare it with"
    with vie.Collection(tmp_path / "c.duckdb") as c, pytest.raises(vie.InputError, match=message):
        c.load(tmp_path / "a.jsonl")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"entities": None},
            "the document was not annotated: it has no 'text' or no 'entities'. Run vnpolice-ie",
        ),
        ({"entities": 2}, "document 'r1': two entities have the id 'T1'. Give each an id of its own"),
        ({"score": "cao"}, "entity T1 has the score 'cao'. A score is a number from 0 to 1"),
        ({"score": math.nan}, "the line is no JSON object (NaN is no number of JSON)"),
        ({"score": -0.1}, "entity T1 has the score -0.1. A score is"),
        ({"normalized": "hôm qua"}, "entity T1 has the date 'hôm qua'. Write dates in ISO form"),
        ({"date": "hôm qua"}, "document 'r1': its date 'hôm qua' is no date. Give the dateline in ISO form"),
        ({"date": "2021-02-30"}, "its date '2021-02-30' is no date"),
        ({"date": 5}, "the record is not in the output format (TypeError: date is no string)"),
    ],
)
def test_a_bad_document_is_told_by_its_line_and_fault(change, message, tmp_path):
    record = short(1).to_dict()
    if change.keys() <= {"score", "normalized"}:
        record["entities"][0] |= change
    elif "date" in change:
        record |= change
    elif change["entities"] is None:
        del record["entities"]
    else:
        record["entities"] *= change["entities"]
    (tmp_path / "a.jsonl").write_bytes(dump_line(record) + dump_line(short(2).to_dict()))
    faults = []
    with vie.Collection(tmp_path / "c.duckdb") as c:
        assert c.load(tmp_path / "a.jsonl", on_error=faults.append).added == 1
    (fault,) = faults
    assert str(fault).startswith(f"{tmp_path / 'a.jsonl'}, line 1")
    assert message in str(fault)


@pytest.mark.parametrize(
    ("part", "score"), [("relations", 1.5), ("relations", "1e999"), ("events", math.nan), ("events", None)]
)
def test_a_link_without_a_sound_score_is_told(part, score, tmp_path):
    record = report(
        "⟦PERSON|Lê Minh Tuấn⟧, ⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh Bình Sơn⟧⟧ ⟦EVENT.MEETING|họp⟧.",
        "r1",
        "2021-01-01",
        roles=[("CHAIR", "Lê Minh Tuấn")],
    ).to_dict()
    (link,) = record["relations"] if part == "relations" else record["events"][0]["arguments"]
    link["score"] = score
    (tmp_path / "a.jsonl").write_bytes(dump_line(record) + dump_line(short(2).to_dict()))
    faults = []
    with vie.Collection(tmp_path / "c.duckdb") as c:
        assert c.load(tmp_path / "a.jsonl", on_error=faults.append).added == 1
        (row,) = c.sql("FROM bad_lines").to_pylist()
    (fault,) = faults
    named = "CHAIR of event E1" if part == "events" else "relation HOLDS of T1 and T2"
    wrong = f"document 'r1': {named} has the score {score!r}. A score is a number"
    assert ("NaN is no number of JSON" if str(score) == "nan" else wrong) in str(fault)
    assert (row["line"], row["fault"]) == (1, str(fault))


def test_a_reference_without_a_sound_date_is_told_and_other_documents_that_are_added_come_in(tmp_path):
    bad = report("⟦DOC_REF|Chỉ thị số 48-CT/TW⟧ được quán triệt.", "r1")
    bad = replace(bad, references=(replace(bad.references[0], date="tháng trước"),))
    faults = []
    with vie.Collection(tmp_path / "c.duckdb") as c:
        assert c.add([bad, short(2)], on_error=faults.append).added == 1
        assert c.count("bad_lines") == 1
    assert "document 1, document 'r1': reference '48-CT/TW' has the date 'tháng trước'" in str(faults[0])


def test_a_dateline_in_words_of_a_day_is_taken(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(dump_line(short(1).to_dict() | {"date": "27/8/2019"}))
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.load(tmp_path / "a.jsonl")
        assert str(c.sql("SELECT date FROM texts").to_pylist()[0]["date"]) == "2019-08-27"


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị 😀 do Công an tỉnh Bình Sơn tổ chức.",
        "Ho\u0323\u0302i nghi\u0323 cu\u0309a Công an tỉnh Bình Sơn.\r\nHết.",
        "\ufeffTrụ sở\u200b: Công an tỉnh Bình Sơn\u2028\x00 'DROP TABLE texts'; --",
        "A\ud800B Công an tỉnh Bình Sơn",
    ],
)
def test_offsets_hold_in_texts_of_any_characters(text, tmp_path):
    start = text.index("Công an")
    mention = Mention(start, start + 21, id="T1", label="ORG", text=text[start : start + 21])
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.add([Doc("x", text, (mention,))])
        (stored,) = c.sql("SELECT text FROM texts").to_pylist()
        (row,) = c.sql("SELECT * FROM mentions").to_pylist()
    assert stored["text"] == text.replace("\ud800", "\ufffd")
    assert stored["text"][row["start_offset"] : row["end_offset"]] == "Công an tỉnh Bình Sơn" == row["text"]
    assert row["text"] in row["sentence"]


def test_an_empty_document_comes_in(tmp_path):
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.add([Doc("empty", "")])
        assert c.sql("SELECT text_id, text, date FROM texts").to_pylist() == [
            {"text_id": "empty", "text": "", "date": None}
        ]


# Killed, and opened again

LOADING = """
import sys
from pathlib import Path
import vnpolice_ie as vie
from vnpolice_ie.store import loading
loading.BATCH = 25
def tell(words):
    print(words, flush=True)
collection = vie.Collection(sys.argv[1])
tell("open")
collection.load(sys.argv[2], advance=lambda lines: tell("batch"), merged=lambda: tell("merging"))
tell("done")
"""


@pytest.fixture(scope="module")
def many(docs, tmp_path_factory) -> Path:
    """A file of a hundred documents."""
    copies = [
        replace(d, id=f"{d.id}-{n}", date=f"{2000 + n}-01-01") for n in range(104 // len(docs)) for d in docs
    ]
    return write(tmp_path_factory.mktemp("many") / "many.jsonl", copies)


@pytest.fixture(scope="module")
def whole(many, tmp_path_factory):
    """What a collection of it says that nothing has stopped."""
    with vie.Collection(tmp_path_factory.mktemp("whole") / "c.duckdb") as c:
        c.load(many)
        return everything(c)


@pytest.mark.parametrize("moment", [("open", 1, 0.0), ("batch", 3, 0.02), ("merging", 1, 0.05)])
def test_a_killed_load_leaves_a_store_that_opens_and_goes_on(many, whole, tmp_path, moment):
    word, times, pause = moment
    path = tmp_path / "c.duckdb"
    with start_python(LOADING, path, many) as process:
        for line in process.stdout:
            times -= line.strip() == word
            if not times:
                break
        assert not times, f"it ended, or hung for {LONGEST} s, before it told {word!r}"
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    with vie.Collection(path) as c:
        assert c.is_merged
        stored = len(c)
        assert stored % 25 == 0 or stored == c.count("texts") == len(whole["texts"])
        rest = c.load(many)
        assert rest.unchanged == stored
        assert everything(c) == whole


def test_a_collection_that_was_not_merged_tells_so_to_readers_and_is_merged_when_opened(
    docs, tmp_path, monkeypatch
):
    path = tmp_path / "c.duckdb"
    with monkeypatch.context() as patch:
        patch.setattr("vnpolice_ie.store.collection.merge", lambda connection: None)
        with vie.Collection(path) as c:
            c.add(docs)
    with vie.Collection(path, read_only=True) as c:
        assert (c.is_merged, c.count("texts"), c.count("persons")) == (False, len(docs), 0)
    with vie.Collection(path) as c:
        assert c.is_merged
        assert c.count("persons") > 0


def test_batches_end_where_they_should(docs, tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 3)
    seen = []
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.load(write(tmp_path / "a.jsonl", docs), advance=seen.append)
        assert (len(c), sum(seen), max(seen)) == (len(docs), len(docs), 3)


# Files that are no collections


def test_a_database_of_another_kind_is_left_alone(tmp_path):
    import duckdb

    path = tmp_path / "other.duckdb"
    with duckdb.connect(path) as other:
        other.execute("CREATE TABLE mine AS SELECT 42 AS answer")
    with pytest.raises(vie.InputError, match="this database is no collection"):
        vie.Collection(path)
    with duckdb.connect(path) as other:
        assert other.execute("SHOW ALL TABLES").fetchall()[0][2] == "mine"


@pytest.mark.parametrize("words", ["", '{"id": "a"}\n', "Hội nghị\n" * 2000])
@pytest.mark.parametrize("name", ["a.duckdb", "a.json"])
def test_a_file_that_is_no_database_is_left_alone(name, words, tmp_path):
    path = tmp_path / name
    path.write_text(words, encoding="utf-8")
    with pytest.raises(vie.InputError, match=rf"{name}: the file is no collection\. Name another file"):
        vie.Collection(path)
    assert path.read_text(encoding="utf-8") == words


def test_a_collection_that_was_cut_short_is_refused(tmp_path):
    path = tmp_path / "a.duckdb"
    vie.Collection(path).close()
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(
        vie.InputError, match=r"a\.duckdb: it cannot be opened (.*)\. Name a file that build-store"
    ):
        vie.Collection(path)


def test_a_collection_to_read_must_be_there(tmp_path):
    with pytest.raises(vie.InputError, match="there is no such file"):
        vie.Collection(tmp_path / "a.duckdb", read_only=True)


def test_a_database_without_documents_is_not_read(tmp_path):
    import duckdb

    duckdb.connect(tmp_path / "a.duckdb").close()
    with pytest.raises(
        vie.InputError, match=r"a\.duckdb: the collection is empty\. Make it with vnpolice-ie build-store"
    ):
        vie.Collection(tmp_path / "a.duckdb", read_only=True)


def test_a_collection_of_another_version_is_refused(tmp_path, monkeypatch):
    vie.Collection(tmp_path / "c.duckdb").close()
    monkeypatch.setattr("vnpolice_ie.store.database.FORMAT", 3)
    with pytest.raises(
        vie.InputError, match=r"the collection has the format 2, this version reads 3\. Build it anew"
    ):
        vie.Collection(tmp_path / "c.duckdb")


def test_a_collection_that_another_program_writes_is_not_opened(tmp_path):
    path = tmp_path / "c.duckdb"
    with vie.Collection(path):
        run = run_python(f"import vnpolice_ie as vie; vie.Collection({str(path)!r})")
    assert "another program has it open" in run.stderr


def test_without_the_extra_the_error_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr("vnpolice_ie.extras.find_spec", lambda name: None)
    with pytest.raises(vie.ResourceError, match=r"pip install 'vnpolice-ie\[store\]'"):
        vie.Collection(tmp_path / "c.duckdb")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT nothing FROM nowhere", "sql: the query is wrong (Catalog Error: "),
        ("DELETE FROM texts", "sql: the query is wrong (Binder Error: "),
        ("", "sql: the query gives no rows. Write one that begins with SELECT or FROM"),
    ],
)
def test_a_wrong_query_is_told_in_a_sentence(query, message, tmp_path):
    with vie.Collection(tmp_path / "c.duckdb") as c, pytest.raises(vie.InputError, match=re.escape(message)):
        c.sql(query)
