"""Names of places in sentences."""

from __future__ import annotations

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.rules.dates import DateStage
from vnpolice_ie.rules.organisations.stage import OrganisationStage
from vnpolice_ie.rules.places.reader import PlaceReader
from vnpolice_ie.rules.places.stage import PlaceStage
from vnpolice_ie.text.source import SourceText

PLACES = [
    "⟦LOC|Từ Sơn⟧ vừa có bí thư mới, cháy ở ⟦LOC|Khang Lộc Tower⟧.",
    "Tại ⟦LOC|hồ Tà Pạ⟧ nước dâng cao.\n⟦LOC|Hồ Tà Pạ⟧ rộng 20 ha.",
    "Anh ở ⟦LOC|xã Hòa Sơn⟧, ⟦LOC|huyện Lương Sơn⟧, ⟦LOC|tỉnh Hòa Bình⟧.",
    "Xe đi trên ⟦LOC|quốc lộ 1A⟧ qua ⟦LOC|TP Vinh⟧.",
    "Đoàn sang thăm ⟦LOC|Campuchia⟧ và ⟦LOC|Lào⟧.",
    "Nhà ở ⟦LOC|Q.1⟧, ⟦LOC|TP.HCM⟧.",
    "Người dân ở ⟦LOC|thôn 3⟧, ⟦LOC|xã Ia Kriêng⟧.",
    "Đoàn tàu trên ⟦LOC|tuyến đường sắt Hà Nội - Lào Cai⟧.",
]
PLACES += [
    "Lễ viếng tại ⟦LOC|Nhà tang lễ Quốc gia⟧, ⟦LOC|số 5 Trần Thánh Tông⟧.",
    "Họp tại ⟦LOC|trụ sở Công an tỉnh Bình Phước⟧ sáng nay.",
    "Tai nạn tại ⟦LOC|Km 12+300 QL1A⟧, qua ⟦LOC|huyện Núi Thành⟧.",
    "Ở ⟦LOC|huyện Hòa Vang⟧, ⟦LOC|Đà Nẵng⟧. Người dân ⟦LOC|Hòa Vang⟧ mừng.",
    "Trú ⟦LOC|tổ 4 phường Tân Giang⟧, ⟦LOC|TP. Cao Bằng⟧.",
    "Giám đốc công an 3 tỉnh ⟦LOC|Lào Cai⟧, ⟦LOC|Sơn La⟧, ⟦LOC|Hòa Bình⟧.",
    "Anh ta trốn sang ⟦LOC|Mỹ⟧.",
    "Chủ tịch nước ⟦LOC|Lào⟧ đến thăm.",
    "Va chạm ở ⟦LOC|ngã ba đường Lê Lợi⟧.",
]
PLACES += [
    "xem hát ở ⟦LOC|nhà văn hóa huyện Hòa Sơn⟧ tối nay",
    "Cháy ⟦LOC|Hoa Sen Plaza⟧ lúc nửa đêm",
    "các ⟦LOC|huyện Yên Phong⟧, ⟦LOC|Gia Bình⟧ và ⟦LOC|Lương Tài⟧",
]
PLACES += [
    "Ông trú ⟦LOC|ấp Bình Hòa 2⟧, ⟦LOC|xã Tân Lập⟧.",
    "Trụ sở đặt ở ⟦LOC|KCN Hòa Sơn 3⟧; ⟦LOC|công viên APEC⟧ gần đó.",
    "Nhà ở ⟦LOC|hẻm 7 Bình Lợi⟧, ⟦LOC|ngõ 12 đường Hòa Sơn⟧ và ⟦LOC|số 3 ngõ 8 phố Hàng Lược⟧.",
    "Gỗ để ở ⟦LOC|tiểu khu 1.204⟧ gần ⟦LOC|cột mốc 61⟧, dưới ⟦LOC|đèo 30⟧.",
    "Tới ⟦LOC|km 12+300⟧ thì xe lật.",
    "Ghe đậu ở ⟦LOC|kinh Bảy Hồng⟧, qua ⟦LOC|ngầm Đăk Lao 2⟧.",
    "Mưa từ ⟦LOC|dãy Cham Chu⟧ đổ xuống ⟦LOC|thung lũng Ya Book⟧ và ⟦LOC|cao nguyên Di Linh⟧.",
    "Họp báo tại ⟦LOC|Nhà Quốc hội⟧ chiều nay.",
    "⟦LOC|Hòa Sơn⟧, ngày 5 tháng 3 năm 2019\nBÁO CÁO",
    "Tin cơ sở\n⟦LOC|AN LÃO⟧: Ngày 23.2, mưa lớn.",
    "Xe chạy qua ⟦LOC|đường 3/2⟧ rồi tới ⟦LOC|sân vận động 19/8⟧.",
    "Bà nhận nhiệm vụ tại ⟦LOC|Ma-rốc⟧, trước ở ⟦LOC|Fukuoka⟧.",
    "Công an ở phố biển ⟦LOC|Nha Trang⟧ trực đêm.",
]
NONE = [
    "Nguyễn Văn Vinh bị bắt. Tại tòa, Vinh khai nhận; thẻ giả do Vinh mua.",
    "Tư “Cầu Muối” và Cải “Bavet” ra đầu thú.",
    "Mốc 1-7 đã được ấn định.",
    "KẾ HOẠCH TUẦN TRA VÀ TỔ CHỨC THỰC HIỆN",
    "Sức mạnh khối Đại đoàn kết; Chủ tịch xã Nguyễn Duy Bẩm giữ con dấu.",
    "Già làng Ama Hlơi kể chuyện cũ.",
    "Tỉnh xây thêm trụ sở công an xã.",
    "Chủ tịch UBND TP Trần Văn Bình ký.",
    "Toàn tỉnh và các huyện trên địa bàn.",
    "Chiến dịch Hồ Chí Minh.",
    "Ông Nguyễn Hòa Bình và bà Lê Đình Cúc.",
    "Yêu cầu Đoàn giám sát báo cáo; gia đình Giám sát vắng.",
    "Mức phạt 75 triệu đồng Việt Nam.",
    "Chủ tịch tỉnh Nguyễn Thành Trung ký.",
]


