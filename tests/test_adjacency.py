"""Word lists that are read backwards from a name."""

from __future__ import annotations

import pytest

from vnpolice_ie.rules.people.adjacency import PhraseBefore
from vnpolice_ie.text.source import SourceText

ADDRESSES = PhraseBefore([("ông", "one"), ("cụ ông", "two"), ("em trai ông", "three"), ("bé gái", "girl")])

CASES = [
    ("Ông Kha", (0, "one")),
    ("gặp Cụ Ông Kha", (1, "two")),
    ("là em trai ông Kha", (1, "three")),
    ("là con trai ông Kha", (3, "one")),
    ("gái Kha", None),
    ("ông bạn Kha", None),
    ("Kha", None),
    # a phrase and the name stand on one line
    ("cụ\nông Kha", (1, "one")),
    ("cụ ông\nKha", None),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_longest_phrase_right_before_a_name_is_found(text: str, expected: tuple[int, str] | None) -> None:
    source = SourceText(text)
    name = source.tokens.words.index("Kha")
    assert ADDRESSES.find(source, name) == expected


def test_a_phrase_may_end_the_text() -> None:
    source = SourceText("gặp cụ ông")
    assert ADDRESSES.find(source, len(source.tokens)) == (1, "two")
