"""Posts: the grammar of titles and the signs that a title is somebody's."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marks import parse_marks
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.people.positions import PositionStage
from vnpolice_ie.text.source import SourceText

CASES = [
    # body and place
    "⟦POSITION|Bộ trưởng ⟦ORG|Bộ Công an⟧⟧ yêu cầu các đơn vị khẩn trương.",
    "⟦POSITION|Phó Bí thư Thường trực ⟦ORG|Tỉnh ủy⟧⟧ dự hội nghị.",
    "ông Lê Văn Kha, ⟦POSITION|nguyên Giám đốc ⟦ORG|Công an tỉnh Bình Sơn⟧⟧, bị khởi tố.",
    "⟦POSITION|Chủ tịch ⟦LOC|huyện Hòa Sơn⟧⟧ nói.",
    "⟦POSITION|Thường trực ⟦ORG|Ban Bí thư⟧⟧ phát biểu.",
    "⟦POSITION|Phó ⟦ORG|công an thị xã⟧⟧ chết tại nhà.",
    "⟦POSITION|người phát ngôn của ⟦ORG|Bộ Công an⟧⟧ trả lời.",
    # the class word is the unit's
    "⟦POSITION|Trưởng ⟦ORG|phòng Cảnh sát hình sự⟧⟧ báo cáo.",
    "⟦POSITION|Chánh ⟦ORG|Văn phòng Trung ương Đảng⟧⟧ dự.",
    # the title has swallowed it
    "⟦POSITION|Thứ trưởng Kế hoạch và Đầu tư⟧ Lê Văn Kha dự.",
    "⟦POSITION|Cục trưởng Cảnh sát hình sự⟧ cho biết.",
    "⟦POSITION|Cục trưởng Cảnh sát điều tra tội phạm về ma túy⟧ cho biết.",
    "⟦POSITION|Bộ trưởng Quốc phòng ⟦LOC|Lào⟧⟧ hội đàm.",
    # parents over comma, dash, "thuộc"
    "⟦POSITION|Phó Thủ trưởng ⟦ORG|Cơ quan CSĐT⟧, ⟦ORG|Bộ Công an⟧⟧ ký.",
    "⟦POSITION|Đội trưởng ⟦ORG|Đội CSGT số 2⟧ - ⟦ORG|Phòng CSGT⟧⟧ (⟦ORG|Công an tỉnh Bình Sơn⟧) ký.",
    "⟦POSITION|Trưởng ⟦ORG|Công an quận Hòa Bắc⟧, ⟦LOC|TP Bình Sơn⟧⟧ cho biết.",
    "Giao ⟦POSITION|Bộ trưởng ⟦ORG|Bộ Công an⟧⟧, ⟦ORG|Công an tỉnh Bình Sơn⟧ thực hiện.",
    # term of office, two titles
    "⟦POSITION|Bí thư ⟦ORG|Tỉnh ủy⟧ ⟦DATE|nhiệm kỳ 2020-2025⟧⟧ bị cảnh cáo.",
    "⟦POSITION|Bí thư ⟦ORG|Tỉnh ủy⟧⟧, ⟦DATE|nhiệm kỳ 2020-2025⟧, bị cảnh cáo.",
    "⟦POSITION|Tổng Bí thư⟧, ⟦POSITION|Chủ tịch nước⟧ Lê Văn Kha.",
    "⟦POSITION|Phó Chủ tịch⟧ kiêm ⟦POSITION|Tổng Thư ký ⟦ORG|Hội Luật gia⟧⟧ dự.",
    "ông Xuân làm ⟦POSITION|trợ lý Tổng Bí thư, Chủ tịch nước⟧ từ năm ngoái.",
    # bare titles
    "Phiên họp do ⟦POSITION|Thứ trưởng⟧ Lê Văn Kha làm ⟦POSITION|Trưởng ban⟧.",
    "ông Lê Văn Kha (45 tuổi, ⟦POSITION|Trưởng phòng⟧) khai.",
    "Bà Trần Thị Lan, ⟦POSITION|Phó giám đốc⟧, vắng mặt.",
    "được bổ nhiệm chức vụ ⟦POSITION|Phó ⟦ORG|Văn phòng Bộ Công an⟧⟧ năm 2015.",
    "Dự có các ⟦POSITION|Phó Thủ tướng⟧: Lê Văn Kha, Trần Văn Bình.",
    "Có ba ⟦POSITION|Phó Chủ tịch⟧ là ông Lê Văn Kha và ông Trần Văn Bình.",
    "⟦POSITION|Phó Chủ tịch Thường trực ⟦ORG|UBND tỉnh⟧⟧ dự.",
    "Đón ⟦POSITION|Chủ tịch⟧ Khaw Boon Wan tại sân bay.",
    "Ông là ⟦POSITION|Ủy viên ⟦ORG|Trung ương Đảng⟧⟧ khóa 11 (dự khuyết), 12; ⟦POSITION|đại biểu ⟦ORG|Quốc hội⟧⟧.",
    "⟦POSITION|Đại sứ ⟦LOC|Việt Nam⟧ tại ⟦LOC|Lào⟧⟧ tiếp đoàn.",
    # none
    "các Phó Thủ tướng dự họp.",
    "Chủ tịch UBND các cấp chịu trách nhiệm.",
    "Thủ trưởng các cơ quan, đơn vị thi hành.",
    "lãnh đạo, cán bộ, chiến sĩ và đại diện người dân.",
    "các đại biểu ⟦ORG|Quốc hội⟧ bấm nút.",
    "giữ chức vụ được giao trong tổ chức thanh tra, kiểm tra.",
    "ông Trần Công Chánh, cử nhân Luật, nói về giám đốc thẩm.",
    "Số lượng chuyên viên, thư ký, kế toán tăng.",
]
WORDS = [
    *(
        "Phó ",
        "nguyên ",
        "Chủ tịch ",
        "nước",
        " ",
        "\n",
        ", ",
        " - ",
        "(",
        "thư ký ",
        "Ủy viên ",
        "Bộ trưởng ",
    ),
    *(
        "Công an ",
        "Cục trưởng ",
        "Cảnh sát ",
        "thường trực ",
        "các ",
        "Nguyễn ",
        "Văn ",
        "An",
        "Tổng Bí thư",
        "của ",
    ),
]
INNER = frozenset({"ORG", "LOC", "DATE"})


def test_there_are_cases() -> None:
    assert len(CASES) > 30


@pytest.mark.parametrize("marked", CASES)
def test_positions(marked: str) -> None:
    text, spans = parse_marks(marked)
    draft = Draft(SourceText(text))
    for start, end, label in spans:
        if label in INNER:
            assert draft.add(Candidate(start, end, label, "test.given"))  # type: ignore[arg-type]
    PositionStage()(draft)
    found = [(c.start, c.end, c.label) for c in draft.mentions()]
    assert found == spans, [text[s:e] for s, e, label in found if label == "POSITION"]


def test_a_body_gives_the_standing_deputy_back_his_word() -> None:
    text = "Phó Thủ tướng Thường trực Chính phủ Lê Văn Kha"
    draft = Draft(SourceText(text))
    draft.add(Candidate(14, 35, "ORG", "test.given"))
    PositionStage()(draft)
    assert [(c.label, draft.text_of(c)) for c in draft.mentions()] == [
        ("POSITION", "Phó Thủ tướng Thường trực Chính phủ"),
        ("ORG", "Chính phủ"),
    ]


@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
@example("thư ký " * 3000)
@example("nguyên " * 3000)
def test_any_row_of_words_gives_titles_on_one_line(text: str) -> None:
    draft = Draft(SourceText(text))
    PositionStage()(draft)
    for candidate in draft.mentions("POSITION"):
        words = draft.text_of(candidate)
        assert words == words.strip(" ,-")
        assert "\n" not in words


def test_a_country_before_the_name_of_its_head() -> None:
    draft = Draft(SourceText("Tổng thống Nga Vladimir Orlov điện đàm với Thủ tướng Lê Văn Kha."))
    PositionStage()(draft)
    assert [(c.label, draft.text_of(c)) for c in draft.mentions()] == [
        ("POSITION", "Tổng thống Nga"),
        ("LOC", "Nga"),
        ("POSITION", "Thủ tướng"),
    ]
