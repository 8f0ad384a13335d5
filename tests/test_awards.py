"""Awards: the name with its class and grade, without the giver."""

from __future__ import annotations

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Draft
from vnpolice_ie.rules.awards import AwardStage
from vnpolice_ie.text.source import SourceText

CASES = [
    "Chủ tịch nước tặng ⟦AWARD|Huân chương Chiến công hạng Nhì⟧ cho Công an tỉnh Bình Sơn.",
    "Đơn vị hai lần nhận ⟦AWARD|Huân chương Quân công (hạng Nhất, Ba)⟧ và ⟦AWARD|Bằng khen⟧ của Chính phủ.",
    'Trao ⟦AWARD|Kỷ niệm chương "Vì an ninh Tổ quốc"⟧ cho năm cá nhân.',
    "Trao ⟦AWARD|Kỷ niệm chương Bảo vệ an ninh Tổ quốc⟧ cho ông Lê Văn Kha.",
    "Bộ trưởng gửi ⟦AWARD|thư khen⟧ Ban Giám đốc.",
    "Ông được trao ⟦AWARD|Huy hiệu 55 năm tuổi Đảng⟧.",
    "Ông nhận kỷ vật và⟦AWARD|Huy hiệu 60 năm tuổi Đảng⟧.",  # the space is lost
    "Được phong tặng ⟦AWARD|danh hiệu Anh hùng Lực lượng vũ trang nhân dân⟧ năm 1978.",
    "Tặng ⟦AWARD|cờ thi đua⟧ của Bộ Công an cho hai đơn vị.",
    "Nhận ⟦AWARD|Huân chương Lapasa⟧ của nước bạn.",
    'Đơn vị được tặng ⟦AWARD|danh hiệu "Đơn vị văn hóa"⟧ năm 2019.',
    "Đội bóng giành ⟦AWARD|giải Nhì⟧; giải ba môn phối hợp chưa tổ chức.",
    "Trao ⟦AWARD|Kỷ niệm chương Vì an ninh Tổ quốc⟧ ghi nhận đóng góp của ông.",
    "Bạn tặng ⟦AWARD|Huân chương Kiên cường hạng Ba⟧ cho đồn.",
    "Nhận ⟦AWARD|Cờ “Đơn vị dẫn đầu”⟧ và tặng ⟦AWARD|cờ luân lưu⟧ cho xã.",
    "Ông Nghị trao ⟦AWARD|cúp vô địch⟧; ⟦AWARD|giải Nhì⟧ thuộc về đội bạn; bức ảnh đoạt ⟦AWARD|huy chương đồng⟧.",
    "Anh Hùng lao động ở xưởng cơ khí, đeo huy hiệu trên ngực áo.",
    "Tượng đài các anh hùng liệt sĩ.",
]


def test_there_are_cases() -> None:
    assert len(CASES) > 10


@pytest.mark.parametrize("marked", CASES)
def test_awards(marked: str) -> None:
    text, spans = parse_marks(marked)
    draft = Draft(SourceText(text))
    AwardStage()(draft)
    found = [(c.start, c.end, c.label) for c in draft.mentions()]
    assert found == spans, [text[s:e] for s, e, _ in found]
