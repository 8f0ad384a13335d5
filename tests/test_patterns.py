"""Patterns take time in proportion to the text, whatever it is made of, and so does the pipeline."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time

import pytest
from fuzzing.pieces import PIECES, WORDS
from fuzzing.suspicions import suspicions
from patterns import ROOT, USES, Found, slow, uses_of

import vnpolice_ie as vie
from hostile import HOSTILE, NEWS, repeated
from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.text import encodings

LISTS = sorted(path.stem for path in (ROOT / "src/vnpolice_ie/lexicon/data").glob("*.tsv"))
SIZE = 6_000
DEAREST = 10
"""How many times as long as news of the same length a dense text may take."""


def test_no_pattern_takes_longer_than_its_text():
    """In a process of its own, that sees the patterns when they are compiled."""
    done = subprocess.run(
        [sys.executable, ROOT / "tools/patterns.py"], capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(r"\d{3,} patterns, 0 of them too slow\n", done.stdout)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:a+)+$",
        r"(?:a|a)*b",
        r"(?:\w+\s?)*:",
        r"\s*,?\s*của",
        r"(?:bị|được)\s+(?:ông)?\s*$",
        r"ngày .*,.*,.*\.",
        r"(?:[^,]*,\s*)*điều",
        r"(?:[^\W\d_]+ ?){2,}:",
        r"“[^”]*”",
        r"[^\W\d_]+ họ ",
    ],
)
def test_a_slow_pattern_is_found(pattern):
    found = Found(re.compile(pattern), "made.py")
    assert slow(found, USES, random.Random(1)) is not None


@pytest.mark.parametrize(
    "pattern",
    [r"\d{1,2}/\d{1,2}", r"(?<!\s)\s*(?:,\s*)?của", r"[^,\n]{0,80}, ông", r"a+", r"(?:ông|bà) [^.]{0,90}"],
)
def test_a_quick_pattern_is_left_alone(pattern):
    assert slow(Found(re.compile(pattern), "made.py"), USES, random.Random(1)) is None


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        (r"(?:a+)+$", "repeat in a repeat"),
        (r"(?:\w+\s?)*:", "repeat in a repeat"),
        (r"(?:ông|ông ấy|bà)+ $", "alternatives alike"),
        (r"bị\s+(?:ông)?\s*$", "repeats in a row"),
        (r"ngày [^.]*,[^.]*\.", "repeats in a row"),
        (r"(?:,[^,]*)*\w*điều", "repeats in a row"),
        (r"\w+@", "search over its beginning"),
        (r"“[^”]*”", "search over its beginning"),
        (r"(?>\s*),", "search over its beginning"),
        (r"(?:\d+,)+x", "search over its beginning"),
    ],
)
def test_what_looks_slow_is_seen_in_the_pattern(pattern, kind):
    assert kind in {suspicion.kind for suspicion in suspicions(re.compile(pattern))}


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\d{1,2}/\d{1,2}", r"ông \w* x", r"“[^“”]*”", r"bị\s+\w+\s+$", r"điều \d+(?:, \d+)*:"),
        *(r"bà (?>\s*)\s*,", r"[^.]{0,15}, ông"),
    ],
)
def test_what_cannot_be_slow_is_not_suspected(pattern):
    assert suspicions(re.compile(pattern)) == []


def test_the_strings_of_a_suspicion_fail_late():
    pumped = [
        s.pump.text(10) for s in suspicions(re.compile(r"ngày \s*,?\s*của")) if s.kind == "repeats in a row"
    ]
    assert pumped
    assert all(text.startswith("ngày" + " " * 8) for text in pumped)
    assert not any(re.search(r"ngày \s*,?\s*của", text) for text in pumped)


def test_patterns_that_are_only_matched_are_told_from_those_that_are_searched_for():
    assert uses_of(Found(re.compile("(?:nowhere) (?:kept)"), "made.py")) == USES
    searched = [value for value in vars(encodings).values() if isinstance(value, re.Pattern)]
    assert searched
    assert all("search" in uses_of(Found(pattern, "encodings.py")) for pattern in searched)


@pytest.fixture(scope="module")
def nlp():
    made = vie.load("rules")
    made(NEWS)  # the word lists are read
    return made


def seconds(nlp, text):
    start = time.process_time()
    nlp(text)
    return time.process_time() - start


def dense(kind):
    """A text of nothing but the words of a list, or of one piece over and over."""
    if kind in HOSTILE:
        return HOSTILE[kind](SIZE)
    if kind in LISTS:
        words = [next(iter(row.values())) for row in read_table(kind)]
        random.Random(1).shuffle(words)
        line = random.Random(2).choice((" ", ", ", "; ")).join(words)
        return (line * (1 + SIZE // len(line)))[:SIZE]
    return repeated(kind)(SIZE)


LONG_GAPS = [f"{word}{' ' * 300}{word}{chr(0xA0) * 300}" for word in WORDS]
KINDS = [*HOSTILE, *LISTS, *(f"{piece} " for piece in PIECES), *PIECES, *LONG_GAPS]


def test_no_dense_text_is_much_dearer_than_news(nlp):
    plain = min(seconds(nlp, repeated(NEWS)(SIZE)) for _ in range(5))
    dear = {}
    for kind in KINDS:
        text = dense(kind)
        spent = seconds(nlp, text)
        if spent > DEAREST * plain:
            spent = min(spent, seconds(nlp, text), seconds(nlp, text))
        if spent > DEAREST * plain:
            dear[kind] = spent / plain
    assert dear == {}
    assert len(KINDS) > 300


@pytest.mark.parametrize(
    "word", ["bị", "được", "phối hợp", "từ", "Chỉ thị số 5", "Bộ Công an ban hành", "ông Nam,"]
)
def test_a_wall_of_spaces_behind_a_word_costs_what_news_costs(nlp, word):
    size = 60_000
    plain = min(seconds(nlp, repeated(NEWS)(size)) for _ in range(2))
    assert seconds(nlp, word + " " * size + "của ông") < DEAREST * plain
