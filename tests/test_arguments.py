"""Arguments of events: by the place of the mention, active and passive, and within the sentence."""

from __future__ import annotations

import pytest

from event_drafts import draft_of
from vnpolice_ie.draft import DraftPerson
from vnpolice_ie.events.patterns import patterns_of
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.linking.events import EventLinkingStage
from vnpolice_ie.rules.arguments import ArgumentStage
from vnpolice_ie.rules.triggers import TriggerStage
from vnpolice_ie.schema import EVENT_TYPES, fillers_of, roles_of

CASES: list[tuple[str, list[tuple[str, str, str]]]] = [
    (
        "⟦DATE|Sáng 5/3⟧, ⟦RANK|Đại tá⟧ ⟦PERSON|Lê Văn Kha⟧, ⟦POSITION|Giám đốc Công an tỉnh⟧ cho biết vụ việc đã rõ.",
        [("cho biết", "SPEAKER", "Lê Văn Kha"), ("cho biết", "TIME", "Sáng 5/3")],
    ),
    (  # a relative named in apposition does not speak
        "Ông ⟦PERSON|Lê Văn Kha⟧ - con trai ⟦RANK|Đại tướng⟧ ⟦PERSON|Lê Hữu Đa⟧ cho biết, gia đình đồng ý.",
        [("cho biết", "SPEAKER", "Lê Văn Kha")],
    ),
    (
        "⟦ORG|Bộ Công an⟧ yêu cầu ⟦ORG|Cục C06⟧ báo cáo trước ngày mai.",
        [("yêu cầu", "SPEAKER", "Bộ Công an"), ("yêu cầu", "ADDRESSEE", "Cục C06")],
    ),
    (
        "Phát biểu tại hội nghị, ông ⟦PERSON|Lê Văn Kha⟧ nhấn mạnh kết quả.",
        [("Phát biểu", "SPEAKER", "Lê Văn Kha"), ("hội nghị", "PARTICIPANT", "Lê Văn Kha")],
    ),
    (
        "⟦PERSON|Trần Văn Búp⟧ bị ⟦ORG|Công an huyện Lộc Vân⟧ bắt tạm giam về tội ⟦OFFENCE|Đánh bạc⟧.",
        [
            ("bắt tạm giam", "AUTHORITY", "Công an huyện Lộc Vân"),
            ("bắt tạm giam", "TARGET", "Trần Văn Búp"),
            ("bắt tạm giam", "OFFENCE", "Đánh bạc"),
        ],
    ),
    (
        "⟦ORG|Công an huyện Lộc Vân⟧ đã khởi tố bị can ⟦PERSON|Trần Văn Búp⟧ và ⟦PERSON|Tạ Sử⟧.",
        [
            ("khởi tố bị can", "AUTHORITY", "Công an huyện Lộc Vân"),
            ("khởi tố bị can", "TARGET", "Trần Văn Búp"),
            ("khởi tố bị can", "TARGET", "Tạ Sử"),
        ],
    ),
    (  # a pronoun stands for the body last named, inside a post too
        "Ông ⟦PERSON|Vũ Hạnh⟧, ⟦POSITION|Phó Trưởng ⟦ORG|Công an huyện Lộc Vân⟧⟧, cho biết đơn vị này đã bắt ⟦PERSON|Tạ Sử⟧.",
        [
            ("cho biết", "SPEAKER", "Vũ Hạnh"),
            ("bắt", "AUTHORITY", "Công an huyện Lộc Vân"),
            ("bắt", "TARGET", "Tạ Sử"),
        ],
    ),
    (  # of a sentence before, the body that acted there; "Bộ này" is one whose name begins so
        "⟦ORG|Bộ Công an⟧ nắm tình hình ở ⟦ORG|Công ty Hòa Phú⟧. Sau đó, cơ quan này đã bắt ⟦PERSON|Tạ Sử⟧.\n"
        "⟦ORG|Sở Y tế⟧ gặp khó, ⟦ORG|Bộ Y tế⟧ cũng vậy. Bộ này yêu cầu cho ý kiến. Tòa này yêu cầu thêm.",
        [
            ("bắt", "AUTHORITY", "Bộ Công an"),
            ("bắt", "TARGET", "Tạ Sử"),
            ("yêu cầu", "SPEAKER", "Bộ Y tế"),
        ],
    ),
    (
        "⟦ORG|Ban Bí thư⟧ điều động ông ⟦PERSON|Vũ Hạnh⟧ giữ chức ⟦POSITION|Phó Trưởng ban⟧.",
        [
            ("điều động", "AUTHORITY", "Ban Bí thư"),
            ("điều động", "APPOINTEE", "Vũ Hạnh"),
            ("điều động", "POSITION", "Phó Trưởng ban"),
        ],
    ),
    (
        "⟦ORG|Công an tỉnh Bình Sơn⟧ tổ chức hội nghị tại ⟦LOC|phường Lộc Vân⟧, do ⟦PERSON|Vũ Hạnh⟧ chủ trì.",
        [
            ("hội nghị", "CHAIR", "Vũ Hạnh"),
            ("hội nghị", "ORGANIZER", "Công an tỉnh Bình Sơn"),
            ("hội nghị", "PLACE", "phường Lộc Vân"),
        ],
    ),
    (
        "⟦ORG|Chính phủ⟧ ban hành ⟦DOC_REF|Nghị định số 15/2020/NĐ-CP⟧ ⟦DATE|ngày 3/2/2020⟧.",
        [
            ("ban hành", "ISSUER", "Chính phủ"),
            ("ban hành", "DOCUMENT", "Nghị định số 15/2020/NĐ-CP"),
            ("ban hành", "TIME", "ngày 3/2/2020"),
        ],
    ),
    (
        "⟦POSITION|Chủ tịch nước⟧ tặng ⟦AWARD|Huân chương Chiến công⟧ cho ⟦ORG|Công an xã Lộc Vân⟧.",
        [
            ("tặng", "GIVER", "Chủ tịch nước"),
            ("tặng", "RECIPIENT", "Công an xã Lộc Vân"),
            ("tặng", "AWARD", "Huân chương Chiến công"),
        ],
    ),
    (
        "⟦ORG|Tỉnh ủy⟧ tổ chức hội nghị.\nCùng dự có đồng chí ⟦PERSON|Vũ Hạnh⟧, ⟦POSITION|Bí thư⟧; "
        "đại diện lãnh đạo ⟦ORG|Ban Nội chính⟧.",
        [
            ("hội nghị", "ORGANIZER", "Tỉnh ủy"),
            ("hội nghị", "PARTICIPANT", "Vũ Hạnh"),
            ("hội nghị", "PARTICIPANT", "Ban Nội chính"),
        ],
    ),
    (
        "Dự hội nghị tại điểm cầu ⟦ORG|Bộ Công an⟧ có các đồng chí: ⟦PERSON|Vũ Hạnh⟧; ⟦PERSON|Lê Văn Kha⟧.",
        [
            ("hội nghị", "PLACE", "Bộ Công an"),
            ("hội nghị", "PARTICIPANT", "Vũ Hạnh"),
            ("hội nghị", "PARTICIPANT", "Lê Văn Kha"),
        ],
    ),
    (
        "⟦ORG|Tỉnh ủy⟧ tổ chức hội nghị quán triệt ⟦DOC_REF|Kết luận số 44⟧ của ⟦ORG|Ban Bí thư⟧ và "
        "⟦DOC_REF|Chỉ thị số 09⟧.",
        [
            ("hội nghị", "ORGANIZER", "Tỉnh ủy"),
            ("hội nghị", "DOCUMENT", "Kết luận số 44"),
            ("hội nghị", "DOCUMENT", "Chỉ thị số 09"),
            ("quán triệt", "AGENT", "Tỉnh ủy"),
            ("quán triệt", "DOCUMENT", "Kết luận số 44"),
            ("quán triệt", "DOCUMENT", "Chỉ thị số 09"),
        ],
    ),
    (
        "Ông ⟦PERSON|Vũ Hạnh⟧ sinh năm 1970.\nÔng được bổ nhiệm giữ chức ⟦POSITION|Phó Giám đốc⟧ ⟦DATE|tháng 5/2016⟧.",
        [
            ("bổ nhiệm", "APPOINTEE", "Vũ Hạnh"),
            ("bổ nhiệm", "POSITION", "Phó Giám đốc"),
            ("bổ nhiệm", "TIME", "tháng 5/2016"),
        ],
    ),
    (
        "Đoàn công tác của ⟦ORG|Bộ Công an⟧ do ⟦RANK|Đại tá⟧ ⟦PERSON|Vũ Hạnh⟧ làm ⟦POSITION|trưởng đoàn⟧ đã làm việc "
        "với ⟦ORG|UBND tỉnh Bình Sơn⟧.",
        [("làm việc", "PARTICIPANT", name) for name in ("Bộ Công an", "Vũ Hạnh", "UBND tỉnh Bình Sơn")],
    ),
    (
        "Tham dự hội nghị do ông ⟦PERSON|Vũ Hạnh⟧ chủ trì là dịp học hỏi.",
        [("hội nghị", "CHAIR", "Vũ Hạnh")],
    ),
    (
        "⟦ORG|Bộ Công an⟧ phối hợp với ⟦ORG|UBND tỉnh Bình Sơn⟧ tổ chức hội nghị.",
        [("hội nghị", "ORGANIZER", "Bộ Công an"), ("hội nghị", "ORGANIZER", "UBND tỉnh Bình Sơn")],
    ),
    (
        "⟦ORG|Công an huyện⟧ đã khởi tố 2 bị can. Các bị can gồm ⟦PERSON|Trần Văn Búp⟧ và ⟦PERSON|Tạ Văn Sử⟧.",
        [
            ("khởi tố", "AUTHORITY", "Công an huyện"),
            ("khởi tố", "TARGET", "Trần Văn Búp"),
            ("khởi tố", "TARGET", "Tạ Văn Sử"),
        ],
    ),
    (
        "Tại kỳ họp thứ 7, ⟦ORG|Quốc hội⟧ đã bàn nhiều việc.",
        [("kỳ họp thứ 7", "ORGANIZER", "Quốc hội")],
    ),
    (
        "Ông ⟦PERSON|Lê Văn Kha⟧ cho biết, ⟦DATE|sáng 27/5⟧ tổ tuần tra gặp sự cố.",
        [("cho biết", "SPEAKER", "Lê Văn Kha")],
    ),
    (
        "Theo ⟦DOC_REF|Nghị quyết số 15/NQ-HĐND⟧của ⟦ORG|HĐND tỉnh⟧, ông ⟦PERSON|Vũ Hạnh⟧ thôi giữ chức vụ.",
        [
            ("thôi giữ chức vụ", "APPOINTEE", "Vũ Hạnh"),
            ("thôi giữ chức vụ", "AUTHORITY", "HĐND tỉnh"),
            ("thôi giữ chức vụ", "DOCUMENT", "Nghị quyết số 15/NQ-HĐND"),
        ],
    ),
    (
        "Theo ⟦DOC_REF|Quyết định số 86/QĐ-BCA⟧ của ⟦POSITION|Bộ trưởng Bộ Công an⟧, ông ⟦PERSON|Vũ Hạnh⟧ được "
        "bổ nhiệm.",
        [
            ("bổ nhiệm", "APPOINTEE", "Vũ Hạnh"),
            ("bổ nhiệm", "AUTHORITY", "Bộ trưởng Bộ Công an"),
            ("bổ nhiệm", "DOCUMENT", "Quyết định số 86/QĐ-BCA"),
        ],
    ),
    (
        "Ông ⟦PERSON|Tạ Văn Sử⟧ trao quyết định của ⟦ORG|Ban Bí thư⟧ chuẩn y ông ⟦PERSON|Vũ Hạnh⟧.",
        [("chuẩn y", "APPOINTEE", "Vũ Hạnh"), ("chuẩn y", "AUTHORITY", "Ban Bí thư")],
    ),
    (
        "⟦ORG|Công an xã⟧ bắt quả tang ⟦PERSON|Tạ Văn Sử⟧ (23 tuổi, ở ⟦LOC|xã Nghi Kim⟧) tại ⟦LOC|đường Hai Sơn⟧.",
        [
            ("bắt quả tang", "AUTHORITY", "Công an xã"),
            ("bắt quả tang", "TARGET", "Tạ Văn Sử"),
            ("bắt quả tang", "PLACE", "đường Hai Sơn"),
        ],
    ),
    (  # for whom somebody acts is not who acts
        "Thay mặt ⟦POSITION|Chủ tịch nước⟧, ⟦RANK|Đại tá⟧ ⟦PERSON|Vũ Hạnh⟧ trao ⟦AWARD|Huân chương Chiến công⟧ cho "
        "⟦ORG|Đội 2⟧.",
        [
            ("trao", "GIVER", "Vũ Hạnh"),
            ("trao", "RECIPIENT", "Đội 2"),
            ("trao", "AWARD", "Huân chương Chiến công"),
        ],
    ),
    (  # what a bracket tells of one member of a list
        "⟦ORG|Công an huyện Lộc Vân⟧ bắt ⟦PERSON|Tạ Sử⟧ (SN ⟦DATE|1981⟧, thủ kho cũ), ⟦PERSON|Lò Văn Út⟧ (phu xe).",
        [
            ("bắt", "AUTHORITY", "Công an huyện Lộc Vân"),
            ("bắt", "TARGET", "Tạ Sử"),
            ("bắt", "TARGET", "Lò Văn Út"),
        ],
    ),
    (
        "⟦ORG|Công an huyện Lộc Vân⟧ chủ trì, phối hợp ⟦ORG|Cục C04⟧ (⟦ORG|Bộ Công an⟧) bắt giữ ⟦PERSON|Tạ Sử⟧.",
        [
            ("bắt giữ", "AUTHORITY", "Công an huyện Lộc Vân"),
            ("bắt giữ", "AUTHORITY", "Cục C04"),
            ("bắt giữ", "TARGET", "Tạ Sử"),
        ],
    ),
    (  # two posts of one person
        "Ông ⟦PERSON|Vũ Hạnh⟧ thôi giữ chức ⟦POSITION|Phó Giám đốc⟧; được bổ nhiệm ⟦POSITION|Giám đốc⟧.",
        [
            ("thôi giữ chức", "APPOINTEE", "Vũ Hạnh"),
            ("thôi giữ chức", "POSITION", "Phó Giám đốc"),
            ("bổ nhiệm", "APPOINTEE", "Vũ Hạnh"),
            ("bổ nhiệm", "POSITION", "Giám đốc"),
        ],
    ),
    ("⟦ORG|Huyện ủy Lộc Vân⟧ đã họp mở rộng.", [("họp", "ORGANIZER", "Huyện ủy Lộc Vân")]),
    (
        "Nguồn tin từ ⟦ORG|Công an huyện Lộc Vân⟧ cho biết đường đã thông.",
        [("cho biết", "SPEAKER", "Công an huyện Lộc Vân")],
    ),
    (  # each with a punishment, and an offence, of his own
        "⟦ORG|Tòa án tỉnh⟧ tuyên phạt ⟦PERSON|Tạ Sử⟧ (37 tuổi) 20 năm tù, ⟦PERSON|Lò Văn Út⟧ 18 năm tù về tội "
        "⟦OFFENCE|Cướp tài sản⟧; ⟦PERSON|Đào Kỷ⟧ 9 tháng tù về tội ⟦OFFENCE|Không tố giác tội phạm⟧.",
        [
            ("tuyên phạt", "AUTHORITY", "Tòa án tỉnh"),
            ("tuyên phạt", "TARGET", "Tạ Sử"),
            ("tuyên phạt", "TARGET", "Lò Văn Út"),
            ("tuyên phạt", "TARGET", "Đào Kỷ"),
            ("tuyên phạt", "OFFENCE", "Cướp tài sản"),
            ("tuyên phạt", "OFFENCE", "Không tố giác tội phạm"),
        ],
    ),
    (
        "⟦ORG|Công an tỉnh⟧ tặng ⟦AWARD|Giấy khen⟧ cho ⟦ORG|Đội 2⟧, ⟦ORG|Phòng Tham mưu⟧ và ông ⟦PERSON|Đào Kỷ⟧.",
        [
            ("tặng", "GIVER", "Công an tỉnh"),
            ("tặng", "AWARD", "Giấy khen"),
            ("tặng", "RECIPIENT", "Đội 2"),
            ("tặng", "RECIPIENT", "Phòng Tham mưu"),
            ("tặng", "RECIPIENT", "Đào Kỷ"),
        ],
    ),
    (  # who chairs and attends, told after the meeting
        "⟦ORG|Công an tỉnh⟧ tổ chức hội nghị sơ kết. ⟦RANK|Đại tá⟧ ⟦PERSON|Vũ Hạnh⟧, ⟦POSITION|Giám đốc⟧ chủ trì; "
        "dự có ông ⟦PERSON|Đào Kỷ⟧.",
        [
            ("hội nghị", "ORGANIZER", "Công an tỉnh"),
            ("hội nghị", "CHAIR", "Vũ Hạnh"),
            ("hội nghị", "PARTICIPANT", "Đào Kỷ"),
        ],
    ),
    (  # a semicolon ends a clause: who comes next gives, and is no recipient
        "⟦ORG|Công an tỉnh⟧ tặng ⟦AWARD|Giấy khen⟧ cho bà ⟦PERSON|Tạ Hà⟧; ⟦ORG|Ủy ban xã⟧ tặng ⟦AWARD|Bằng khen⟧.",
        [
            ("tặng", "AWARD", "Giấy khen"),
            ("tặng", "GIVER", "Công an tỉnh"),
            ("tặng", "RECIPIENT", "Tạ Hà"),
            ("tặng", "AWARD", "Bằng khen"),
            ("tặng", "GIVER", "Ủy ban xã"),
        ],
    ),
    (  # who was inspected seizes nothing
        "⟦ORG|Công an huyện Lộc Vân⟧ kiểm tra ⟦ORG|Nhà máy Hoa Sữa⟧, thu giữ hai tấn đường.",
        [
            ("kiểm tra", "INSPECTOR", "Công an huyện Lộc Vân"),
            ("kiểm tra", "TARGET", "Nhà máy Hoa Sữa"),
            ("thu giữ", "AUTHORITY", "Công an huyện Lộc Vân"),
        ],
    ),
    (  # a pronoun as the subject of a passive
        "Anh ⟦PERSON|Lê Văn Kha⟧ dạy múa. Anh được ⟦ORG|Thành đoàn⟧ tặng ⟦AWARD|Giấy khen⟧.",
        [
            ("tặng", "AWARD", "Giấy khen"),
            ("tặng", "GIVER", "Thành đoàn"),
            ("tặng", "RECIPIENT", "Lê Văn Kha"),
        ],
    ),
    (  # an opening names who chairs; a body that decides there is no guest
        "Chủ trì hội nghị, ông ⟦PERSON|Lê Văn Kha⟧ nêu ba việc.",
        [("hội nghị", "CHAIR", "Lê Văn Kha"), ("nêu", "SPEAKER", "Lê Văn Kha")],
    ),
    (
        "Tại hội nghị, ⟦ORG|Bộ Chính trị⟧ đã bổ nhiệm ông ⟦PERSON|Vũ Hạnh⟧.",
        [("bổ nhiệm", "APPOINTEE", "Vũ Hạnh"), ("bổ nhiệm", "AUTHORITY", "Bộ Chính trị")],
    ),
    (  # a rule is no decision
        "Căn cứ ⟦DOC_REF|Quy định số 69-QĐ/TW⟧, ⟦ORG|Ban Bí thư⟧ quyết định khiển trách ông ⟦PERSON|Đào Kỷ⟧.",
        [("khiển trách", "APPOINTEE", "Đào Kỷ"), ("khiển trách", "AUTHORITY", "Ban Bí thư")],
    ),
    (  # others are named before the passive; where somebody ran from is not who was arrested
        "Ông ⟦PERSON|Lê Văn Kha⟧ cho biết, 14 đối tượng cầm đầu đã bị bắt.",
        [("cho biết", "SPEAKER", "Lê Văn Kha")],
    ),
    (
        "⟦PERSON|Trần Văn Búp⟧ trốn khỏi ⟦ORG|Trại giam Hoa Lau⟧ đã bị bắt.",
        [("bắt", "TARGET", "Trần Văn Búp")],
    ),
    (  # who tells of an inspection does not make it
        "⟦ORG|Thanh tra tỉnh⟧ đã kiểm tra ⟦ORG|Nhà máy Hoa Sữa⟧; ông ⟦PERSON|Lê Văn Kha⟧ cho biết, đoàn kiểm tra lại sau.",
        [
            ("cho biết", "SPEAKER", "Lê Văn Kha"),
            ("kiểm tra", "INSPECTOR", "Thanh tra tỉnh"),
            ("kiểm tra", "TARGET", "Nhà máy Hoa Sữa"),
        ],
    ),
    (  # who owns is not who acts
        "Mẹ của ⟦PERSON|Tạ Huy⟧, bà ⟦PERSON|Võ Thị Nhỏ⟧, nói: “Tôi xin lỗi”.",
        [("nói", "SPEAKER", "Võ Thị Nhỏ")],
    ),
    (  # where one act was done is not where the next was
        "⟦ORG|Công an huyện⟧ bắt ⟦PERSON|Trần Văn Búp⟧ ở ⟦LOC|bến Hoa Lau⟧; bắt ⟦PERSON|Tạ Sử⟧ sau một ngày.",
        [
            ("bắt", "AUTHORITY", "Công an huyện"),
            ("bắt", "TARGET", "Trần Văn Búp"),
            ("bắt", "PLACE", "bến Hoa Lau"),
            ("bắt", "AUTHORITY", "Công an huyện"),
            ("bắt", "TARGET", "Tạ Sử"),
        ],
    ),
    (  # who is visited inspects nothing
        "⟦DATE|Sáng 5/3⟧, ông ⟦PERSON|Kha⟧ thăm ⟦ORG|Công an xã Lộc Vân⟧ và kiểm tra công tác trực.",
        [("kiểm tra", "INSPECTOR", "Kha"), ("kiểm tra", "TIME", "Sáng 5/3")],
    ),
    (  # a dateline acts in nothing
        "(⟦ORG|TTXVN⟧) - ⟦ORG|Công an tỉnh⟧ bắt giữ ⟦PERSON|Tạ Sử⟧.",
        [("bắt giữ", "AUTHORITY", "Công an tỉnh"), ("bắt giữ", "TARGET", "Tạ Sử")],
    ),
]


