"""The model that ships, read together with the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnpolice_ie as vie
from vnpolice_ie.evaluation.scoring import score
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.model.folder import ModelFolder

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "models" / "compact"


@pytest.fixture(scope="module")
def nlp() -> vie.Pipeline:
    return vie.load()


def test_a_mention_plays_one_role_in_an_event(nlp: vie.Pipeline) -> None:
    documents, _ = read_gold(ROOT / "examples")
    events = [event for d in documents for event in nlp(d.text, date=d.date).events]
    assert sum(len(event.arguments) for event in events) > 100
    for event in events:
        fillers = [argument.mention.id for argument in event.arguments]
        assert len(fillers) == len(set(fillers))


def test_who_receives_and_who_gives_are_told_apart(nlp: vie.Pipeline) -> None:
    (event,) = nlp("Thiếu tá Kiều Thanh Tâm nhận Bằng khen của Bộ Công an.").events
    assert {a.role: a.mention.text for a in event.arguments} == {
        "RECIPIENT": "Kiều Thanh Tâm",
        "AWARD": "Bằng khen",
        "GIVER": "Bộ Công an",
    }


def test_names_that_the_rules_miss_are_read_by_the_model(nlp: vie.Pipeline) -> None:
    documents, _ = read_gold(ROOT / "training" / "data")
    part = documents[::8]
    found = {
        name: score(part, [pipeline(d.text, id=d.id, date=d.date) for d in part])
        for name, pipeline in (("rules", vie.load("rules")), ("both", nlp))
    }
    # The network has learnt from these documents: the test is that it is there and is asked, not how good it is.
    for part_of in ("entities", "relations", "arguments"):
        rules, both = (getattr(found[name], part_of)["ALL"].f1 for name in ("rules", "both"))
        assert both > rules + 0.02


def test_each_part_says_what_it_decided(nlp: vie.Pipeline) -> None:
    documents, _ = read_gold(ROOT / "training" / "data")
    rules = {m.rule.partition(".")[0] for d in documents[:20] for m in nlp(d.text).entities}
    assert "model" in rules
    assert {"persons", "documents", "dates"} <= rules


def test_the_folder_is_whole_and_small() -> None:
    folder = ModelFolder.open(MODEL)
    folder.check()
    assert sum(file.stat().st_size for file in MODEL.iterdir()) < 30_000_000
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    for heading in ("## Data", "## Figures", "## Calibration", "## Limits", "## Rebuild"):
        assert heading in card
