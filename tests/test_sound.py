"""Spans that no annotator would draw, and what stands in their place."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vnpolice_ie as vie
from marks import parse_marks
from vnpolice_ie.draft import Candidate
from vnpolice_ie.model.decode import ScoredSpan
from vnpolice_ie.model.sound import is_sound, sound_only
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.schema import Label
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

SOUND = [
    "⟦ORG|Ủy ban Kiểm tra (UBKT) Trung ương⟧ họp.",
    "⟦ORG|Sở LĐ-TB&XH⟧ cho biết.",
    "Ảnh: ⟦PERSON|Thanh Vũ⟧/⟦ORG|TTXVN⟧.",
    "Quan hệ ⟦LOC|Cuba⟧-⟦LOC|Việt Nam⟧.",
    "Từ ⟦DATE|3/5⟧ đến ⟦DATE|2019⟧.",
    "Chị ⟦PERSON|H.⟧ trình báo.",
    "Ông ⟦PERSON|Lê Tấn Phát⟧ triển khai.",
    "⟦ORG|Bộ Ngoại giao⟧ thông báo.",
    "⟦ORG|Ban Chỉ đạo Giải báo chí về xây dựng Đảng⟧ họp.",
]
UNSOUND = [
    "Ủy ban Kiểm tra (⟦ORG|UBKT) Trung ương⟧ họp.",
    "⟦ORG|Ủy ban Kiểm tra (UBKT⟧) Trung ương họp.",
    "⟦ORG|)(⟧ họp.",
    "⟦ORG|Sở LĐ-⟧TB&XH cho biết.",
    "Sở LĐ-⟦ORG|TB&XH⟧ cho biết.",
    "Sở LĐ-TB⟦ORG|&XH⟧ cho biết.",
    "Nghị quyết ngày ⟦EVENT.ISSUANCE|25⟧//10.",
    "Thuyền trưởng tàu ⟦PERSON|Hải Vân 2⟧ khai.",
    "⟦ORG|Ban Chỉ đạo Giải báo chí về xây⟧ dựng Đảng họp.",
    "Thanh tra, giám sát ngân ⟦ORG|hàng nhà nước⟧ Việt Nam.",
]


def spans_of(marked: str) -> tuple[Tokens, list[UnitSpan]]:
    text, marks = parse_marks(marked)
    units = units_of(SourceText(text))
    return units, [
        UnitSpan(units.starts.index(start), units.ends.index(end) + 1, label) for start, end, label in marks
    ]


@pytest.mark.parametrize("marked", SOUND)
def test_what_an_annotator_may_draw(marked: str) -> None:
    units, spans = spans_of(marked)
    assert all(is_sound(units, span) for span in spans)


@pytest.mark.parametrize("marked", UNSOUND)
def test_what_no_annotator_would_draw(marked: str) -> None:
    units, spans = spans_of(marked)
    assert not any(is_sound(units, span) for span in spans)


def candidate(span: UnitSpan) -> Candidate:
    return Candidate(span.start, span.end, cast("Label", span.tag), "rules.some")


def test_the_rules_reading_comes_back_whole() -> None:
    units = units_of(SourceText("Chủ nhiệm Ủy ban Kiểm tra (UBKT) Trung ương họp với Hà."))
    post, body = UnitSpan(0, 11, "POSITION"), UnitSpan(2, 11, "ORG")
    broken = [
        ScoredSpan(0, 6, "POSITION", 0.9),
        ScoredSpan(7, 11, "ORG", 0.9),
        ScoredSpan(13, 14, "PERSON", 0.9),
    ]
    inside = [ScoredSpan(2, 6, "ORG", 0.8)]
    outer, inner, back = sound_only(
        units, (broken, inside), ({post: candidate(post)}, {body: candidate(body)})
    )
    assert (outer, inner, back) == ([broken[2]], [], [post, body])


def test_a_body_in_a_post_comes_back_where_both_found_the_post() -> None:
    units = units_of(SourceText("Chủ nhiệm Ủy ban Kiểm tra (UBKT) Trung ương họp."))
    post, body = UnitSpan(0, 11, "POSITION"), UnitSpan(2, 11, "ORG")
    outer = [ScoredSpan(*post, 0.9)]
    inner = [ScoredSpan(2, 6, "ORG", 0.8), ScoredSpan(9, 11, "ORG", 0.8)]
    found = sound_only(units, (outer, inner), ({post: candidate(post)}, {body: candidate(body)}))
    assert found == (outer, [], [body])


def test_what_the_rules_found_too_is_never_in_doubt() -> None:
    units = units_of(SourceText("Sở LĐ-TB họp."))
    span = UnitSpan(0, 3, "ORG")
    found = [ScoredSpan(*span, 0.9)]
    assert sound_only(units, (found, []), ({span: candidate(span)}, {})) == (found, [], ())


TEXTS = st.lists(
    st.sampled_from(["Sở", "LĐ", "-", "&", "(", ")", " ", "12", "họp", ","]), min_size=1, max_size=30
)


@given(TEXTS, st.data())
def test_spans_never_overlap_afterwards(words: list[str], data: st.DataObject) -> None:
    units = units_of(SourceText("".join(words)))

    def layer() -> list[UnitSpan]:
        cuts = data.draw(st.lists(st.integers(0, len(units)), unique=True, max_size=8).map(sorted))
        return [UnitSpan(a, b, "ORG") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]

    known, found = layer(), [ScoredSpan(*span, 0.5) for span in layer()]
    outer, _, back = sound_only(units, (found, []), ({span: candidate(span) for span in known}, {}))
    spans = sorted((span.start, span.end) for span in (*outer, *back))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all(is_sound(units, span) or span.bare() in known for span in outer)


def test_a_body_with_its_short_form_inside_stays_whole() -> None:
    doc = vie.load()("Ngày 3/5, Ủy ban Kiểm tra (UBKT) Trung ương ra thông cáo.")
    assert "Ủy ban Kiểm tra (UBKT) Trung ương" in [m.text for m in doc.entities if m.label == "ORG"]
