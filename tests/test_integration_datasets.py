"""Columns of texts of a Hugging Face dataset, read by `map`."""

from __future__ import annotations

import datetime
import pickle

import datasets
import pytest
from datasets.fingerprint import Hasher

import vnpolice_ie as vie
from vnpolice_ie.integrations.datasets import PARTS, Annotate
from vnpolice_ie.io.hf_dataset import from_dataset

NEWS = (
    "Sáng 8-10, Đại tá Phan Văn Hiệu, Giám đốc Công an tỉnh Bình Sơn, chủ trì Hội nghị về Chỉ thị số 48/CT-TW"
    " ngày 22-10-2010 của Bộ Chính trị."
)
TEXTS = [NEWS, "Bộ Công an họp.", "Trời mưa.", ""]
rules = vie.load("rules")
datasets.disable_progress_bars()


def dataset(**columns):
    return datasets.Dataset.from_dict({"text": TEXTS, **columns})


@pytest.mark.parametrize("processes", [None, 2])
def test_map_adds_what_the_pipeline_reads(processes):
    dates = ["2021-10-09", None, None, None]
    before = dataset(id=["a", "b", "c", "d"], date=dates)
    annotate = Annotate("rules")
    after = before.map(
        annotate, batched=True, batch_size=3, num_proc=processes, features=annotate.features(before)
    )
    expected = [rules(t, id=i, date=d) for t, i, d in zip(TEXTS, "abcd", dates, strict=True)]
    assert [annotate.doc(row) for row in after] == expected
    assert list(from_dataset(after)) == expected
    assert after.features == annotate.features(before)
    assert after["error"] == [None] * 4
    assert len(expected[0].references) == 1


def test_one_row_at_a_time_and_streams_are_read_too():
    annotate = Annotate("rules", prefix="vie_")
    single = dataset().map(annotate, features=annotate.features(dataset()))
    stream = dataset().to_iterable_dataset().map(annotate, batched=True)
    assert [annotate.doc(row) for row in single] == [rules(text) for text in TEXTS]
    assert [annotate.doc(row) for row in stream] == [rules(text) for text in TEXTS]


def test_the_shipped_model_reads():
    annotate = Annotate()
    after = dataset().map(annotate, batched=True, features=annotate.features(dataset()))
    assert [annotate.doc(row).entities for row in after] == [doc.entities for doc in vie.load().pipe(TEXTS)]


def test_dates_may_be_dates():
    annotate = Annotate("rules", date="day")
    before = datasets.Dataset.from_dict({"text": [NEWS], "day": [datetime.date(2021, 10, 9)]})
    (row,) = before.map(annotate, batched=True, features=annotate.features(before))
    assert annotate.doc(row) == rules(NEWS, date="2021-10-09")


def test_a_text_that_cannot_be_read_has_its_error():
    before = datasets.Dataset.from_dict({"text": [NEWS, None, NEWS], "date": ["tháng Chạp", None, None]})
    annotate = Annotate("rules")
    after = before.map(annotate, batched=True, features=annotate.features(before))
    assert ["is no date" in (e or "") for e in after["error"]] == [True, False, False]
    assert ["not str" in (e or "") for e in after["error"]] == [False, True, False]
    assert annotate.doc(after[0]) is None
    assert after[1]["entities"] == []
    assert annotate.doc(after[2]) == rules(NEWS)


def test_columns_that_are_there_are_not_overwritten():
    annotate = Annotate("rules")
    with pytest.raises(vie.InputError, match="the rows have the column 'people' already"):
        annotate.features(dataset(people=[1, 2, 3, 4]))
    with pytest.raises(vie.InputError, match="the rows have the column 'people' already"):
        annotate({"text": TEXTS, "people": [1, 2, 3, 4]})
    with pytest.raises(vie.InputError, match=r"the rows have no column 'body'.*'text'"):
        Annotate("rules", text="body").features(dataset())
    assert set(Annotate("rules", prefix="p_").columns) == {f"p_{part}" for part in (*PARTS, "error")}


def test_it_travels_and_caches_by_what_it_does():
    annotate = Annotate("rules")
    assert pickle.loads(pickle.dumps(annotate))({"text": TEXTS}) == annotate({"text": TEXTS})
    hashes = {
        Hasher.hash(a) for a in (annotate, Annotate("rules"), Annotate("rules", min_score=0.5), Annotate())
    }
    assert len(hashes) == 3
