"""Windows, the decoder and the pairs, each against what it must do by definition."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vnpolice_ie import schema
from vnpolice_ie.model.decode import best_spans, decode_links, decode_spans, whole_lines
from vnpolice_ie.model.pairs import PAIR_SIZES, joinable, pairs_of
from vnpolice_ie.model.paths import best_path, best_paths, spans_of_path
from vnpolice_ie.model.scheme import SAME_EVENT, Scheme, default_scheme
from vnpolice_ie.model.tags import BEGIN, END, INSIDE, SINGLE, encode_tags, first_tag, tag_count, tag_names
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.model.windows import windows

SCORES = st.integers(1, 5).flatmap(
    lambda units: arrays(np.float32, (units, tag_count(2)), elements=st.integers(-4, 4).map(float))
)


def is_whole(path: tuple[int, ...]) -> bool:
    """Whether every span of a path of tags begins, goes on and ends as it should."""
    label = None
    for tag in path:
        kind = "O" if tag == 0 else "BIES"[(tag - 1) % 4]
        here = (tag - 1) // 4
        if label is None and kind in "IE":
            return False
        if label is not None and (kind not in "IE" or here != label):
            return False
        label = here if kind in "BI" else None
    return label is None


@given(SCORES)
def test_the_best_path_is_the_best_of_all_whole_paths(scores: np.ndarray) -> None:
    path = best_path(scores)
    assert is_whole(tuple(path))
    rows = range(len(scores))
    best = max(
        (scores[rows, list(tags)].sum() for tags in _whole_paths(len(scores))),
    )
    assert scores[rows, path].sum() == best


PARTS = st.lists(
    st.integers(1, 12).flatmap(
        lambda units: arrays(np.float32, (units, tag_count(2)), elements=st.floats(-20, 3, width=16))
    ),
    min_size=1,
    max_size=4,
)


@given(PARTS)
def test_texts_decoded_together_read_as_each_does_alone(parts: list[np.ndarray]) -> None:
    firsts = np.cumsum([0, *map(len, parts)])[:-1].tolist()
    together = best_paths(np.concatenate(parts), firsts)
    assert together.tolist() == [tag for part in parts for tag in best_path(part).tolist()]


@given(PARTS)
def test_the_best_path_of_a_long_text_is_worth_as_much_as_plain_viterbi_finds(
    parts: list[np.ndarray],
) -> None:
    scores = np.concatenate(parts)
    path = best_path(scores)
    assert is_whole(tuple(path))
    assert scores[np.arange(len(scores)), path].sum() == pytest.approx(_plain_viterbi(scores), abs=1e-3)


def _plain_viterbi(scores: np.ndarray) -> float:
    """What the best whole path is worth, unit after unit and tag after tag."""
    labels = (scores.shape[1] - 1) // 4
    outside, inside = 0.0, [-np.inf] * labels
    for row in scores.astype(float):
        of = row[1:].reshape(labels, 4)
        ended = max(inside[k] + of[k, END] for k in range(labels))
        inside = [max(outside + of[k, BEGIN], inside[k] + of[k, INSIDE]) for k in range(labels)]
        outside = max(outside + row[0], outside + max(of[:, SINGLE]), ended)
    return outside


def _whole_paths(length: int) -> list[tuple[int, ...]]:
    if length not in _KNOWN:
        _KNOWN[length] = [p for p in product(range(tag_count(2)), repeat=length) if is_whole(p)]
    return _KNOWN[length]


_KNOWN: dict[int, list[tuple[int, ...]]] = {}


@st.composite
def spans(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], int]:
    bounds = sorted(draw(st.sets(st.integers(0, 30), max_size=10)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return [(start, end, draw(st.integers(0, 3))) for start, end in pairs], 30


@given(spans())
def test_spans_come_back_from_their_tags(case: tuple[list[tuple[int, int, int]], int]) -> None:
    found, length = case
    assert spans_of_path(encode_tags(found, length)).tolist() == [list(span) for span in found]


def test_tags_have_the_names_that_the_field_gives_them() -> None:
    assert tag_names(["ORG"]) == ["O", "B-ORG", "I-ORG", "E-ORG", "S-ORG"]


def log_probabilities(tags: list[str], names: list[str]) -> np.ndarray:
    scores = np.full((len(tags), len(names)), -10.0, dtype=np.float32)
    for unit, tag in enumerate(tags):
        scores[unit, names.index(tag)] = -0.1
    return scores


def test_inner_spans_stand_only_in_spans_that_may_hold_them_and_never_fill_them() -> None:
    scheme = default_scheme()
    outer = ["B-POSITION", "I-POSITION", "E-POSITION", "O", "S-PERSON"]
    inner = ["O", "B-ORG", "E-ORG", "S-LOC", "S-ORG"]
    found, nested = decode_spans(
        scheme,
        log_probabilities(outer, tag_names(scheme.outer)),
        log_probabilities(inner, tag_names(scheme.inner)),
    )
    assert [span.bare() for span in found] == [UnitSpan(0, 3, "POSITION"), UnitSpan(4, 5, "PERSON")]
    assert [span.bare() for span in nested] == [UnitSpan(1, 3, "ORG")]
    whole = ["B-ORG", "I-ORG", "E-ORG", "O", "O"]
    _, nested = decode_spans(
        scheme,
        log_probabilities(outer, tag_names(scheme.outer)),
        log_probabilities(whole, tag_names(scheme.inner)),
    )
    assert nested == []


def test_what_stands_holds_what_it_may_hold_and_is_held_where_it_may_be() -> None:
    scheme = default_scheme()
    outside = log_probabilities(["O"] * 6, tag_names(scheme.outer))
    inner = log_probabilities(["O", "B-ORG", "E-ORG", "O", "B-ORG", "E-ORG"], tag_names(scheme.inner))
    post, person = UnitSpan(0, 3, "POSITION"), UnitSpan(3, 6, "PERSON")
    date, whole = UnitSpan(0, 1, "DATE"), UnitSpan(0, 3, "LOC")
    elsewhere = UnitSpan(3, 4, "LOC")
    found, nested = best_spans(scheme, outside, inner, [0, 3], ([person, post], [elsewhere, whole, date]))
    assert [scheme.outer[label] for _, _, label in found] == ["POSITION", "PERSON"]
    assert [(start, end, scheme.inner[label]) for start, end, label in nested] == [
        (0, 1, "DATE"),
        (1, 3, "ORG"),
    ]


@given(st.lists(st.integers(0, 4), max_size=80), st.integers(4, 20), st.integers(1, 20))
def test_windows_cover_every_unit_once_and_none_is_too_long(
    lengths: list[int], size: int, stride: int
) -> None:
    cut = windows(lengths, size, min(size, stride))
    assert [unit for w in cut for unit in range(w.first, w.last)] == list(range(len(lengths)))
    for w in cut:
        assert w.start <= w.first <= w.last <= w.end
        assert sum(lengths[w.start : w.end]) <= size or w.end == w.start + 1


def test_a_unit_is_kept_from_the_window_where_it_stands_most_inside() -> None:
    first, second, *_ = windows([1] * 100, 40, 30)
    assert (first.start, first.end, second.start) == (0, 40, 30)
    assert first.last == second.first == 35


def test_the_default_scheme_is_the_schema() -> None:
    scheme = default_scheme()
    assert Scheme.from_dict(scheme.to_dict()) == scheme
    for number, link in enumerate(scheme.links):
        for head, tail in product(scheme.outer, repeat=2):
            allowed = scheme.allowed[scheme.tag_id[head], scheme.tag_id[tail], number]
            assert allowed == _schema_allows(link.name, head, tail), (link.name, head, tail)


def _schema_allows(name: str, head: str, tail: str) -> bool:
    label, _, event = head.partition(".")
    if name == SAME_EVENT:
        return label == "EVENT" and tail.startswith("EVENT.")
    if name in schema.RELATION_TYPES:
        return schema.link_error(name, label, tail.partition(".")[0], "") is None  # type: ignore[arg-type]
    tail = tail.partition(".")[0]
    return label == "EVENT" and schema.role_error(event, name, tail, "") is None  # type: ignore[arg-type]


SENTENCE = [
    UnitSpan(0, 2, "RANK"),
    UnitSpan(2, 5, "PERSON"),
    UnitSpan(6, 10, "POSITION"),
    UnitSpan(8, 10, "ORG"),
    UnitSpan(11, 12, "EVENT.MEETING"),
]


def test_pairs_are_those_that_a_link_may_join() -> None:
    scheme = default_scheme()
    pairs = pairs_of(scheme, SENTENCE, [0] * 12, 100, {(1, 0): ["HAS_RANK"]})
    named = {(SENTENCE[head].tag, SENTENCE[tail].tag) for head, tail in pairs.index.tolist()}
    assert {("PERSON", "RANK"), ("PERSON", "POSITION"), ("EVENT.MEETING", "PERSON")} <= named
    assert ("RANK", "PERSON") not in named
    assert joinable(scheme, SENTENCE, pairs).any(axis=1).all()
    row = pairs.index.tolist().index([1, 0])
    assert [scheme.links[i].name for i in np.flatnonzero(pairs.rules[row])] == ["HAS_RANK"]
    assert pairs.rules.sum() == 1


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 4)), max_size=12), st.integers(1, 200))
def test_pairs_are_complete_within_their_reach_and_their_features_in_range(
    placed: list[tuple[int, int]], reach: int
) -> None:
    scheme = default_scheme()
    tags = ("PERSON", "RANK", "EVENT.MEETING", "DOC_REF")
    found = [UnitSpan(start, start + length, tags[start % 4]) for start, length in placed]
    found = sorted(set(found), key=lambda span: (span.start, -span.end))
    pairs = pairs_of(scheme, found, [i // 7 for i in range(310)], reach)
    expected = [
        (i, j)
        for (i, one), (j, other) in product(enumerate(found), repeat=2)
        if i != j
        and scheme.allowed[scheme.tag_id[one.tag], scheme.tag_id[other.tag]].any()
        and max(other.start - one.end, one.start - other.end) <= reach
    ]
    assert sorted(map(tuple, pairs.index.tolist())) == sorted(expected)
    assert pairs.features.shape == (len(expected), len(PAIR_SIZES))
    assert (pairs.features >= 0).all()
    assert (pairs.features < np.array(PAIR_SIZES)).all()


def test_links_need_their_threshold_and_leave_of_their_signature() -> None:
    scheme = default_scheme()
    pairs = pairs_of(scheme, SENTENCE, [0] * 12, 100)
    probabilities = np.full((len(pairs.index), len(scheme.links)), 0.6, dtype=np.float32)
    allowed = joinable(scheme, SENTENCE, pairs)
    low = decode_links(scheme, pairs.index, probabilities, allowed, [0.5] * len(scheme.links))
    assert len(low) == allowed.sum()
    assert decode_links(scheme, pairs.index, probabilities, allowed, [0.7] * len(scheme.links)) == []
    assert [link.score for link in low] == pytest.approx([0.6] * len(low))


def test_no_span_goes_on_into_the_next_line() -> None:
    scores = np.full((4, 5), -5.0, dtype=np.float32)
    for unit, place in enumerate((BEGIN, INSIDE, INSIDE, END)):
        scores[unit, first_tag(0) + place] = 0.0
    assert spans_of_path(best_path(whole_lines(scores, np.array([True, False, False, False])))).tolist() == [
        [0, 4, 0]
    ]
    starts = np.array([True, False, True, False])
    assert not any(start < 2 < end for start, end, _ in spans_of_path(best_path(whole_lines(scores, starts))))
    assert scores[2, first_tag(0) + INSIDE] == 0.0, "the scores stay as they are"
