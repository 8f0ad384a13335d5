"""Event triggers in context: what is stated is an event, what is wished, owed, denied or general is none."""

from __future__ import annotations

from itertools import takewhile

import pytest

import vnpolice_ie as vie
from event_drafts import draft_of
from marks import parse_marks
from vnpolice_ie.draft import Draft
from vnpolice_ie.events.clues import Clues
from vnpolice_ie.events.conditions import stated
from vnpolice_ie.events.surroundings import Surroundings, word_classes
from vnpolice_ie.generator import generate
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.lexicon.search import apart
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.triggers import TriggerStage
from vnpolice_ie.schema import EVENT_TYPES
from vnpolice_ie.text.source import SourceText

CASES = [
    # speech: the first reporting verb of a speaker
    "⟦RANK|Đại tá⟧ ⟦PERSON|Lê Văn Kha⟧ ⟦EVENT.SPEECH|cho biết⟧ vụ việc đang được làm rõ.",
    "⟦EVENT.SPEECH|Phát biểu⟧ tại ⟦EVENT.MEETING|hội nghị⟧, ông ⟦PERSON|Kha⟧ nhấn mạnh vai trò cơ sở.",
    "“Không có vùng cấm”, ông ⟦PERSON|Kha⟧ ⟦EVENT.SPEECH|khẳng định⟧.",
    "Trao đổi với phóng viên, ⟦POSITION|Trưởng Công an xã⟧ ⟦EVENT.SPEECH|cho hay⟧ đường đã thông.",
    "⟦ORG|Bộ Công an⟧ ⟦EVENT.SPEECH|yêu cầu⟧ Công an các địa phương tăng cường tuần tra.",
    "Đây là yêu cầu của ⟦ORG|Bộ Công an⟧.",
    "Theo ông ⟦PERSON|Kha⟧, thông tin từ người dân rất quý.",
    "Bị can ⟦PERSON|Búp⟧ ⟦EVENT.SPEECH|khai nhận⟧ toàn bộ hành vi.",
    # legal action
    "⟦ORG|Công an huyện Lộc Vân⟧ đã ⟦EVENT.LEGAL_ACTION|khởi tố vụ án⟧, ⟦EVENT.LEGAL_ACTION|khởi tố bị can⟧, "
    "⟦EVENT.LEGAL_ACTION|bắt tạm giam⟧ ⟦PERSON|Trần Văn Búp⟧.",
    "⟦EVENT.LEGAL_ACTION|Bắt⟧ hai đối tượng trộm cắp\nTối qua, công an bắt đầu mở rộng điều tra.",
    "Nếu đủ căn cứ có thể khởi tố vụ án.",
    "Xử phạt trong lĩnh vực điện lực từ 5 năm nay.",
    "Cơ quan chức năng không được bắt, khám xét người khi chưa có lệnh.",
    "Ông ⟦PERSON|Đào Kỷ⟧ bị ⟦EVENT.LEGAL_ACTION|truy tố⟧ về tội ⟦OFFENCE|Nhận hối lộ⟧.",
    # appointment and discipline
    "⟦POSITION|Bộ trưởng⟧ quyết định ⟦EVENT.APPOINTMENT|điều động⟧, ⟦EVENT.APPOINTMENT|bổ nhiệm⟧ "
    "⟦RANK|Đại tá⟧ ⟦PERSON|Vũ Hạnh⟧ giữ chức ⟦POSITION|Phó Giám đốc⟧.",
    "Ông ⟦PERSON|Vũ Hạnh⟧ ⟦EVENT.APPOINTMENT|làm⟧ ⟦POSITION|Chủ tịch huyện⟧\nÔng có nhiều năm làm báo.",
    "Ban Bí thư quyết định thi hành ⟦EVENT.APPOINTMENT|kỷ luật⟧ ông ⟦PERSON|Đào Kỷ⟧.",
    "Cán bộ phải chấp hành kỷ luật, kỷ cương.",
    "Nghị định quy định việc bổ nhiệm công chức.",
    # issuance and implementation need a document
    "⟦ORG|Chính phủ⟧ ⟦EVENT.ISSUANCE|ban hành⟧ ⟦DOC_REF|Nghị định số 15/2020/NĐ-CP⟧.",
    "Các địa phương cần ban hành kế hoạch cụ thể.",
    "⟦EVENT.IMPLEMENTATION|Thực hiện⟧ ⟦DOC_REF|Kết luận số 44⟧, tỉnh đã giảm 12 đầu mối.",
    "Các đơn vị tiếp tục thực hiện nhiệm vụ được giao.",
    # commendation, inspection, meetings
    "⟦POSITION|Chủ tịch nước⟧ ⟦EVENT.COMMENDATION|tặng⟧ ⟦AWARD|Huân chương Chiến công⟧ cho đơn vị.",
    "Đơn vị tặng 20 suất quà cho học sinh nghèo.",
    "Đoàn của ⟦ORG|Bộ Công an⟧ đã ⟦EVENT.INSPECTION|kiểm tra⟧ công tác tại ⟦ORG|Công an tỉnh Bình Sơn⟧.",
    "Các đơn vị phải thường xuyên kiểm tra, giám sát.",
    "Tại ⟦EVENT.MEETING|Hội nghị Công an toàn quốc lần thứ 77⟧, các đại biểu thảo luận.",
    "Tại ⟦EVENT.MEETING|kỳ họp thứ 5⟧, ⟦ORG|Quốc hội⟧ ⟦EVENT.ISSUANCE|thông qua⟧ ⟦DOC_REF|Luật Căn cước⟧.",
    "Ngày 3/2, ⟦ORG|Ban Bí thư⟧ đã xem xét, thi hành ⟦EVENT.APPOINTMENT|kỷ luật⟧ ông ⟦PERSON|Đào Kỷ⟧.",
    "Tổ công tác dừng xe ⟦EVENT.INSPECTION|kiểm tra⟧, phát hiện hai bao hàng.",
    "Ông ⟦PERSON|Đào Kỷ⟧ bị ⟦EVENT.LEGAL_ACTION|khởi tố⟧, ⟦EVENT.LEGAL_ACTION|tạm giam⟧.",
    "⟦ORG|Tòa án nhân dân tỉnh⟧ đưa ra ⟦EVENT.LEGAL_ACTION|xét xử⟧ vụ án.",
    "Trung tâm Hội nghị tỉnh nằm cạnh phòng họp của xã.",
    # speech: quotations, what is said of the speaker between two commas or in a bracket, small words before the verb
    "“Thấy chuyện trái tai thì mình làm”, người thợ khóa già ⟦EVENT.SPEECH|nói⟧.",
    "Bà ⟦PERSON|Lò Thị Dung⟧ (bán nước, trú xã Lộc Vân) ⟦EVENT.SPEECH|kể⟧ trước tòa rằng đêm ấy trời mưa.",
    "Ông ⟦PERSON|Bảy Thơm⟧, chủ ghe ở bến dưới, ⟦EVENT.SPEECH|kể⟧ đêm nào cũng nghe tiếng máy.",
    "Chị ⟦PERSON|Lò Thị Dung⟧ đứng lên ⟦EVENT.SPEECH|thắc mắc⟧: “Bao giờ có đường?”.",
    "Bà ⟦PERSON|Dung⟧ ⟦EVENT.SPEECH|bảo⟧: “Tôi ghi sao thì nói vậy”.",
    "Cán bộ phải bảo đảm quân số, bà con nói chuyện đồng áng.",
    "⟦PERSON|Búp⟧ thì ⟦EVENT.SPEECH|khai⟧ mọi việc do người khác xúi.",
    # measures and punishments in a row
    "⟦ORG|Tổ công tác⟧ đã ⟦EVENT.LEGAL_ACTION|lập biên bản⟧, ⟦EVENT.LEGAL_ACTION|thu giữ⟧ vật chứng.",
    "⟦ORG|Huyện ủy⟧ đã ⟦EVENT.APPOINTMENT|khai trừ⟧ ông ⟦PERSON|Đào Kỷ⟧; ⟦EVENT.APPOINTMENT|cảnh cáo⟧ hai chi ủy viên.",
    "⟦ORG|Công an huyện Lộc Vân⟧ (Bình Sơn) ⟦EVENT.LEGAL_ACTION|tạm giữ⟧ ⟦PERSON|Trần Văn Búp⟧.",
    "⟦ORG|Tòa án nhân dân tỉnh⟧ ⟦EVENT.LEGAL_ACTION|tuyên⟧ hắn 12 năm tù.",
    "⟦EVENT.LEGAL_ACTION|Phạt⟧ hai chủ quán bán rượu lậu\nTin từ cơ sở cho thấy như vậy.",
    "Nghị định quy định xử phạt vi phạm hành chính về giao thông.",
    "Ông ⟦PERSON|Vũ Hạnh⟧ được ⟦EVENT.APPOINTMENT|điều⟧ về ⟦ORG|Công an huyện Lộc Vân⟧.",
    "Ông ⟦PERSON|Vũ Hạnh⟧ được ⟦EVENT.APPOINTMENT|giao⟧ ⟦POSITION|quyền Giám đốc⟧.",
    "⟦ORG|Tòa án nhân dân tỉnh⟧ ⟦DATE|sáng 5-3⟧ ⟦EVENT.LEGAL_ACTION|tuyên phạt⟧ ⟦PERSON|Trần Văn Búp⟧ hai năm tù.",
    "⟦PERSON|Trần Văn Búp⟧ ⟦EVENT.LEGAL_ACTION|nhận⟧ 24 tháng tù, ⟦EVENT.LEGAL_ACTION|cho hưởng án treo⟧.",
    "⟦PERSON|Trần Văn Búp⟧ nhận 24 thùng hàng.",
    "Sau vụ cháy chưa ai bị khởi tố, không ai bị phạt.",
    "⟦ORG|Sở Xây dựng⟧ đã ⟦EVENT.LEGAL_ACTION|đình chỉ⟧ hai công trình.",
    "⟦ORG|Huyện ủy⟧ ⟦EVENT.APPOINTMENT|đình chỉ⟧ chức vụ của ông ⟦PERSON|Đào Kỷ⟧.",
    "Ông ⟦PERSON|Vũ Hạnh⟧ ⟦EVENT.APPOINTMENT|chuyển⟧ sang làm ⟦POSITION|Chánh Thanh tra⟧.",
    "Nạn nhân được chuyển về Bệnh viện tỉnh.",
    "Ông ⟦PERSON|Vũ Hạnh⟧ hiện làm việc tại ⟦ORG|Sở Tư pháp⟧.",
    "Bà ⟦PERSON|Dung⟧ đứng bên ghe, tay chống nạnh, ⟦EVENT.SPEECH|hỏi⟧: “Ai mua cá?”.",
    "Ông ⟦PERSON|Kha⟧ chỉ ⟦EVENT.SPEECH|đề nghị⟧ ⟦ORG|Ủy ban xã⟧ sửa lại đường.",
    # meetings
    "⟦ORG|Công an TP Hải Phòng⟧ ⟦EVENT.MEETING|họp⟧ bất thường.",
    "⟦ORG|Ban Chỉ đạo⟧ họp hằng tuần.",
    "Ông ⟦PERSON|Kha⟧ tới hiện trường, ⟦EVENT.MEETING|họp⟧ khẩn với ⟦ORG|Huyện ủy⟧.",
    "Phòng họp của xã đã khóa.",
    "Đơn vị không tổ chức lễ kỷ niệm.",
    # visits
    "⟦DATE|Sáng 5/3⟧, Đoàn đã tới ⟦EVENT.INSPECTION|kiểm tra⟧ thực tế khu tái định cư.",
    "⟦DATE|Sáng 5/3⟧, ông ⟦PERSON|Kha⟧ thăm đồn biên phòng và ⟦EVENT.INSPECTION|kiểm tra⟧ công tác trực.",
    "⟦DATE|Sáng 5/3⟧, ⟦EVENT.MEETING|làm việc⟧ với ⟦ORG|Huyện ủy Lộc Vân⟧, Đoàn nghe báo cáo.",
    "⟦ORG|Công an tỉnh⟧ ⟦EVENT.COMMENDATION|tặng⟧ ⟦ORG|Đội 2⟧ ⟦AWARD|Giấy khen⟧.",
]


