"""Columns of texts of a pandas frame as tidy tables."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings

import vnpolice_ie as vie
from doc_drafts import docs
from vnpolice_ie.integrations import pandas as integration
from vnpolice_ie.integrations.rows import COLUMNS

NEWS = (
    "Sáng 8-10, Đại tá Phan Văn Hiệu, Giám đốc Công an tỉnh Bình Sơn, chủ trì Hội nghị về Chỉ thị số 48/CT-TW"
    " ngày 22-10-2010 của Bộ Chính trị. Thực hiện Chỉ thị 48, Công an tỉnh đã khởi tố Võ Hoàng Sang."
)
rules = vie.load("rules")


@pytest.fixture(scope="module")
def frame():
    return pd.DataFrame(
        {
            "text": [NEWS, None, "Bộ Công an họp.", 7, float("nan")],
            "day": ["2021-10-09", None, None, None, None],
        },
        index=pd.Index(["bao-1", "bao-2", "bao-3", "bao-4", "bao-5"], name="article"),
    )


@pytest.fixture(scope="module")
def tables(frame):
    return frame["text"].vie.annotate("rules", dates=frame["day"])


def test_each_table_has_the_facts_with_their_words_and_offsets(tables):
    doc = rules(NEWS, id="bao-1", date="2021-10-09")
    assert list(tables.docs) == [doc, None, rules("Bộ Công an họp.", id="bao-3"), None, None]
    for name, columns in (("mentions", ("start", "end", "words")), ("arguments", ("start", "end", "words")), ("events", ("start", "end", "words")), ("relations", ("head_start", "head_end", "head_words")), ("relations", ("tail_start", "tail_end", "tail_words")), ("references", ("start", "end", "words")), ("people", ("start", "end", "words"))):  # fmt: skip
        rows = getattr(tables, name).loc[["bao-1"]]
        assert len(rows) > 0
        for _, (start, end, text) in rows[list(columns)].iterrows():
            assert NEWS[start:end] == text
    assert list(tables.people["name"]) == ["Phan Văn Hiệu", "Võ Hoàng Sang"]
    assert tables.people.iloc[0]["positions"] == "Giám đốc Công an tỉnh Bình Sơn"
    assert list(tables.references["key"]) == ["48-CT/TW"]
    assert list(tables.references["mentions"]) == [2]
    assert list(tables.mentions.query("label == 'DATE'")["normalized"]) == ["2021-10-08", "2010-10-22"]


def test_the_index_and_the_ids_lead_back(frame, tables):
    assert set(tables.mentions.index) == {"bao-1", "bao-3"}
    assert tables.mentions.index.name == "article"
    assert (tables.mentions["text_id"] == tables.mentions.index).all()
    joined = frame.join(tables.people, how="inner")
    assert list(joined["day"]) == ["2021-10-09", "2021-10-09"]
    nested = tables.mentions.dropna(subset=["within"])
    assert list(nested["words"]) == ["Công an tỉnh Bình Sơn"]
    outer = tables.mentions.set_index("id").loc[nested["within"].iloc[0]]
    assert outer["label"] == "POSITION"
    groups = tables.mentions.query("refers_to == 'R1'")
    assert list(groups["words"]) == ["Chỉ thị số 48/CT-TW", "Chỉ thị 48"]


def test_missing_values_and_bad_rows_are_listed(frame):
    tables = frame["text"].vie.annotate("rules", dates=["tháng Chạp", None, None, None, pd.NaT])
    assert list(tables.failures.index) == ["bao-1", "bao-2", "bao-4", "bao-5"]
    errors = list(tables.failures["error"])
    assert "is no date" in errors[0]
    assert errors[1] == errors[3] == "the text is missing"
    assert "int, not str" in errors[2]
    assert list(tables.docs.dropna().index) == ["bao-3"]
    assert repr(tables).startswith("Tables(5 rows: 2 mentions,")


def test_an_index_with_doubles_and_one_of_levels_are_kept():
    texts = pd.Series(["Bộ Công an", "Đại tá Lê Nam"], index=[3, 3])
    tables = texts.vie.annotate("rules")
    assert list(tables.mentions.index) == [3, 3, 3]
    assert list(tables.mentions["text_id"]) == ["1", "2", "2"]
    levels = pd.Series(["Bộ Công an"], index=pd.MultiIndex.from_tuples([(2024, "a")], names=["year", "nr"]))
    assert levels.vie.annotate("rules").mentions.index.names == ["year", "nr"]


def test_ids_dates_and_pipelines_may_be_given():
    texts = pd.Series(["Ngày 5/3 họp", "Ngày 6/3 họp"])
    tables = integration.annotate(
        texts,
        vie.load("rules", min_score=0.5),
        ids=["x", "y"],
        dates=pd.to_datetime(pd.Series(["2020-01-01", "2021-01-01"])),
        processes=2,
    )
    assert list(tables.mentions.query("label == 'DATE'")["text_id"]) == ["x", "y"]
    assert list(tables.mentions["normalized"].dropna()) == ["2020-03-05", "2021-03-06"]


@pytest.mark.parametrize("texts", [pd.DataFrame({"text": ["Công an huyện họp."]}), ["Công an huyện họp."]])
def test_only_a_column_is_taken(texts):
    message = rf"the texts are a {type(texts).__name__}, not one column\. Give a Series, as frame\['text'\]"
    with pytest.raises(vie.InputError, match=message):
        integration.annotate(texts, "rules")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"ids": ["a", "a"]}, "the id 'a' is there twice"),
        ({"ids": ["a"]}, "there are 1 ids for 2 texts"),
        ({"dates": pd.Series([None, None], index=[5, 6])}, "the dates have another index than the texts"),
    ],
)
def test_wrong_ids_and_dates_are_told_before_any_work(how, message):
    with pytest.raises(vie.InputError, match=message):
        pd.Series(["a", "b"]).vie.annotate("rules", **how)


def test_empty_columns_give_empty_tables_of_the_same_types(tables):
    empty = pd.Series([], dtype=object).vie.annotate("rules")
    for name in COLUMNS:
        assert (getattr(empty, name).dtypes == getattr(tables, name).dtypes).all()
        assert len(getattr(empty, name)) == 0


@settings(max_examples=30)
@given(docs())
def test_the_tables_say_what_the_document_says(doc):
    tables = integration._tables(pd.RangeIndex(1), [doc.id], [doc], {})
    assert list(
        zip(tables.mentions["id"], tables.mentions["start"], tables.mentions["end"], strict=True)
    ) == [(m.id, m.start, m.end) for m in doc.entities]
    assert list(
        zip(tables.relations["head"], tables.relations["type"], tables.relations["tail"], strict=True)
    ) == [(r.head.id, r.type, r.tail.id) for r in doc.relations]
    assert list(
        zip(tables.arguments["event"], tables.arguments["role"], tables.arguments["mention"], strict=True)
    ) == [(v.id, a.role, a.mention.id) for v in doc.events for a in v.arguments]
    assert list(tables.references["key"]) == [r.key for r in doc.references]
    assert list(tables.people["name"]) == [p.name for p in doc.people]
    assert list(tables.mentions["score"]) == [m.score for m in doc.entities]
