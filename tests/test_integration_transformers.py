"""The pipeline of transformers: token classification's dicts, with all our facts."""

from __future__ import annotations

import shutil

import datasets
import pytest
import transformers
from transformers.pipelines.pt_utils import KeyDataset

import vnpolice_ie as vie
from vnpolice_ie.integrations.transformers import TASK, pipeline
from vnpolice_ie.model.assembly import shipped

NEWS = (
    "Sáng 8-10, Đại tá Phan Văn Hiệu, Giám đốc Công an tỉnh Bình Sơn, chủ trì Hội nghị về Chỉ thị số 48/CT-TW"
    " ngày 22-10-2010 của Bộ Chính trị."
)
TEXTS = [NEWS, "Bộ Công an họp.", "Trời mưa.", ""]
rules = vie.load("rules")


@pytest.fixture(scope="module")
def pipe():
    return pipeline("rules")


def facts(doc):
    record = doc.to_dict()
    entities = [
        {"entity_group": m.tag, "score": m.score, "word": m.text, "start": m.start, "end": m.end, "id": m.id}
        | ({"normalized": m.normalized} if m.label == "DATE" else {})
        for m in doc.entities
    ]
    return {"entities": entities, **{k: record[k] for k in ("relations", "events", "references", "people")}}


def test_one_text_gives_all_facts(pipe):
    found = pipe(NEWS, date="2021-10-09")
    assert found == facts(rules(NEWS, date="2021-10-09"))
    assert found["entities"][0] == {
        "entity_group": "DATE",
        "score": 0.993,
        "word": "Sáng 8-10",
        "start": 0,
        "end": 9,
        "id": "T1",
        "normalized": "2021-10-08",
    }
    assert pipe({"text": NEWS, "date": "2021-10-09"}) == found
    assert pipe(NEWS, date="2021-10-09", facts=False) == found["entities"]


@pytest.mark.parametrize("batch_size", [1, 3])
def test_lists_streams_and_datasets_give_one_result_a_text(pipe, batch_size):
    expected = [facts(rules(text)) for text in TEXTS]
    assert pipe(TEXTS, batch_size=batch_size) == expected
    assert list(pipe(text for text in TEXTS)) == expected
    column = KeyDataset(datasets.Dataset.from_dict({"body": TEXTS}), "body")
    assert list(pipe(column, batch_size=batch_size)) == expected
    assert pipe([]) == []


def test_without_a_model_the_shipped_one_reads():
    doc = vie.load()(NEWS)
    found = pipeline("compact")(NEWS)
    assert pipeline()(NEWS) == transformers.pipeline(TASK)(NEWS) == found
    assert [(e["entity_group"], e["start"], e["end"]) for e in found["entities"]] == [
        (m.tag, m.start, m.end) for m in doc.entities
    ]


def test_a_text_that_cannot_be_read_costs_no_other(pipe):
    first, second, third, fourth = pipe([NEWS, {"text": NEWS, "date": "tháng Chạp"}, 7, {"body": NEWS}])
    assert first == facts(rules(NEWS))
    assert (second["entities"], second["people"]) == ([], [])
    assert "'tháng Chạp' is no date" in second["error"]
    assert "int, not str" in third["error"]
    assert "no document" in fourth["error"]
    with pytest.raises(vie.InputError, match="is no date"):
        pipe(NEWS, date="tháng Chạp")
    with pytest.raises(vie.InputError, match="is no date"):
        pipe([NEWS], date="tháng Chạp", facts=False)
    with pytest.raises(vie.InputError, match="there is no parameter 'aggregation_strategy'"):
        pipe(NEWS, aggregation_strategy="simple")


def test_a_wrong_name_is_told_at_once_and_asks_no_hub():
    with pytest.raises(vie.InputError, match=r"no pipeline 'nope'\. The pipelines are: rules, compact"):
        pipeline("nope")
    with pytest.raises(vie.InputError, match="min_score is 2"):
        pipeline("rules", min_score=2)


def test_settings_of_transformers_and_pipelines_of_ours_are_taken():
    pipe = pipeline(vie.load("rules", min_score=0.9), batch_size=2)
    assert pipe._batch_size == 2
    assert min(e["score"] for e in pipe(NEWS)["entities"]) >= 0.9


def test_what_is_saved_can_be_moved(pipe, tmp_path):
    pipe.save_pretrained(tmp_path / "rules")
    assert transformers.pipeline(TASK, model=str(tmp_path / "rules"))(NEWS) == pipe(NEWS)
    shutil.copytree(shipped("compact"), tmp_path / "own")
    own = pipeline(tmp_path / "own", min_score=0.5)
    expected = own(NEWS)
    own.save_pretrained(tmp_path / "saved")
    shutil.rmtree(tmp_path / "own")
    (tmp_path / "saved").rename(tmp_path / "moved")
    for again in (pipeline(tmp_path / "moved"), transformers.pipeline(TASK, model=str(tmp_path / "moved"))):
        assert again(NEWS) == expected
        assert again.model.recipe == (str(tmp_path / "moved" / "reader"), 0.5)
