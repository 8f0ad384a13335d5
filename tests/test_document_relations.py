"""Who issued a document and when, and what it carries out, amends or replaces, in sentences."""

from __future__ import annotations

import pytest

from marks import parse_marks
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.linking.dates import DateLinkingStage
from vnpolice_ie.rules.dates import DateStage
from vnpolice_ie.rules.documents.mentions import DocumentStage
from vnpolice_ie.rules.documents.relations import DocumentRelationStage
from vnpolice_ie.schema import LABELS
from vnpolice_ie.text.source import SourceText

Fact = tuple[str, str, str]

# Organisations, posts and persons are marked; documents and dates are found by their own stages.
ISSUE: list[tuple[str, set[Fact]]] = [
    (
        "Kết luận số 61-KL/TW ngày 22-01-2019 của ⟦ORG|Ban Bí thư⟧ (khóa XII) nêu rõ.",
        {
            ("ISSUED_BY", "Kết luận số 61-KL/TW", "Ban Bí thư"),
            ("ISSUED_ON", "Kết luận số 61-KL/TW", "ngày 22-01-2019"),
        },
    ),
    (
        "Chỉ thị số 7-CT/TU, ngày 5/6/2020, của ⟦ORG|Tỉnh ủy⟧.",
        {
            ("ISSUED_BY", "Chỉ thị số 7-CT/TU", "Tỉnh ủy"),
            ("ISSUED_ON", "Chỉ thị số 7-CT/TU", "ngày 5/6/2020"),
        },
    ),
    # a date between commas before a subject belongs to the clause, not to a short form
    (
        "Để cụ thể hóa Kết luận số 13, ngày 20-9-2021, ⟦ORG|Ban Thường vụ Tỉnh ủy⟧ đã họp.",
        set(),
    ),
    (
        "Ngày 14/7/2025, ⟦ORG|Bộ Công an⟧ ban hành Thông tư số 73/2025/TT-BCA.",
        {
            ("ISSUED_BY", "Thông tư số 73/2025/TT-BCA", "Bộ Công an"),
            ("ISSUED_ON", "Thông tư số 73/2025/TT-BCA", "Ngày 14/7/2025"),
        },
    ),
    (
        "⟦ORG|Quốc hội⟧ khóa XV đã thông qua Luật Cảnh vệ.",
        {("ISSUED_BY", "Luật Cảnh vệ", "Quốc hội")},
    ),
    (
        "⟦POSITION|Thủ tướng Chính phủ⟧ ⟦PERSON|Lê Văn Bình⟧ vừa ký Quyết định số 77/QĐ-TTg.",
        {("ISSUED_BY", "Quyết định số 77/QĐ-TTg", "Lê Văn Bình")},
    ),
    (
        "Nghị định số 5/2020/NĐ-CP do ⟦ORG|Chính phủ⟧ ban hành.",
        {("ISSUED_BY", "Nghị định số 5/2020/NĐ-CP", "Chính phủ")},
    ),
    (
        "Quyết định số 21/QĐ-TTg, do ⟦POSITION|Phó Thủ tướng⟧ ⟦PERSON|Trần Thị Mai⟧ ký ngày 22/11/2024.",
        {
            ("ISSUED_BY", "Quyết định số 21/QĐ-TTg", "Trần Thị Mai"),
            ("ISSUED_ON", "Quyết định số 21/QĐ-TTg", "ngày 22/11/2024"),
        },
    ),
    (
        "Nghị quyết số 157 về nhân sự được ⟦ORG|Quốc hội⟧ thông qua chiều 25/10.",
        {
            ("ISSUED_BY", "Nghị quyết số 157", "Quốc hội"),
            ("ISSUED_ON", "Nghị quyết số 157", "chiều 25/10"),
        },
    ),
    (
        "Tại Quyết định số 881-QĐNS/TW ngày 24/4/2025, ⟦ORG|Ban Bí thư⟧ chỉ định ông Bình.",
        {
            ("ISSUED_BY", "Quyết định số 881-QĐNS/TW", "Ban Bí thư"),
            ("ISSUED_ON", "Quyết định số 881-QĐNS/TW", "ngày 24/4/2025"),
        },
    ),
    (
        "Xét đề nghị của ⟦POSITION|Viện trưởng⟧ tại Tờ trình số 04/TTr-VKSTC.",
        {("ISSUED_BY", "Tờ trình số 04/TTr-VKSTC", "Viện trưởng")},
    ),
    (
        "⟦POSITION|Bộ trưởng⟧ ngày 5/9/2025 đã ký Quyết định số 19/QĐ-BCA.",
        {
            ("ISSUED_BY", "Quyết định số 19/QĐ-BCA", "Bộ trưởng"),
            ("ISSUED_ON", "Quyết định số 19/QĐ-BCA", "ngày 5/9/2025"),
        },
    ),
    (
        "Đồng chí ⟦PERSON|Lê Văn Bình⟧, ⟦POSITION|Bí thư Tỉnh ủy⟧ đã ký Quyết định số 15-QĐ/TU.",
        {("ISSUED_BY", "Quyết định số 15-QĐ/TU", "Lê Văn Bình")},
    ),
    (
        "Chỉ thị 18 của ⟦ORG|Bộ Chính trị⟧, ⟦ORG|Ban Bí thư⟧; ⟦ORG|Đảng ủy⟧ đã xây dựng Kế hoạch số 9-KH/ĐU.",
        {
            ("ISSUED_BY", "Chỉ thị 18", "Bộ Chính trị"),
            ("ISSUED_BY", "Chỉ thị 18", "Ban Bí thư"),
            ("ISSUED_BY", "Kế hoạch số 9-KH/ĐU", "Đảng ủy"),
        },
    ),
    (
        "Theo Chỉ thị 18 của ⟦ORG|Bộ Chính trị⟧, ⟦ORG|Công an tỉnh⟧ mở đợt cao điểm.",
        {("ISSUED_BY", "Chỉ thị 18", "Bộ Chính trị")},
    ),
    # both of a coordinated list, after or before
    (
        "Kết luận số 61 và Kết luận số 62 của ⟦ORG|Ban Bí thư⟧.",
        {("ISSUED_BY", "Kết luận số 61", "Ban Bí thư"), ("ISSUED_BY", "Kết luận số 62", "Ban Bí thư")},
    ),
    (
        "Các Nghị quyết số 04, 12 và 18 của ⟦ORG|Bộ Chính trị⟧.",
        {
            ("ISSUED_BY", "Nghị quyết số 04", "Bộ Chính trị"),
            ("ISSUED_BY", "12", "Bộ Chính trị"),
            ("ISSUED_BY", "18", "Bộ Chính trị"),
        },
    ),
    (
        "Ngày 5/6/2020, ⟦ORG|Chính phủ⟧ ban hành Nghị định số 5/2020/NĐ-CP và Nghị định số 6/2020/NĐ-CP.",
        {
            ("ISSUED_BY", "Nghị định số 5/2020/NĐ-CP", "Chính phủ"),
            ("ISSUED_BY", "Nghị định số 6/2020/NĐ-CP", "Chính phủ"),
            ("ISSUED_ON", "Nghị định số 5/2020/NĐ-CP", "Ngày 5/6/2020"),
            ("ISSUED_ON", "Nghị định số 6/2020/NĐ-CP", "Ngày 5/6/2020"),
        },
    ),
    # a joint programme is issued by both
    (
        "Chương trình phối hợp số 07 giữa ⟦ORG|Bộ Công an⟧ và ⟦ORG|Trung ương Hội Nông dân⟧.",
        {
            ("ISSUED_BY", "Chương trình phối hợp số 07", "Bộ Công an"),
            ("ISSUED_BY", "Chương trình phối hợp số 07", "Trung ương Hội Nông dân"),
        },
    ),
    (
        "⟦ORG|Công an tỉnh⟧ phối hợp với ⟦ORG|Hội Nông dân tỉnh⟧ ký Chương trình phối hợp số 07.",
        {
            ("ISSUED_BY", "Chương trình phối hợp số 07", "Công an tỉnh"),
            ("ISSUED_BY", "Chương trình phối hợp số 07", "Hội Nông dân tỉnh"),
        },
    ),
    (
        "⟦ORG|Bộ Công an⟧ đã ban hành nhiều văn bản chỉ đạo như Kế hoạch số 118/KH-BCA.",
        {("ISSUED_BY", "Kế hoạch số 118/KH-BCA", "Bộ Công an")},
    ),
    (
        "⟦ORG|Quốc hội⟧ biểu quyết thông qua Luật Du lịch; biểu quyết thông qua Luật Thủy lợi.",
        {("ISSUED_BY", "Luật Du lịch", "Quốc hội"), ("ISSUED_BY", "Luật Thủy lợi", "Quốc hội")},
    ),
    # a law is not issued by who issues the decree beside it, nor dated by what happens then
    (
        "Theo Luật Đầu tư và Nghị định số 31/2021/NĐ-CP của ⟦ORG|Chính phủ⟧.",
        {("ISSUED_BY", "Nghị định số 31/2021/NĐ-CP", "Chính phủ")},
    ),
    ("Hội nghị bàn về Luật Đầu tư ngày 25/4/2016.", set()),
    ("⟦ORG|Công an tỉnh⟧ thực hiện Chỉ thị số 7-CT/TU.", set()),
]
LINKS: list[tuple[str, set[Fact]]] = [
    (
        "Thông tư này thay thế Thông tư số 15/2014/TT-BCA và bãi bỏ Điều 5 Thông tư 64/2017/TT-BCA.",
        set(),
    ),
    (
        "Có Thông tư 7/2034/TT-BCA. Thông tư này thay thế Thông tư 8/2031/TT-BCA và bãi bỏ Thông tư 9/2032/TT-BCA.",
        {
            ("REPLACES", "Thông tư 7/2034/TT-BCA", "Thông tư 8/2031/TT-BCA"),
            ("REPLACES", "Thông tư 7/2034/TT-BCA", "Thông tư 9/2032/TT-BCA"),
        },
    ),
    (
        "Chính phủ ban hành Nghị định số 5/2020/NĐ-CP. Nghị định trên sửa đổi Nghị định số 6/2019/NĐ-CP.",
        {("AMENDS", "Nghị định số 5/2020/NĐ-CP", "Nghị định số 6/2019/NĐ-CP")},
    ),
    (
        "Kết luận số 61-KL/TW của ⟦ORG|Ban Bí thư⟧ về tiếp tục thực hiện Chỉ thị số 07-CT/TW.",
        {("IMPLEMENTS", "Kết luận số 61-KL/TW", "Chỉ thị số 07-CT/TW")},
    ),
    (
        "Nghị định số 5/2020/NĐ-CP quy định chi tiết một số nội dung của Luật Trồng trọt.",
        {("IMPLEMENTS", "Nghị định số 5/2020/NĐ-CP", "Luật Trồng trọt")},
    ),
    (
        "Hướng dẫn số 12/HD-BCA hướng dẫn thực hiện Kết luận số 61 và Kết luận số 62.",
        {
            ("IMPLEMENTS", "Hướng dẫn số 12/HD-BCA", "Kết luận số 61"),
            ("IMPLEMENTS", "Hướng dẫn số 12/HD-BCA", "Kết luận số 62"),
        },
    ),
    (
        "Kế hoạch số 9-KH/TU về thực hiện Kết luận số 61, 62 và 63.",
        {
            ("IMPLEMENTS", "Kế hoạch số 9-KH/TU", "Kết luận số 61"),
            ("IMPLEMENTS", "Kế hoạch số 9-KH/TU", "62"),
            ("IMPLEMENTS", "Kế hoạch số 9-KH/TU", "63"),
        },
    ),
    (
        "Kết luận số 61 về thực hiện Chỉ thị số 07 về dân vận và Kết luận số 62 về thực hiện Chỉ thị số 08.",
        {
            ("IMPLEMENTS", "Kết luận số 61", "Chỉ thị số 07"),
            ("IMPLEMENTS", "Kết luận số 62", "Chỉ thị số 08"),
        },
    ),
    # two lists of one length pair off in order
    (
        "Kết luận số 61 và 62 về tiếp tục thực hiện Chỉ thị số 07 và 08.",
        {("IMPLEMENTS", "Kết luận số 61", "Chỉ thị số 07"), ("IMPLEMENTS", "62", "08")},
    ),
    (
        "Thực hiện Kết luận số 61-KL/TW, ⟦ORG|Tỉnh ủy⟧ ban hành Kế hoạch số 41-KH/TU.",
        {("IMPLEMENTS", "Kế hoạch số 41-KH/TU", "Kết luận số 61-KL/TW")},
    ),
    (
        "Nghị định số 8/2031/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 19/2027/NĐ-CP.",
        {("AMENDS", "Nghị định số 8/2031/NĐ-CP", "Nghị định số 19/2027/NĐ-CP")},
    ),
    (
        "Nghị định số 24/2024/NĐ-CP (được sửa đổi, bổ sung bởi Nghị định số 17/2025/NĐ-CP) còn hiệu lực.",
        {("AMENDS", "Nghị định số 17/2025/NĐ-CP", "Nghị định số 24/2024/NĐ-CP")},
    ),
    (
        "Thông tư số 7/2025/TT-BCA sửa đổi Thông tư số 1/2020/TT-BCA.\n"
        "Sửa đổi, bổ sung một số điều của Thông tư số 2/2020/TT-BCA.",
        {
            ("AMENDS", "Thông tư số 7/2025/TT-BCA", "Thông tư số 1/2020/TT-BCA"),
            ("AMENDS", "Thông tư số 7/2025/TT-BCA", "Thông tư số 2/2020/TT-BCA"),
        },
    ),
    (
        "Nghị định số 218/2025/NĐ-CP có hiệu lực từ nay và thay thế Nghị định số 120/2013/NĐ-CP.",
        {("REPLACES", "Nghị định số 218/2025/NĐ-CP", "Nghị định số 120/2013/NĐ-CP")},
    ),
    (
        "Quyết định 5/QĐ-UBND được thay thế bằng Quyết định 9/QĐ-UBND.",
        {("REPLACES", "Quyết định 9/QĐ-UBND", "Quyết định 5/QĐ-UBND")},
    ),
    (
        "Ban hành Thông tư số 7/2025/TT-BCA. Thông tư này bãi bỏ Thông tư số 1/2020/TT-BCA.",
        {("REPLACES", "Thông tư số 7/2025/TT-BCA", "Thông tư số 1/2020/TT-BCA")},
    ),
    (
        "Có Nghị định 9/2025/NĐ-CP. Từ ngày Nghị định này có hiệu lực, Nghị định 8/2012/NĐ-CP bị bãi bỏ.",
        {("REPLACES", "Nghị định 9/2025/NĐ-CP", "Nghị định 8/2012/NĐ-CP")},
    ),
    (
        "Có Nghị định 9/2025/NĐ-CP.\nKể từ ngày Nghị định này có hiệu lực, các văn bản sau đây hết hiệu lực:\n"
        "a) Nghị định 8/2012/NĐ-CP;\nb) Nghị định 7/2011/NĐ-CP.",
        {
            ("REPLACES", "Nghị định 9/2025/NĐ-CP", "Nghị định 8/2012/NĐ-CP"),
            ("REPLACES", "Nghị định 9/2025/NĐ-CP", "Nghị định 7/2011/NĐ-CP"),
        },
    ),
    ("Đề nghị thực hiện tốt Chỉ thị số 07 gắn với Kết luận số 61.", set()),
    ("Căn cứ Luật Thanh tra, Nghị định số 5/2020/NĐ-CP.", set()),
    (
        "Nghị định 9/2025/NĐ-CP có hiệu lực ngay, thay thế các Nghị định số 8/2021/NĐ-CP và 7/2023/NĐ-CP.",
        {
            ("REPLACES", "Nghị định 9/2025/NĐ-CP", "Nghị định số 8/2021/NĐ-CP"),
            ("REPLACES", "Nghị định 9/2025/NĐ-CP", "7/2023/NĐ-CP"),
        },
    ),
    # a document is not related to itself under its short name
    ("Thông tư 20/2011 khó làm. Thông tư 20 hết hiệu lực khi Thông tư này được sửa.", set()),
    ("Luật Thanh tra 2010 vì yêu cầu sửa đổi Luật Thanh tra.", set()),
    ("Nghị quyết 49-NQ/TW và dự thảo báo cáo thực hiện Nghị quyết 48-NQ/TW.", set()),
]


def facts(marked: str) -> set[Fact]:
    text, spans = parse_marks(marked)
    draft = Draft(SourceText(text))
    DocumentStage()(draft)
    DateStage()(draft)
    for start, end, label in spans:
        assert draft.add(Candidate(start, end, next(name for name in LABELS if name == label), "test"))
    DateLinkingStage()(draft)
    DocumentRelationStage()(draft)
    return {(r.type, draft.text_of(r.head), draft.text_of(r.tail)) for r in draft.relations}


@pytest.mark.parametrize(("marked", "expected"), ISSUE)
def test_issuer_and_date(marked: str, expected: set[Fact]) -> None:
    assert facts(marked) == expected


@pytest.mark.parametrize(("marked", "expected"), LINKS)
def test_documents_linked_to_documents(marked: str, expected: set[Fact]) -> None:
    between = {fact for fact in facts(marked) if not fact[0].startswith("ISSUED")}
    assert between == expected


def test_the_tables_hold_each_relation() -> None:
    kinds = {fact[0] for _, expected in ISSUE + LINKS for fact in expected}
    assert kinds == {"ISSUED_BY", "ISSUED_ON", "IMPLEMENTS", "AMENDS", "REPLACES"}
