"""Ids, titles and words of hostile documents do no harm in what is written and printed."""

import csv
import json
import unicodedata
from contextlib import suppress
from dataclasses import replace

import pytest

import vnpolice_ie as vie
from vnpolice_ie.cli.common import visible
from vnpolice_ie.cli.review import _table
from vnpolice_ie.display.html import page
from vnpolice_ie.display.site import Site
from vnpolice_ie.io.annotated import read_annotated, write_annotated
from vnpolice_ie.io.file_names import FileNames
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.store.collection import Collection
from vnpolice_ie.training.corrections import Change
from vnpolice_ie.training.review_folder import Reasons, _csv
from vnpolice_ie.types import Doc

ELSEWHERE = [
    *("../out", "..", ".", "/etc/passwd", "a/../../b", "..\\..\\b", "C:\\x", "a\x00b", "~/x", ".hidden", "con", "a" * 400),
    *("", " ", "\u202etxt.exe", "a\nb", "\x1b[2J", "－/..", "..／x", "%2e%2e/x"),
]  # fmt: skip
ESCAPES = [
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b2J",
    "\r rewritten",
    "\x08\x08",
    "\u202eright to left",
    "[bold]x[/bold]",
]
SQL = "x'; DROP TABLE facts.texts; --"
TEXT = "Công an xã họp."


def within(folder):
    """Files below a folder's parent that lie outside of it."""
    return [path for path in folder.parent.rglob("*") if path.is_file() and not path.is_relative_to(folder)]


@pytest.mark.parametrize("folders", [False, True])
def test_no_id_makes_a_file_elsewhere(tmp_path, folders):
    names = FileNames(folders=folders)
    given = [names.name(document_id) for document_id in ELSEWHERE]
    assert len({name.casefold() for name in given}) == len(ELSEWHERE)
    for name in given:
        path = (tmp_path / name).resolve()
        assert path.is_relative_to(tmp_path)
        assert path != tmp_path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(path.name + ".txt").write_text("x")


def test_names_that_some_file_system_takes_for_one_are_told_apart():
    names = FileNames()
    ids = [
        "Nguyễn",
        "Nguye\u0302\u0303n",
        "NGUYỄN",
        "한",
        "\u1112\u1161\u11ab",
        "fi",
        "ﬁ",
        "a",
        "a-2",
        "A",
        "a",
    ]
    found = [names.name(document_id) for document_id in ids]
    assert found[:3] == ["Nguyễn", "Nguyễn-2", "NGUYỄN-3"]
    assert found[7:] == ["a", "a-2", "A-3", "a-4"]
    alike = {unicodedata.normalize("NFKC", name).casefold() for name in found}
    assert len(alike) == len(ids)


@pytest.mark.parametrize(
    ("document_id", "name"),
    [
        *(("CON", "_CON"), ("nul.txt", "_nul.txt"), ("com1.a.b", "_com1.a.b"), ("console", "console")),
        *(("-rf", "rf"), ("--help x", "help x"), ("-", "_"), ("..", "_"), ("a\ud800b", "ab"), ("a-b", "a-b")),
    ],
)
def test_names_that_mean_something_else_are_changed(document_id, name):
    assert FileNames().name(document_id) == name


def test_folders_of_ids_are_not_too_deep_and_no_files(tmp_path):
    ids = ["a", "a.txt/b", "a.ann/c", "x/" * 3000 + "y", "x/" * 3000 + "z", "/".join(["b" * 200] * 20)]
    documents = [GoldDocument(document_id, TEXT) for document_id in ids]
    assert write_annotated(documents, tmp_path / "out", "brat") == len(ids)
    assert len(read_annotated(tmp_path / "out", "brat")) == len(ids)


def test_many_ids_of_signs_alone_get_names_in_linear_time(monkeypatch):
    asked = []
    names = FileNames()
    monkeypatch.setattr("vnpolice_ie.io.file_names._key", lambda name: asked.append(name) or name)
    found = [names.name("!" * n) for n in range(1, 500)]
    assert len(set(found)) == len(found)
    assert len(asked) < 5 * len(found)


@pytest.mark.parametrize("form", ["conll", "brat", "markup", "parquet", "spacy", "datasets"])
@pytest.mark.parametrize("read", [True, False])
def test_half_a_character_anywhere_is_listed_and_the_others_are_written(tmp_path, form, read):
    text = "Đại tá Phan Văn Hiệu họp."
    mark = Mark(0, 6, 1, "RANK", text[:6], None, None)
    if read:
        documents = [Doc("a\ud800", text), Doc("b", text)]
    else:
        documents = [
            GoldDocument("a", text, (replace(mark, key="k\ud800"),)),
            GoldDocument("b", text, (mark,)),
        ]
    faults = []
    written = write_annotated(documents, tmp_path / "out", form, on_error=faults.append)
    if form == "conll" or (form, read) == ("brat", True):
        assert written == 2  # conll holds no keys, and writes ids as JSON; brat has no ids
    else:
        assert (written, [fault.what for fault in faults]) == (
            1,
            ["the document holds half a character (a lone surrogate)"],
        )
    assert len(read_annotated(tmp_path / "out", form, on_error=faults.append)) == written


