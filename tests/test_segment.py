"""Word segmentation: rule trees, offsets, optional packages, parity with the published model."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.rdr import RdrSegmenter, RuleTree
from vnpolice_ie.text.segment import Segmenter, align, segmenter

# RDRSegmenter's own files, for the parity test: not part of the project.
PUBLISHED = Path(
    os.environ.get("RDRSEGMENTER", Path(__file__).parents[2] / "shared" / "sources" / "rdrsegmenter")
)

RULES = """\
True : object.conclusion = "B"
\tobject.tag == "I" : object.conclusion = "I"
\t\tobject.prevWord1 == "học" and object.word == "sinh" and object.nextWord1 == "học" : object.conclusion = "B"
\t\t\tobject.nextWord2 == "giỏi" : object.conclusion = "I"
\tobject.tag == "B" : object.conclusion = "B"
\t\tobject.prevWord1 == "công" and object.word == "an" : object.conclusion = "I"
\t\tobject.word == "an" and object.prevTag1 == "" : object.conclusion = "B"
"""
VOCABULARY = ["học sinh", "sinh học", "khởi tố", "y tế", "bị can", "chủ nhiệm", "ủy ban nhân dân"]


@pytest.fixture(scope="module")
def small() -> RdrSegmenter:
    return RdrSegmenter(RuleTree(RULES.splitlines()), VOCABULARY)


def words(segment: Segmenter, text: str) -> list[str]:
    return [text[start:end] for start, end in segment(text)]


CASES = [
    # Longest matching, names, numbers, codes and signs.
    ("Ủy ban nhân dân khởi tố 3 bị can.", ["Ủy ban nhân dân", "khởi tố", "3", "bị can", "."]),
    ("Ông Lê Văn Nam và Bộ Y tế", ["Ông", "Lê Văn Nam", "và", "Bộ", "Y tế"]),
    ("UBND TNHH Bình Sơn", ["UBND", "TNHH", "Bình Sơn"]),
    ("số 44-KL/TW ngày 22/1/2019, tăng 3,5%", ["số", "44-KL/TW", "ngày", "22/1/2019", ",", "tăng", "3,5%"]),
    # Rules: an exception of a rule, and its own exception.
    ("công an xã", ["công an", "xã"]),
    ("học sinh học", ["học", "sinh", "học"]),
    ("học sinh học giỏi", ["học sinh", "học", "giỏi"]),
    # Sentences do not join.
    ("Nam chủ\nnhiệm", ["Nam", "chủ", "nhiệm"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_words_of_a_text(small: RdrSegmenter, text: str, expected: list[str]) -> None:
    assert words(small, text) == expected


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(["học", "sinh", "Lê", " ", "\n", ".", "1", "-", "a.b"])).map("".join),
    )
)
def test_words_cover_every_visible_character_once(raw: str) -> None:
    text = normalize(raw).text
    segment = RdrSegmenter(RuleTree(RULES.splitlines()), VOCABULARY)
    spans = segment(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


def test_long_runs_are_segmented(small: RdrSegmenter) -> None:
    for piece in ("a.", "1.", "Lê ", "học sinh ", "%", "1-"):
        text = piece * 20_000
        assert small(text)[-1][1] <= len(text)


def test_a_window_is_judged_by_the_deepest_rule_that_holds() -> None:
    tree = RuleTree(RULES.splitlines())
    empty = dict.fromkeys(("prevWord2", "prevWord1", "word", "nextWord1", "nextWord2"), "") | dict.fromkeys(
        ("prevTag2", "prevTag1", "tag", "nextTag1", "nextTag2"), ""
    )
    assert tree.conclude(empty) == "B"
    assert tree.conclude(empty | {"tag": "I"}) == "I"
    assert tree.conclude(empty | {"tag": "B", "word": "an", "prevWord1": "công"}) == "I"


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ("", "no rules"),
        ('\tTrue : object.conclusion = "B"', "line 1"),
        ('True : object.conclusion = "B"\nTrue : object.conclusion = "B"', "line 2"),
        ('True : object.conclusion = "B"\n\t\tTrue : object.conclusion = "B"', "line 2"),
        ('True : object.conclusion = "B"\n\tobject.colour == "x" : object.conclusion = "I"', "is no rule"),
        ("if this then that", "is no rule"),
    ],
)
def test_bad_rules_are_named_with_their_line(rules: str, error: str) -> None:
    with pytest.raises(InputError, match=error):
        RuleTree(rules.splitlines())


def test_a_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "Model.RDR").write_text(RULES, encoding="utf-8")
    (tmp_path / "vocabulary.txt").write_text("khởi tố\nthuỷ sản\n", encoding="utf-8")
    segment = segmenter("rdr", folder=tmp_path)
    assert isinstance(segment, Segmenter)
    assert segment.name == "rdr"
    assert words(segment, "khởi tố vụ thủy sản") == ["khởi tố", "vụ", "thủy sản"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"Model\.RDR"):
        segmenter("rdr", folder=tmp_path)


def test_unknown_segmenters_and_missing_folders_are_errors() -> None:
    with pytest.raises(InputError, match="underthesea, pyvi, rdr"):
        segmenter("vncorenlp")
    with pytest.raises(InputError, match="folder"):
        segmenter("rdr")


@pytest.mark.parametrize(("name", "module"), [("underthesea", "underthesea"), ("pyvi", "pyvi.ViTokenizer")])
def test_a_package_that_is_not_there_is_named(
    name: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ResourceError, match=f"pip install {name}"):
        segmenter(name)


TEXT = "Công an tỉnh Bình Sơn đã khởi tố vụ án theo Kết luận số 44-KL/TW ngày 5/3.\nHọ nói: “được”…"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the packages themselves
@pytest.mark.parametrize("name", ["underthesea", "pyvi"])
def test_packages_give_offsets(name: str) -> None:
    pytest.importorskip(name)
    segment = segmenter(name)
    assert isinstance(segment, Segmenter)
    found = words(segment, TEXT)
    assert "".join("".join(word.split()) for word in found) == "".join(TEXT.split())
    assert "Công an" in found


@pytest.mark.parametrize(
    ("cut", "text", "expected"),
    [
        (["Công_an", "xã", "."], "Công an  xã.", ["Công an", "xã", "."]),
        (["a_b", "c"], "a_b c", ["a_b", "c"]),
        (["khởi tố"], " khởi\ntố ", ["khởi\ntố"]),
        (["", "_", "x"], "x", ["x"]),
    ],
)
def test_words_are_found_again(cut: list[str], text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in align(cut, text)] == expected


def test_a_changed_text_is_an_error() -> None:
    with pytest.raises(InputError, match="changed the text at 'xã'"):
        align(["Công_an", "phường"], "Công an xã")


@pytest.mark.skipif(not (PUBLISHED / "Model.RDR").is_file(), reason="RDRSegmenter's files are not here")
def test_parity_with_the_published_segmentation() -> None:
    """Word F1 on RDRSegmenter's training sentences (its paper: 0.979 on the treebank's test set)."""
    segment = RdrSegmenter.from_folder(PUBLISHED)
    right = given_words = found_words = 0
    for line in (PUBLISHED / "Train_gold.txt").read_text(encoding="utf-8").splitlines():
        gold: set[tuple[int, int]] = set()
        syllables: list[str] = []
        for word in normalize(line).text.split():
            parts = [part for part in word.split("_") if part] or [word]
            gold.add((len(syllables), len(syllables) + len(parts)))
            syllables += parts
        found = set(segment.words(syllables))
        right += len(gold & found)
        given_words += len(gold)
        found_words += len(found)
    assert given_words > 50_000
    assert 2 * right / (given_words + found_words) > 0.985
