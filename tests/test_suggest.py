"""What to label next: doubt, likeness, the choice, and the folder that is written."""

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import vnpolice_ie as vie
from test_import_time import modules_after
from vnpolice_ie.cli import app
from vnpolice_ie.errors import InputError
from vnpolice_ie.io import markup
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.gold_checks import faults as guideline_faults
from vnpolice_ie.training.doubt import doubt_of, entropy, means
from vnpolice_ie.training.likeness import Likeness
from vnpolice_ie.training.suggest import LABELLED, suggest
from vnpolice_ie.types import Argument, Doc, Event, Mention, Relation

MEETING = (
    "Sáng nay, lãnh đạo Công an tỉnh Bình Sơn họp bàn về công tác phòng cháy, chữa cháy tại các khu dân cư."
)
FISHING = "Bà con ngư dân xã đảo kéo lưới từ tinh mơ, cá cơm về đầy khoang thuyền trong nắng sớm."
TRIAL = "Hội đồng xét xử tuyên phạt bị cáo mười năm tù vì tội tham ô tài sản của hợp tác xã nông nghiệp."
AWARD = "Giám đốc Công an tỉnh tặng giấy khen cho tổ công tác đã cứu người bị lũ cuốn trên sông."


def doc(id, text, *scores, relation=None, argument=None):  # noqa: A002
    """A reading of one mention a score; its first two are linked."""
    mentions = tuple(Mention(i, i + 1, f"T{i + 1}", "ORG", text[i], score) for i, score in enumerate(scores))
    relations = () if relation is None else (Relation("ISSUED_BY", mentions[0], mentions[1], relation),)
    events = ()
    if argument is not None:
        events = (Event("E1", "MEETING", mentions[:1], (Argument("CHAIR", mentions[1], argument),)),)
    return Doc(id, text, mentions, relations, events)


def pool(**doubtful):
    texts = {"meeting": MEETING, "fishing": FISHING, "trial": TRIAL, "award": AWARD}
    return [doc(name, text, *[doubtful.get(name, 0.95)] * 30) for name, text in texts.items()]


def chosen(docs, count, **options):
    return [s.id for s in suggest(docs, count, **options).chosen]


def test_entropy_is_greatest_where_right_and_wrong_are_alike():
    assert [entropy(score) for score in (0, 0.5, 1)] == [0, 1, 0]
    assert entropy(0.2) == pytest.approx(entropy(0.8)) == pytest.approx(0.7219, abs=1e-4)


def test_doubt_counts_each_part_and_names_the_least_sure():
    doubt = doubt_of(doc("a", "xyz", 0.5, 1.0, 0.8, relation=0.9, argument=0.6))
    assert doubt.counts == (3, 1, 1)
    assert doubt.bits == pytest.approx((1 + entropy(0.8), entropy(0.9), entropy(0.6)))
    assert doubt.words == ("ORG 'x' (0.50)", "MEETING.CHAIR 'y' (0.60)", "ORG 'z' (0.80)")


def test_a_mean_does_not_grow_with_length_and_few_items_say_little():
    doubts = [doubt_of(doc("a", "x" * 100, *[0.6] * n)) for n in (10, 100)] + [
        doubt_of(doc("b", "x", 0.5)),
        doubt_of(doc("c", "x")),
    ]
    ten, hundred, one, none = (mentions for mentions, _, _ in means(doubts))
    assert ten == pytest.approx(hundred, abs=1e-3)
    assert entropy(0.6) < one < 1
    assert none == pytest.approx((110 * entropy(0.6) + 1) / 111)


@given(st.lists(st.text(st.sampled_from("ab đÔ\n.😀"), max_size=30), max_size=5))
def test_likeness_is_a_cosine(texts):
    likeness = Likeness(texts)
    table = np.array([likeness.to_all(row) for row in range(len(texts))]).reshape(len(texts), len(texts))
    assert np.allclose(table, table.T, atol=1e-5)
    for row, text in enumerate(texts):
        assert likeness.is_empty(row) == (not any(c.isalpha() for c in text))
        assert math.isclose(table[row, row], 0 if likeness.is_empty(row) else 1, abs_tol=1e-4)
    assert ((table > -1e-5) & (table < 1 + 1e-4)).all()
    np.fill_diagonal(table, 0)
    assert np.allclose(likeness.to_mean(), table.sum(axis=1) / max(1, len(texts) - 1), atol=1e-4)


