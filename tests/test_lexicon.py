"""The loader of word lists and the phrase matcher; every list that ships is well-formed."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.lexicon import PhraseMatcher, read_table
from vnpolice_ie.lexicon.matcher import Phrase
from vnpolice_ie.lexicon.police_units import PoliceUnit, police_units, units_named
from vnpolice_ie.lexicon.search import PhraseSearch, apart
from vnpolice_ie.rules.organisations.lists import unit_codes
from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.tokens import tokenize

LISTS = sorted(
    file.name.removesuffix(".tsv")
    for file in resources.files("vnpolice_ie.lexicon").joinpath("data").iterdir()
    if file.name.endswith(".tsv")
)


def test_there_are_lists() -> None:
    assert LISTS


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_what_it_is_and_holds_entries_in_normal_form(name: str) -> None:
    text = resources.files("vnpolice_ie.lexicon").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    assert text.startswith("# "), "the first line says what the list is"
    assert "source" in text.split("\n\n")[0].casefold(), "the header says where the facts are from"
    rows = read_table(name)
    assert rows
    for row in rows:
        for cell in row.values():
            assert normalize(cell).text == cell
    seen = [tuple(row.values()) for row in rows]
    assert len(seen) == len(set(seen)), "no line stands twice"


def test_an_unknown_list() -> None:
    with pytest.raises(
        ResourceError, match=r"there is no word list 'no-such-list'. The package is incomplete"
    ):
        read_table("no-such-list")


def test_the_longest_phrase_wins() -> None:
    matcher = PhraseMatcher([("Bộ Công an", 1), ("Bộ", 2), ("Công an tỉnh", 3)])
    normal = normalize("bộ CÔNG AN và Công an tỉnh, Bộ Công")
    tokens = tokenize(normal.text, normal.folded)
    found = [
        (normal.text[tokens.starts[p.first] : tokens.ends[p.last - 1]], p.payload)
        for p in matcher.find(tokens)
    ]
    assert found == [("bộ CÔNG AN", 1), ("Công an tỉnh", 3), ("Bộ", 2)]


def test_provinces_are_the_63_until_2025_and_the_34_since() -> None:
    rows = read_table("provinces")
    names = {row["name"]: row for row in rows}
    today = {row["into"] for row in rows if row["into"]}
    assert len(today) == 34
    assert today <= set(names)
    assert sum(bool(row["into"]) for row in rows) == 63 + 1, "Thừa Thiên Huế stands a second time, as Huế"
    assert all(names[name]["into"] == name for name in today), "a province of today goes into itself"
    assert sum(names[name]["class"] == "thành phố" for name in today) == 6
    assert names["Bắc Giang"]["into"] == "Bắc Ninh"
    assert names["Quảng Nam"]["into"] == "Đà Nẵng"


def test_codes_of_police_units_before_and_since_2018() -> None:
    texts = ["Phòng PC52 Công an tỉnh", "Hướng dẫn số 12/HD-BCA-C08", "PC02", "PC021", "XPC03"]
    assert units_named(texts) == [
        PoliceUnit("C08", "Cục Cảnh sát giao thông", 2018, None),
        PoliceUnit("PC02", "Phòng Cảnh sát hình sự", 2018, None),
        PoliceUnit("PC52", "Phòng Cảnh sát truy nã tội phạm", 2009, 2018),
    ]
    assert units_named(["Công an tỉnh"]) == []


def test_each_code_of_a_police_unit_stands_once_and_is_read_in_a_text() -> None:
    rows = read_table("police_unit_names")
    assert len(police_units()) == len(rows) > 90
    assert set(police_units()) <= unit_codes()


def test_a_phrase_begins_inside_another() -> None:
    phrases = [("Bộ Công an", 1), ("Công an tỉnh", 2)]
    normal = normalize("Bộ Công an tỉnh và công an xã")
    (found,) = PhraseSearch([phrases])(tokenize(normal.text, normal.folded).folded)
    assert found == {0: (3, 1), 1: (4, 2)}
    assert list(apart(found)) == [Phrase(0, 3, 1)]


SYLLABLES = st.sampled_from(["bộ", "công", "an", "tỉnh", "Ủy", "ban", ","])
PHRASES = st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join)


@given(lists=st.lists(st.lists(PHRASES, max_size=6), max_size=4), text=st.lists(SYLLABLES, max_size=25))
def test_one_pass_finds_what_a_matcher_of_each_list_finds(lists: list[list[str]], text: list[str]) -> None:
    normal = normalize(" ".join(text))
    tokens = tokenize(normal.text, normal.folded)
    entries = [[(phrase, number) for number, phrase in enumerate(phrases)] for phrases in lists]
    found = PhraseSearch(entries)(tokens.folded)
    assert len(found) == len(lists)
    for pairs, of_list in zip(entries, found, strict=True):
        matcher = PhraseMatcher(pairs)
        assert list(apart(of_list)) == list(matcher.find(tokens))
        at_each = [matcher.match_at(tokens, first) for first in range(len(tokens))]
        assert [Phrase(first, *hit) for first, hit in of_list.items()] == list(filter(None, at_each))


def test_offences_of_the_code_name_their_articles() -> None:
    rows = [row for row in read_table("offences") if row["form"] == "code"]
    articles = {int(row["article"].rstrip("ab")) for row in rows}
    assert len(articles) > 300
    assert articles <= set(range(108, 426)), "chapters XIII to XXVI of the Criminal Code 2015"
    assert {123, 134, 136, 168, 173, 174, 251, 321, 330, 341, 353, 354, 364, 425} <= articles
