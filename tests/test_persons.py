"""Names of persons: by shape, by what stands beside them, and again once known."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marks import parse_marks
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.people.persons import PersonStage
from vnpolice_ie.text.source import SourceText

CASES = [
    # shape
    "Khi ⟦PERSON|Nguyễn Văn Kha⟧ bỏ chạy, tổ công tác đuổi theo.",
    "đối với ⟦PERSON|Trần Thị Lan⟧, ⟦PERSON|Lê Hữu Bình⟧ và ⟦PERSON|Nông Văn Tú⟧.",
    # forms of address, ranks, posts
    "ông ⟦PERSON|Kha⟧ và bà ⟦PERSON|Lan Hương⟧ vắng mặt.",
    "Ông ⟦PERSON|Phạm Minh Đức⟧ nói.",
    "⟦RANK|Đại tá⟧ ⟦PERSON|Đinh Quang Hải⟧ và ⟦RANK|Thiếu tá⟧ ⟦PERSON|Hải⟧ có mặt.",
    "⟦RANK|Thiếu tướng⟧, PGS.TS ⟦PERSON|Lê Minh Quân⟧ trình bày.",
    "⟦POSITION|Tổng thống⟧ ⟦PERSON|John Carter⟧ tới thăm.",
    "bị cáo ⟦PERSON|Lò Văn Pành⟧ khai.",
    "Cùng dự có các đồng chí Phó Giám đốc Công an tỉnh, Phó Cục trưởng, Thứ trưởng.",
    "nhạc sĩ và ông ⟦PERSON|Phó Đức Khang⟧ có mặt.",
    "Công an bắt giữ ⟦PERSON|Sùng A Tráo⟧ và ⟦PERSON|Hạng Thị Mỷ⟧.",
    # rows without a family name
    "⟦PERSON|Hải Yến⟧, ⟦POSITION|Trưởng ban⟧, ký.",
    # another name in the same row of capitals
    "⟦POSITION|Tổng giám đốc⟧ Tiến Phát ⟦PERSON|Phan Quốc Tú⟧ khai.",
    "bà ⟦PERSON|Y Thanh Hà Niê Kđăm⟧ phát biểu.",
    "⟦POSITION|nguyên Đồn phó⟧ Đồn Biên phòng bị bắt.",
    "Ông làm ⟦POSITION|Phó Trưởng phòng⟧ rồi ⟦POSITION|Phó Giám đốc⟧ Ban.",
    "⟦POSITION|đại biểu HĐND⟧ Khoá XII.",
    # a document begins inside a word, and what is before it goes on no name
    "THEO BẢN⟦DOC_REF|Điều Lệ Đảng Cộng Sản Việt Nam⟧ ⟦PERSON|Lê Thị Hoa⟧ trình bày.",
    # initials, nicknames, aliases
    "anh ⟦PERSON|Nguyễn Văn T.⟧ trình báo; cháu ⟦PERSON|N.V.A⟧ được cứu.",
    'bắt ⟦PERSON|Trần Văn Hùng "sẹo"⟧ tại nhà.',
    'bắt Lý Văn Sáng (tức "⟦PERSON|Sáng Đen⟧")'.replace("Lý Văn Sáng", "⟦PERSON|Lý Văn Sáng⟧") + ".",
    # known names
    "⟦PERSON|Nguyễn Văn Kha⟧ bị bắt. Trước đó ⟦PERSON|Kha⟧ trốn nã. ⟦PERSON|Kha⟧ đã khai nhận.",
    "bị cáo ⟦PERSON|Hà Sơn⟧ khai. Theo lời của ⟦PERSON|Hà Sơn⟧, vụ việc xảy ra ban đêm.",
    # credits and bylines
    "Quang cảnh buổi lễ. Ảnh: ⟦PERSON|Tùng Lâm⟧ Theo đó, tỉnh đã chuẩn bị.",
    "Buổi lễ kết thúc lúc 11h.\n⟦PERSON|Minh Hải⟧ - ⟦PERSON|Lê Thoa⟧",
    "Vụ án đang được làm rõ. ⟦PERSON|Ngọc Minh⟧/VOV",
    "Tin, ảnh: ⟦PERSON|TRẦN TUẤN⟧",
    # campaigns
    "học tập tấm gương ⟦PERSON|Hồ Chí Minh⟧ và lời ⟦PERSON|Bác Hồ⟧ dạy.",
    "Ông ⟦PERSON|Nguyễn Hữu Từ⟧ được điều động; ông ⟦PERSON|Phan Như Nguyện⟧ dự.",
    'Gỗ lậu của ⟦PERSON|Phan Hữu Phượng⟧, tức ⟦PERSON|Phượng "râu"⟧, bị thu giữ.',
    'khám nhà ⟦PERSON|Tuấn "nhóc"⟧ và ⟦PERSON|Lê Văn Có⟧.',
    "ông ⟦PERSON|Châu⟧ và ⟦PERSON|Dũng⟧ cùng vi phạm.",
    "Tài sản của ⟦PERSON|Hạnh⟧ bị kê biên. Sau đó ⟦PERSON|Hạnh⟧ khai đã đưa tiền; lời ⟦PERSON|Hạnh⟧ có căn cứ.",
    "chờ ⟦PERSON|Y Thức⟧ ngủ say.",
    "tại các huyện ⟦LOC|Thuận Sơn⟧, Lương Tài và ⟦LOC|Gia Hòa⟧.",
    # none
    "tuyến đường Nguyễn Trãi, trường THPT Lê Quý Đôn và giải thưởng Trần Đại Nghĩa.",
    "kỹ sư Nông nghiệp, Tiến sĩ Luật học.",
    "Đồng chí Ủy viên Trung ương nhấn mạnh.",
    "nạp 75 triệu Đồng Việt Nam vào Tết Nguyên đán Đinh Dậu.",
    "yêu cầu Công an huyện báo cáo.",
    "của Đảng, với Đảng, cho Đảng, Đảng đã nói.",
]
WORDS = [
    *(
        "ông ",
        "Ông ",
        "Đại tá ",
        "Nguyễn ",
        "Văn ",
        "An",
        " ",
        "\n",
        ". ",
        ", ",
        "N.",
        "K.L",
        '"',
        "sẹo",
        "Ảnh: ",
        "/VOV",
    ),
    *("H'", "Y ", "(", "45 tuổi", ")", "tức ", "LÊ ", "KHA ", "Công ", "an ", "và ", "Từ ", "Bác Hồ"),
]
GIVEN = frozenset({"RANK", "POSITION", "LOC", "DOC_REF"})


def test_there_are_cases() -> None:
    assert len(CASES) > 20


@pytest.mark.parametrize("marked", CASES)
def test_persons(marked: str) -> None:
    text, spans = parse_marks(marked)
    draft = Draft(SourceText(text))
    for start, end, label in spans:
        if label in GIVEN:
            assert draft.add(Candidate(start, end, label, "test.given"))  # type: ignore[arg-type]
    PersonStage()(draft)
    found = [(c.start, c.end, c.label) for c in draft.mentions()]
    assert found == spans, [text[s:e] for s, e, label in found if label == "PERSON"]


def test_no_name_inside_another_mention() -> None:
    text = "Công an phường Nguyễn Trãi mời ông Nguyễn Trãi."
    draft = Draft(SourceText(text))
    draft.add(Candidate(0, 26, "ORG", "test.given"))
    PersonStage()(draft)
    assert [draft.text_of(c) for c in draft.mentions("PERSON")] == ["Nguyễn Trãi"]


@given(st.lists(st.sampled_from(WORDS), max_size=50).map("".join))
@example("An tức Theo đó")
def test_any_row_of_words_gives_names_on_one_line(text: str) -> None:
    draft = Draft(SourceText(text))
    PersonStage()(draft)
    for candidate in draft.mentions("PERSON"):
        words = draft.text_of(candidate)
        assert words == words.strip(" ,")
        assert "\n" not in words
        assert words[0].isalpha()
