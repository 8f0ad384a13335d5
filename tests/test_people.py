"""HAS_RANK and HOLDS, and the people of a text."""

from __future__ import annotations

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.linking.people import PeopleLinkingStage
from vnpolice_ie.rules.people.relations import PersonRelationStage
from vnpolice_ie.text.source import SourceText

CASES = [
    (
        "⟦RANK|Đại tá⟧ ⟦PERSON|Lê Kha⟧, ⟦POSITION|Giám đốc ⟦ORG|Công an⟧⟧ và ⟦RANK|Thiếu tá⟧ ⟦PERSON|Hải⟧",
        {("Lê Kha", "Đại tá"), ("Lê Kha", "Giám đốc Công an"), ("Hải", "Thiếu tá")},
    ),
    (
        "⟦RANK|Đại tướng⟧, ⟦POSITION|Bộ trưởng⟧ ⟦PERSON|Lê Kha⟧ chủ trì.",
        {("Lê Kha", "Đại tướng"), ("Lê Kha", "Bộ trưởng")},
    ),
    (
        "ông ⟦PERSON|Kha⟧ (SN 1960, nguyên ⟦RANK|trung tá⟧, ⟦POSITION|đội trưởng⟧) bị bắt.",
        {("Kha", "trung tá"), ("Kha", "đội trưởng")},
    ),
    (
        "⟦PERSON|Lê Kha⟧ - ⟦POSITION|Chủ tịch ⟦LOC|xã Hòa⟧⟧ và ⟦PERSON|Bình⟧ (⟦POSITION|Phó chủ tịch⟧).",
        {("Lê Kha", "Chủ tịch xã Hòa"), ("Bình", "Phó chủ tịch")},
    ),
    (
        "⟦POSITION|Chủ tịch nước⟧ ⟦PERSON|Lê Kha⟧, ⟦POSITION|Thủ tướng⟧ ⟦PERSON|Trần Bình⟧ đến viếng.",
        {("Lê Kha", "Chủ tịch nước"), ("Trần Bình", "Thủ tướng")},
    ),
    (
        "Các ⟦POSITION|Phó Thủ tướng⟧: ⟦PERSON|Lê Kha⟧, ⟦PERSON|Trần Bình⟧ và ông ⟦PERSON|Vũ Hải⟧.",
        {("Lê Kha", "Phó Thủ tướng"), ("Trần Bình", "Phó Thủ tướng"), ("Vũ Hải", "Phó Thủ tướng")},
    ),
    (
        "bổ nhiệm ⟦RANK|Đại tá⟧ ⟦PERSON|Lê Kha⟧, ⟦POSITION|Phó Giám đốc⟧, giữ chức vụ ⟦POSITION|Giám đốc⟧.",
        {("Lê Kha", "Đại tá"), ("Lê Kha", "Phó Giám đốc"), ("Lê Kha", "Giám đốc")},
    ),
    (
        "Đoàn do ⟦POSITION|Thứ trưởng⟧ ⟦PERSON|Lê Kha⟧ làm ⟦POSITION|Trưởng đoàn⟧.",
        {("Lê Kha", "Thứ trưởng"), ("Lê Kha", "Trưởng đoàn")},
    ),
    (
        "⟦PERSON|Lê Kha⟧ quê Bình Sơn. Ông từng là ⟦POSITION|Vụ trưởng⟧ (2006-2011), ⟦POSITION|Thứ trưởng⟧.",
        {("Lê Kha", "Vụ trưởng"), ("Lê Kha", "Thứ trưởng")},
    ),
    (
        "⟦RANK|Đại tá⟧ ⟦PERSON|Lê Kha⟧ và ⟦RANK|Thượng tá⟧ ⟦PERSON|Vũ Hải⟧ được thăng quân hàm ⟦RANK|Thiếu tướng⟧.",
        {
            ("Lê Kha", "Đại tá"),
            ("Vũ Hải", "Thượng tá"),
            ("Lê Kha", "Thiếu tướng"),
            ("Vũ Hải", "Thiếu tướng"),
        },
    ),
    ("⟦POSITION|Bí thư⟧ hiện nay là ông ⟦PERSON|Lê Kha⟧.", {("Lê Kha", "Bí thư")}),
    # a post that a speaker only speaks of, or that somebody is only proposed for
    ("Ông ⟦PERSON|Kha⟧ cho biết sẽ bầu ⟦POSITION|Phó Chủ tịch⟧ mới.", set()),
    ("Ông ⟦PERSON|Kha⟧ trao quyết định bổ nhiệm ⟦POSITION|Vụ trưởng⟧ mới.", set()),
    ("Ông ⟦PERSON|Kha⟧ cho biết ông từng làm ⟦POSITION|Vụ trưởng⟧.", {("Kha", "Vụ trưởng")}),
    ("giới thiệu ông ⟦PERSON|Kha⟧ để bầu giữ chức ⟦POSITION|Bí thư⟧.", set()),
    ("Ông ⟦PERSON|Kha⟧ bổ nhiệm con trai làm ⟦POSITION|phó phòng⟧.", set()),
    (
        "⟦PERSON|Lê Kha⟧, ⟦POSITION|nguyên Bí thư⟧; ⟦POSITION|Chủ tịch⟧ ⟦PERSON|Vũ Hải⟧ cùng dự.",
        {("Lê Kha", "nguyên Bí thư"), ("Vũ Hải", "Chủ tịch")},
    ),
    ("Theo quyết định của ⟦POSITION|Thủ tướng⟧, ông ⟦PERSON|Kha⟧ nghỉ hưu.", set()),
    ("⟦POSITION|Thủ tướng⟧ giao ⟦POSITION|Bộ trưởng⟧ báo cáo ông ⟦PERSON|Kha⟧ sau.", set()),
    # nobody is named, or only after the sentence of the post
    ("Ông từng là ⟦POSITION|Vụ trưởng⟧, ⟦POSITION|Thứ trưởng⟧.", set()),
    ("Ông từng là ⟦POSITION|Vụ trưởng⟧. ⟦PERSON|Lê Kha⟧ quê Bình Sơn.", set()),
]


