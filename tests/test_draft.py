"""The sheet that stages fill in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.schema import LABELS, may_nest
from vnpolice_ie.text.source import SourceText


def draft(text: str = "x" * 40) -> Draft:
    return Draft(SourceText(text), id="d")


def test_nesting_is_allowed_only_inside_a_position() -> None:
    sheet = draft()
    assert sheet.add(Candidate(5, 10, "ORG", "a.b"))
    assert sheet.add(Candidate(0, 10, "POSITION", "a.b"))
    assert sheet.add(Candidate(2, 4, "LOC", "a.b"))
    assert not sheet.add(Candidate(6, 8, "LOC", "a.b")), "a place inside an organisation"
    assert not sheet.add(Candidate(8, 12, "PERSON", "a.b")), "crossing"
    assert not sheet.add(Candidate(0, 10, "PERSON", "a.b")), "the same span twice"
    assert [(c.start, c.end) for c in sheet.mentions()] == [(0, 10), (2, 4), (5, 10)]


@given(st.lists(st.tuples(st.integers(0, 39), st.integers(1, 12), st.sampled_from(LABELS))))
def test_whatever_is_added_nothing_crosses(spans: list[tuple[int, int, str]]) -> None:
    sheet = draft()
    for start, length, label in spans:
        end = min(40, start + length)
        fits = sheet.fits(start, end, label)  # type: ignore[arg-type]
        assert sheet.add(Candidate(start, end, label, "a.b")) == fits  # type: ignore[arg-type]
    found = sheet.mentions()
    assert found == sorted(found, key=Candidate.order)
    for i, a in enumerate(found):
        for b in found[i + 1 :]:
            apart = b.start >= a.end
            assert apart or (b.end <= a.end and may_nest(a.label, b.label))
        assert a in list(sheet.overlapping(a.start, a.end))
        assert not sheet.is_free(a.start, a.end)


def test_within_and_overlapping() -> None:
    sheet = draft()
    for start, end in ((0, 20), (25, 30)):
        sheet.add(Candidate(start, end, "POSITION", "a.b"))
    inner = Candidate(10, 20, "ORG", "a.b")
    sheet.add(inner)
    assert sheet.within(10, 30, "ORG") == [inner]
    assert [c.start for c in sheet.overlapping(15, 26)] == [0, 10, 25]
    assert sheet.is_free(20, 25)
    sheet.remove(inner)
    assert sheet.within(0, 40, "ORG") == []


def test_what_is_covered_follows_the_candidates() -> None:
    sheet = draft("x" * 8)
    assert list(sheet.covered) == [0] * 8
    inner = Candidate(3, 5, "ORG", "a.b")
    sheet.add_all([Candidate(1, 5, "POSITION", "a.b"), inner, Candidate(6, 8, "LOC", "a.b")])
    assert list(sheet.covered) == [0, 1, 1, 1, 1, 0, 1, 1]
    sheet.remove(inner)
    assert list(sheet.covered) == [0, 1, 1, 1, 1, 0, 1, 1], "the post still covers it"
    sheet.replace([Candidate(0, 2, "LOC", "a.b")])
    assert list(sheet.covered) == [1, 1, 0, 0, 0, 0, 0, 0]


def test_a_relation_is_kept_once() -> None:
    sheet = draft()
    a, b = Candidate(0, 3, "PERSON", "a.b"), Candidate(4, 8, "RANK", "a.b")
    sheet.add_all([a, b])
    sheet.relate("HAS_RANK", a, b, "r.x")
    sheet.relate("HAS_RANK", a, b, "r.y")
    assert len(sheet.relations) == 1


def test_finish_goes_back_to_the_raw_text() -> None:
    raw = "\u200bĐo\u0302\u0301c lập – Hoà\u0300"
    sheet = draft(raw)
    start = sheet.source.text.index("lập")
    sheet.add(Candidate(0, start + 3, "LOC", "places.list"))
    doc = sheet.finish(lambda rule: 0.5 if rule == "places.list" else 0.0)
    (mention,) = doc.entities
    assert doc.text == raw
    assert mention.text == raw[mention.start : mention.end] == "Đo\u0302\u0301c lập"
    assert mention.score == 0.5
