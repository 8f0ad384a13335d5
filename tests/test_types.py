"""The document and its output format."""

from __future__ import annotations

import dataclasses
import inspect
import json
import pickle

import pytest

from vnpolice_ie import Argument, Doc, Event, Mention, Person, Reference, Relation, Span
from vnpolice_ie.errors import InputError, SchemaError

TEXT = "Thiếu tướng Lê Văn Bình chủ trì Hội nghị về Kết luận số 12-KL/TW."


def mention(number: int, words: str, label: str, **more: object) -> Mention:
    start = TEXT.index(words)
    return Mention(start, start + len(words), f"T{number}", label, words, **more)  # type: ignore[arg-type]


RANK = mention(1, "Thiếu tướng", "RANK", score=0.99, rule="ranks.list")
PERSON = mention(2, "Lê Văn Bình", "PERSON")
MEETING = mention(3, "Hội nghị", "EVENT", type="MEETING")
DOCUMENT = mention(4, "Kết luận số 12-KL/TW", "DOC_REF")
DOC = Doc(
    id="a",
    text=TEXT,
    date="2019-08-28",
    entities=(RANK, PERSON, MEETING, DOCUMENT),
    relations=(Relation("HAS_RANK", PERSON, RANK, 0.9, "person_relations.rank-before"),),
    events=(Event("E1", "MEETING", (MEETING,), (Argument("CHAIR", PERSON), Argument("DOCUMENT", DOCUMENT))),),
    references=(Reference("12-KL/TW", (DOCUMENT,), type="Kết luận", number="12", symbol="KL/TW"),),
    people=(Person("Lê Văn Bình", (PERSON,), rank="Thiếu tướng"),),
)


def test_a_document_survives_the_way_through_json() -> None:
    record = json.loads(json.dumps(DOC.to_dict(), ensure_ascii=False))
    assert Doc.from_dict(record) == DOC


def test_keys_of_the_output_format() -> None:
    record = DOC.to_dict()
    assert record["entities"][0] == {
        "id": "T1",
        "start": 0,
        "end": 11,
        "label": "RANK",
        "text": "Thiếu tướng",
        "score": 0.99,
        "rule": "ranks.list",
    }
    assert record["entities"][2]["type"] == "MEETING"
    assert record["events"][0]["arguments"][0] == {"role": "CHAIR", "entity": "T2", "score": 1.0}
    assert record["references"][0]["issuer"] is None
    assert record["people"][0]["mentions"] == ["T2"]


def test_parts_are_made_by_place_and_by_name_and_without_what_has_a_default() -> None:
    by_place = Mention(0, 11, "T1", "RANK", "Thiếu tướng", 0.5)
    assert by_place == Mention(text="Thiếu tướng", label="RANK", id="T1", end=11, start=0, score=0.5)
    assert (by_place.type, by_place.normalized, by_place.rule) == (None, None, "")
    assert dataclasses.replace(by_place, score=1.0) == Mention(0, 11, "T1", "RANK", "Thiếu tướng")
    assert (
        str(inspect.signature(Argument)) == "(role: 'Role', mention: 'Mention', score: 'float' = 1.0) -> None"
    )
    with pytest.raises(
        TypeError, match=r"Relation.__init__\(\) missing 1 required positional argument: 'tail'"
    ):
        Relation("HAS_RANK", PERSON)  # type: ignore[call-arg]


