"""The review loop: readings out as tasks, corrections back as mark-up, with a count of what was changed."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

import vnpolice_ie as vie
from hostile_documents import hostile_docs
from vnpolice_ie.io import markup
from vnpolice_ie.io.annotated import read_annotated, write_annotated
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.io.gold_docs import as_doc
from vnpolice_ie.io.jsonl import dump_line, read_docs
from vnpolice_ie.io.own_keys import with_keys
from vnpolice_ie.training.corrections import Corrections
from vnpolice_ie.training.doubt import doubt_of, least_sure
from vnpolice_ie.types import Doc, Mention

READ = """id: hop
date: 2021-03-12
---
⟦1:DATE:2021-03-11|Chiều 11/3⟧, ⟦2:RANK|Thiếu tướng⟧ ⟦3:PERSON:p1|Lò Văn Pẩu⟧ chủ trì ⟦4:EVENT.MEETING:v1|Hội nghị⟧ về ⟦5:DOC_REF:d1|Kết luận số 93⟧ tại ⟦6:LOC|xã An Hòa⟧; ông ⟦7:PERSON:p1|Pẩu⟧ phát biểu.
===
HAS_RANK 3 2
ARG 4 TIME 1
ARG 4 CHAIR 3
ARG 4 DOCUMENT 5
DOC d1 Kết luận 93
"""


def changes_after(*edits):
    """What is found to be changed where someone edits the mark-up of what was read."""
    before, faults = markup.parse(READ, "a")
    assert faults == []
    corrected = READ
    for old, new in edits:
        assert old in corrected
        corrected = corrected.replace(old, new)
    after, faults = markup.parse(corrected, "a")
    assert faults == []
    found = Corrections()
    return found.add(as_doc(before, Counter()), after), found


CASES = {
    "nothing": ([], []),
    "added": ([("phát biểu", "⟦8:EVENT.SPEECH:v2|phát biểu⟧")], [("added", "EVENT.SPEECH", "", "EVENT.SPEECH 'phát biểu'")]),
    "removed": ([("⟦6:LOC|xã An Hòa⟧", "xã An Hòa")], [("removed", "LOC", "LOC 'xã An Hòa'", "")]),
    "relabelled": ([("6:LOC", "6:ORG")], [("relabelled", "LOC", "LOC 'xã An Hòa'", "ORG 'xã An Hòa'")]),
    "moved": ([("⟦6:LOC|xã An Hòa⟧", "xã ⟦6:LOC|An Hòa⟧")], [("moved", "LOC", "LOC 'xã An Hòa'", "LOC 'An Hòa'")]),
    "another day": ([("2021-03-11", "2020-03-11")], [("value", "DATE", "2021-03-11", "2020-03-11")]),
    "another document": ([("DOC d1 Kết luận 93", "DOC d1 93-KL/TW")], [("value", "DOC_REF", "Kết luận 93", "93-KL/TW")]),
    "two persons": ([("7:PERSON:p1", "7:PERSON:p2")], [("group", "PERSON", "one of 2", "one of 1")] * 2),
    "relation removed": ([("HAS_RANK 3 2\n", "")], [("removed", "HAS_RANK", "HAS_RANK 'Lò Văn Pẩu' – 'Thiếu tướng'", "")]),
    "argument added": ([("DOC d1", "ARG 4 PLACE 6\nDOC d1")], [("added", "MEETING.PLACE", "", "MEETING.PLACE 'Hội nghị' – 'xã An Hòa'")]),
    "another role": ([("ARG 4 CHAIR 3", "ARG 4 PARTICIPANT 3")], [("relabelled", "MEETING.CHAIR", "MEETING.CHAIR 'Hội nghị' – 'Lò Văn Pẩu'", "MEETING.PARTICIPANT 'Hội nghị' – 'Lò Văn Pẩu'")]),
    "a mark with its relation": (
        [("⟦2:RANK|Thiếu tướng⟧", "Thiếu tướng"), ("HAS_RANK 3 2\n", "")],
        [("removed", "RANK", "RANK 'Thiếu tướng'", ""), ("removed", "HAS_RANK", "HAS_RANK 'Lò Văn Pẩu' – 'Thiếu tướng'", "")],
    ),
    "numbers are but names": ([("⟦6:", "⟦60:"), ("⟦2:", "⟦20:"), ("HAS_RANK 3 2", "HAS_RANK 3 20"), (":p1|", ":p9|")], []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_change_is_told_from_the_others(case):
    edits, expected = CASES[case]
    changes, found = changes_after(*edits)
    assert [(c.what, c.label, c.before, c.after) for c in changes] == expected
    assert found.untouched == (not expected)
    moved_or_kept = found.total()
    links_and_marks = 7 + 4
    assert sum(moved_or_kept[k] for k in ("kept", "moved", "relabelled", "removed")) == links_and_marks


@settings(max_examples=40)
@given(hostile_docs())
def test_what_nobody_touched_is_unchanged(doc):
    found = Corrections()
    assert found.add(doc, GoldDocument.from_doc(doc)) == []
    assert (found.documents, found.untouched) == (1, 1)


def test_marks_that_a_person_added_get_keys():
    text = "Ngày 11/3, ông Tráo nêu Kết luận số 93 và Kết luận 93; ông Tráo, bà Mỷ họp vào tháng ấy."
    names = [("DATE", "Ngày 11/3", None), ("PERSON", "Tráo", "p1"), ("DOC_REF", "Kết luận số 93", "d1"), ("DOC_REF", "Kết luận 93", None), ("PERSON", "Mỷ", None), ("EVENT", "họp", None), ("DATE", "tháng ấy", None), ("RANK", "bà", None)]  # fmt: skip
    marks = [
        Mark(text.index(w), text.index(w) + len(w), n, label, w, "MEETING" if label == "EVENT" else None, key)
        for n, (label, w, key) in enumerate(names, 1)
    ]
    again = text.rindex("Tráo")
    marks.append(Mark(again, again + 4, 9, "PERSON", "Tráo"))
    document = GoldDocument("a", text, tuple(marks), documents={"d1": "Kết luận 93"}, date="2021-03-12")
    left_out = Counter()
    found = with_keys(document, left_out)
    assert [m.key for m in found.marks] == ["2021-03-11", "p1", "d1", "d1", "px5", "vx6", None, None, "p1"]
    assert left_out == {"date without a value": 1}
    assert with_keys(found, Counter()).marks == found.marks


def test_the_least_sure_come_first():
    docs = [
        Doc(name, "x", tuple(Mention(0, 1, f"T{n}", "ORG", "x", score) for n in range(30)))
        for name, score in (("sure", 0.99), ("unsure", 0.5), ("so so", 0.8), ("also", 0.99))
    ]
    doubts = [doubt_of(doc) for doc in docs]
    assert [docs[place].id for place in least_sure(doubts, 3)] == ["unsure", "so so", "sure"]
    assert len(least_sure(doubts, 9)) == 4


TEXTS = {
    "họp 1": "Ngày 5-3-2021, Thiếu tướng Lò Văn Pẩu,\r\nGiám đốc Công an tỉnh Bình Sơn phát biểu tại Hội nghị 😀.",
    "b": "Tòa tuyên phạt Võ Hoàng Sang ba năm tù về tội “Đánh bạc” theo khoản 2 Điều 321 BLHS.",
    "c": "Bà con ngư dân kéo lưới từ tinh mơ.",
}


@pytest.fixture
def read(tmp_path):
    """A folder with a file of readings."""
    nlp = vie.load("rules")
    docs = [nlp(text, id=name, date="2021-03-06") for name, text in TEXTS.items()]
    (tmp_path / "out.jsonl").write_bytes(b"".join(dump_line(doc.to_dict()) for doc in docs))
    return tmp_path


def exported(folder, edit=lambda results: results):
    """What Label Studio exports of the tasks of a folder, the first of them edited."""
    tasks = json.loads((folder / "check/label-studio.json").read_text(encoding="utf-8"))
    for number, task in enumerate(tasks):
        results = task.pop("predictions")[0]["result"]
        task |= {"id": number, "annotations": [{"id": 1, "result": results if number else edit(results)}]}
    (folder / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    return folder / "export.json"


def test_the_whole_loop(read, run_command):
    status, out, _ = run_command("review", "start", read / "out.jsonl", "-o", read / "check")
    assert (status, "3 of 3 documents to correct" in out) == (0, True)
    before = {doc.id: doc for doc in read_docs(read / "check/readings.jsonl")}
    assert list(before) == list(TEXTS)
    assert before["họp 1"].text == TEXTS["họp 1"].replace("\r\n", "\n")

    def edit(results):
        (rank,) = (r["id"] for r in results if r["type"] == "labels" and r["value"]["labels"] == ["RANK"])
        (place,) = (r for r in results if r["type"] == "labels" and r["value"]["labels"] == ["ORG"])
        place["value"]["labels"] = ["LOC"]
        return [r for r in results if rank not in (r.get("id"), r.get("from_id"), r.get("to_id"))]

    export = exported(read, edit)
    status, out, err = run_command("review", "finish", read / "check", export, "-o", read / "done", "--changes", read / "changes.csv")  # fmt: skip
    assert (status, err) == (0, "")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.strip()}
    assert rows["RANK"] == ["0", "0", "1", "0", "0", "0", "0"]
    assert rows["HAS_RANK"] == ["0", "0", "1", "0", "0", "0", "0"]
    assert rows["ORG"] == ["1", "0", "0", "1", "0", "0", "0"]
    assert "3 of 3 documents corrected, 2 of them unchanged." in out
    table = list(csv.DictReader((read / "changes.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["what"], row["label"]) for row in table] == [("removed", "RANK"), ("relabelled", "ORG"), ("removed", "HAS_RANK")]  # fmt: skip
    corrected = read_annotated(read / "done", labels="schema")
    assert {d.id: d.text for d in corrected} == {d.id: d.text for d in before.values()}
    (first,) = (d for d in corrected if d.id == "họp 1")
    assert "RANK" not in {m.label for m in first.marks}
    assert first.date == "2021-03-06"


def test_the_mark_up_of_the_folder_may_be_corrected_instead(read, run_command):
    run_command("review", "start", read / "out.jsonl", "-o", read / "check", "--least-sure", 2)
    first, second = sorted((read / "check/markup").iterdir())
    text = first.read_text(encoding="utf-8")
    assert text.count(":ORG|") == 1
    first.write_text(text.replace(":ORG|", ":LOC|"), encoding="utf-8")
    second.unlink()
    status, out, _ = run_command(
        "review", "finish", read / "check", read / "check/markup", "-o", read / "done"
    )
    assert (status, "1 of 2 documents corrected, 0 of them unchanged." in out) == (0, True)
    assert re.search(r"ORG +0 +0 +0 +1 ", out)


def test_texts_are_read_now_and_the_table_tells_the_doubt(read, run_command):
    texts = read / "texts"
    texts.mkdir()
    for name, text in TEXTS.items():
        (texts / f"{name}.txt").write_bytes(text.encode())
    status, _, _ = run_command("review", "start", texts, "-o", read / "check", "-n", 2, "-m", "rules")
    assert status == 0
    rows = list(csv.DictReader((read / "check/documents.csv").read_text(encoding="utf-8").splitlines()))
    doubts = [float(row["doubt"]) for row in rows]
    assert len(rows) == 2
    assert doubts == sorted(doubts, reverse=True)
    tasks = json.loads((read / "check/label-studio.json").read_text(encoding="utf-8"))
    assert [t["data"]["id"] for t in tasks] == [row["id"] for row in rows]


def reviewed(folder):
    """Ids in the order of the readings of a folder to correct, each with what read it."""
    docs = read_docs(folder / "check/readings.jsonl")
    return [(doc.id, "rules" if any(m.rule == "again" for m in doc.entities) else "now") for doc in docs]


def test_readings_are_known_wherever_they_stand_and_not_read_again(read, run_command):
    news = read / "news"
    (news / "2021").mkdir(parents=True)
    for name, text in TEXTS.items():
        (news / f"{name}.txt").write_bytes(text.encode())
    (news / "d.txt").write_text("Công an xã An Hòa họp.")
    # What annotate wrote into the folder of its texts; a rule's name that no pipeline of today has tells it.
    lines = (read / "out.jsonl").read_text(encoding="utf-8").splitlines()
    old = [json.loads(line) for line in lines]
    for record in old:
        for entity in record["entities"]:
            entity["rule"] = "again"
    texts = [{"id": "e", "text": "Đại tá Phan Văn Hiệu nói."}, {"text": "Bà con gặt lúa."}]
    mixed = [old[0], texts[0], old[1], texts[1]]
    (news / "2021/all.jsonl").write_bytes(b"".join(map(dump_line, mixed)))
    status, out, err = run_command("review", "start", news, "-o", read / "check", "-m", "rules")
    assert (status, err) == (0, "")
    assert "6 of 6 documents to correct" in out
    expected = [
        ("họp 1", "rules"),
        ("b", "rules"),
        ("e", "now"),
        ("all-4", "now"),
        ("c", "now"),
        ("d", "now"),
    ]
    assert reviewed(read) == expected
    run_command("review", "start", news, "-o", read / "check", "-m", "rules", "--least-sure", 6, "--force")
    assert sorted(reviewed(read)) == sorted(expected)
    tasks = json.loads((read / "check/label-studio.json").read_text(encoding="utf-8"))
    assert {task["predictions"][0]["model_version"] for task in tasks} == {"annotate and rules"}
    status, out, _ = run_command("suggest", news, "-o", read / "next", "-n", 6, "-m", "rules")
    assert (status, "6 of 6 documents" in out) == (0, True)


def test_readings_of_several_files_and_tables(read, run_command):
    docs = list(read_docs(read / "out.jsonl"))
    (read / "in").mkdir()
    write_annotated(docs[:1], read / "in/a.parquet")
    write_annotated(docs[1:], read / "in/b.ndjson")
    for inputs in ([read / "in"], [read / "in/a.parquet", read / "in/b.ndjson"]):
        status, _, err = run_command("review", "start", *inputs, "-o", read / "check", "--force")
        assert (status, err) == (0, "")
        assert [name for name, _ in reviewed(read)] == list(TEXTS)


def test_another_text_under_the_id_of_a_reading_is_a_fault(read, run_command):
    (read / "b.txt").write_text("Công an xã An Hòa họp.")
    (read / "b.jsonl").write_bytes((read / "out.jsonl").read_bytes().splitlines(keepends=True)[1] * 2)
    status, out, err = run_command("review", "start", read / "b.txt", read / "b.jsonl", "-o", read / "check")
    assert (status, "1 of 1 documents" in out) == (2, True)
    assert f"{read}/b.jsonl: the id 'b' is taken by a document of {read}/b.jsonl. Give each" in err
    assert "the texts: the id 'b' is taken by a document of the readings" in err


def test_a_folder_that_was_corrected_is_named_as_a_whole(read, run_command):
    run_command("review", "start", read / "out.jsonl", "-o", read / "check")
    first = min((read / "check/markup").iterdir())
    first.write_text(first.read_text(encoding="utf-8").replace(":ORG|", ":LOC|"), encoding="utf-8")
    status, out, err = run_command("review", "finish", read / "check", read / "check", "-o", read / "done")
    assert (status, err) == (0, "")
    assert "3 of 3 documents corrected, 2 of them unchanged" in out
    assert "task" not in out
    assert read_annotated(read / "check") == read_annotated(read / "check/markup")
    (read / "export.json").write_text("[]")
    (read / "export.json").rename(read / "check/export.json")
    status, _, err = run_command("review", "finish", read / "check", read / "check", "-o", read / "x")
    assert status == 2
    assert (
        "check: the folder holds its mark-up and export.json, so it is not clear which is corrected. Name"
        in err
    )


def test_tasks_that_nobody_corrected_are_told(read, run_command):
    run_command("review", "start", read / "out.jsonl", "-o", read / "check")
    (read / "empty.jsonl").write_text("")
    for corrected, message in {
        "check/label-studio.json": "none of its 3 tasks has an annotation. Label the tasks, or submit",
        "empty.jsonl": "empty.jsonl: no corrected document was found. Correct the mark-up, or export",
    }.items():
        arguments = (
            "review",
            "finish",
            read / "check",
            read / corrected,
            "-o",
            read / "x",
            "--changes",
            read / "x.csv",
        )
        status, _, err = run_command(*arguments)
        assert (status, message in err) == (2, True), err
    assert not (read / "x").exists()
    assert not (read / "x.csv").exists()


def test_corrections_come_in_any_order_and_broken_readings_are_named(read, run_command):
    run_command("review", "start", read / "out.jsonl", "-o", read / "check")
    export = exported(read)
    tasks = json.loads(export.read_text(encoding="utf-8"))
    export.write_text(json.dumps(tasks[::-1]), encoding="utf-8")
    lines = (read / "check/readings.jsonl").read_text(encoding="utf-8").splitlines()
    broken = json.loads(lines[1])
    broken["entities"][0]["label"] = "LOK"
    (read / "check/readings.jsonl").write_text("\n".join([lines[0], json.dumps(broken), "{", lines[2]]))
    status, out, err = run_command("review", "finish", read / "check", export, "-o", read / "done")
    assert (status, "2 of 3 documents corrected, 2 of them unchanged" in out) == (2, True)
    assert "readings.jsonl, line 3: the line is no JSON object" in err
    assert "readings.jsonl, document 'b': unknown label 'LOK'" in err


def test_a_tool_that_forgets_ids_and_dates_gives_corrections_back(read, run_command):
    run_command("review", "start", read / "out.jsonl", "-o", read / "check")
    corrected = read_annotated(read / "check")
    forgetful = [replace(d, id=f"{n}", date=None) for n, d in enumerate(corrected)]
    write_annotated(forgetful, read / "back.jsonl", "doccano")
    status, out, err = run_command(
        "review", "finish", read / "check", read / "back.jsonl", "-o", read / "done"
    )
    assert (status, err) == (0, "")
    assert "3 of 3 documents corrected, 3 of them unchanged" in out
    assert {d.id: d for d in read_annotated(read / "done")} == {d.id: d for d in corrected}


def test_two_readings_of_one_text_are_told_apart_by_their_ids_alone(read, run_command):
    doc = next(iter(read_docs(read / "out.jsonl")))
    (read / "out.jsonl").write_bytes(dump_line(doc.to_dict()) + dump_line(doc.to_dict() | {"id": "copy"}))
    run_command("review", "start", read / "out.jsonl", "-o", read / "check")
    found = read_annotated(read / "check")
    assert [d.id for d in found] == ["họp 1", "copy"]
    write_annotated([found[1], replace(found[0], id="x")], read / "back.jsonl")
    status, _, err = run_command("review", "finish", read / "check", read / "back.jsonl", "-o", read / "done")
    assert (status, "document 'x': nothing was read under this id" in err) == (2, True)
    assert [d.id for d in read_annotated(read / "done")] == ["copy"]


def test_corrections_of_other_texts_are_named_and_the_rest_comes_out(read, run_command):
    run_command("review", "start", read / "out.jsonl", "-o", read / "check")
    export = exported(read)
    tasks = json.loads(export.read_text(encoding="utf-8"))
    tasks[1]["data"] |= {"id": "x", "text": tasks[1]["data"]["text"] + " "}
    tasks[2]["data"]["text"] = "Bà con"
    export.write_text(json.dumps(tasks), encoding="utf-8")
    status, out, err = run_command("review", "finish", read / "check", export, "-o", read / "done")
    assert status == 2
    assert "document 'x': nothing was read under this id. Give corrections of the documents of" in err
    assert "document 'c': its text is not the one that was read." in err
    assert "1 of 3 documents corrected" in out


def test_what_cannot_be_reviewed_is_said_at_once(read, run_command):
    gold = read / "gold.jsonl"
    gold.write_bytes(dump_line(markup.parse(READ, "a")[0].to_record()))
    table = read / "gold.parquet"
    write_annotated([markup.parse(READ, "a")[0]], table)
    (read / "empty.jsonl").write_text("")
    cases = {
        (
            "start",
            read / "out.jsonl",
            "-m",
            "rules",
            "-o",
            read / "x",
        ): "both readings and a pipeline are given",
        ("start", read / "nothing.jsonl", "-o", read / "x"): "there is no such file or folder",
        (
            "start",
            table,
            "-o",
            read / "x",
        ): f"{table}: it holds documents that a person annotated, not readings. Give texts, or what annotate wrote",
        (
            "start",
            read / "empty.jsonl",
            "-o",
            read / "x",
        ): "there are no documents to correct. Give texts, or",
        ("finish", read, gold, "-o", read / "x"): "there is no readings.jsonl in it",
    }
    for arguments, message in cases.items():
        status, _, err = run_command("review", *arguments)
        assert (status, message in err) == (2, True), err
    assert not (read / "x").exists()
