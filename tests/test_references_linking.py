"""Which document each mention means: short forms, namesakes, provisions, and what the text gives of it."""

from __future__ import annotations

import pytest

from vnpolice_ie.linking.dates import DateLinkingStage
from vnpolice_ie.linking.references import ReferenceLinkingStage
from vnpolice_ie.pipeline import Pipeline
from vnpolice_ie.rules.dates import DateStage
from vnpolice_ie.rules.documents.mentions import DocumentStage
from vnpolice_ie.rules.documents.relations import DocumentRelationStage
from vnpolice_ie.rules.organisations.stage import OrganisationStage
from vnpolice_ie.types import Doc, Reference

STAGES = (
    DocumentStage(),
    DateStage(),
    OrganisationStage(),
    DateLinkingStage(),
    DocumentRelationStage(),
    ReferenceLinkingStage(),
)


def read(text: str) -> Doc:
    return Pipeline(STAGES)(text)


def by_key(text: str) -> dict[str, list[str]]:
    return {r.key: [m.text for m in r.mentions] for r in read(text).references}


LINKS = [
    (
        "Kết luận số 61 nêu rõ. Kết luận số 61-KL/TW ra đời năm 2019.",
        {"61-KL/TW": ["Kết luận số 61", "Kết luận số 61-KL/TW"]},
    ),
    (
        "Chỉ thị số 09/CT-TW và Chỉ thị số 09-CT/TW là một.",
        {"09-CT/TW": ["Chỉ thị số 09/CT-TW", "Chỉ thị số 09-CT/TW"]},
    ),
    (
        "Kế hoạch số 04-KH/TW, sau đó là Kế hoạch số 4-KH/TW.",
        {"04-KH/TW": ["Kế hoạch số 04-KH/TW", "Kế hoạch số 4-KH/TW"]},
    ),
    # the type must fit
    (
        "Kết luận số 61-KL/TW khác Chỉ thị 61.",
        {"61-KL/TW": ["Kết luận số 61-KL/TW"], "Chỉ thị 61": ["Chỉ thị 61"]},
    ),
    # so must the issuer
    (
        "Nghị quyết số 35-NQ/TW được ban hành. Nghị quyết số 35 của Chính phủ hỗ trợ doanh nghiệp.",
        {"35-NQ/TW": ["Nghị quyết số 35-NQ/TW"], "Nghị quyết 35": ["Nghị quyết số 35"]},
    ),
    # and the year
    (
        "Nghị định 75/NĐ-CP; Nghị định số 75/2023/NĐ-CP; Nghị định 75/2010.",
        {
            "75/2023/NĐ-CP": ["Nghị định 75/NĐ-CP", "Nghị định số 75/2023/NĐ-CP"],
            "Nghị định 75/2010": ["Nghị định 75/2010"],
        },
    ),
    # the date tells documents of one number apart
    (
        "Quyết định số 12 ngày 5/3/2016 được thay bằng Quyết định số 12 ngày 7/4/2018.",
        {"Quyết định 12": ["Quyết định số 12"]},
    ),
    # of two that fit, the nearest before
    (
        "Quyết định 15/QĐ-UBND rồi Quyết định 15/QĐ-TTg. Quyết định 15 có hiệu lực.",
        {
            "15/QĐ-UBND": ["Quyết định 15/QĐ-UBND"],
            "15/QĐ-TTg": ["Quyết định 15/QĐ-TTg", "Quyết định 15"],
        },
    ),
    # laws: the year in force, the short name, initials, a number in brackets
    (
        "Theo Luật Đất đai năm 2024, đất được giao. Luật Đất đai cũng nêu rõ.",
        {"Luật Đất đai 2024": ["Luật Đất đai năm 2024", "Luật Đất đai"]},
    ),
    (
        "Bộ luật Hình sự năm 1999 khác Bộ luật Hình sự năm 2015; Bộ luật Hình sự nêu rõ.",
        {
            "Bộ luật Hình sự 1999": ["Bộ luật Hình sự năm 1999"],
            "Bộ luật Hình sự 2015": ["Bộ luật Hình sự năm 2015"],
            "Bộ luật Hình sự": ["Bộ luật Hình sự"],
        },
    ),
    (
        "Luật BHXH hiện hành (Luật BHXH năm 2014) và Luật BHXH năm 2024.",
        {"Luật BHXH 2014": ["Luật BHXH", "Luật BHXH năm 2014"], "Luật BHXH 2024": ["Luật BHXH năm 2024"]},
    ),
    (
        "Luật Cán bộ, công chức năm 2008 cũ; Luật CBCC đã lạc hậu.",
        {"Luật Cán bộ, công chức 2008": ["Luật Cán bộ, công chức năm 2008", "Luật CBCC"]},
    ),
    (
        "Luật Cảnh vệ (luật số 13/2017/QH14) nêu rõ.",
        {"13/2017/QH14": ["Luật Cảnh vệ", "luật số 13/2017/QH14"]},
    ),
    (
        "Dự án Luật Thủ đô (sửa đổi) thay Luật Thủ đô.",
        {"Luật Thủ đô (sửa đổi)": ["Luật Thủ đô (sửa đổi)"], "Luật Thủ đô": ["Luật Thủ đô"]},
    ),
    # a provision is another document than its law
    (
        "Luật Cư trú năm 2020 và Điều 5 Luật Cư trú.",
        {"Luật Cư trú 2020": ["Luật Cư trú năm 2020"], "Luật Cư trú 2020#điều5": ["Điều 5 Luật Cư trú"]},
    ),
    (
        "Nghị quyết Đại hội Đảng bộ huyện Mường Khương; Nghị quyết Đại hội Đảng bộ huyện lần VI; các kỳ họp bàn"
        " nghị quyết Đại hội Đảng bộ lần thứ VI.",
        {
            "Nghị quyết Đại hội Đảng bộ huyện lần VI": [
                "Nghị quyết Đại hội Đảng bộ huyện Mường Khương",
                "Nghị quyết Đại hội Đảng bộ huyện lần VI",
                "nghị quyết Đại hội Đảng bộ lần thứ VI",
            ]
        },
    ),
    (
        "Nghị quyết Đại hội Đảng bộ huyện Mường Khương; Nghị quyết Đại hội Đảng bộ huyện Bắc Hà.",
        {
            "Nghị quyết Đại hội Đảng bộ huyện Mường Khương": [
                "Nghị quyết Đại hội Đảng bộ huyện Mường Khương"
            ],
            "Nghị quyết Đại hội Đảng bộ huyện Bắc Hà": ["Nghị quyết Đại hội Đảng bộ huyện Bắc Hà"],
        },
    ),
    (
        "Bàn chương trình số 38 của hai bộ; tỉnh đã thực hiện chương trình phối hợp số 38.",
        {"Chương trình phối hợp 38": ["chương trình số 38", "chương trình phối hợp số 38"]},
    ),
    (
        "Nghị quyết Đại hội IX và nghị quyết Đại hội Đảng toàn quốc lần thứ IX.",
        {
            "Nghị quyết Đại hội Đảng toàn quốc lần thứ IX": [
                "Nghị quyết Đại hội IX",
                "nghị quyết Đại hội Đảng toàn quốc lần thứ IX",
            ]
        },
    ),
    (
        "Nghị quyết Đại hội XIII; Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng.",
        {
            "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII": [
                "Nghị quyết Đại hội XIII",
                "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII",
            ]
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_mentions_of_one_document(text: str, expected: dict[str, list[str]]) -> None:
    assert by_key(text) == expected


def test_the_table_is_not_empty() -> None:
    assert LINKS


def test_documents_of_one_number_and_two_dates_stay_two() -> None:
    references = read("Quyết định số 12 ngày 5/3/2016 và Quyết định số 12 ngày 7/4/2018.").references
    assert [(r.key, r.date) for r in references] == [
        ("Quyết định 12", "2016-03-05"),
        ("Quyết định 12", "2018-04-07"),
    ]


def test_terms_tell_documents_of_one_name_apart() -> None:
    references = read("Nghị quyết Trung ương 4 khóa XI, rồi Nghị quyết Trung ương 4 (khóa XII).").references
    assert [(r.key, r.term) for r in references] == [
        ("Nghị quyết Trung ương 4", "XI"),
        ("Nghị quyết Trung ương 4", "XII"),
    ]


def test_what_the_text_gives_of_a_document() -> None:
    (reference,) = read(
        "Kết luận số 61-KL/TW ngày 22-01-2019 của Ban Bí thư (khóa XII) về công tác dân vận đã được phổ biến."
    ).references
    assert reference == Reference(
        key="61-KL/TW",
        mentions=reference.mentions,
        type="Kết luận",
        number="61",
        symbol="KL/TW",
        issuer="Ban Bí thư",
        date="2019-01-22",
        term="XII",
        title="công tác dân vận",
    )


def test_a_title_ends_where_the_sentence_goes_on() -> None:
    text = "Theo Quy định số 69-QĐ/TW về kỷ luật đảng viên, Ban Bí thư quyết định khiển trách ông Bình."
    (reference,) = read(text).references
    assert reference.title == "kỷ luật đảng viên"


def test_a_law_has_no_title_but_its_name() -> None:
    (reference,) = read("Bị khởi tố theo Luật Thanh tra về hành vi nhận hối lộ.").references
    assert reference.title is None


def test_a_quoted_title_before_the_issuer() -> None:
    (reference,) = read("Kế hoạch số 7-KH/TU “Giữ vững an ninh” ngày 5/6/2020 của Tỉnh ủy.").references
    assert (reference.title, reference.issuer, reference.date) == (
        "Giữ vững an ninh",
        "Tỉnh ủy",
        "2020-06-05",
    )


def test_what_the_text_does_not_give_is_none() -> None:
    (reference,) = read("Đơn vị thực hiện Chỉ thị 07.").references
    values = (reference.symbol, reference.issuer, reference.date, reference.term, reference.title)
    assert values == (None,) * 5


def test_a_text_without_documents() -> None:
    assert read("Không có gì.").references == ()