def places(text: str) -> list[tuple[int, int, str]]:
    draft = Draft(SourceText(text))
    for stage in (DateStage(), OrganisationStage(), PlaceStage()):
        stage(draft)
    return [(c.start, c.end, c.label) for c in draft.mentions("LOC")]


@pytest.mark.parametrize("marked", PLACES + NONE)
def test_places_in_a_sentence(marked: str) -> None:
    text, spans = parse_marks(marked)
    assert places(text) == spans


def test_the_tables_hold_what_they_say() -> None:
    assert all("⟦LOC|" in marked for marked in PLACES)
    assert NONE
    assert not any("⟦" in marked for marked in NONE)


def test_the_63_provinces_became_34() -> None:
    # Resolution 202/2025/QH15; Huế took the place of Thừa Thiên Huế on 1 January 2025 (Resolution 175/2024/QH15).
    merged = [row for row in read_table("provinces") if row["into"] and row["name"] != "Huế"]
    assert len(merged) == 63
    assert len({row["into"] for row in merged}) == 34
    names = {row["name"] for row in read_table("provinces")}
    assert {row["into"] for row in merged} <= names


def test_no_place_goes_over_a_token_that_is_covered_in_part() -> None:
    text = "Thiếu tướngHòa Bình, Phú Thọ"
    draft = Draft(SourceText(text))
    draft.add(Candidate(0, len("Thiếu tướng"), "RANK", "a.b"))
    reader = PlaceReader(draft.source, bytes(draft.covered))
    assert draft.source.tokens.words == ["Thiếu", "tướngHòa", "Bình", ",", "Phú", "Thọ"]
    assert [reader.is_taken(i) for i in range(6)] == [True, True, False, False, False, False]
    assert [reader.is_free(first, 6) for first in range(6)] == [False, False, True, True, True, True]
    found = reader.known_at(4)
    assert found is not None
    assert (found.last, found.kind) == (6, "province")
    assert PlaceReader(draft.source, b"\1" * len(text)).known_at(4) is None
