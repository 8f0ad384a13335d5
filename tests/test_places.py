"""Names of places in sentences."""

from __future__ import annotations

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Draft
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.rules.organisations.stage import OrganisationStage
from vnpolice_ie.rules.places.stage import PlaceStage
from vnpolice_ie.text.source import SourceText

PLACES = [
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
NONE = [
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
    for stage in (OrganisationStage(), PlaceStage()):
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
