"""What the word lists say of each unit."""

from __future__ import annotations

from vnpolice_ie.lexicon.loader import column
from vnpolice_ie.lexicon.matcher import PhraseMatcher
from vnpolice_ie.model.features import LISTS, features_of
from vnpolice_ie.model.units import units_of
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

TEXT = "Sáng 8-10, Đại tá Phan Văn Hiệu, Phó Giám đốc Công an tỉnh Bình Định, dự hội nghị ở Hà Nội."


def by_one_list(phrases: list[str], units: Tokens) -> list[int]:
    """0 outside of phrases, 1 where one begins, 2 where it goes on."""
    row = [0] * len(units)
    for phrase in PhraseMatcher((phrase, True) for phrase in phrases).find(units):
        row[phrase.first : phrase.last] = [1] + [2] * (phrase.last - phrase.first - 1)
    return row


def test_the_columns_of_a_sentence_are_those_of_its_lists() -> None:
    units = units_of(SourceText(TEXT))
    matrix = features_of(units)
    for number, (name, key) in enumerate(LISTS, 2):
        assert matrix[:, number].tolist() == by_one_list(list(column(name, key)), units), name
    assert matrix[:, 2 : 2 + len(LISTS)].any()