def test_likeness_looks_past_case_numbers_and_unicode_form():
    likeness = Likeness(["Ngày 5, Đỗ Ổn họp", "ngày 12/3 đỗ ổn HỌP", "mưa to"])
    assert likeness.to_all(0) == pytest.approx([1, 1, 0], abs=1e-4)


def test_the_doubtful_come_first():
    assert chosen(pool(trial=0.5), 1) == ["trial"]
    docs = pool(trial=0.5, award=0.8)
    assert chosen(docs, 2, diversity=0) == ["trial", "award"]


def test_a_long_document_is_no_better_than_a_short_one():
    many = [doc("long", TRIAL * 20, *[0.9] * 900), doc("short", MEETING, *[0.6] * 20)]
    assert chosen(many, 1, diversity=0) == ["short"]


def test_of_near_duplicates_one_is_taken():
    docs = [*pool(trial=0.5), doc("again", TRIAL.replace("mười", "chín"), *[0.5] * 30)]
    found = suggest(docs, 5)
    assert len(found.chosen) == 4
    assert {"trial", "again"} - {s.id for s in found.chosen} in ({"trial"}, {"again"})
    assert (found.pool, found.near, found.empty) == (5, 1, 0)


def test_what_is_labelled_already_is_not_chosen_again():
    found = suggest(pool(trial=0.5), 4, labelled=[TRIAL, f"{AWARD} {MEETING}"])
    assert "trial" not in {s.id for s in found.chosen}
    assert found.near == 1
    novelty = {s.id: s.novelty for s in found.chosen}
    assert novelty["fishing"] > max(novelty["award"], novelty["meeting"])
    assert {s.nearest for s in found.chosen if s.id != "fishing"} == {LABELLED}


def test_more_diversity_chooses_what_is_further_away():
    like = TRIAL.replace("mười năm", "chung thân").replace("hợp tác xã nông nghiệp", "công ty dệt may")
    scores = {"trial": (TRIAL, 0.5), "like": (like, 0.6), "award": (AWARD, 0.7), "meeting": (MEETING, 0.99)}
    docs = [doc(name, text, *[score] * 30) for name, (text, score) in scores.items()]
    assert chosen(docs, 2, diversity=0) in (["trial", "like"], ["like", "trial"])
    assert "like" not in chosen(docs, 2, diversity=0.9)[1:]


def test_an_outlier_is_not_preferred():
    odd = doc("odd", "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor", 0.6, 0.6)
    news = [
        doc(f"n{i}", f"{AWARD} {word} {MEETING}", 0.62, 0.62)
        for i, word in enumerate(["Mưa.", "Nắng to.", "Gió."])
    ]
    assert chosen([odd, *news], 1)[0].startswith("n")


def test_documents_without_words_are_counted_and_left():
    found = suggest([doc("empty", " \n5/3 .", 0.5), *pool()], 9)
    assert (len(found.chosen), found.empty) == (4, 1)


def test_the_same_seed_gives_the_same_choice():
    docs = [
        doc(f"d{i}", f"{word} {MEETING}", 1.0)
        for i, word in enumerate(["một", "hai", "ba", "bốn", "năm", "sáu"])
    ]
    first = suggest(docs, 3, seed=3, near=1)
    assert suggest(iter(docs), 3, seed=3, near=1) == first
    assert len({tuple(chosen(docs, 3, seed=seed, near=1)) for seed in range(6)}) > 1


def test_values_fall_and_places_are_those_of_the_pool():
    docs = pool(trial=0.5, fishing=0.7)
    found = suggest(docs, 4).chosen
    values = [s.value for s in found]
    assert values == sorted(values, reverse=True)
    assert [docs[s.place].id for s in found] == [s.id for s in found]
    assert found[0].nearest is None
    assert found[0].novelty == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"count": 0}, "count is 0. Give a whole number"),
        ({"diversity": 2}, "diversity is 2. Give a number from 0 to 1"),
        ({"near": -1}, "near is -1. Give a number from 0 to 1"),
        ({"docs": []}, "there are no documents to choose from"),
    ],
)
def test_wrong_values_are_told(options, message):
    with pytest.raises(InputError, match=message):
        suggest(**{"docs": pool(), "count": 1} | options)


