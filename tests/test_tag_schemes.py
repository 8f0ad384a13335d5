"""Schemes of tag sequences, and the faults of sequences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.io.tags import decode_tags, scheme_of, tag_faults

# Tags and their scheme; none of them has a fault.
SEQUENCES = {
    "bio": ("B-ORG I-ORG O B-PERSON B-PERSON", "bio"),
    "iob1": ("I-ORG I-ORG O I-PERSON B-PERSON I-LOC", "iob1"),
    "bilou": ("B-ORG I-ORG L-ORG U-LOC O", "bioes"),
    "bioes": ("S-LOC B-ORG E-ORG O", "bioes"),
    "bmes": ("S-LOC B-ORG M-ORG E-ORG", "bioes"),
    "hyphen and stop in a label": ("B-EVENT.MEETING I-EVENT.MEETING B-CO-OP", "bio"),
    "nothing": ("O O", "iob1"),
    "empty": ("", "iob1"),
}  # fmt: skip


@pytest.mark.parametrize("case", SEQUENCES)
def test_the_scheme_of_a_sequence_is_told(case):
    tags, scheme = SEQUENCES[case]
    assert scheme_of([tags.split()]) == scheme
    assert list(tag_faults(tags.split(), scheme)) == []


# Tags, their scheme, the token at fault and what is said of it.
FAULTS = {
    "bio, inside without start": ("B-ORG O I-ORG", "bio", 2, "I-ORG continues no span of its label"),
    "bio, another label": ("B-ORG I-LOC", "bio", 1, "I-LOC continues no span of its label"),
    "bilou, no end": ("B-ORG I-ORG O U-LOC", "bioes", 1, "the span of ORG has no end"),
    "bilou, no end at the last token": ("U-LOC B-ORG", "bioes", 1, "the span of ORG has no end"),
    "bilou, end without start": ("U-LOC L-ORG", "bioes", 1, "L-ORG continues no span of its label"),
    "bilou, inside after a single": ("U-ORG I-ORG L-ORG", "bioes", 1, "I-ORG continues no span of its label"),
    "schemes mixed": ("B-ORG E-ORG", "bio", 1, "E-ORG stands among tags of BIO"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_bad_tag_is_named_with_its_place(case):
    tags, scheme, at, what = FAULTS[case]
    faults = list(tag_faults(tags.split(), scheme))
    assert [(fault.at, fault.what) for fault in faults] == [(at, what)]
    assert faults[0].remedy


def test_the_scheme_is_that_of_the_whole_file():
    assert scheme_of([["I-ORG"], ["B-ORG"]]) == "bio"
    assert scheme_of([["B-ORG", "I-ORG"], ["O", "S-LOC"]]) == "bioes"


SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from(["ORG", "LOC"])), max_size=6)


@given(SPANS)
def test_spans_come_back_from_tags_in_every_scheme(parts):
    spans, at = [], 0
    for gap, length, label in parts:
        spans.append((at + gap, at + gap + length, label))
        at += gap + length
    for scheme, (begin, inside, end, single) in {"bio": "BIIB", "bioes": "BIES"}.items():
        tags = ["O"] * at
        for first, last, label in spans:
            letters = [single] if last - first == 1 else [begin, *[inside] * (last - first - 2), end]
            tags[first:last] = [f"{letter}-{label}" for letter in letters]
        assert decode_tags(tags) == spans
        assert list(tag_faults(tags, scheme)) == []
