"""Dates in sentences: which words belong to them, and their ISO values."""

from __future__ import annotations

import datetime

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.linking.dates import DateLinkingStage
from vnpolice_ie.rules.dates import DateStage
from vnpolice_ie.text.source import SourceText


def read(text: str, dateline: str | None = None) -> list[Candidate]:
    draft = Draft(SourceText(text), date=datetime.date.fromisoformat(dateline) if dateline else None)
    DateStage()(draft)
    DateLinkingStage()(draft)
    return draft.mentions("DATE")


# A sentence with its dates marked, and their values in order.
SENTENCES: list[tuple[str, list[str | None]]] = [
    # Days in figures, with slashes, points and hyphens.
    ("⟦DATE|Ngày 27-8⟧, Đại tướng Lê Văn Bình dự Hội nghị.", ["--08-27"]),
    ("⟦DATE|Chiều ngày 11/3⟧, đoàn công tác làm việc tại xã.", ["--03-11"]),
    ("Theo báo cáo tài chính⟦DATE|quý I⟧ và ⟦DATE|quý IV/2021⟧", ["2021-01/2021-03", "2021-10/2021-12"]),
    ("Lễ ký diễn ra ⟦DATE|sáng 5.4⟧ tại trụ sở.", ["--04-05"]),
    ("Quyết định có hiệu lực từ ⟦DATE|28.4.2022⟧.", ["2022-04-28"]),
    ("Kết luận ⟦DATE|ngày 22-01-2019⟧ của Ban Bí thư", ["2019-01-22"]),
    ("Đã họp ⟦DATE|ngày 20. 2.2017⟧ và ⟦DATE|28 /7/2017⟧.", ["2017-02-20", "2017-07-28"]),
    (
        "Lò Văn Tấu (⟦DATE|1981⟧, trú xã Pha Mu) và Hà Thị Sỏi (Sỏi Còi, ⟦DATE|1979⟧) bị bắt.",
        ["1981", "1979"],
    ),
    ("Bản ghi ⟦DATE|2024-11-26⟧ của hệ thống", ["2024-11-26"]),
    ("⟦DATE|Ngày 8 11⟧, theo thông tin từ cơ quan điều tra", ["--11-08"]),
    ("Lực lượng trực đến ⟦DATE|ngày 24/7⟧, rút ⟦DATE|hôm 24/7⟧.", ["--07-24", "--07-24"]),
    ("họp ⟦DATE|ngày 8  / 10⟧, thu trước ⟦DATE|ngày 1/7/2017⟧với nhiều nhóm", ["--10-08", "2017-07-01"]),
    ("⟦DATE|sáng 27/9⟧ (⟦DATE|tối 28/9⟧ giờ Hà Nội)", ["--09-27", "--09-28"]),
    # In words.
    ("Nghị định ⟦DATE|ngày 4 tháng 9 năm 2012⟧ của Chính phủ", ["2012-09-04"]),
    ("⟦DATE|Ngày mùng 3 tháng Hai năm 1930⟧, Đảng ra đời.", ["1930-02-03"]),
    ("từ ngày khởi nghĩa ⟦DATE|tháng Tám năm 1945⟧", ["1945-08"]),
    ("sinh ⟦DATE|ngày 2 tháng 5, năm 1961⟧", ["1961-05-02"]),
    ("thông qua ⟦DATE|25 tháng 12 năm 2020⟧", ["2020-12-25"]),
    # Parts of the day, clock times, weekdays.
    ("Hồi ⟦DATE|7h ngày 3/4/2023⟧, tổ công tác có mặt.", ["2023-04-03"]),
    ("Vào lúc ⟦DATE|22 giờ 15 phút ngày 3-4-2023⟧, xe bốc cháy.", ["2023-04-03"]),
    ("khoảng ⟦DATE|2h30 sáng 21/5⟧, cả nhóm bỏ chạy", ["--05-21"]),
    ("viếng từ ⟦DATE|7h đến 22h ngày 25/7⟧ tại nhà tang lễ", ["--07-25"]),
    ("dự kiến ⟦DATE|12 giờ trưa 14-6⟧ sẽ tới nơi", ["--06-14"]),
    ("⟦DATE|rạng sáng 13/11⟧, khi đang tuần tra", ["--11-13"]),
    ("họp vào ⟦DATE|ngày thứ Hai, 20/2/2017⟧ tới", ["2017-02-20"]),
    ("⟦DATE|Thứ Năm, 18/05/2017 - 14:30⟧ GMT+7", ["2017-05-18"]),
    ("⟦DATE|26/11/2024 - 13:05⟧(Báo Bình Sơn) - Lễ trao giải", ["2024-11-26"]),
    ("⟦DATE|07:45, 02/09/2020⟧", ["2020-09-02"]),
    # "hôm", "đầu", "giữa", "cuối" inside; "từ", "hồi", "gần", "SN" outside.
    ("bị bắt ⟦DATE|giữa tháng 7⟧ về tội", ["--07"]),
    ("bị bắt ⟦DATE|hôm 21/7⟧ tại nhà riêng", ["--07-21"]),
    ("hồi ⟦DATE|cuối tháng 7⟧, ông này rời nhiệm sở", ["--07"]),
    ("⟦DATE|Giữa tháng 6/2016⟧, huyện công bố", ["2016-06"]),
    ("vào ⟦DATE|đầu năm 2019⟧ thì xong", ["2019"]),
    ("đến gần ⟦DATE|trưa 14/8⟧ người nhà mới hay", ["--08-14"]),
    ("bị can Trần Văn Bốn (SN ⟦DATE|1982⟧), trú tại xã Hòa Sơn", ["1982"]),
    ("đồng chí Vũ Thị Lan (⟦DATE|1970⟧), Phó trưởng phòng", ["1970"]),
    ("⟦DATE|cuối chiều 4-5⟧, đại tá Nam có mặt; ⟦DATE|buổi sáng 5/5⟧ thì về", ["--05-04", "--05-05"]),
    ("khai nhận, ⟦DATE|cuối năm 2013 đến đầu 2016⟧ đã trộm cắp", ["2013/2016"]),
    ("⟦DATE|đầu nhiệm kỳ 2015-2020⟧, công an huyện", ["2015/2020"]),
    ("kế hoạch ban đầu ⟦DATE|năm 2013⟧, bước đầu ⟦DATE|năm 2014⟧", ["2013", "2014"]),
    # Months, quarters, parts of the year.
    ("từ ⟦DATE|tháng 6-1977⟧ đến nay", ["1977-06"]),
    ("phiên họp thường kỳ ⟦DATE|tháng 10⟧", ["--10"]),
    ("trong ⟦DATE|quý I/2020⟧ và ⟦DATE|quý 3-2018⟧", ["2020-01/2020-03", "2018-07/2018-09"]),
    ("xong trong ⟦DATE|quý III năm 2017⟧", ["2017-07/2017-09"]),
    ("nhiệm vụ ⟦DATE|6 tháng đầu năm 2023⟧ đạt kết quả tốt", ["2023-01/2023-06"]),
    ("công tác ⟦DATE|6 tháng cuối năm 2019⟧", ["2019-07/2019-12"]),
    ("trong ⟦DATE|hai tháng đầu năm 2019⟧, toàn ngành", ["2019-01/2019-02"]),
    ("kết quả ⟦DATE|10 tháng đầu năm⟧, theo báo cáo", ["--01-01/--10-31"]),
    ("dịp ⟦DATE|Tết Nguyên đán Bính Ngọ 2026⟧", ["2026"]),
    ("dịp⟦DATE|Tết 2021⟧ đã qua", ["2021"]),
    ("vào⟦DATE|tháng ba năm 2020⟧", ["2020-03"]),
    # Closed ranges and periods are one date.
    ("Từ ⟦DATE|ngày 11 đến 13/11⟧, Ủy ban họp kỳ thứ 40.", ["--11-11/--11-13"]),
    ("từ ⟦DATE|ngày 25/12/2020 đến ngày 5/1⟧ có mưa", ["2020-12-25/2021-01-05"]),
    ("từ ⟦DATE|ngày 25/1 đến ngày 1/2/2021⟧ tại Hà Nội", ["2021-01-25/2021-02-01"]),
    ("⟦DATE|ngày 15 - 18/4/2017⟧, đoàn kiểm tra", ["2017-04-15/2017-04-18"]),
    ("trong hai ngày (⟦DATE|27-28/4⟧) hội nghị bàn", ["--04-27/--04-28"]),
    ("dịp lễ ⟦DATE|30/4-1/5⟧", ["--04-30/--05-01"]),
    ("Từ ⟦DATE|tháng 1 đến tháng 9 năm 2025⟧, tỉnh có 22 vụ.", ["2025-01/2025-09"]),
    ("ông làm trưởng phòng (⟦DATE|5-2012-8-2013⟧)", ["2012-05/2013-08"]),
    ("từ ⟦DATE|năm 1997 đến tháng 3/2020⟧", ["1997/2020-03"]),
    ("từ ⟦DATE|2016 đến 2020⟧ giữ chức", ["2016/2020"]),
    ("⟦DATE|giai đoạn từ tháng 8/2014 đến tháng 12/2021⟧", ["2014-08/2021-12"]),
    ("⟦DATE|giai đoạn 2013-2018⟧ và ⟦DATE|nhiệm kỳ 2020 – 2025⟧", ["2013/2018", "2020/2025"]),
    ("các ⟦DATE|nhiệm kỳ 2015-2020⟧, ⟦DATE|2021-2026⟧", ["2015/2020", "2021/2026"]),
    ("kế hoạch 5 năm ⟦DATE|2016-2020⟧", ["2016/2020"]),
    ("⟦DATE|năm học 2025 - 2026⟧", ["2025/2026"]),
    ("kỷ niệm ngày truyền thống (⟦DATE|19/8/1945 - 19/8/2025⟧)", ["1945-08-19/2025-08-19"]),
    ("⟦DATE|đêm 20 đến rạng sáng 21/5⟧, nhiều xe bị đập kính", ["--05-20/--05-21"]),
    # Lists share the month and year of their last date.
    (
        "Trong các ⟦DATE|ngày 10⟧, ⟦DATE|11⟧ và ⟦DATE|12/3⟧, tòa xét xử",
        ["--03-10", "--03-11", "--03-12"],
    ),
    ("nghỉ 2 ngày (⟦DATE|ngày 24⟧ và ⟦DATE|25/5/2025⟧)", ["2025-05-24", "2025-05-25"]),
    ("nhận tiền ⟦DATE|cuối tháng 10⟧, ⟦DATE|đầu tháng 11/2022⟧", ["2022-10", "2022-11"]),
    ("dịp nghỉ lễ ⟦DATE|30/4⟧ và ⟦DATE|1/5⟧.", ["--04-30", "--05-01"]),
    ("các ⟦DATE|năm 2016⟧, ⟦DATE|2017⟧ và ⟦DATE|2018⟧ lần lượt tăng", ["2016", "2017", "2018"]),
    # Bare days where their surroundings say so.
    ("Từ ⟦DATE|1/7⟧ tới đây, mức lương tăng.", ["--07-01"]),
    ("sáng nay (⟦DATE|28/6⟧), cơ quan điều tra", ["--06-28"]),
    ("hưởng ứng Ngày Trẻ em gái ⟦DATE|11/10⟧.", ["--10-11"]),
    ("trước ⟦DATE|10-2⟧, các xã phải báo cáo", ["--02-10"]),
]


