"""Ranks in sentences, and every rank of the word list."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marks import parse_marks
from vnpolice_ie.draft import Draft
from vnpolice_ie.grammar.ranks import parse_rank
from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.rules.ranks import RankStage
from vnpolice_ie.text.source import SourceText


def read(text: str) -> list[str]:
    draft = Draft(SourceText(text))
    RankStage()(draft)
    return [text[slice(*draft.source.raw_span(c.start, c.end))] for c in draft.mentions("RANK")]


SENTENCES = [
    "⟦RANK|Đại tướng⟧ Lê Văn Bình, Bộ trưởng",
    "⟦RANK|thiếu tá⟧ Nguyễn Văn An và ⟦RANK|trung tá⟧ Hồ Minh",
    "⟦RANK|TRUNG TƯỚNG⟧ PHẠM VĂN CHÍN THĂM TRƯỜNG SA",
    "⟦RANK|Trung tướng⟧, TS Hoàng Đức Tài",
    "thăng cấp bậc hàm từ ⟦RANK|Trung tướng⟧ lên ⟦RANK|Thượng tướng⟧",
    "sĩ quan cấp ⟦RANK|Đại tá⟧ nghỉ hưu ở tuổi 60",
    "⟦RANK|Đại uý⟧ và ⟦RANK|Thượng úy⟧",
    "⟦RANK|Thượng sĩ⟧ An, ⟦RANK|Hạ sĩ⟧ Bình, ⟦RANK|Binh nhất⟧ Chín",
    "⟦RANK|Phó Đô đốc⟧ Trần Văn Hải, ⟦RANK|Chuẩn Đô đốc⟧ Lê Sơn, ⟦RANK|Đô đốc Hải quân⟧",
    "cố ⟦RANK|Thiếu  tướng⟧ Vũ Đình Sơn",
    "Công an phường.⟦RANK|Đại úy⟧ Nam cho biết",
    "⟦RANK|Thiếu tướng⟧Nguyễn Hòa phát biểu",
    "Giám đốc Công an thành phố ⟦RANK|Đại tướng⟧ Nam",
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_ranks_of_a_sentence(marked: str) -> None:
    text, spans = parse_marks(marked)
    assert spans
    assert read(text) == [text[start:end] for start, end, _ in spans]


@pytest.mark.parametrize(
    "text",
    [
        "Thủ tướng Chính phủ và Phó Thủ tướng",
        "sĩ quan cấp úy, cấp tá, cấp tướng",
        "hạ sĩ quan, chiến sĩ nghĩa vụ; hạ sĩ quan",
        "GS, TS, thạc sĩ, bác sĩ, liệt sĩ",
        "đường Đại tướng Võ Văn Mười, Bảo tàng Đại tướng Lê Sáu",
        "các tướng lĩnh và sĩ quan",
        "đại táo, trungtá",
        "quân hàmChuẩn Đô đốc, mộtPhó Đề đốc",  # the space before a longer rank is lost
    ],
)
def test_words_that_are_no_ranks(text: str) -> None:
    assert read(text) == []


def test_every_spelling_of_the_list_is_read() -> None:
    rows = read_table("ranks")
    assert len(rows) >= 20
    for row in rows:
        for spelling in (row["name"], *filter(None, row["spellings"].split("|"))):
            for words in (spelling, spelling.lower(), spelling.upper()):
                assert read(f"Sáng nay, {words} Nguyễn Văn An có mặt") == [words]
            rank = parse_rank(spelling)
            assert rank is not None
            assert rank.name == row["name"]


def test_levels_are_in_order_of_article_21() -> None:
    names = ["Binh nhì", "Binh nhất", "Hạ sĩ", "Trung sĩ", "Thượng sĩ"]
    names += [f"{grade} {kind}" for kind in ("úy", "tá") for grade in ("Thiếu", "Trung", "Thượng", "Đại")]
    names += ["Thiếu tướng", "Trung tướng", "Thượng tướng", "Đại tướng"]
    ranks = [parse_rank(name) for name in names]
    levels = [rank.level for rank in ranks if rank is not None]
    assert len(levels) == len(names)
    assert levels == sorted(set(levels))


@pytest.mark.parametrize("words", ["", "Thủ tướng", "Đại tá Nam", "cấp úy"])
def test_other_words_are_no_rank(words: str) -> None:
    assert parse_rank(words) is None


@given(
    st.lists(st.sampled_from(["đại", "tá", "úy", "đô đốc", "phó", " ", "  ", "hạ sĩ", " quan", "x"])).map(
        "".join
    )
)
def test_ranks_are_found_in_order(text: str) -> None:
    draft = Draft(SourceText(text))
    RankStage()(draft)
    for rank in draft.mentions("RANK"):
        assert parse_rank(draft.text_of(rank)) is not None
    assert all(a.end <= b.start for a, b in pairwise(draft.mentions("RANK")))


def test_each_spelling_is_found_whole_in_any_row() -> None:
    spellings = [row["name"] for row in read_table("ranks")]
    assert len(spellings) > 20
    text = ", ".join(spellings).lower()
    assert read(text) == text.split(", ")


def test_a_long_row_of_first_words_is_read() -> None:
    assert read("đại " * 50_000 + "tá") == ["đại tá"]
