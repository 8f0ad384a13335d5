"""Runs of capitalised words."""

from hypothesis import given
from hypothesis import strategies as st

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


PARTS = ["Nguyễn", "VĂN", "an", "xã", "Ia", "H", "1", "PC02", ",", "'", "’", "ΣΑ", "İa"]
GAPS = ["", " ", " ", " ", "  ", "   ", "\n", " \n"]


@given(st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(PARTS)), max_size=30))
def test_runs_and_headlines_are_as_they_are_said_to_be(parts: list[tuple[str, str]]) -> None:
    source = SourceText("".join(gap + part for gap, part in parts))
    words, gaps = source.tokens.words, source.tokens.gaps
    runs = NameRuns(source)
    for i, word in enumerate(words):
        assert runs.joined[i] == (i > 0 and gaps[i] in {" ", "  "})
        assert runs.capital[i] == word[0].isupper()
        assert (runs.ends[i] > i) == (word[0].isupper() and word.isalpha())
    assert runs.capitals == [i for i, capital in enumerate(runs.capital) if capital]
    for first, last in runs.maximal():
        for i in range(first + 1, last):
            touching = words[i] in "'’" or words[i - 1] in "'’"
            assert runs.joined[i] or touching
    rows: list[list[int]] = [[]]
    for i, word in enumerate(words):
        if word.isalpha() and word.isupper():
            rows[-1].append(i)
        elif word.isalpha():
            rows.append([])
    headlines = {i for row in rows if len(row) >= 5 for i in row}
    assert headlines == {i for i, shouted in enumerate(runs.shouted) if shouted}