@pytest.mark.parametrize(("marked", "values"), SENTENCES)
def test_dates_of_a_sentence(marked: str, values: list[str | None]) -> None:
    text, spans = parse_marks(marked)
    assert spans
    found = read(text)
    assert [text[c.start : c.end] for c in found] == [text[start:end] for start, end, _ in spans]
    assert [c.normalized for c in found] == values


NO_DATES = [
    "Có 10/11 đội viên đạt yêu cầu, 1/3 số xã hoàn thành, tăng 2/3 so với trước.",
    "Đường dây nóng hoạt động 24/7, nhận phản ánh; tổ trực 24/7.",
    "Khu tái định cư (gồm 1950 hộ, 2020 người; nhà máy 2000 công nhân)",
    "bị phạt từ 3-5 năm tù, phạt tiền từ 5-10 triệu đồng, tăng 5-10%",
    "hiện nay, hôm qua, 3 năm qua, đến nay, năm ngoái, 6 tháng đầu năm nay, nhiệm vụ 6 tháng cuối năm",
    "nhà số 12/5 đường 30/4, Bệnh viện 30/4, Công ty 2/9, tổ 3/4, lớp 10/2, quốc lộ 1A, quảng trường 2-9",
    "điện thoại 0243.826.1234 hoặc 0912-345-678, số tiền 1.500.000 - 2.000.000 đồng",
    "lương tháng 5 triệu đồng, tạm giam 3 tháng 29 ngày, mỗi ngày 20-25 lượt khách",
    "khóa XII, lần thứ 77, Đại hội đại biểu lần thứ XIV, ba khóa 11-13",
    "bản đồ tỷ lệ 1/2000, xe 29A-12.345, cây số 12, phiên bản 2.1.10",
    "Cách mạng tháng Tám, đường Cách Mạng Tháng 8",
    "tốc độ cho phép (66/60 km/h), đạt 45/46 phiếu, trong đó 7/10 ủy viên",
    "ngày 19/6 âm lịch, rằm tháng 5 âm lịch, 28 tháng Chạp, tháng Giêng",
    "ngày 35/13, tháng 13, 31.13.2020, quý V/2020",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_numbers_that_are_no_dates(text: str) -> None:
    assert [text[c.start : c.end] for c in read(text)] == []


def test_a_missing_year_is_the_datelines() -> None:
    text = "Ngày 27-8, tỉnh họp. Cuối tháng 7, huyện đã họp. Từ ngày 30/12 đến 2/1 nghỉ."
    assert [c.normalized for c in read(text, "2019-09-02")] == [
        "2019-08-27",
        "2019-07",
        "2019-12-30/2020-01-02",
    ]


def test_words_for_a_year_are_counted_from_the_dateline() -> None:
    text = "Tháng 1 năm nay tăng, tháng 12 năm ngoái giảm, tháng 3 năm sau sẽ tăng."
    assert [c.normalized for c in read(text, "2021-05-03")] == ["2021-01", "2020-12", "2022-03"]
    assert [c.normalized for c in read(text)] == ["--01", "--12", "--03"]


def test_that_year_is_the_year_named_before() -> None:
    text = "Đầu năm 2021, ông nhận quyết định. Tháng 6 năm đó, ông trúng cử."
    assert [c.normalized for c in read(text, "2024-10-21")] == ["2021", "2021-06"]


def test_a_missing_year_is_the_pages_when_it_has_a_timestamp() -> None:
    text = "Thứ Tư, 04/09/2024 - 14:30\nChiều 3/9, Bộ trưởng họp."
    assert [c.normalized for c in read(text)] == ["2024-09-04", "2024-09-03"]


def test_a_missing_year_is_that_of_the_same_date_written_in_full() -> None:
    text = "Sáng 8.2, hội đồng họp. Theo biên bản ngày 8.2.2017, ngày 9.2 họp tiếp."
    assert [c.normalized for c in read(text)] == ["2017-02-08", "2017-02-08", "--02-09"]


def test_two_full_dates_that_differ_leave_the_year_open() -> None:
    text = "Ngày 1/7, giá tăng. Trước đây giá tăng ngày 1/7/2017 và ngày 1/7/2018."
    assert read(text)[0].normalized == "--07-01"


def test_a_month_alone_takes_no_year_from_elsewhere() -> None:
    assert read("Hồi tháng 5, ông nghỉ. Tháng 5/2011, ông được bổ nhiệm.")[0].normalized == "--05"


def test_quarters_share_the_year_of_another() -> None:
    text = "Trình trong quý I/2005; quý IV phê duyệt."
    assert [c.normalized for c in read(text)] == ["2005-01/2005-03", "2005-10/2005-12"]


def test_dates_leave_documents_alone() -> None:
    draft = Draft(SourceText("theo Bộ luật Hình sự năm 2015, ngày 1/1/2018"))
    draft.add(Candidate(5, 29, "DOC_REF", "test.law"))
    DateStage()(draft)
    assert [draft.text_of(c) for c in draft.mentions("DATE")] == ["ngày 1/1/2018"]


def test_readings_have_names_of_their_own() -> None:
    rules = {c.rule for c in read("Ngày 27-8; năm 2011, tháng 5/2012, nhiệm kỳ 2020-2025, từ 1/7.")}
    assert rules == {"dates.day-month", "dates.year", "dates.month-year", "dates.years"}
