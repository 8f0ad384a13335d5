"""Mentions of documents in sentences, and what is none."""

from __future__ import annotations

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.references import normal_form
from vnpolice_ie.rules.documents.mentions import DocumentStage
from vnpolice_ie.text.source import SourceText

MENTIONS = [
    "Quán triệt ⟦DOC_REF|Kết luận số 61-KL/TW⟧ ngày 22-01-2019 của Ban Bí thư.",
    "Sau khi nghe ⟦DOC_REF|Chỉ thị 07⟧, đơn vị đã họp.",
    "Thực hiện các ⟦DOC_REF|Chỉ thị số 07-CT/TW⟧ và Kế hoạch này.",
    "⟦DOC_REF|Kết luận số 61⟧ và ⟦DOC_REF|62⟧ của Ban Bí thư.",
    "Các ⟦DOC_REF|Nghị quyết số 04⟧, ⟦DOC_REF|12⟧ và ⟦DOC_REF|18⟧ đã đi vào cuộc sống.",
    "Các ⟦DOC_REF|Chỉ thị số 36⟧, ⟦DOC_REF|48⟧ được nhắc lại.",
    "Ký ⟦DOC_REF|chương trình phối hợp số 07⟧ giữa hai bên.",
    "Theo ⟦DOC_REF|Luật Công an nhân dân năm 2018⟧, sĩ quan có quyền.",
    "Ban hành ⟦DOC_REF|Công điện số 12⟧ trong đêm.",
    "Triển khai ⟦DOC_REF|Đề án 06⟧ của Chính phủ.",
    "Học tập ⟦DOC_REF|Nghị quyết Đại hội XIII⟧ của Đảng.",
    "Đưa ⟦DOC_REF|Nghị quyết Đại hội Đảng bộ huyện Mường Khương⟧ vào cuộc sống.",
    "Kiểm điểm ⟦DOC_REF|Nghị quyết hội nghị lần thứ 8⟧ Ban Chấp hành Trung ương Đảng khóa X.",
    "Thực hiện ⟦DOC_REF|Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XX⟧ nhiệm kỳ 2020-2025.",
    "Theo ⟦DOC_REF|Nghị quyết Trung ương 4⟧ (khóa XII) về xây dựng Đảng.",
    "Vi phạm ⟦DOC_REF|Điều lệ Đảng⟧ và quy định.",
    "Căn cứ ⟦DOC_REF|Hiến pháp năm 2013⟧; ⟦DOC_REF|Bộ luật Hình sự⟧.",
    "Bị khởi tố theo ⟦DOC_REF|khoản 2 Điều 134 Bộ luật Hình sự⟧.",
    "Quy định tại ⟦DOC_REF|Điều 299 BLHS⟧ và ⟦DOC_REF|Điều 12 của Nghị định số 144/2021/NĐ-CP⟧.",
    "Công văn gửi kèm ⟦DOC_REF|Công văn số 780/UBND-NNMT⟧ (ngày 5/6).",
    "Nay có ⟦DOC_REF|Kế hoạch 98/KH-CAT-PV01⟧ và một bản (⟦DOC_REF|số 12/HD-BCA-V05⟧).",
    "Ra ⟦DOC_REF|Quyết định khởi tố vụ án hình sự số 71⟧ ngày 9/2.",
    "Nghe ⟦DOC_REF|Báo cáo thẩm tra số 658/BC-UBTP14⟧.",
    "Theo ⟦DOC_REF|quyết định phê chuẩn kết quả bầu cử số 12/QĐ-UBND⟧ của huyện.",
    "Bãi bỏ các thông tư: ⟦DOC_REF|số 11/2009/TT-BXD⟧; ⟦DOC_REF|14/2010/TT-BXD⟧.",
    "Trao ⟦DOC_REF|Quyết định 9589⟧ với nội dung mới.",
    "Ngày ban hành ⟦DOC_REF|Nghị quyết 35⟧, hàng trăm doanh nghiệp dự.",
    "Chờ dự án ⟦DOC_REF|Luật Thủ đô (sửa đổi)⟧ và dự thảo ⟦DOC_REF|Luật Đường sắt⟧.",
    "Thông qua ⟦DOC_REF|Luật Giáo dục sửa đổi⟧, ⟦DOC_REF|Luật Du lịch⟧ sửa đổi, bổ sung nhiều điều.",
    "Thực hiện ⟦DOC_REF|Chương trình phối hợp 07⟧ của hai bên.",
    "Theo ⟦DOC_REF|Luật Phòng, chống tham nhũng⟧, ⟦DOC_REF|Luật Cán bộ, công chức⟧, cán bộ phải kê khai.",
    "Sửa ⟦DOC_REF|Luật Chăn dắt tuần lộc⟧ của một nước.",
    "Áp dụng ⟦DOC_REF|QCVN 06:2022/BXD⟧ cho nhà cao tầng.",
    "Chi bộ học tập các⟦DOC_REF|Nghị quyết Trung ương 4⟧ và ⟦DOC_REF|BLTTHS 2015⟧, ⟦DOC_REF|Điều lệ Đảng⟧.",
    "Nước thải theo ⟦DOC_REF|QCVN 08-MT:2023/BTNMT⟧ và ⟦DOC_REF|hiến pháp năm 2013⟧.",
    "Thông tư của bộ là ⟦DOC_REF|Thông tư liên tịch số 01/2016/TTLT-BCA-BQP⟧.",
    "Nghe các ⟦DOC_REF|công điện số 16/CĐ-TTg⟧(ngày 7/5) và ⟦DOC_REF|32/CĐ-TTg⟧.",
    "Theo ⟦DOC_REF|Quyết định số 769\\/QĐ-TTg⟧ và ⟦DOC_REF|QCVN 01 - 83: 2011/BNNPTNT⟧.",
    "Theo NĐ mới, ⟦DOC_REF|QĐ số 99/QĐ-UBND⟧ hết hiệu lực.",
    "Theo ⟦DOC_REF|Thông tư 05/TT-BNV(C13)⟧ và ⟦DOC_REF|Công văn 1210/TTCP-V.I⟧ của Thanh tra.",
    "Mẫu ở ⟦DOC_REF|Thông tư liên tịch số 05/2012/TTLT-VKSNDTC-TANDTC-BCA-BTP-BQP-BTC-BNN&PTNT⟧ còn dùng.",
    "⟦DOC_REF|Số: 19/QĐTN⟧\nHòa Sơn, mùa thu",
    "CỤC V05\n⟦DOC_REF|Số: 1902/V05-P3⟧\nKính gửi các đơn vị",
    "Đổi ⟦DOC_REF|điểm 3 Công văn số 1187/UBND-VP⟧ và ⟦DOC_REF|Công văn hỏa tốc số 661/BCT-TTTN⟧.",
    "Ra ⟦DOC_REF|Lệnh tạm giữ số 112⟧; ký ⟦DOC_REF|Biên bản ghi nhớ số 06⟧ với nước bạn.",
    "Theo ⟦DOC_REF|Nghị quyết Trung ương 6 (lần 2)⟧; ⟦DOC_REF|Nghị định 146⟧ chỉ phạt người lớn.",
    "⟦DOC_REF|Luật Thủ đô⟧ vừa qua. Dân lo nhất là ⟦DOC_REF|Điều 19⟧ về đăng ký thường trú.",
    "⟦DOC_REF|Số: 7/QĐ-UBND⟧\nQUYẾT ĐỊNH\nĐiều 1. Khen ông A.\nĐiều 2. Người có tên tại ⟦DOC_REF|Điều 1⟧ thi hành.",
]
NO_MENTIONS = [
    "Nghị định gồm: Chương I (từ Điều 1 đến Điều 23), Chương II (từ Điều 24 đến Điều 46).",
    "Điểm 3 được cộng thêm điểm 5 trường chuyên.",
    "Kết luận này và các nghị quyết của Đảng được phổ biến.",
    "Dự thảo Luật quy định 3 trường hợp; kết luận 5 nội dung.",
    "Công ty Luật TNHH Minh Tâm, cử nhân Luật, Trường Đại học Luật Hà Nội.",
    "Chấp hành kỷ luật lao động, pháp luật hình sự và Kỷ\nluật Đảng.",
    "Vi phạm luật giao thông nhiều lần.",
    "Tuân thủ Hiến pháp và pháp luật.",
    "Tăng vốn điều lệ, chấp hành điều lệnh.",
    "Ban Chỉ đạo Đề án 06 tỉnh họp phiên đầu.",
    "Phương án số 1 tốt hơn; Đội Quản lý thị trường số 5.",
    "Kế hoạch 2025 đạt 90%; báo cáo 6 tháng.",
    "Nghị định 5 điểm mới; Quyết định 3 cán bộ.",
    "Hội đồng kỷ luật số 19 họp.",
    "Khoản 1, khoản 2 Điều này do người ký chịu trách nhiệm.",
    "Chương II (từ Điều 5 đến Điều 17) quy định về thủ tục.",
    "Luật gồm 8 chương 76 điều.",
    "QUYẾT NGHỊ: Điều 1. Phê chuẩn kết quả. Điều 2. Thi hành Điều 1 của Nghị quyết này.",
    "Biển số 65A-111.33, nhà số 5 Trần Thánh Tông, 24/7, 60 m3/ngày.",
    "Đạo luật Giảm lạm phát, luật FIFA và Dự luật Thượng viện.",
    "Số:\n12 người dự; Điều lệ Đoàn luật sư.",
    "Anh ở tụ điểm ma túy, điểm du lịch và điểm cầu.",
    "Cuộc chiến pháp lý về hiến pháp chung của khối; Tòa án Hiến pháp nước ngoài.",
    "Nhà chung cư CT1-CT2 và NT3-NT4 của khu đô thị.",
]


