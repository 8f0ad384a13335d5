"""Ids, titles and words of hostile documents do no harm in what is written and printed."""

import csv
import json
from contextlib import suppress

import pytest

import vnpolice_ie as vie
from vnpolice_ie.cli.common import visible
from vnpolice_ie.display.html import page
from vnpolice_ie.display.site import Site
from vnpolice_ie.io.annotated import read_annotated, write_annotated
from vnpolice_ie.io.file_names import FileNames
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.store.collection import Collection
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