def test_there_are_cases() -> None:
    assert len(CASES) > 25


@pytest.mark.parametrize("marked", CASES)
def test_triggers(marked: str) -> None:
    draft, expected = draft_of(marked)
    TriggerStage()(draft)
    found = [(c.start, c.end, f"EVENT.{c.event_type}") for c in draft.mentions("EVENT")]
    text = draft.source.text
    assert found == expected, [(text[s:e], kind) for s, e, kind in found]


def test_a_proper_name_swallows_the_names_inside() -> None:
    draft, _ = draft_of("Hội nghị lần thứ tám ⟦ORG|Ban Chấp hành Trung ương Đảng⟧ khóa XIII bế mạc.")
    TriggerStage()(draft)
    assert [draft.text_of(c) for c in draft.mentions()] == [
        "Hội nghị lần thứ tám Ban Chấp hành Trung ương Đảng khóa XIII"
    ]


def test_the_tables_fit_together() -> None:
    triggers, rules = read_table("triggers"), read_table("trigger_rules")
    assert triggers
    assert rules
    groups = {row["group"] for row in rules}
    assert {row["group"] for row in triggers} - {"-"} == groups
    assert {row["type"] for row in triggers} <= set(EVENT_TYPES)
    names = [(row["group"], row["rule"]) for row in rules]
    assert len(names) == len(set(names)), "each rule has a name of its own"


