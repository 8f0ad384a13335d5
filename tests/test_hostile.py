"""Hostile input ends with right output or a clear error, in linear time."""

import math
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vnpolice_ie as vie
from hostile import HOSTILE, NEWS
from vnpolice_ie.display.html import page
from vnpolice_ie.errors import InputError
from vnpolice_ie.schema import may_nest

SMALL, GROWTH = 6_000, 5
# Five times the text may take five times as long; a quadratic reader takes twenty-five times.
MOST = 12
SURE_SECONDS = 0.15  # below this the clock says little


@pytest.fixture(scope="module")
def nlp():
    return vie.load("rules")


def check(doc: vie.Doc, text: str) -> None:
    """What must hold of every reading of every text."""
    assert doc.text == text
    stack: list[vie.Mention] = []
    order = [(m.start, -m.end) for m in doc.entities]
    assert order == sorted(order)
    for m in doc.entities:
        assert 0 <= m.start < m.end <= len(text)
        assert text[m.start : m.end] == m.text
        while stack and stack[-1].end <= m.start:
            stack.pop()
        if stack:
            assert stack[-1].contains(m), "spans cross"
            assert may_nest(stack[-1].label, m.label)
            assert len(stack) == 1
        stack.append(m)
    assert vie.Doc.from_dict(doc.to_dict()) == doc


# Words and signs that start much of what the rules do, beside anything at all.
PIECES = (
    "Ngày 27-8", "tháng 6", "năm 2019", "giai đoạn 2013-2018", "Chỉ thị số 09-CT/TW", "các Nghị quyết số 04, 12",
    "khoản 2 Điều 134 Bộ luật Hình sự", "Kế hoạch", "số", "Đại tá", "Lê Văn Nam", "LÊ VĂN NAM", "ông Nam", "Giám đốc",
    "Công an tỉnh Bình Sơn", "Bộ Công an", "UBND", "TP.", "Hà Nội", "xã An Hòa", "khởi tố", "phát biểu", "Hội nghị",
    "ban hành", "bổ nhiệm", "trao", "Bằng khen", "trộm cắp tài sản", "về tội", "“", "”", "(", ")", "[", "⟦1:ORG|", "⟧",
    ",", ".", "...", ":", ";", "-", "–", "/", "&", "'", "\n", "\n\n", "\r\n", "\t", " ", "  ", "\u00a0", "\u200b", "\ufeff",
    "\u202e", "\u200f", "\x00", "\ud800", "\udfff", "\u0301", "\u031b", "o\u0302\u0301", "Ð", "ﬁ", "İ", "ß", "한", "👮🏽", "\u2028",
    "hoà", "thuỷ", "0", "12", "99999999999999999999", "và", "của", "do", "tại", "nguyên",
)  # fmt: skip
mixed = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda gap: gap.join(pieces))
)
anything = st.text(st.characters(), max_size=60)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.one_of(mixed, anything))
def test_spans_are_exact_in_any_text(nlp, text):
    check(nlp(text, date="2019-08-28"), text)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_spans_are_exact_where_signs_are_put_into_news(nlp, data):
    text = NEWS
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at:]
    check(nlp(text), text)


def seconds(nlp, text):
    best = math.inf
    for _ in range(2):
        start = time.process_time()
        doc = nlp(text)
        best = min(best, time.process_time() - start)
    return best, doc


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_the_length_of_the_text(nlp, kind):
    make = HOSTILE[kind]
    small, _ = seconds(nlp, make(SMALL))
    text = make(GROWTH * SMALL)
    large, doc = seconds(nlp, text)
    check(doc, text)
    assert large < max(SURE_SECONDS, MOST * small), f"{small:.2f} s, then {large:.2f} s"


def test_the_table_of_hostile_texts_is_what_it_says():
    assert len(HOSTILE) > 40
    for kind, make in HOSTILE.items():
        assert len(make(1_000)) == 1_000, kind


def test_a_million_blank_lines(nlp):
    text = "\n" * 500_000 + NEWS + "\n" * 500_000
    doc = nlp(text)
    check(doc, text)
    assert [m.text for m in doc.entities] == [m.text for m in nlp(NEWS).entities]
    assert page(doc).count("<p") < 20


def test_a_hundred_thousand_digits(nlp):
    text = f"Kế hoạch số {'7' * 100_000}/KH-CAT ngày {'1' * 100_000}, {'9' * 100_000} tháng 6"
    check(nlp(text), text)


def test_facts_are_found_between_signs_that_cannot_be_seen(nlp):
    text = "\ufeffNgày 27-8-2019, Đại\u200b tá L\u00adê Văn Nam\x00 ở Ha\u0300 No\u0323\u0302i."
    doc = nlp(text)
    check(doc, text)
    found = {(m.label, m.text) for m in doc.entities}
    assert ("RANK", "Đại\u200b tá") in found
    assert ("DATE", "Ngày 27-8-2019") in found
    assert ("LOC", "Ha\u0300 No\u0323\u0302i") in found


def test_both_unicode_forms_give_the_same_facts(nlp):
    import unicodedata

    def facts(text):
        return [(m.tag, unicodedata.normalize("NFC", m.text)) for m in nlp(text).entities]

    assert facts(NEWS)
    assert facts(unicodedata.normalize("NFD", NEWS)) == facts(NEWS)


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\ufeff", "\ud800", ".", "⟦"])
def test_texts_without_words_hold_nothing(nlp, text):
    doc = nlp(text)
    check(doc, text)
    assert (doc.entities, doc.relations, doc.events, doc.references, doc.people) == ((), (), (), (), ())


@pytest.mark.parametrize("text", [None, 5, b"x", ["x"]])
def test_what_is_no_text_is_refused(nlp, text):
    with pytest.raises(InputError, match="the text is of type"):
        nlp(text)


def test_text_dense_with_events_is_read_by_the_model_in_linear_time():
    nlp = vie.load()

    def seconds(times: int) -> float:
        text = "đã bắt và khởi tố " * times
        start = time.process_time()
        nlp(text)
        return time.process_time() - start

    seconds(20)
    few, many = (min(seconds(times), seconds(times)) for times in (500, 2000))
    assert many < 8 * few  # four times as long; pairs of all with all would take sixteen times as long
