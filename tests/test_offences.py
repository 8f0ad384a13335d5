"""Offences: with a charge beside them; in talk, law texts and slogans there are none."""

from __future__ import annotations

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Draft
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.rules.offences import OffenceStage
from vnpolice_ie.text.source import SourceText

CASES = [
    'Khởi tố bị can Trần Văn Búp về tội "⟦OFFENCE|Cố ý gây thương tích⟧".',
    "Bắt giữ hai đối tượng về hành vi ⟦OFFENCE|tàng trữ trái phép chất ma túy⟧ tại phường Lộc Vân.",
    "Khởi tố ông Đào Kỷ về các tội ⟦OFFENCE|Đưa hối lộ⟧, ⟦OFFENCE|Môi giới hối lộ⟧ và ⟦OFFENCE|Rửa tiền⟧.",
    "Bị truy tố về tội ⟦OFFENCE|Lạm dụng chức vụ quyền hạn chiếm đoạt tài sản⟧ từ tháng 5.",
    "Tòa tuyên phạt 12 năm tù về tội ⟦OFFENCE|Vi phạm quy định về quản lý kho bãi gây hậu quả nghiêm trọng⟧.",
    "Công an xã xử phạt ông Tạ Văn Sử về hành vi ⟦OFFENCE|đổ trộm phế thải xây dựng⟧, theo Nghị định 45.",
    "Bắt giám đốc công ty vận tải ⟦OFFENCE|trốn thuế⟧ hàng chục tỷ đồng",
    "Xét xử vụ án ⟦OFFENCE|Lừa đảo chiếm đoạt tài sản⟧ xảy ra tại Công ty Hòa Phú.",
    "Công an đã xử phạt 50 triệu đồng đối với hành vi ⟦OFFENCE|xả nước thải vượt quy chuẩn⟧.",
    "Quán bị phạt 12 triệu đồng vì ⟦OFFENCE|xả thải ra mương⟧, chủ quán xin khất.",
    "Ông lĩnh 7 năm tù do ⟦OFFENCE|tham ô tài sản⟧.",
    "Tòa phạt Bảy 5 năm tù vì ⟦OFFENCE|đánh bạc⟧ và ⟦OFFENCE|đưa hối lộ⟧; vợ y được tha.",
    "Lập biên bản ba lỗi: ⟦OFFENCE|đi ngược chiều⟧, ⟦OFFENCE|chở theo 3 người⟧, ⟦OFFENCE|không đội mũ bảo hiểm⟧.",
    "Phạt cơ sở về hai lỗi ⟦OFFENCE|không duy trì hệ thống báo cháy⟧ và ⟦OFFENCE|cản trở lối thoát nạn⟧.",
    "Phạt 75 triệu đồng về hành vi ⟦OFFENCE|khai thác rừng trái pháp luật⟧, tịch thu 2 cưa xăng.",
    "Phạm tội: ⟦OFFENCE|Đưa hối lộ⟧.",
    "Anh bị tạm giữ rồi được trả tự do vì lý do sức khỏe.",
    "Quyết định xử phạt do Giám đốc Công an tỉnh ký; bị bắt nhưng do tụ máu não nên phải nằm viện.",
    "Đã khởi tố 12 vụ án về các tội tham nhũng, kinh tế.",
    "Điều 173. Tội trộm cắp tài sản",
    "Phòng, chống tội phạm lừa đảo chiếm đoạt tài sản trên không gian mạng.",
    "Tòa tuyên hủy án để xét xử lại cả về tội danh, hình phạt và trách nhiệm dân sự.",
    "Anh bị phạt 90 triệu đồng do vi phạm quy định tại khoản 3 Điều 24 Nghị định số 12/2030/NĐ-CP.",
    "Hành vi của ông Sử gây bức xúc trong dư luận.",
    "Người dân nâng cao cảnh giác với thủ đoạn cho vay lãi nặng.",
    "Phạt tiền từ 5 triệu đồng đến 10 triệu đồng đối với hành vi không chấp hành hiệu lệnh.",
]


def test_there_are_cases() -> None:
    assert len(CASES) > 10


@pytest.mark.parametrize("marked", CASES)
def test_offences(marked: str) -> None:
    text, spans = parse_marks(marked)
    draft = Draft(SourceText(text))
    OffenceStage()(draft)
    found = [(c.start, c.end, c.label) for c in draft.mentions()]
    assert found == spans, [text[s:e] for s, e, _ in found]


def test_the_list_covers_the_special_part_of_the_code() -> None:
    articles = {row["article"] for row in read_table("offences")}
    # Left out: exemptions, age and definitions, which name no offence, and articles repealed in 2017.
    no_offence = {122, 136, 137, 139, 292, 310, 336, 352, 367, 392, 393}
    missing = {n for n in range(108, 426) if str(n) not in articles} - no_offence
    assert not missing