def _by_the_table(clues: Clues, group: str) -> str | None:
    """The rule that tells of an event, if each rule is tried in order with every clue that it names."""
    for row in read_table("trigger_rules"):
        needs = [need.split("|") for need in row["needs"].split()]
        if (
            row["group"] == group
            and all(any(map(clues.has, need)) for need in needs)
            and not any(map(clues.has, row["unless"].split()))
        ):
            name = f"triggers.{group}-{row['rule']}"
            return None if name.endswith("no-event") else name
    return None


def test_what_is_passed_over_is_what_no_rule_holds_for() -> None:
    rules = vie.load("rules")
    told = 0
    for text in [parse_marks(case)[0] for case in CASES] + [doc.text for doc in generate(40, seed=5)]:
        draft = Draft(SourceText(text))
        for stage in takewhile(lambda s: s.name != "triggers", rules.stages):
            stage(draft)
        around = Surroundings(draft)
        for first, last, readings in apart(listed_in(draft.source).triggers):
            for kind, group in readings:
                if group == "-":
                    continue
                clues = Clues(around, first, last)
                found = stated(around, first, last, [(kind, group)])
                assert (found[1] if found else None) == _by_the_table(clues, group), (text, clues.start)
                if found:
                    clues.state(kind)
                    told += 1
    assert told > 100


def test_every_clue_of_the_table_is_one_that_can_be_asked() -> None:
    draft, _ = draft_of("Công an đã bắt ⟦PERSON|Trần Văn Búp⟧ tối qua.")
    clues = Clues(Surroundings(draft), 3, 4)
    classes = {name for found in word_classes().values() for name in found}
    for row in read_table("trigger_rules"):
        for clue in row["needs"].replace("|", " ").split() + row["unless"].split():
            assert clues.has(clue) in {True, False}
            kind, value = clue.split(":", 1)
            if kind in {"adv", "clause", "sent"}:
                assert value in classes, f"{clue} asks for a class that no word has"


def test_an_unknown_clue() -> None:
    draft, _ = draft_of("Công an bắt đối tượng.")
    with pytest.raises(ValueError, match="unknown kind of clue 'weather'"):
        Clues(Surroundings(draft), 2, 3).has("weather:fine")
