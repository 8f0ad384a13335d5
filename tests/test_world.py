"""Worlds that documents share: consistent with themselves, and the measure for what collections answer."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from world_answers import Ratio, compare

from vnpolice_ie.errors import InputError
from vnpolice_ie.generator.history import LAST, History, Setting
from vnpolice_ie.generator.people import LADDER
from vnpolice_ie.generator.shared import SharedCast, Story, documents
from vnpolice_ie.generator.truth import truth
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.gold_checks import faults

SEED = 5
HISTORY = History(SEED)
MADE = list(documents(HISTORY, 150))


# The world


def test_a_story_has_no_more_persons_than_are_in_office() -> None:
    cast = SharedCast(Random(SEED), HISTORY, Story(Setting(date(2019, 5, 6), area=0, district=0)))
    with pytest.raises(InputError, match="a story has more persons than the world has in office"):
        [cast.say(f"chief{n}", None) for n in range(1000)]


def test_a_seat_has_one_holder_at_a_time_and_is_never_empty() -> None:
    seats = defaultdict(list)
    for term in HISTORY.careers.terms:
        seats[term.seat].append(term)
    assert len(seats) > 80
    for terms in seats.values():
        terms.sort(key=lambda t: t.first)
        assert all(t.first <= t.last for t in terms)
        assert all(after.first == before.last + timedelta(days=1) for before, after in pairwise(terms))
        assert terms[-1].last == LAST


def test_nobody_holds_two_posts_and_careers_lead_upwards() -> None:
    moved = [figure for figure in HISTORY.careers.figures if len(figure.terms) > 1]
    assert len(moved) > 50
    for figure in moved:
        for before, after in pairwise(figure.terms):
            assert before.last < after.first
            assert before.seat.about["role"] in after.seat.about["from"].split("|")


def test_ranks_rise_as_fast_as_the_law_lets_them_and_fit_the_posts() -> None:
    for figure in HISTORY.careers.figures:
        for (early, low), (late, high) in pairwise(figure.ranks):
            assert high == low + 1
            assert (late - early).days >= 730
        for term in figure.terms:
            if term.seat.about["low"]:
                held = LADDER.index(figure.rank(term.first) or "")
                assert LADDER.index(term.seat.about["low"]) <= held <= LADDER.index(term.seat.about["high"])


def test_some_persons_have_the_name_of_another() -> None:
    names = [figure.name for figure in HISTORY.careers.figures]
    assert 0 < len(names) - len(set(names)) < 20


def test_documents_follow_from_earlier_ones_of_their_province_or_the_country() -> None:
    relations = set()
    for paper in HISTORY.programmes.papers:
        if paper.base is not None:
            relations.add(paper.relation)
            assert paper.day > paper.base.day
            assert paper.base.area in {None, paper.area}
    assert relations == {"IMPLEMENTS", "AMENDS", "REPLACES"}


def test_a_seed_tells_the_world() -> None:
    again, other = History(SEED), History(SEED + 1)
    assert truth(again) == truth(HISTORY) != truth(other)


# Its documents


def test_documents_of_a_world_keep_to_the_scheme() -> None:
    assert [fault for document, _ in MADE for fault in faults(document, document.id)] == []
    assert {mark.label for document, _ in MADE for mark in document.marks} >= {
        "PERSON",
        "POSITION",
        "RANK",
        "DOC_REF",
    }


def test_a_document_of_a_world_is_the_same_whatever_else_is_made() -> None:
    assert list(documents(History(SEED), 3, start=40)) == MADE[40:43]


def test_what_texts_say_is_so() -> None:
    held = {
        (figure.number, term.seat.about["title"], HISTORY.unit(term.seat)): term
        for figure in HISTORY.careers.figures
        for term in figure.terms
    }
    known = {
        (p.relation, p.key, str(p.day), p.base.key, str(p.base.day))
        for p in HISTORY.programmes.papers
        if p.base is not None
    }
    dated = {fact[1:3] for fact in known}
    posts = former = relations = 0
    for _, said in MADE:
        for fact in said.posts:
            posts += 1
            if said.date is not None:
                term = held[fact]
                assert str(term.first) <= said.date <= str(term.last + timedelta(days=1))
        for fact in said.former:
            former += 1
            assert said.date is None or str(held[fact].last) < said.date
        for fact in said.relations:
            if fact[1:3] in dated and "/" in fact[3]:
                relations += 1
                assert fact in known
    assert min(posts / 100, former, relations / 10) > 1


def test_the_command_writes_the_truth_beside_the_documents(tmp_path: Path, run_command) -> None:
    for name in ("world.jsonl", "folder"):
        target = tmp_path / name
        status, out, _ = run_command("generate", "-n", 4, "--seed", SEED, "--world", "-o", target)
        assert status == 0
        beside = tmp_path / f"{name.removesuffix('.jsonl')}.world.json"
        assert beside.name in out.replace("\n", "")
        world = json.loads(beside.read_text(encoding="utf-8"))
        assert world["texts"] == json.loads(json.dumps([said.to_record() for _, said in MADE[:4]]))
        assert {d.id: d.text for d in read_annotated(target, labels="schema")} == {
            d.id: d.text for d, _ in MADE[:4]
        }
    assert run_command("generate", "-n", 4, "--world", "-o", tmp_path / "world.jsonl")[0] != 0
    assert run_command("generate", "--world", "--kind", "crime", "-o", tmp_path / "b.jsonl")[0] == 2


# What a collection knows of it


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ratio]:
    """Answers of a collection of 250 documents, read by rules."""
    return compare(250, SEED, "rules", tmp_path_factory.mktemp("world"))


@pytest.mark.parametrize(
    ("question", "precision", "recall", "least"),
    [
        ("posts that a text gives its persons", 0.97, 0.92, 500),
        ("two texts name one person", 0.995, 0.70, 500),
        ("posts of careers", 0.93, 0.85, 150),
        ("first and last source of them", 0.88, 0.80, 150),
        ("who held a post on a day", 0.94, 0.90, 80),
        ("what a text says to be carried out, amended, replaced", 0.90, 0.84, 90),
        ("what carries out a document", 0.95, 0.78, 60),
        ("what a body did in a text", 0.87, 0.92, 250),
    ],
)
def test_a_collection_answers_what_is_so(
    found: dict[str, Ratio], question: str, precision: float, recall: float, least: int
) -> None:
    ratio = found[question]
    assert ratio.said >= least
    assert ratio.precision >= precision, ratio
    assert ratio.recall >= recall, ratio


def test_a_comparison_counts_what_is_wrong_and_what_is_missing() -> None:
    ratio = Ratio.of({1, 2, 3, 9}, {1, 2, 3, 4, 5})
    assert (ratio.precision, ratio.recall) == (0.75, 0.6)
    assert (Ratio.of((), ()).precision, Ratio.of((), {1}).recall) == (1.0, 0.0)
