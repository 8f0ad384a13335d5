"""Names of organisations in sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marks import parse_marks
from vnpolice_ie.draft import Draft
from vnpolice_ie.rules.organisations.grammar import BodyReader
from vnpolice_ie.rules.organisations.stage import OrganisationStage
from vnpolice_ie.rules.places.reader import PlaceReader
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
NAMES += [
    "(⟦ORG|Dân trí⟧) - Thông tin từ ⟦ORG|Sở Y tế tỉnh Cao Bằng⟧.",
    "Theo ⟦ORG|báo Tiền Phong⟧, sự việc xảy ra hôm qua. (Ảnh: ⟦ORG|TTXVN⟧)",
    "Ông Hải, Giám đốc ⟦ORG|Công ty Thiên Lộc⟧, nói ⟦ORG|Thiên Lộc⟧ không sai.",
    "⟦ORG|Công ty Việt Lộc⟧ nâng giá. Tổng giám đốc ⟦ORG|Việt Lộc⟧ Phan Quốc Tú khai.",
    "Chung cư Sông Xanh do ⟦ORG|Công ty CP Địa ốc Sông Xanh⟧ xây; ⟦ORG|Sông Xanh⟧ chưa trả lời.",
    "⟦ORG|Trung tâm Kiểm soát bệnh tật⟧ (⟦ORG|CDC⟧) thông báo; ⟦ORG|CDC⟧ vào cuộc.",
    "Yêu cầu các ⟦ORG|Bộ Công Thương⟧, ⟦ORG|Tài chính⟧ và ⟦ORG|Tư pháp⟧ rà soát.",
    "Làm việc với ⟦ORG|Đảng ủy Bộ⟧, ⟦ORG|Thanh tra Bộ⟧ và các đơn vị thuộc ⟦ORG|Bộ⟧.",
    "Ông Tuấn, cán bộ ⟦ORG|Đội CSGT số 4⟧, ⟦ORG|Phòng CSGT Công an TP Đà Nẵng⟧.",
    "Bị cáo kháng cáo lên ⟦ORG|TAND Cấp cao tại Hà Nội⟧.",
    "Đơn gửi ⟦ORG|Đoàn đại biểu Quốc hội khóa XV tỉnh Sơn La⟧.",
    "Chủ tịch ⟦ORG|UBND xã Tân Lập⟧ Nguyễn Văn Hòa ký.",
    "Tư lệnh ⟦ORG|Quân khu 4⟧ và ⟦ORG|Bộ Chỉ huy Quân sự tỉnh Nghệ An⟧ dự.",
    "Phó Bí thư Thường trực ⟦ORG|Huyện ủy Bình Sơn⟧ chủ trì.",
    "Anh bị ⟦ORG|công an huyện⟧ mời lên.",
    # areas that no list has, and the name of whoever sits there
    "⟦ORG|Huyện ủy Cẩm Lũng⟧ báo cáo; Bí thư ⟦ORG|Tỉnh ủy An Lĩnh⟧ Trần Văn Hải dự.",
    "Bí thư ⟦ORG|Tỉnh ủy Sóc Trăng⟧ Trần Văn Hải; Chủ tịch ⟦ORG|UBND TP⟧ Trần Văn Bình.",
    "Bí thư ⟦ORG|Thành ủy⟧ Thiện Nhân dự.",
    "Bà Lan làm Vụ trưởng ⟦ORG|Vụ TCNH⟧; ⟦ORG|Công ty AIC⟧ thực hiện hai gói thầu.",
    "⟦ORG|Ban Chỉ đạo Cải cách tư pháp Trung ương⟧ tổ chức Phiên họp thứ ba.",
    # a task that is listed goes over commas, "và" and words that would begin a place
    "⟦ORG|Ban Chỉ đạo chống buôn lậu, gian lận thương mại và hàng giả huyện⟧ họp.",
    "⟦ORG|Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội huyện⟧ họp.",
    "⟦ORG|Ban Chỉ đạo xây dựng nông thôn mới tỉnh⟧ họp phiên thứ hai.",
    "Chủ tịch ⟦ORG|UBND tỉnh Trà Vinh⟧ Đồng Văn Kha ký.",
    "Trao đổi với PV ⟦ORG|Lao Động⟧, ông Kha cho biết.",
    "Trưởng ⟦ORG|phòng PA92 Công an tỉnh Kon Tum⟧ trả lời.",
    "⟦ORG|Ngân hàng Nông nghiệp và Phát triển nông thôn chi nhánh huyện Tân Kỳ⟧ cho vay.",
    "⟦ORG|Trường THPT Phan Đình Phùng⟧ và ⟦ORG|Bệnh viện Đa khoa tỉnh Lào Cai⟧ tham gia.",
]
NAMES += [
    "⟦ORG|Đội Cảnh sát PCCC và CNCH khu vực Bắc Sơn⟧ có mặt sau 10 phút.",
    "Ông về ⟦ORG|Kiểm toán Nhà nước khu vực IV⟧, rồi ⟦ORG|Bệnh viện đa khoa khu vực Tam Nông⟧.",
    "Bà ở ⟦ORG|Đại sứ quán Việt Nam tại Lào⟧ về nước.",
    "⟦ORG|Hội Hữu nghị Việt Nam-Ma-rốc⟧ và ⟦ORG|Hội hữu nghị Việt Nam - Lào - Campuchia⟧ gặp mặt.",
    "⟦ORG|Hội Hữu nghị Việt Nam⟧ - nơi gặp gỡ.",
    "⟦ORG|Ủy ban liên Chính phủ Việt Nam - Lào⟧ và ⟦ORG|Nhóm nghị sĩ hữu nghị Việt Nam-Ấn Độ⟧ họp.",
    "Chủ tịch ⟦ORG|UBND xã⟧ Lò Văn Ún ký; Phó Chủ tịch ⟦ORG|UBND tỉnh⟧ Cầm Bá Liêm dự.",
    "Nguyên Phó Giám đốc ⟦ORG|Công an tỉnh Hà Sơn Bình⟧ kể chuyện.",
    "(⟦ORG|Tin Đồng Quê⟧) - Sáng nay trời mưa.",
    "(⟦ORG|TN&MT⟧) - Sáng nay trời mưa.",
    "⟦ORG|HSO⟧ - Sáng nay trời mưa.",
    "Nơi nhận:\n- ⟦ORG|TT. Tỉnh ủy⟧, ⟦ORG|TT. HĐND tỉnh⟧;",
    "Bà là Cục trưởng ⟦ORG|Cục Quản lý khoa học và đào tạo⟧, có mặt.",
    "Theo ⟦ORG|phòng Cảnh sát điều tra tội phạm về ma túy và chức vụ⟧ (⟦ORG|PC04⟧).",
    "Phó Trưởng ⟦ORG|Ban Kinh tế - Ngân sách⟧ trình bày báo cáo thẩm tra.",
    "Đại diện ⟦ORG|Ngân hàng Nhà nước chi nhánh Hà Giang⟧ và ⟦ORG|Ngân hàng Nhà nước chi nhánh Khu vực 11⟧.",
    "Giá vàng tăng\n⟦ORG|Tiền Phong⟧ - Chiều 26-11, giá vàng tăng.",
    "Giá vàng tăng\n⟦ORG|Lao Động⟧ | 14:20 12/11/2025",
    "Trực ban ⟦ORG|Công an quận Hoàn Kiếm⟧ báo tin.",
    "⟦ORG|Hội Đoàn kết sư sãi yêu nước tỉnh⟧ dự.",
    "Em nằm ở ⟦ORG|Bệnh viện Nhi đồng 1⟧.",
    "Ông Sơn, ⟦ORG|Hạt Kiểm lâm huyện Ia Pa⟧, có mặt.",
    # what stands in the next line, or another column, is no area
    "Kính gửi: ⟦ORG|Thường trực Tỉnh ủy⟧\nHà Giang vào mùa mưa.",
    "Nơi nhận: ⟦ORG|Tỉnh ủy⟧    Cẩm Lũng, sáng nay.",
    "Tổ chức tự xưng là ⟦ORG|Chính phủ Quốc gia Việt Nam lâm thời⟧ rải truyền đơn.",
    "Em thi vào ⟦ORG|THPT Lê Lợi⟧.",
]
NONE = [
    "Gửi các tỉnh ủy, thành ủy, đảng ủy trực thuộc và các ban đảng, ban cán sự đảng, đảng đoàn.",
    "Văn bản đến các Huyện ủy, Thị ủy và Thành ủy.",
    "Hai giám đốc công an tỉnh đổi chỗ; 11 bí thư đảng ủy phường xin nghỉ.",
    "Cả nước có 12.000 công an xã.",
    "BÁO CÁO\nTổng kết năm học",
    "KT. CỤC TRƯỞNG\nPHÓ CỤC TRƯỞNG",
    "Nhà ở tòa HH1, khu đô thị; Phó giám đốc lâm trường Đặng Hữu Tư xin lỗi.",
    "Bài: Thùy Hà; Ảnh: Trường Đua",
    "Bà Trần Thanh Trường An nói lời chào.",
    "(Hà Nội) - Sáng nay trời mưa. III - NHIỆM VỤ",
    "Các tỉnh ủy và công an các đơn vị báo cáo.",
    "Bộ trưởng Công an phát biểu.",
    "Nhiệm vụ của Đảng, Nhà nước và lực lượng Công an.",
    "Cơ quan công an và cơ quan chức năng vào cuộc.",
    "Cán bộ cấp cao giữ chức vụ mới.",
    "UBND các cấp phối hợp thực hiện.",
    "UBND cấp tỉnh và HĐND các huyện.",
    "Phiên tòa mở tại nhà văn hóa.",
    "Liên quan vụ Minh Phát, ông Lê Trường Sơn khai.",
    "Một đảng ủy viên vắng mặt.",
    "Kỳ thi tốt nghiệp THPT Quốc gia năm 2018 và kỳ thi THPT quốc gia bị nâng điểm.",
    "Nhà trường và công ty đã xin lỗi.",
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


@given(
    st.lists(
        st.sampled_from(
            [
                "Công",
                "an",
                "tỉnh",
                "Bộ",
                "(",
                ")",
                "-",
                ",",
                ".",
                "số",
                "3",
                "UBND",
                "Phòng",
                "PC02",
                "và",
                "TP",
                "HCM",
                "\n",
                "Tòa",
                "Ban",
                "Đảng",
                "ủy",
            ]
        )
    )
)
def test_names_never_overlap(words: list[str]) -> None:
    text = " ".join(words)
    spans = organisations(text)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end, _ in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_long_chain_is_read_in_one_pass() -> None:
    spans = organisations("Phòng Đội Ban " * 3000 + "Bộ Công an")
    assert spans[-1][2] == "ORG"


def test_no_body_begins_where_none_is_looked_for() -> None:
    words = " ".join(parse_marks(marked)[0] for marked in NAMES + NONE)
    passed_over = 0
    for text in (words, words.lower(), words.title()):
        source = SourceText(text)
        reader = BodyReader(PlaceReader(source, bytes(len(text))))
        others = reader.listed.heads.keys() - reader.beginnings
        reader.beginnings |= others
        assert [i for i in sorted(others) if reader.read(i) is not None] == []
        passed_over += len(others)
    assert passed_over > len(NAMES)
