"""The figures are those of the original scorer, to the last digit."""

import json
from pathlib import Path

import pytest

import vnpolice_ie as vie
from readings import perfect, spoilt
from reference_tools import needs_reference_tools, run_tool
from vnpolice_ie.errors import InputError
from vnpolice_ie.evaluation import score
from vnpolice_ie.evaluation.counts import pairs, row, share
from vnpolice_ie.evaluation.facts import fold_key
from vnpolice_ie.evaluation.outer_layer import outer, seqeval_table, tag_sequences
from vnpolice_ie.evaluation.scoring import compare
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.markup import parse

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def gold():
    documents, faults = read_gold(DATA / "gold")
    assert faults == []
    assert len(documents) == 3
    return documents


@pytest.fixture(scope="module")
def predicted(gold):
    return [vie.Doc.from_dict(spoilt(document, seed=18)) for document in gold]


def test_the_figures_are_those_of_the_original_scorer_as_stored(gold, predicted):
    assert score(gold, predicted).to_dict() == json.loads((DATA / "figures.json").read_text(encoding="utf-8"))


@needs_reference_tools
@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_those_of_the_original_scorer(seed, tmp_path):
    gold, _ = read_gold(EXAMPLES)
    assert len(gold) >= 8
    docs = [vie.Doc.from_dict(spoilt(document, seed)) for document in gold]
    (tmp_path / "gold.jsonl").write_bytes(b"".join(dump_line(d.to_record()) for d in gold))
    (tmp_path / "pred.jsonl").write_bytes(b"".join(dump_line(d.to_dict()) for d in docs))
    arguments = (tmp_path / "gold.jsonl", tmp_path / "pred.jsonl", "--json", tmp_path / "out.json")
    original = run_tool("score.py", *arguments, "--errors", 100_000)
    assert original.returncode == 0, original.stderr
    report = score(gold, docs)
    assert report.to_dict() == json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert sum(map(len, report.faults.values())) == sum(
        line.startswith(("  + ", "  - ")) for line in original.stdout.splitlines()
    )


def test_the_stored_figures_have_faults_of_every_kind(gold, predicted):
    figures = json.loads((DATA / "figures.json").read_text(encoding="utf-8"))
    shares = [
        *(figures[part]["ALL"]["f1"] for part in ("entities", "relations", "arguments")),
        *(figures[part]["f1"] for part in ("references", "spans")),
        *(figures[part]["accuracy"] for part in ("doc_links", "dates")),
        *(figures["coref"][label]["f1"] for label in ("PERSON", "EVENT")),
    ]
    assert all(0.3 < share < 1 for share in shares), shares


def test_a_perfect_reading_scores_one(gold):
    report = score(gold, [vie.Doc.from_dict(perfect(document)) for document in gold])
    for rows in (report.entities, report.relations, report.arguments, report.coref):
        assert {r.f1 for r in rows.values()} == {1.0}
    assert (report.references.f1, report.doc_links.accuracy, report.dates.accuracy) == (1, 1, 1)
    assert report.faults == {}


def test_faults_are_shown_with_their_words(gold):
    empty = [vie.Doc(document.id, document.text) for document in gold]
    lines = score(gold, empty).faults["entities", "RANK"]
    assert all(line.startswith("- ") for line in lines)
    assert any("RANK 'Thượng tá'" in line for line in lines)


MARKED = """id: a
---
⟦1:POSITION|Giám đốc ⟦2:ORG|Công an tỉnh⟧⟧ ⟦3:PERSON:p1|Lê Nam⟧⟦4:PERSON:p2|Bình⟧ đến.
===
"""


def test_the_outer_layer_is_a_tag_sequence(gold, predicted):
    document, _ = parse(MARKED, "a.txt")
    reading = vie.Doc(
        "a",
        document.text,
        (vie.Mention(9, 21, "T1", "ORG", "Công an tỉnh"), vie.Mention(22, 28, "T2", "PERSON", "Lê Nam")),
    )
    (comparison,) = compare([document], [reading])
    assert [m.label for m in outer(document.marks)] == ["POSITION", "PERSON", "PERSON"]
    assert tag_sequences(comparison) == (
        ["B-POSITION", "I-POSITION", "O", "B-PERSON", "B-PERSON"],
        ["O", "B-ORG", "O", "B-PERSON", "O"],
    )


def test_seqevals_table_counts_the_outer_spans(gold, predicted):
    pytest.importorskip("seqeval")
    comparisons = compare(gold, predicted)
    table = seqeval_table(comparisons)
    assert table is not None
    rows = {line.split()[0]: line.split()[1:] for line in table.splitlines()[1:] if line.split()}
    gold_outer = [outer(c.gold.marks) for c in comparisons]
    assert int(rows["RANK"][3]) == sum(m.label == "RANK" for spans in gold_outer for m in spans)
    right = sum(
        (m.start, m.end, m.tag) in {(x.start, x.end, x.tag) for x in outer(c.doc.entities)}
        for c in comparisons
        for m in outer(c.gold.marks)
    )
    total = sum(map(len, gold_outer))
    assert rows["micro"][2] == f"{right / total:.3f}"
    assert seqeval_table([]) is None


@pytest.mark.parametrize(
    ("docs", "message"),
    [
        ([], r"1 of 1 documents have no prediction, as a\. Annotate all documents of the gold"),
        ([vie.Doc("a", "khác")], r"document 'a': the prediction's text is not the gold text\. Annotate the gold's own"),
    ],
)  # fmt: skip
def test_readings_must_be_of_the_gold_texts(docs, message):
    with pytest.raises(InputError, match=message):
        score([parse(MARKED, "a.txt")[0]], docs)


def test_shares_of_nothing_are_nothing():
    assert row(0, 0, 0) == (0, 0, 0, 0, 0)
    assert row(1, 1, 0) == (0.5, 1, 2 / 3, 1, 2)
    assert share(0, 0) == (0, 0)
    assert pairs({"a": 3, "b": 1}) == 3
    assert fold_key(" Kết  luận 44–KL/TW") == "kếtluận44-kl/tw"


def test_gold_is_read_from_mark_up_and_from_json_lines(gold, tmp_path):
    (tmp_path / "gold.jsonl").write_bytes(b"".join(dump_line(d.to_record()) for d in gold))
    assert read_gold(tmp_path / "gold.jsonl") == (gold, [])


def test_all_faults_of_the_gold_are_named(tmp_path):
    (tmp_path / "a.txt").write_text(MARKED.replace("RANK", "X"), encoding="utf-8")
    (tmp_path / "b.txt").write_text(MARKED.replace("ORG", "PLACE"), encoding="utf-8")
    (tmp_path / "c.txt").write_text("Không có gì.", encoding="utf-8")
    record = parse(MARKED, "a.txt")[0].to_record()
    record["entities"][0]["label"] = "POST"
    (tmp_path / "d.jsonl").write_bytes(dump_line(record) + dump_line({"id": "e"}) + b"{\n")
    documents, faults = read_gold(tmp_path)
    assert [d.id for d in documents] == ["a"]
    messages = "\n".join(map(str, faults))
    for message in (
        "b.txt, mark 2 PLACE 'Công an tỉnh': unknown label 'PLACE'. The labels are",
        "c.txt: the text has no annotation. Take it out, write the header",
        "d.jsonl, line 1, mark 1 POST 'Giám đốc Công an tỉnh': unknown label 'POST'",
        "d.jsonl, line 2: the record has no string under 'text'",
        "d.jsonl, line 3: the line is no JSON object",
    ):
        assert message in messages
