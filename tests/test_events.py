"""Coreference of events: which triggers name the same."""

from __future__ import annotations

import pytest

from event_drafts import draft_of
from vnpolice_ie.linking.events import EventLinkingStage
from vnpolice_ie.rules.triggers import TriggerStage

CASES: list[tuple[str, list[list[str]]]] = [
    (
        "⟦ORG|Tỉnh ủy⟧ tổ chức hội nghị.\nTại hội nghị, ông ⟦PERSON|Kha⟧ trình bày báo cáo.",
        [["hội nghị", "hội nghị"], ["trình bày"]],
    ),
    (
        "Quyết định điều động, bổ nhiệm ⟦PERSON|Vũ Hạnh⟧ làm ⟦POSITION|Giám đốc⟧.",
        [["điều động", "bổ nhiệm"]],
    ),
    (
        "Ông ⟦PERSON|Vũ Hạnh⟧ làm ⟦POSITION|Giám đốc⟧\n⟦ORG|Bộ Công an⟧ bổ nhiệm ông ⟦PERSON|Vũ Hạnh⟧ giữ chức "
        "⟦POSITION|Giám đốc⟧.",
        [["làm", "bổ nhiệm"]],
    ),
    (
        "Đã khởi tố ⟦PERSON|Trần Văn Búp⟧.\nĐã khởi tố ⟦PERSON|Tạ Văn Sử⟧.\nÔng ⟦PERSON|Búp⟧ bị khởi tố hôm qua.",
        [["khởi tố", "khởi tố"], ["khởi tố"]],
    ),
    (
        "Tại kỳ họp thứ 5, các đại biểu thảo luận.\nTại kỳ họp thứ 6, các đại biểu chất vấn.",
        [["kỳ họp thứ 5"], ["kỳ họp thứ 6"]],
    ),
    (
        "Ông ⟦PERSON|Kha⟧ cho biết đường đã thông.\nÔng ⟦PERSON|Kha⟧ cho biết thêm cầu cũng đã thông.\nHết.",
        [["cho biết", "cho biết"]],
    ),
    (
        "Tin mới\nÔng ⟦PERSON|Kha⟧ cho biết đường đã thông.\nÔng ⟦PERSON|Kha⟧ cho biết cầu cũng đã thông.",
        [["cho biết"], ["cho biết"]],
    ),
    (
        "⟦ORG|Huyện ủy Lộc Vân⟧ đã họp mở rộng.\nTại hội nghị, các đại biểu thảo luận.",
        [["họp", "hội nghị"]],
    ),
    (  # bodies of two areas act
        "⟦ORG|Công an huyện Lộc Vân⟧ đã bắt giữ hai xe gỗ.\n⟦ORG|Công an huyện Trà Xuân⟧ đã bắt giữ hai xe than.",
        [["bắt giữ"], ["bắt giữ"]],
    ),
    (  # so do two items of brief news, where no person is the same
        "Tin vắn\n* Công an xã đã tạm giữ hai xe cát.\n* Kiểm lâm đã tạm giữ hai xe gỗ.",
        [["tạm giữ"], ["tạm giữ"]],
    ),
    (
        "Đã khởi tố 12 bị can.\nĐã khởi tố 8 bị can trong vụ khác.\nÔng ⟦PERSON|Búp⟧ bị khởi tố.",
        [["khởi tố"], ["khởi tố"], ["khởi tố"]],
    ),
]


def test_there_are_cases() -> None:
    assert len(CASES) > 5


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_events(marked: str, expected: list[list[str]]) -> None:
    draft, _ = draft_of(marked)
    TriggerStage()(draft)
    EventLinkingStage()(draft)
    assert [[draft.text_of(t) for t in v.triggers] for v in draft.events] == expected


def test_each_trigger_is_in_one_event() -> None:
    draft, _ = draft_of("\n".join(marked for marked, _ in CASES))
    TriggerStage()(draft)
    EventLinkingStage()(draft)
    linked = [t for v in draft.events for t in v.triggers]
    assert sorted(linked, key=lambda t: t.start) == draft.mentions("EVENT")
    assert all(t.event_type == v.type for v in draft.events for t in v.triggers)
