"""Tokens, sentences and lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.tokens import _KNOWN, _LOWER, lines, sentences, tokenize

PIECES = ["Tại", "ông", "TP", "A", "1", ".", "!", "?", "…", '"', "”", "(", ")", " ", "\n", ",", "\0", "đ"]
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)).map(
    lambda raw: normalize(raw).text
)


@given(texts)
def test_sentences_and_lines_hold_every_visible_character_once(text: str) -> None:
    for spans in (sentences(text), lines(text)):
        for (_, end), (start, _) in pairwise(spans):
            assert end <= start
        covered = "".join(text[start:end] for start, end in spans)
        assert "".join(covered.split()) == "".join(text.split())
        assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@given(texts)
def test_a_sentence_does_not_cross_a_line_end(text: str) -> None:
    assert all("\n" not in text[start:end] for start, end in sentences(text))


@given(texts)
def test_tokens_are_in_order_and_found_by_offset(text: str) -> None:
    tokens = tokenize(text, text.lower() if len(text.lower()) == len(text) else text)
    assert "".join(tokens.words) == "".join(text.split())
    assert text.startswith("".join(gap + word for gap, word in zip(tokens.gaps, tokens.words, strict=True)))
    for i in range(len(tokens)):
        assert tokens.words[i] == text[tokens.starts[i] : tokens.ends[i]]
        assert tokens.at(tokens.starts[i]) == i
        assert tokens.until(tokens.starts[i]) == i
    assert tokens.at(len(text)) == len(tokens)


def test_a_word_is_one_string_in_all_texts() -> None:
    one, other = (tokenize(text, text.lower()) for text in ("Công an tỉnh Sơn La", "an ninh, công nghệ"))
    assert one.words[1] is one.folded[1] is other.words[0]
    assert one.folded[0] is other.words[3]


def test_few_words_are_kept_from_texts_without_end() -> None:
    kept = _KNOWN, _LOWER
    tokenize("x" * 1_000_000, "x" * 1_000_000)
    assert all(len(word) < 100 for words in kept for word in words)
    for first in range(0, 100_000, 10_000):
        text = " ".join(f"Số{n}" for n in range(first, first + 10_000))
        tokens = tokenize(text, text.lower())
        assert tokens.folded[-1] == f"số{first + 9_999}"
        assert all(len(words) <= 30_000 for words in kept)


# Sentences parted by "|".
SPLITS = [
    "Hội nghị đã khai mạc.| Đại tá An chủ trì.",
    "Ông ở TP. Vinh, tỉnh Nghệ An.| Bà ở TX. Cửa Lò.",
    "Trụ sở tại TP.HCM và Q.1.| Ngày mai họp.",
    "GS.TS Trần Văn Nam và PGS. Lê Thị Hoa dự.| Họ phát biểu.",
    "Ông Nguyễn V. An nói.| Ông H. cũng nói.",
    "Tăng 3.5 lần, đạt 1.500.000 đồng.| Tốt.",
    "Bà chủ trì.|Tại hội nghị, ông báo cáo.",
    "Ai đã ký?| Không rõ!| Phải làm rõ…| Hết.",
    'Ông nói: "Phải làm ngay."| Mọi người đồng ý.',
    'Ông kết luận.| "Phải làm ngay", ông nói.',
    "Báo cáo (kèm phụ lục.)| Sau đó họp.",
    "Dòng một không có dấu chấm\n|Dòng hai",
    "Trụ sở đặt tại TP. \n \n|Vinh họp hôm qua.  |Hết.",
    "Nơi nhận: UBND\n|.| Lưu tại văn thư",
    "KT. Giám đốc ký thay.| TM. Ủy ban nhân dân ký.",
    "Theo điều 5.| Sau đó.",
    "Xem vnpolice.vn.| Rồi viết.",
]


@pytest.mark.parametrize("marked", SPLITS)
def test_where_sentences_end(marked: str) -> None:
    parts = marked.split("|")
    text = "".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == [part.strip() for part in parts]


@pytest.mark.parametrize("piece", [".", ". ", '..."', '."', "a.B", "\n", " ", "A.", "?!)"])
def test_long_runs_are_split(piece: str) -> None:
    text = piece * 50_000 + "x"
    assert sum(end - start for start, end in sentences(text)) <= len(text)
    assert sum(end - start for start, end in lines(text)) <= len(text)
