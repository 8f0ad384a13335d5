"""The normal form and its map back to the raw text, on every kind of input."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.source import SourceText

VIETNAMESE = "Công an tỉnh Bình Sơn, Đại úy Nguyễn Thuý Hoà ủy quyền; khoẻ, quý, thuở."
# Pieces that meet in bad files: NFD, stray marks, zero-width and directional characters, surrogates,
# NUL, other scripts whose letters compose, letters whose lower case is longer.
PIECES = [
    *"aeoyuADĐÐq .,-–/\n\r\t\0",
    *"\u00a0\u200b\u200d\ufeff\u00ad\u202e\u2066\ufe0f\u034f\ud800\udc00\u2028",
    *"\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u0345\u0327",
    *"İẞΣﬁ\u0958\u1100\u1161\u11a8각\u09c7\u09be\u05e9\u05c1א\u0b47\u0b3e\U0001d160",
    "hoà",
    "thuỷ",
    unicodedata.normalize("NFD", "Nguyễn"),
]
messy = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
any_text = st.one_of(st.text(), messy, st.text(alphabet=st.characters()))


@given(any_text)
@example("")
@example("\u200b")
@example("a\u200b\u0301")
@example("\u0301\u200b")
def test_the_normal_form_is_composed_and_stable(raw: str) -> None:
    text = normalize(raw).text
    assert unicodedata.is_normalized("NFC", text)
    assert normalize(text).text == text


@given(any_text)
def test_the_lower_case_twin_has_the_same_length(raw: str) -> None:
    normal = normalize(raw)
    assert len(normal.folded) == len(normal.text)


@given(any_text)
def test_the_map_runs_forward_and_stays_in_the_text(raw: str) -> None:
    normal = normalize(raw)
    spans = [normal.raw_span(i, i + 1) for i in range(len(normal.text))]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    for (a, b), (c, d) in pairwise(spans):
        assert a <= c
        assert b <= d
        assert b <= c or (a, b) == (c, d)  # one raw stretch may hold several normal characters


@given(any_text)
def test_a_span_has_the_words_that_it_came_from(raw: str) -> None:
    normal = normalize(raw)
    for match in re.finditer(r"\S+", normal.text):
        start, end = normal.raw_span(*match.span())
        assert normalize(raw[start:end]).text == match[0]


@given(any_text, st.data())
def test_raw_and_normal_spans_go_to_and_fro(raw: str, data: st.DataObject) -> None:
    normal = normalize(raw)
    if not normal.text:
        return
    start = data.draw(st.integers(0, len(normal.text) - 1))
    end = data.draw(st.integers(start + 1, len(normal.text)))
    first, last = normal.normal_span(*normal.raw_span(start, end))
    assert first <= start
    assert end <= last
    assert normal.raw_span(first, last) == normal.raw_span(start, end)


@given(st.text(alphabet=VIETNAMESE))
def test_vietnamese_text_in_any_form_has_one_normal_form(text: str) -> None:
    composed = normalize(unicodedata.normalize("NFC", text))
    decomposed = normalize(unicodedata.normalize("NFD", text))
    assert composed.text == decomposed.text
    assert decomposed.raw_span(0, len(decomposed.text)) == (0, len(decomposed.raw))


def test_a_normal_text_is_left_alone() -> None:
    text = "Công an tỉnh Bình Sơn, Đại úy Nguyễn Thúy Hòa ủy quyền."
    normal = normalize(text)
    assert normal.text == text
    assert all(normal.raw_span(i, i + 1) == (i, i + 1) for i in range(len(text)))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("hoà, thuỷ, uỷ ban, uý, khoẻ, hoạ, TOẠ, Uỷ", "hòa, thủy, ủy ban, úy, khỏe, họa, TỌA, Ủy"),
        ("toàn, hoàng, quý, quỷ, quỳ, thuở, huỳnh", "toàn, hoàng, quý, quỷ, quỳ, thuở, huỳnh"),
        ("QÐ số 5 ÐẢNG", "QĐ số 5 ĐẢNG"),
        ("44–KL/TW, 44—KL⁄TW, 44−KL", "44-KL/TW, 44-KL/TW, 44-KL"),
        ("Hà\u00a0Nội\u200b, TP.\u202fVinh", "Hà Nội, TP. Vinh"),
        ("một\r\nhai\u2028ba", "một\n\nhai\nba"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("mu\u031b\u0323c", "mực"),
    ],
)
def test_what_is_brought_together(raw: str, text: str) -> None:
    assert normalize(raw).text == text


def test_a_mention_after_dropped_characters_has_its_raw_offsets() -> None:
    raw = "\ufeffNgày\u200b 5/3, Đa\u0323i tá\u200b An"
    source = SourceText(raw)
    start = source.text.index("Đại tá")
    raw_start, raw_end = source.raw_span(start, start + len("Đại tá"))
    assert raw[raw_start:raw_end] == "Đa\u0323i tá"


@pytest.mark.parametrize(
    "piece", ["\u200b", "\u0301", "a\u0301", "\u200b\u0301", "oà", "\u1100", "\u0958", "\r\n"]
)
def test_long_runs_are_normalised(piece: str) -> None:
    raw = piece * 30_000
    normal = normalize(raw)
    assert normal.raw_span(0, len(normal.text))[1] <= len(raw)