@pytest.mark.parametrize("command", ["show", "explain"])
def test_an_id_with_line_ends_fills_one_line(tmp_path, run_command, command):
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a\n\r\nerror: all is lost", "text": TEXT}))
    status, out, _ = run_command(command, tmp_path / "a.jsonl", "--model", "rules")
    assert status == 0
    assert not [line for line in out.splitlines() if line.startswith("error")]


@pytest.mark.parametrize("form", ["brat", "markup"])
def test_no_format_writes_out_of_its_folder(tmp_path, form):
    target = tmp_path / "inside" / "out"
    faults = []
    documents = [GoldDocument(document_id, TEXT) for document_id in ELSEWHERE]
    count = write_annotated(documents, target, form, on_error=faults.append)
    assert count + len(faults) == len(ELSEWHERE)
    assert within(target) == []
    assert len(read_annotated(target, form)) == count


def test_the_site_writes_out_of_no_folder(tmp_path):
    target = tmp_path / "inside" / "site"
    with Site(target) as site:
        for document_id in ELSEWHERE:
            site.add(Doc(document_id, TEXT))
    assert within(target) == []


@pytest.mark.parametrize("words", ESCAPES)
def test_a_terminal_gets_no_commands(words, tmp_path, run_command):
    assert "\x1b" not in visible(words)
    assert visible(words).replace("\\[", "[").isprintable()
    status, out, err = run_command("annotate", tmp_path / words.replace("/", "-"), "-o", tmp_path / "a.jsonl")
    assert status == 2
    assert not {"\x1b", "\x9b", "\x07", "\x08", "\r", "\u202e"} & set(out + err)


@pytest.mark.parametrize("words", ESCAPES[:5])
def test_a_text_is_shown_without_its_commands(words, tmp_path, run_command):
    (tmp_path / "a.txt").write_text(f"{words} Công an tỉnh Bình Sơn họp.", encoding="utf-8", newline="")
    status, out, err = run_command("show", tmp_path / "a.txt", "--model", "rules")
    assert status == 0
    assert not {"\x1b", "\x9b", "\x07", "\x08", "\r"} & set(out + err)


def test_sql_in_ids_and_names_is_a_value(tmp_path):
    nlp = vie.load("rules")
    text = "Đại tá Phan Văn Hiệu, Giám đốc Công an tỉnh Bình Sơn, ký Chỉ thị số 48/CT-TW."
    with Collection(tmp_path / "a.duckdb") as collection:
        collection.add([nlp(text, id=SQL), nlp(text, id="b")])
        assert collection.cited_in(SQL)
        for ask in (collection.documents, collection.persons, collection.unit_events):
            with suppress(vie.InputError):
                assert ask(SQL) == []
        for form in ("csv", "graphml", "jsonld"):
            collection.export(tmp_path / f"it's {form}", form)
        assert len(collection) == 2


def test_a_table_of_a_collection_runs_no_formula(tmp_path):
    formulas = [
        "=1",
        "\x85－1",
        "\xa0=1",
        "\u200b=1",
        "\ufeff=1",
        "\u2003@x",
        "\u3000+1",
        "\x1b=1",
        "\xad|x",
        "\n1",
    ]
    with Collection(tmp_path / "a.duckdb") as collection:
        collection.add([Doc(document_id, TEXT) for document_id in [*formulas, "a=1"]])
        collection.export(tmp_path / "out", "csv")
    with (tmp_path / "out" / "texts.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["text_id"] for row in csv.DictReader(file)}
    assert ids == {*(f"'{formula}" for formula in formulas), "a=1"}


def test_a_table_of_changes_runs_no_formula(tmp_path):
    change = Change(*("=1" for _ in Change._fields))
    with _table(tmp_path / "a.csv") as write:
        write([change])
    rows = csv.reader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines())
    assert [*rows][1] == ["'=1"] * len(Change._fields)


def test_a_table_of_reasons_runs_no_formula():
    rows = [{"id": "=HYPERLINK(1)", "why": "+1"}, {"id": "@x", "why": "\t=1"}]
    found = list(csv.DictReader(_csv(Reasons("a.csv", ("id", "why"), rows)).splitlines(keepends=True)))
    assert found[0] == {"id": "'=HYPERLINK(1)", "why": "'+1"}
    assert found[1]["id"] == "'@x"


@pytest.mark.parametrize(
    "document_id", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>"]
)
def test_an_id_is_text_on_a_page(document_id):
    html = page(Doc(document_id, TEXT))
    assert document_id not in html
    assert "<img" not in html


def test_json_ld_and_graphml_hold_any_id(tmp_path):
    ids = ['"}],"x":[{"', "<a>&b", "urn:x y#z", "a\x01"]
    with Collection(tmp_path / "a.duckdb") as collection:
        collection.add([Doc(document_id, TEXT) for document_id in ids])
        collection.export(tmp_path / "a.jsonld", "jsonld")
    nodes = json.loads((tmp_path / "a.jsonld").read_text(encoding="utf-8"))["@graph"]
    assert len(nodes) == len(ids)
