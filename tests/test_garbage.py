"""The garbage collector while texts are read."""

from __future__ import annotations

import gc

import pytest

import vnpolice_ie as vie
from vnpolice_ie.draft import Draft
from vnpolice_ie.garbage import uncollected

LONG = "Công an tỉnh Bình Sơn họp. " * 4_000


class _Watch:
    name = "watch"

    def __init__(self) -> None:
        self.seen: list[bool] = []

    def __call__(self, draft: Draft) -> None:
        self.seen.append(gc.isenabled())
        if draft.source.text.startswith("!"):
            raise ValueError("a stage that fails")


def test_a_long_text_is_read_without_the_collector_and_a_short_one_with_it() -> None:
    watch = _Watch()
    nlp = vie.Pipeline([watch])
    nlp(LONG)
    nlp("Công an tỉnh Bình Sơn họp.")
    assert watch.seen == [False, True]
    assert gc.isenabled()


def test_short_texts_that_are_read_together_are_read_without_it() -> None:
    class Together(_Watch):
        def batch(self, drafts: list[Draft]) -> None:
            for draft in drafts:
                self(draft)

    watch = Together()
    nlp = vie.Pipeline([watch])
    list(nlp.pipe(["Công an tỉnh Bình Sơn họp."] * 64, batch_size=2))
    assert watch.seen == [True] * 64
    list(nlp.pipe(["Công an tỉnh Bình Sơn họp."] * 64, batch_size=64))
    assert watch.seen[64:] == [False] * 64
    assert gc.isenabled()


def test_the_collector_is_back_after_a_failure() -> None:
    with pytest.raises(ValueError, match="a stage that fails"):
        vie.Pipeline([_Watch()])("!" + LONG)
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    try:
        with uncollected(len(LONG)):
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_found_in_a_text_holds_no_cycles() -> None:
    nlp = vie.load("rules")
    text = "Ngày 27-8, Đại tá Lê Văn Nam, Giám đốc Công an tỉnh Bình Sơn, ký Kế hoạch số 15/KH-CAT. " * 20
    nlp(text)
    gc.collect()
    gc.disable()
    try:
        nlp(text)
        assert gc.collect() < 10, "what a reading leaves for the collector"
    finally:
        gc.enable()
