"""Runs of capitalised words."""

from vnpolice_ie.rules.name_runs import NameRuns
from vnpolice_ie.text.source import SourceText


def runs_of(text: str) -> list[str]:
    source = SourceText(text)
    tokens = source.tokens
    return [source.text[tokens.starts[a] : tokens.ends[b - 1]] for a, b in NameRuns(source).maximal()]


def test_runs_end_at_lower_case_and_punctuation() -> None:
    assert runs_of("ông Trần Văn Bình, ở xã Hòa Sơn.") == ["Trần Văn Bình", "Hòa Sơn"]


def test_apostrophe_inside_a_name_joins() -> None:
    assert runs_of("huyện Ia H'Drai và xã K’Bang") == ["Ia H'Drai", "K’Bang"]


def test_a_line_end_parts_runs() -> None:
    assert runs_of("Phú Thọ\nHà Nội") == ["Phú Thọ", "Hà Nội"]


def test_headline_in_capitals_is_marked() -> None:
    source = SourceText("CÔNG AN TỈNH BÌNH SƠN BẮT\nÔng Lê Văn Tám ở UBND TP HCM")
    shouted = NameRuns(source).shouted
    assert shouted[:6] == [True] * 6
    assert not any(shouted[6:])