def test_there_are_cases() -> None:
    assert len(CASES) > 8


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_arguments(marked: str, expected: list[tuple[str, str, str]]) -> None:
    draft, _ = draft_of(marked)
    for stage in (TriggerStage(), EventLinkingStage(), ArgumentStage()):
        stage(draft)
    found = [
        (draft.text_of(v.triggers[0]), role, draft.text_of(c))
        for v in draft.events
        for role, c in v.arguments
    ]
    assert sorted(found) == sorted(expected)


def test_who_chairs_is_no_participant() -> None:
    draft, _ = draft_of(
        "Ông ⟦PERSON|Vũ Hạnh⟧ chủ trì hội nghị.\nPhát biểu tại hội nghị, ông ⟦PERSON|Vũ Hạnh⟧ vui mừng."
    )
    draft.people = [DraftPerson("Vũ Hạnh", draft.mentions("PERSON"))]
    for stage in (TriggerStage(), EventLinkingStage(), ArgumentStage()):
        stage(draft)
    meeting = next(v for v in draft.events if v.type == "MEETING")
    assert [role for role, _ in meeting.arguments] == ["CHAIR"]


def test_who_is_appointed_does_not_appoint() -> None:
    draft, _ = draft_of(
        "Ông ⟦PERSON|Vũ Hạnh⟧ quyết định bổ nhiệm ông ⟦PERSON|Hạnh⟧ giữ chức ⟦POSITION|Phó Giám đốc⟧."
    )
    draft.people = [DraftPerson("Vũ Hạnh", draft.mentions("PERSON"))]
    for stage in (TriggerStage(), EventLinkingStage(), ArgumentStage()):
        stage(draft)
    assert sorted(role for role, _ in draft.events[0].arguments) == ["APPOINTEE", "POSITION"]


def test_patterns_ask_for_roles_that_the_type_has() -> None:
    rows = read_table("role_patterns")
    assert rows
    for row in rows:
        assert row["type"] in EVENT_TYPES
    for event_type in EVENT_TYPES:
        patterns = patterns_of(event_type)
        assert patterns
        assert {p.role for p in patterns} <= set(roles_of(event_type))


def test_words_of_patterns_begin_with_a_plain_word() -> None:
    """A sentence without that word is not searched."""
    for event_type in EVENT_TYPES:
        for pattern in patterns_of(event_type):
            if pattern.how not in {"rank", "before-in-clause"}:  # that are not asked for their words
                assert all(word.isalpha() for word in pattern.first_words), pattern


@pytest.mark.parametrize("marked", [marked for marked, _ in CASES])
def test_fillers_have_the_labels_of_their_roles(marked: str) -> None:
    draft, _ = draft_of(marked)
    for stage in (TriggerStage(), EventLinkingStage(), ArgumentStage()):
        stage(draft)
    pairs = [(role, c.label) for v in draft.events for role, c in v.arguments]
    assert pairs
    assert all(label in fillers_of(role) for role, label in pairs)
