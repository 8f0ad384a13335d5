"""Zones of a news page: found by kind, kept in the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.draft import Draft
from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.linking.dates import DateLinkingStage
from vnpolice_ie.rules.dates import DateStage
from vnpolice_ie.text.boilerplate import DATED
from vnpolice_ie.text.source import SourceText

PAGE = """\
Trao thưởng ban chuyên án
Thứ Năm, 18/05/2023 - 14:30 GMT+7
Chia sẻ Facebook
Nghe bài viết
(Báo Bình Sơn) - Sáng nay, Công an tỉnh Bình Sơn trao thưởng ban chuyên án 523T, cùng dự có lãnh đạo các sở, ngành.
Đại tá Lê Văn Tám trao thưởng cho ban chuyên án - Ảnh: Thu Hằng/TTXVN
Phát biểu tại buổi lễ, ông Tám biểu dương các đơn vị đã phối hợp chặt chẽ trong suốt quá trình điều tra vụ án.
Hoàng Lan - Minh Đức (Tổng hợp)
1.234 lượt xem
Bình luận (5)
Tin cùng chuyên mục
Bắt hai đối tượng trộm cắp xe máy
>> Khen thưởng Công an xã Hòa Bình
Khởi tố ba bị can trong vụ đánh bạc(19/04/2023)
"""


def zones(text: str) -> list[tuple[str, str]]:
    source = SourceText(text)
    return [(zone.kind, source.text[zone.start : zone.end]) for zone in source.zones]


def test_zones_of_a_page() -> None:
    assert zones(PAGE) == [
        ("timestamp", "Thứ Năm, 18/05/2023 - 14:30 GMT+7"),
        ("widget", "Chia sẻ Facebook"),
        ("widget", "Nghe bài viết"),
        ("dateline", "(Báo Bình Sơn) -"),
        ("caption", "Đại tá Lê Văn Tám trao thưởng cho ban chuyên án - Ảnh: Thu Hằng/TTXVN"),
        ("credit", "Ảnh: Thu Hằng/TTXVN"),
        ("byline", "Hoàng Lan - Minh Đức (Tổng hợp)"),
        ("widget", "1.234 lượt xem"),
        ("widget", "Bình luận (5)"),
        ("related", "Tin cùng chuyên mục"),
        ("related", "Bắt hai đối tượng trộm cắp xe máy"),
        ("related", ">> Khen thưởng Công an xã Hòa Bình"),
        ("related", "Khởi tố ba bị can trong vụ đánh bạc(19/04/2023)"),
    ]


def test_the_text_is_kept() -> None:
    source = SourceText(PAGE)
    assert source.raw == PAGE
    assert source.zones is source.zones


@pytest.mark.parametrize(
    "line",
    [
        "18/05/2023 14:30",
        "14:30 | 18/05/2023",
        "Thứ năm, ngày 18/05/2023 14:30 (GMT+7)",
        "Chủ nhật, 18/5/2023, 07h05",
        "Cập nhật lúc: 18-05-2023 14:30:05",
        "Ngày đăng: 18/05/2023",
    ],
)
def test_timestamps(line: str) -> None:
    assert zones(f"Đầu đề của bài viết\n{line}\nĐoạn mở đầu của bài viết này.") == [("timestamp", line)]


@pytest.mark.parametrize(
    "ending",
    [
        "Mai Thùy",
        "Mai Thùy (Tổng hợp)",
        "H.M/VOV.VN",
        "Theo Báo Bình Sơn",
        "Bài: Lê An - Hồ Minh",
        "(Theo TTXVN)",
        "Nhóm Phóng viên",
        "N.Phượng",
    ],
)
def test_bylines_on_their_own_line_and_behind_the_last_sentence(ending: str) -> None:
    story = "Vụ việc đang được cơ quan điều tra làm rõ, xử lý theo quy định của pháp luật."
    for gap in ("\n", " "):
        assert zones(story + gap + ending) == [("byline", ending)]


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        (
            "Hiện trường vụ án. (Ảnh: Doãn Nam/TTXVN) Chiều 23/6, Phòng Cảnh sát giao thông báo cáo.",
            "Ảnh: Doãn Nam/TTXVN",
        ),
        (
            "Bị can tại cơ quan công an. Ảnh: C.T.V. Trong giai đoạn này, ông nhận tiền nhiều lần.",
            "Ảnh: C.T.V",
        ),
        (
            "Tướng Nam thăm trại. Ảnh: Tùng Sơn Tại buổi làm việc, ông yêu cầu giữ nghiêm kỷ luật.",
            "Ảnh: Tùng Sơn",
        ),
        (
            "Khu nhà bị đập phá (ảnh Công an cung cấp) nằm sát đường lớn của thị trấn này.",
            "ảnh Công an cung cấp",
        ),
        ("Ông được biểu dương vì có công giúp dân. Tin, ảnh: NGUYỄN TIẾN", "Tin, ảnh: NGUYỄN TIẾN"),
        ("Cảnh trong phiên tòa. Nguồn: Internet", "Nguồn: Internet"),
    ],
)
def test_credits(text: str, credit: str) -> None:
    assert [words for kind, words in zones(text) if kind == "credit"] == [credit]


@pytest.mark.parametrize(
    "text",
    [
        "Trong ảnh: Các doanh nhân dự hội nghị cùng lãnh đạo thành phố và các sở.",
        "Nội dung cụ thể: Công an xã đã lập biên bản, phản ánh: Có ba hộ dân vi phạm.",
        "Bình luận về vụ án, ông Nam cho biết các bị can đã khai nhận.",
        "Ngày 5/3/2023, Công an xã lập biên bản; 14 giờ cùng ngày thì xong việc.",
        "Công an tỉnh Bình Sơn",
        "",
    ],
)
def test_a_story_has_no_zones(text: str) -> None:
    story = "Vụ việc đang được cơ quan điều tra làm rõ, xử lý theo quy định của pháp luật và sẽ được thông tin sau."
    assert zones(f"{text} {text.lower()} {story}".strip()) == []


def test_a_long_line_ends_a_list_of_links() -> None:
    story = "Công an tỉnh cho biết vụ việc đang được điều tra. " * 4
    found = zones(f"Tin liên quan:\nBắt hai đối tượng\n{story}\nMột dòng ngắn của bài viết")
    assert [words for kind, words in found if kind == "related"] == ["Tin liên quan:", "Bắt hai đối tượng"]


def test_dates_without_a_year_take_the_pages() -> None:
    draft = Draft(SourceText(PAGE.replace("Sáng nay", "Sáng 18/5")))
    DateStage()(draft)
    DateLinkingStage()(draft)
    assert [c.normalized for c in draft.mentions("DATE")][:2] == ["2023-05-18", "2023-05-18"]


def test_a_documents_own_dateline_gives_the_year() -> None:
    draft = Draft(SourceText("BÁO CÁO\nBình Sơn, ngày 5 tháng 3 năm 2021\nNgày 1/3, đơn vị họp."))
    DateStage()(draft)
    DateLinkingStage()(draft)
    assert [c.normalized for c in draft.mentions("DATE")] == ["2021-03-05", "2021-03-01"]


def test_the_list_has_every_kind() -> None:
    rows = read_table("boilerplate")
    assert {row["kind"] for row in rows} == {"widget", "related", "credit", "desk", "opening"}
    assert all(row["phrase"] == row["phrase"].lower() for row in rows)


PIECES = [
    "Ảnh: ",
    "(Ảnh ",
    ")",
    "Lê Nam",
    ". ",
    "\n",
    "18/5/2023",
    " 14:30",
    ">> ",
    "Tin liên quan",
    "chia sẻ",
    "5 lượt xem",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_zones_are_in_order_and_nest_only_credits_in_captions(raw: str) -> None:
    source = SourceText(raw)
    found = source.zones
    assert source.may_be_dated or DATED.isdisjoint(zone.kind for zone in found)
    assert all(0 <= zone.start < zone.end <= len(source.text) for zone in found)
    for a, b in pairwise(found):
        assert a.end <= b.start or (a.kind == "caption" and b.kind == "credit" and b.end <= a.end)


@pytest.mark.parametrize("piece", [*PIECES, ":", "Ảnh: A ", "( ", "a: ", ": Lê "])
def test_long_runs_are_read(piece: str) -> None:
    assert all(zone.end > zone.start for zone in SourceText(piece * 20_000).zones)
