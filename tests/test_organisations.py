"""Names of organisations in sentences."""

from __future__ import annotations

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Draft
from vnpolice_ie.rules.organisations import OrganisationStage
from vnpolice_ie.text.source import SourceText

NAMES = [
    "Sáng nay ⟦ORG|Công an tỉnh Vĩnh Phúc⟧ tổ chức hội nghị.",
    "Đây là vụ án do ⟦ORG|Cơ quan CSĐT Công an tỉnh Tiền Giang⟧ thụ lý.",
    "Quyết định của ⟦ORG|Đảng ủy Công an Trung ương⟧ và ⟦ORG|Bộ Công an⟧.",
    "Báo cáo gửi ⟦ORG|Tỉnh ủy⟧, ⟦ORG|UBND tỉnh⟧ trước cuối tháng.",
    "Ông được điều về ⟦ORG|Phòng Cảnh sát điều tra tội phạm về ma túy⟧ (⟦ORG|PC04⟧).",
    "Hai đơn vị là ⟦ORG|Phòng PC02⟧, ⟦ORG|Công an tỉnh Bình Sơn⟧ cùng vào cuộc.",
    "Chủ trì là ⟦ORG|Ban Chỉ đạo phòng, chống tội phạm⟧.",
    "Làm việc với ⟦ORG|Bộ Lao động - Thương binh và Xã hội⟧ và ⟦ORG|Ủy ban Văn hóa, Giáo dục⟧.",
    "Ông Bình là Trưởng ⟦ORG|ban Nội chính Trung ương⟧.",
    "Bị cáo khai trước ⟦ORG|Hội đồng xét xử⟧.",
    "Giám đốc ⟦ORG|Công ty TNHH Đầu tư và Xây dựng Phúc Lâm⟧ vắng mặt.",
    "⟦ORG|Ủy ban Kiểm tra (UBKT) Tỉnh ủy Bắc Giang⟧ kết luận.",
    "⟦ORG|Đội 3 Phòng Cảnh sát hình sự Công an TP Hải Phòng⟧ vây bắt.",
    "CÔNG BỐ QUYẾT ĐỊNH CỦA ⟦ORG|BAN THƯỜNG VỤ TỈNH ỦY⟧ VỀ NHÂN SỰ",
]
NONE = [
    "Các tỉnh ủy và công an các đơn vị báo cáo.",
    "Bộ trưởng Công an phát biểu.",
    "Nhiệm vụ của Đảng, Nhà nước và lực lượng Công an.",
    "Cơ quan công an và cơ quan chức năng vào cuộc.",
    "Cán bộ cấp cao giữ chức vụ mới.",
    "UBND các cấp phối hợp thực hiện.",
]


def organisations(text: str) -> list[tuple[int, int, str]]:
    draft = Draft(SourceText(text))
    OrganisationStage()(draft)
    return [(c.start, c.end, c.label) for c in draft.mentions("ORG")]


@pytest.mark.parametrize("marked", NAMES + NONE)
def test_bodies_in_a_sentence(marked: str) -> None:
    text, spans = parse_marks(marked)
    assert organisations(text) == spans


def test_the_tables_hold_what_they_say() -> None:
    assert all("⟦ORG|" in marked for marked in NAMES)
    assert NONE
    assert not any("⟦" in marked for marked in NONE)