@pytest.fixture
def folder(tmp_path):
    texts = tmp_path / "pool"
    texts.mkdir()
    for name, text in {"a b": MEETING, "b": FISHING, "c": TRIAL, "d": AWARD}.items():
        (texts / f"{name}.txt").write_bytes(
            (text + "\r\nNgày 5-3-2021, Thiếu tướng Lò Văn Pẩu phát biểu.").encode()
        )
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["suggest", *map(str, arguments)], env={"COLUMNS": "200", "NO_COLOR": "1"})


def test_the_command_writes_mark_up_tasks_configuration_and_table(folder):
    result = run(folder / "pool", "-n", 3, "-o", folder / "next")
    assert result.exit_code == 0, result.output
    assert "3 of 4 documents" in result.output
    documents = []
    files = sorted((folder / "next/markup").iterdir())
    assert [file.name[:4] for file in files] == ["001-", "002-", "003-"]
    for file in files:
        document, wrong = markup.parse(file.read_text(encoding="utf-8"), file.name)
        assert wrong == []
        documents.append(document)
        doc = vie.load()(document.text)
        assert [(m.start, m.end, m.tag) for m in document.marks] == [
            (m.start, m.end, m.tag) for m in doc.entities
        ]
        assert document.marks
    tasks = json.loads((folder / "next/label-studio.json").read_text(encoding="utf-8"))
    assert [t["data"]["text"] for t in tasks] == [d.text for d in documents]
    assert {t["predictions"][0]["model_version"] for t in tasks} == {vie.load().name}
    assert "<Relation" in (folder / "next/label-studio.xml").read_text(encoding="utf-8")
    rows = list(csv.DictReader((folder / "next/suggestions.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["id"] for row in rows] == [d.id for d in documents]
    assert all(0 < float(row["doubt"]) < 1 and row["doubtful"] for row in rows)


def test_tasks_that_a_person_accepted_are_read_back(folder):
    run(folder / "pool", "-n", 2, "-o", folder / "next")
    path = folder / "next/label-studio.json"
    tasks = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([t | {"annotations": t.pop("predictions")} for t in tasks]), encoding="utf-8")
    documents = read_annotated(path, labels="schema")
    assert len(documents) == 2
    assert [guideline_faults(d, "a") for d in documents] == [[], []]


def test_a_second_round_leaves_the_first_alone(folder):
    assert run(folder / "pool", "-n", 2, "-o", folder / "next").exit_code == 0
    first = read_annotated(folder / "next/markup")
    assert run(folder / "pool", "-n", 4, "-o", folder / "more", "-l", folder / "next/markup").exit_code == 0
    second = read_annotated(folder / "more/markup")
    assert {d.id for d in first} | {d.id for d in second} == {"a b", "b", "c", "d"}
    assert len(second) == 2


def test_output_is_replaced_only_on_demand_and_is_no_input(folder):
    assert run(folder, "-n", 2, "-o", folder / "next").exit_code == 0
    kept = run(folder, "-n", 2, "-o", folder / "next")
    assert isinstance(kept.exception, vie.VnPoliceError)
    assert "the folder exists. Give --force" in str(kept.exception)
    assert run(folder, "-n", 2, "-o", folder / "next", "--force").exit_code == 0


def test_a_text_that_mark_up_cannot_hold_stands_in_the_tasks(folder):
    for file in (folder / "pool").iterdir():
        file.unlink()
    lines = [
        {"id": "x", "text": f"⟦ {MEETING}"},
        {"id": "y", "text": f"\ud800 {TRIAL}"},
        {"id": "z", "text": AWARD},
    ]
    (folder / "pool/a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    result = run(folder / "pool", "-o", folder / "next")
    assert result.exit_code == 2
    assert "the text holds ⟦" in result.output
    assert "holds half a character" in result.output
    assert len(list((folder / "next/markup").iterdir())) == 1
    assert len(json.loads((folder / "next/label-studio.json").read_text(encoding="utf-8"))) == 3


def test_the_command_line_loads_numpy_only_to_choose():
    code = "from vnpolice_ie.cli import app; from vnpolice_ie.training import suggest"
    assert modules_after(code) & {"numpy", "torch", "onnxruntime", "pandas"} == set()
