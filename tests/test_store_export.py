"""A collection in files of other tools: nothing lost, nothing that runs when it is opened."""

from __future__ import annotations

import csv
import json
from urllib.parse import unquote

import networkx as nx
import pyarrow.parquet as pq
import pytest

import vnpolice_ie as vie
from store_reports import report
from vnpolice_ie.store.export import views
from vnpolice_ie.types import Doc, Mention


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    plan, directive = "Kế hoạch số 215/KH-BCA", "Chỉ thị số 09-CT/TW"
    with vie.Collection(tmp_path_factory.mktemp("export") / "c.duckdb") as c:
        c.add(
            [
                report(
                    f"⟦DOC_REF|{plan}⟧ thực hiện ⟦DOC_REF|{directive}⟧. ⟦RANK|Đại tá⟧ ⟦PERSON|Phan Văn Hiệu⟧,"
                    " ⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh Bình Sơn⟧⟧.",
                    "a",
                    "2021-01-01",
                    links=[("IMPLEMENTS", plan, directive)],
                ),
                report("⟦PERSON|Phan Văn Hiệu⟧ họp.", "=HYPERLINK(1)", "2021-02-01"),
                Doc("x", "@SUM(1)\x01 <b>&", (Mention(0, 7, id="T1", label="ORG", text="@SUM(1)"),)),
            ]
        )
        yield c


def test_parquet_holds_every_view(collection, tmp_path):
    rows = collection.export(tmp_path / "t")
    assert (
        set(rows)
        == set(views(collection._connection))
        == {p.stem for p in (tmp_path / "t").glob("*.parquet")}
    )
    for view, count in rows.items():
        table = pq.read_table(tmp_path / "t" / f"{view}.parquet")
        assert table.num_rows == count == collection.count(view)


def test_no_cell_of_a_csv_file_begins_a_formula(collection, tmp_path):
    rows = collection.export(tmp_path / "t", "csv")
    for view, count in rows.items():
        with (tmp_path / "t" / f"{view}.csv").open(encoding="utf-8", newline="") as file:
            found = list(csv.reader(file))
        assert len(found) == count + 1
        assert not [cell for row in found for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
    texts = (tmp_path / "t" / "texts.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK(1)" in texts
    assert "'@SUM(1)" in texts


def test_graphml_is_read_by_networkx(collection, tmp_path):
    counts = collection.export(tmp_path / "g.graphml", "graphml")
    graph = nx.read_graphml(tmp_path / "g.graphml")
    assert counts == {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
    found = {(a, d["relation"], b) for a, b, d in graph.edges(data=True)}
    assert ("document:215/KH-BCA", "IMPLEMENTS", "document:09-CT/TW") in found
    assert ("person:phan văn hiệu/1", "HOLDS", "unit:công an tỉnh bình sơn") in found
    assert ("person:phan văn hiệu/1", "MAY_BE", "person:phan văn hiệu/2") in found
    assert ("text:a", "CITES", "document:09-CT/TW") in found
    assert graph.nodes["person:phan văn hiệu/1"]["label"] == "Phan Văn Hiệu"


def test_the_graph_of_python_is_the_same(collection):
    graph = collection.graph()
    held = graph.get_edge_data("person:phan văn hiệu/1", "unit:công an tỉnh bình sơn")
    assert [(e["relation"], e["post"], e["first_date"]) for e in held.values()] == [
        ("HOLDS", "Giám đốc", "2021-01-01")
    ]


def test_characters_that_xml_cannot_hold_do_not_break_the_file(tmp_path):
    with vie.Collection(tmp_path / "c.duckdb") as c:
        c.add([Doc("a\x01b\uffff<&", "Hà Nội")])
        c.export(tmp_path / "g.graphml", "graphml")
    assert list(nx.read_graphml(tmp_path / "g.graphml")) == ["text:a\ufffdb\ufffd<&"]


def test_json_ld_names_each_thing_once_and_ties_only_what_is_there(collection, tmp_path):
    collection.export(tmp_path / "g.jsonld", "jsonld")
    data = json.loads((tmp_path / "g.jsonld").read_text(encoding="utf-8"))
    nodes = {node["@id"]: node for node in data["@graph"]}
    assert len(nodes) == len(data["@graph"])
    assert all(iri.isascii() and " " not in iri for iri in nodes)
    by_name = {unquote(iri): node for iri, node in nodes.items()}
    plan = by_name["urn:vnpolice-ie:document:215/KH-BCA"]
    assert plan["@type"] == "eli:LegalResource"
    assert [unquote(i) for i in plan["IMPLEMENTS"]] == ["urn:vnpolice-ie:document:09-CT/TW"]
    (role,) = by_name["urn:vnpolice-ie:person:phan văn hiệu/1"]["HOLDS"]
    assert (role["post"], role["HOLDS"] in nodes) == ("Giám đốc", True)


@pytest.mark.parametrize("form", ["parquet", "csv", "graphml", "jsonld"])
def test_what_is_there_is_replaced_only_when_asked(collection, tmp_path, form):
    target = tmp_path / "out"
    collection.export(target, form)
    with pytest.raises(vie.OutputError, match="--force"):
        collection.export(target, form)
    assert collection.export(target, form, force=True)


def test_an_export_never_replaces_its_collection(tmp_path, run_command):
    store = tmp_path / "c.duckdb"
    vie.Collection(store).close()
    before = store.read_bytes()
    status, _, err = run_command("export-store", store, "-o", store, "--format", "graphml", "--force")
    assert (status, "c.duckdb: the output is the collection itself. Name another." in err) == (2, True)
    assert store.read_bytes() == before


def test_a_folder_with_other_files_is_never_replaced(collection, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(vie.OutputError, match="other files"):
        collection.export(tmp_path, "csv", force=True)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_the_commands_build_and_export(tmp_path, run_command):
    from vnpolice_ie.io.jsonl import dump_line

    source, store = tmp_path / "a.jsonl", tmp_path / "c.duckdb"
    source.write_bytes(dump_line(report("⟦PERSON|Phan Văn Hiệu⟧ họp.", "a").to_dict()) + b"{\n")
    status, out, err = run_command("build-store", source, "-o", store)
    assert status == 2
    assert "added" in out
    assert "line 2" in err
    status, out, _ = run_command("export-store", store, "-o", tmp_path / "t", "--format", "csv")
    assert status == 0
    assert "persons" in out
    assert (tmp_path / "t" / "persons.csv").is_file()