def test_a_part_of_ones_own_may_have_more_to_it() -> None:
    @dataclasses.dataclass(frozen=True, slots=True)
    class Sourced(Span):
        source: str = ""

    assert Sourced(0, 3, "a") == Sourced(start=0, end=3, source="a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Sourced(0, 3).start = 1  # type: ignore[misc]


def test_only_dates_have_a_normal_form() -> None:
    text = "Ngày 27-8 họp"
    date = Mention(0, 9, "T1", "DATE", "Ngày 27-8", normalized=None)
    record = Doc("a", text, (date,)).to_dict()
    assert record["entities"][0]["normalized"] is None
    assert "normalized" not in DOC.to_dict()["entities"][0]


def test_parts_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        PERSON.start = 3  # type: ignore[misc]


def test_fillers_of_an_event() -> None:
    assert DOC.events[0].fillers("CHAIR") == (PERSON,)
    assert DOC.events[0].fillers("PLACE") == ()


def test_a_document_shows_itself_in_one_line() -> None:
    shown = f"{len(TEXT)} characters, 4 entities, 1 relations, 1 events, 1 references, 1 people"
    assert repr(DOC) == f"Doc('a': {shown})"


def test_spans() -> None:
    assert len(Span(3, 7)) == 4
    assert Span(3, 7).overlaps(Span(6, 9))
    assert not Span(3, 7).overlaps(Span(7, 9))
    assert Span(3, 7).contains(Span(4, 7))
    assert not Span(3, 7).contains(Span(4, 8))


BROKEN = {
    "no text": ({"text": None}, "no string under text"),
    "unknown label": (
        {"entities": [{**DOC.to_dict()["entities"][0], "label": "TANK"}]},
        "unknown label 'TANK'",
    ),
    "unknown event type": (
        {"entities": [{**DOC.to_dict()["entities"][2], "type": "PARTY"}]},
        "unknown event type 'PARTY'",
    ),
    "wrong offsets": ({"entities": [{**DOC.to_dict()["entities"][0], "start": 1}]}, "the text there is not"),
    "unknown id": (
        {"relations": [{"type": "HAS_RANK", "head": "T9", "tail": "T1", "score": 1}]},
        "no entity has the id 'T9'",
    ),
    "unknown relation": (
        {"relations": [{"type": "LIKES", "head": "T2", "tail": "T1", "score": 1}]},
        "unknown relation 'LIKES'",
    ),
    "wrong signature": (
        {"relations": [{"type": "HOLDS", "head": "T2", "tail": "T1", "score": 1}]},
        "HOLDS cannot link PERSON to RANK",
    ),
    "wrong role": (
        {
            "events": [
                {
                    "id": "E1",
                    "type": "MEETING",
                    "triggers": ["T3"],
                    "arguments": [{"role": "GIVER", "entity": "T2"}],
                }
            ]
        },
        "MEETING has no role 'GIVER'",
    ),
    "wrong filler": (
        {
            "events": [
                {
                    "id": "E1",
                    "type": "MEETING",
                    "triggers": ["T3"],
                    "arguments": [{"role": "TIME", "entity": "T2"}],
                }
            ]
        },
        "TIME cannot be a PERSON",
    ),
    "unknown type of an event": (
        {"events": [{"id": "E1", "type": "PARTY", "triggers": ["T3"], "arguments": []}]},
        "unknown event type 'PARTY'",
    ),
    "missing key": ({"entities": [{"id": "T1"}]}, "not in the output format"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_record_says_what_is_wrong(case: str) -> None:
    change, message = BROKEN[case]
    with pytest.raises(SchemaError, match="document 'a'") as caught:
        Doc.from_dict({**DOC.to_dict(), **change})
    assert message in str(caught.value)
    assert caught.value.remedy


def test_errors_say_what_where_and_the_remedy_and_survive_pickling() -> None:
    error = InputError("the file is empty", where="a.txt", remedy="Give another")
    assert str(error) == "a.txt: the file is empty. Give another."
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, InputError)
    assert str(again) == str(error)


DOUBTFUL = dataclasses.replace(RANK, score=0.6)


def test_what_is_not_sure_enough_goes_with_all_that_hangs_on_it() -> None:
    doubtful = dataclasses.replace(
        DOC,
        entities=(DOUBTFUL, PERSON, MEETING, DOCUMENT),
        relations=(dataclasses.replace(DOC.relations[0], tail=DOUBTFUL),),
    )
    sure = doubtful.filtered(0.7)
    assert [m.text for m in sure.entities] == ["Lê Văn Bình", "Hội nghị", "Kết luận số 12-KL/TW"]
    assert sure.relations == ()
    assert sure.people == (Person("Lê Văn Bình", (PERSON,)),), "nothing sure gives him a rank"
    assert doubtful.filtered(0.6) == doubtful


def test_an_event_without_a_sure_trigger_goes_and_one_without_a_sure_argument_stays() -> None:
    chair, document = DOC.events[0].arguments
    event = dataclasses.replace(DOC.events[0], arguments=(dataclasses.replace(chair, score=0.5), document))
    assert dataclasses.replace(DOC, events=(event,)).filtered(0.8).events[0].arguments == (document,)
    trigger = dataclasses.replace(MEETING, score=0.5)
    event = dataclasses.replace(event, triggers=(trigger,))
    doc = dataclasses.replace(DOC, entities=(RANK, PERSON, trigger, DOCUMENT), events=(event,))
    assert doc.filtered(0.8).events == ()
    assert doc.filtered(0.8).references == DOC.references


def test_a_person_whose_full_name_is_not_sure_bears_the_name_that_is() -> None:
    start = TEXT.index("Bình")
    given = Mention(start, start + 4, "T9", "PERSON", "Bình")
    person = dataclasses.replace(
        DOC.people[0], mentions=(dataclasses.replace(PERSON, score=0.3), given), positions=("Giám đốc",)
    )
    sure = dataclasses.replace(DOC, entities=(RANK, given), people=(person,), relations=()).filtered(0.5)
    assert sure.people == (Person("Bình", (given,)),)


@pytest.mark.parametrize("score", [-0.1, 1.5, float("nan")])
def test_a_lowest_score_lies_between_0_and_1(score: float) -> None:
    with pytest.raises(InputError, match="min_score"):
        DOC.filtered(score)
