"""Pipelines: one text, streams, processes, failures."""

import datetime
import itertools
import pickle

import pytest

import vnpolice_ie as vie
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.scores import UNKNOWN, RuleScores
from vnpolice_ie.streaming import Failure


class FirstWord:
    """Marks the first word as a person; a text that begins with an exclamation mark breaks it."""

    name = "first"

    def __call__(self, draft: Draft) -> None:
        if draft.source.text.startswith("!"):
            raise ZeroDivisionError("nothing to mark")
        if draft.source.tokens:
            draft.add(Candidate(0, draft.source.tokens.ends[0], "PERSON", "first.word"))


class Unpicklable(FirstWord):
    def __init__(self):
        self.hold = lambda: None


def toy() -> vie.Pipeline:
    return vie.Pipeline([FirstWord()])


def test_a_pipeline_shows_its_stages():
    nlp = vie.load("rules")
    assert nlp.name == "rules"
    assert nlp.stage_names[0] == nlp.stages[0].name
    assert len(nlp.stage_names) == len(set(nlp.stage_names)) > 10
    assert "documents" in repr(nlp)


def test_a_smaller_pipeline_is_built_from_some_stages():
    nlp = vie.Pipeline(vie.load("rules").stages[:2])
    assert len(nlp.stages) == 2
    assert nlp("Không có gì.").entities == ()


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        (None, None),
        ("2019-08-28", "2019-08-28"),
        ("2019-08-28T07:30:00+07:00", "2019-08-28"),
        (datetime.date(2019, 8, 28), "2019-08-28"),
        (datetime.datetime(2019, 8, 28, 7, 30), "2019-08-28"),
        ("28/8/2019", "2019-08-28"),
        ("Thứ tư, 28-08-2019", "2019-08-28"),
        ("Thứ Tư, ngày 28/08/2019 | 07:30", "2019-08-28"),
        ("ngày 2 tháng 9 năm 2019 ", "2019-09-02"),
    ],
)
def test_the_dateline_is_a_date_iso_or_a_vietnamese_date(date, iso):
    assert toy()("Hôm nay.", date=date).date == iso


@pytest.mark.parametrize(
    "date",
    [
        "8/28/2019",
        "31/4/2019",
        "2019-13-01",
        "28/8",
        "tháng 8/2019",
        "27-28/8/2019",
        "hôm qua",
        "x",
        20190828,
    ],
)
def test_a_dateline_that_is_no_date_is_an_error(date):
    with pytest.raises(InputError, match=r"document 'a': .* is no date\. Give the dateline in ISO form"):
        toy()("Hôm nay.", id="a", date=date)


def test_bytes_are_no_text():
    with pytest.raises(InputError, match=r"the text is of type bytes, not str\. Decode bytes first"):
        toy()("Hôm nay".encode())


def test_what_is_no_text_says_what_to_give():
    with pytest.raises(InputError, match=r"the text is of type NoneType, not str\. Give a string"):
        toy()(None)
    with pytest.raises(InputError, match=r"one str is no stream of texts\. Give an iterable"):
        toy().pipe("Hôm nay")


def test_pipe_takes_texts_mappings_and_tuples_in_order():
    items = [
        "An đến",
        {"text": "Bình đi"},
        {"id": "c", "text": "Chi về", "date": "2020-01-02", "url": "…"},
        ("d", "Dũng ở"),
        ("e", "Em học", datetime.date(2021, 1, 1)),
        {"id": 7, "text": "Giang"},
    ]
    docs = list(toy().pipe(items))
    assert [(d.id, d.entities[0].text, d.date) for d in docs] == [
        ("1", "An", None),
        ("2", "Bình", None),
        ("c", "Chi", "2020-01-02"),
        ("d", "Dũng", None),
        ("e", "Em", "2021-01-01"),
        ("7", "Giang", None),
    ]


def test_pipe_carries_contexts_past_documents_that_fail():
    pairs = [("An", 1), ("! An", 2), ("Bình", {"three": 3})]
    out = list(toy().pipe(pairs, as_tuples=True, on_error=lambda failure: None))
    assert [(doc.text, context) for doc, context in out] == [("An", 1), ("Bình", {"three": 3})]


@pytest.mark.parametrize(("batch_size", "most"), [(1, 4), (2, 5)])
def test_pipe_reads_no_further_than_the_batch_it_is_asked_for(batch_size, most):
    taken = itertools.count()
    docs = toy().pipe((str(next(taken)) for _ in itertools.count()), batch_size=batch_size)
    assert [next(docs).text for _ in range(3)] == ["0", "1", "2"]
    assert next(taken) <= most


