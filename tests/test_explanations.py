"""Every rule is explained in words."""

from pathlib import Path

import pytest

import vnpolice_ie as vie
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.lexicon.explanations import explain
from vnpolice_ie.lexicon.loader import column, read_table
from vnpolice_ie.model.links import JointLinkStage
from vnpolice_ie.model.spans import JointSpanStage

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.fixture(scope="module")
def rules() -> set[str]:
    """Rules that led to something in the examples."""
    documents, _ = read_gold(EXAMPLES)
    nlp = vie.load("rules")
    docs = [nlp(d.text, id=d.id, date=d.date) for d in documents]
    return {found.rule for doc in docs for found in (*doc.entities, *doc.relations)}


def test_every_rule_of_the_examples_is_explained_by_more_than_its_stage(rules):
    assert len(rules) > 50
    stages = {name: explain(name) for name in vie.load("rules").stage_names}
    bare = {rule for rule in rules if explain(rule) in {"", stages[rule.partition(".")[0]]}}
    assert bare == set()


def test_every_stage_is_explained():
    assert all(explain(name) for name in vie.load("rules").stage_names)


def test_every_explained_rule_belongs_to_a_stage():
    names = {*vie.load("rules").stage_names, JointSpanStage.name, JointLinkStage.name}
    rows = column("rules", "rule")
    assert len(rows) == len(set(rows)) > 100
    assert {row.partition(".")[0] for row in rows} == names


def test_every_group_of_triggers_is_explained():
    groups = {row["group"] for row in read_table("trigger_rules")}
    assert groups
    assert {g for g in groups if explain(f"triggers.{g}-some-clue") == explain("triggers")} <= {
        "group",
        "inquiry",
    }


def test_a_rule_without_a_line_is_explained_by_the_beginning_of_its_name():
    assert explain("triggers.say-speaker-before") == explain("triggers.say")
    assert explain("triggers.receive-award-x") != explain("triggers.receive")
    assert explain("dates.no-such-rule") == explain("dates")
    assert explain("mine.rule") == explain("") == ""