def draft_of(marked: str) -> Draft:
    text, spans = parse_marks(marked)
    draft = Draft(SourceText(text))
    for start, end, label in spans:
        rule = "positions.plural" if text[:start].endswith("Các ") else "test.given"
        assert draft.add(Candidate(start, end, label, rule))  # type: ignore[arg-type]
    return draft


def test_there_are_cases() -> None:
    assert len(CASES) > 10


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_relations(marked: str, expected: set[tuple[str, str]]) -> None:
    draft = draft_of(marked)
    PersonRelationStage()(draft)
    found = {(draft.text_of(r.head), draft.text_of(r.tail)) for r in draft.relations}
    assert found == expected
    for relation in draft.relations:
        assert relation.type == ("HAS_RANK" if relation.tail.label == "RANK" else "HOLDS")


LINKED = [
    ("⟦PERSON|Lê Văn Kha⟧ gặp ⟦PERSON|Trần Bình⟧. Ông ⟦PERSON|Kha⟧ và ⟦PERSON|LÊ VĂN KHA⟧.", "abaa"),
    ("⟦PERSON|Lê Kha⟧ rồi ⟦PERSON|Vũ Kha⟧; ông ⟦PERSON|Kha⟧ về.", "abb"),
    (
        "⟦RANK|Đại tá⟧ ⟦PERSON|Lê Kha⟧, ⟦RANK|thiếu tá⟧ ⟦PERSON|Vũ Kha⟧. ⟦RANK|Đại tá⟧ ⟦PERSON|Kha⟧ về.",
        "aba",
    ),
    ("bà ⟦PERSON|Lê Kha⟧, ông ⟦PERSON|Vũ Kha⟧ đến; bà ⟦PERSON|Kha⟧ về.", "aba"),
    ("Ông ⟦PERSON|Kha⟧ bị bắt. ⟦PERSON|Lê Văn Kha⟧ khai.", "aa"),
    ("⟦PERSON|Bác Hồ⟧ và Chủ tịch ⟦PERSON|Hồ Chí Minh⟧.", "aa"),
    ('⟦PERSON|Lê Hùng "sẹo"⟧ và ⟦PERSON|Lê Hùng⟧.', "aa"),
    ("nạn nhân ⟦PERSON|N.V.A.⟧ và cháu ⟦PERSON|N.V.A⟧.", "aa"),
    ("⟦PERSON|Lê Minh Tuấn⟧, ⟦PERSON|Minh Tuấn⟧, ⟦PERSON|Minh Hải⟧.", "aab"),
]


@pytest.mark.parametrize(("marked", "expected"), LINKED)
def test_linking(marked: str, expected: str) -> None:
    draft = draft_of(marked)
    PersonRelationStage()(draft)
    PeopleLinkingStage()(draft)
    letter = {m: "abcdef"[n] for n, person in enumerate(draft.people) for m in person.mentions}
    assert "".join(letter[m] for m in draft.mentions("PERSON")) == expected


def test_an_alias_is_the_same_person() -> None:
    draft = draft_of('⟦PERSON|Lê Sáng⟧ (tức "⟦PERSON|Tư Đen⟧") khai. ⟦PERSON|Tư Đen⟧ nhận tội.')
    draft.mentions("PERSON")[1].rule = "persons.alias"
    PeopleLinkingStage()(draft)
    assert [[draft.text_of(m) for m in p.mentions] for p in draft.people] == [["Lê Sáng", "Tư Đen", "Tư Đen"]]


def test_a_person_has_the_best_name_the_usual_rank_and_all_posts() -> None:
    draft = draft_of(
        "⟦RANK|thiếu tá⟧ ⟦PERSON|Kha⟧, ⟦POSITION|Đội trưởng⟧. ⟦RANK|Đại tá⟧ ⟦PERSON|Lê Văn Kha⟧ - "
        "⟦POSITION|Giám đốc⟧ - nói. ⟦RANK|Đại tá⟧ ⟦PERSON|LÊ VĂN KHA⟧, ⟦POSITION|giám đốc⟧."
    )
    PersonRelationStage()(draft)
    PeopleLinkingStage()(draft)
    (person,) = draft.people
    assert (person.name, person.rank) == ("Lê Văn Kha", "Đại tá")
    assert person.positions == ["Đội trưởng", "Giám đốc"]