def mentions(text: str) -> list[Candidate]:
    draft = Draft(SourceText(text))
    DocumentStage()(draft)
    return draft.mentions("DOC_REF")


@pytest.mark.parametrize("marked", MENTIONS + NO_MENTIONS)
def test_mentions_in_a_sentence(marked: str) -> None:
    text, spans = parse_marks(marked)
    assert [(c.start, c.end, c.label) for c in mentions(text)] == spans


def test_the_tables_hold_what_they_say() -> None:
    assert all("⟦DOC_REF|" in marked for marked in MENTIONS)
    assert NO_MENTIONS
    assert not any("⟦" in marked for marked in NO_MENTIONS)


PROVISIONS = [
    (
        "Truy tố theo các điểm a, b khoản 2 Điều 299 BLHS.",
        {
            "điểm a": "Bộ luật Hình sự#điều299.khoản2.điểma",
            "b khoản 2 Điều 299 BLHS": "Bộ luật Hình sự#điều299.khoản2.điểmb",
        },
    ),
    (
        "Theo các điều 26, 27 và 28 Luật Thanh tra.",
        {
            "điều 26": "Luật Thanh tra#điều26",
            "27": "Luật Thanh tra#điều27",
            "28 Luật Thanh tra": "Luật Thanh tra#điều28",
        },
    ),
    (
        "Bãi bỏ khoản 2 Điều 31 và khoản 6 Điều 32 Nghị định số 18/2029/NĐ-CP.",
        {
            "khoản 2 Điều 31": "18/2029/NĐ-CP#điều31.khoản2",
            "khoản 6 Điều 32 Nghị định số 18/2029/NĐ-CP": "18/2029/NĐ-CP#điều32.khoản6",
        },
    ),
    (
        "Bộ luật Lao động năm 2019 nêu tuổi nghỉ hưu tại Điều 169 và Điều 219.",
        {
            "Bộ luật Lao động năm 2019": "Bộ luật Lao động 2019",
            "Điều 169": "Bộ luật Lao động 2019#điều169",
            "Điều 219": "Bộ luật Lao động 2019#điều219",
        },
    ),
    (
        "Chính phủ ban hành Nghị định 19/2027/NĐ-CP. Điều 21 của Nghị định này nêu mức hưởng.",
        {
            "Nghị định 19/2027/NĐ-CP": "19/2027/NĐ-CP",
            "Điều 21 của Nghị định này": "19/2027/NĐ-CP#điều21",
        },
    ),
    (
        "Bị can phạm Điều 242 Bộ luật Hình sự.\nĐiều 242. Tội vi phạm quy định về khám bệnh.",
        {"Điều 242 Bộ luật Hình sự": "Bộ luật Hình sự#điều242", "Điều 242": "Bộ luật Hình sự#điều242"},
    ),
    (
        "Xử phạt theo khoản 1, 3 Điều 5, điểm c khoản 2 Điều 7 Nghị định 144/2021/NĐ-CP.",
        {
            "khoản 1": "144/2021/NĐ-CP#điều5.khoản1",
            "3 Điều 5": "144/2021/NĐ-CP#điều5.khoản3",
            "điểm c khoản 2 Điều 7 Nghị định 144/2021/NĐ-CP": "144/2021/NĐ-CP#điều7.khoản2.điểmc",
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), PROVISIONS)
def test_each_provision_has_its_document(text: str, expected: dict[str, str]) -> None:
    found = {text[c.start : c.end]: normal_form(c.reference) for c in mentions(text) if c.reference}
    assert found == expected


def test_the_articles_of_a_law_in_full_are_no_mentions() -> None:
    articles = "".join(f"\nĐiều {n}. Theo Điều 9 của Luật này thì làm." for n in range(1, 8))
    text = "Luật Cư trú năm 2020 và Điều 3 Luật Cư trú." + articles
    assert [text[c.start : c.end] for c in mentions(text)] == ["Luật Cư trú năm 2020", "Điều 3 Luật Cư trú"]


def test_offsets_are_those_of_the_raw_text() -> None:
    raw = "Theo Nghi\u0323 quyết số\u00a018\u2013NQ/TƯ\u200b."
    draft = Draft(SourceText(raw))
    DocumentStage()(draft)
    (mention,) = draft.mentions("DOC_REF")
    start, end = draft.source.raw_span(mention.start, mention.end)
    assert raw[start:end] == "Nghi\u0323 quyết số\u00a018\u2013NQ/TƯ"
    assert mention.reference
    assert normal_form(mention.reference) == "18-NQ/TW"


def test_every_mention_names_its_rule() -> None:
    rules = {
        c.rule
        for c in mentions("Theo Kết luận 61-KL/TW, Chỉ thị 07, Luật Cư trú, Điều 5 BLHS và Điều lệ Đảng.")
    }
    assert rules == {
        "documents.numbered-symbol",
        "documents.bare-number",
        "documents.law",
        "documents.provision",
        "documents.named",
    }