def test_documents_are_read_stage_by_stage_as_far_as_they_are_short():
    seen: list[str] = []

    class Watch:
        def __init__(self, name: str) -> None:
            self.name = name

        def __call__(self, draft: Draft) -> None:
            seen.append(f"{self.name} {draft.id}")

    nlp = vie.Pipeline([Watch("first"), Watch("second")])
    assert [
        doc.id
        for doc in nlp.pipe([("a", "An"), ("b", "Bình"), ("long", "x" * 100_000), {"id": "d", "text": "Du"}])
    ] == ["a", "b", "long", "d"]
    assert seen == [
        *("first a", "first b", "second a", "second b"),
        *("first long", "second long", "first d", "second d"),
    ]


MIXED = ["An", "! hỏng", ("c", b"bytes"), 5, "Bình"]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_bad_document_is_reported_and_the_rest_come_out(processes):
    failures: list[Failure] = []
    docs = list(toy().pipe(MIXED, processes=processes, batch_size=2, on_error=failures.append))
    assert [(d.id, d.text) for d in docs] == [("1", "An"), ("5", "Bình")]
    assert [(f.index, f.id) for f in failures] == [(1, "2"), (2, "c"), (3, "4")]
    assert str(failures[0]) == "document '2': ZeroDivisionError: nothing to mark"
    assert "document 'c': the text is of type bytes" in str(failures[1])
    assert "item 3: an item of type int is no document. Give a text" in str(failures[2])


def test_bad_documents_go_to_the_log_by_default(caplog):
    assert len(list(toy().pipe(MIXED))) == 2
    assert caplog.records[0].getMessage().startswith("document '2': ZeroDivisionError")
    assert len(caplog.records) == 3


def test_bad_documents_end_the_stream_where_that_is_wanted():
    docs = toy().pipe(MIXED, on_error="raise")
    assert next(docs).text == "An"
    with pytest.raises(ZeroDivisionError):
        next(docs)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0. Give a whole number of 1 or more"),
        ({"processes": 0}, "processes is 0. Give a whole number of 1 or more"),
        ({"on_error": "ignore"}, "on_error is 'ignore'. Give 'log', 'raise' or a function"),
    ],
)
def test_pipe_refuses_wrong_arguments_at_once(arguments, message):
    with pytest.raises(InputError, match=message):
        toy().pipe([], **arguments)


def test_processes_give_the_same_documents_in_the_same_order():
    texts = [f"An{i} đến" for i in range(25)]
    assert list(toy().pipe(texts, processes=2, batch_size=3)) == list(toy().pipe(texts))


def test_a_pipeline_that_cannot_travel_says_so():
    with pytest.raises(
        ResourceError, match=r"the pipeline cannot be sent to another process \(.*\)\. Use processes=1"
    ):
        list(vie.Pipeline([Unpicklable()]).pipe(["An"], processes=2))


def test_a_named_pipeline_travels_by_name():
    nlp = vie.load("rules")
    assert len(pickle.dumps(nlp)) < 200
    assert pickle.loads(pickle.dumps(nlp)).stage_names == nlp.stage_names


def test_there_is_no_other_pipeline():
    with pytest.raises(InputError, match=r"there is no pipeline 'large'\. The pipelines are: rules"):
        vie.load("large")


def test_scores_fall_back_to_the_stage_then_to_unknown():
    score = RuleScores({"dates": 0.9, "dates.full": 0.99, "argument.MEETING": 0.7})
    assert score("dates.full") == 0.99
    assert score("dates.no-such-rule") == 0.9
    assert score("argument.MEETING.TIME") == 0.7
    assert score("mine.rule") == UNKNOWN
    assert vie.Pipeline([FirstWord()], score=RuleScores({"first": 0.25}))("An").entities[0].score == 0.25


def test_a_pipeline_that_gives_only_what_is_sure_does_so_in_other_processes_too():
    texts = ["Đại tá Lò Văn Sáng dự họp.", "Ông Tráng A Phủ gửi thư khen Công an huyện Nậm Lao."] * 3
    nlp, sure = vie.load("rules"), vie.load("rules", min_score=0.95)
    expected = [doc.filtered(0.95) for doc in nlp.pipe(texts)]
    assert expected != list(nlp.pipe(texts)), "nothing is left out"
    assert list(sure.pipe(texts)) == list(sure.pipe(texts, processes=2, batch_size=2)) == expected


def test_a_lowest_score_is_checked_before_anything_is_read():
    with pytest.raises(InputError, match="min_score is 80"):
        vie.load("rules", min_score=80)
