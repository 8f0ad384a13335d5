"""Tag sequences as spans: every prefix scheme, and what is out of order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.io.tags import decode_tags

CASES = {
    "IOB2": ("B-PER I-PER O B-LOC", [(0, 2, "PER"), (3, 4, "LOC")]),
    "IOB2, one beside the other": ("B-PER B-PER I-PER", [(0, 1, "PER"), (1, 3, "PER")]),
    "IOB1": ("I-PER I-PER B-PER O I-LOC", [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "LOC")]),
    "BIOES": ("S-LOC B-PER I-PER E-PER S-PER", [(0, 1, "LOC"), (1, 4, "PER"), (4, 5, "PER")]),
    "BILOU": ("U-LOC B-PER L-PER O", [(0, 1, "LOC"), (1, 3, "PER")]),
    "BMES": ("B-PER M-PER E-PER", [(0, 3, "PER")]),
    "inside after outside": ("O I-PER", [(1, 2, "PER")]),
    "inside after another label": ("B-PER I-LOC", [(0, 1, "PER"), (1, 2, "LOC")]),
    "an end that nothing began": ("E-PER L-PER", [(0, 1, "PER"), (1, 2, "PER")]),
    "a hyphen in the label": ("B-DIA-DANH I-DIA-DANH", [(0, 2, "DIA-DANH")]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("tags", "spans"), CASES.values(), ids=list(CASES))
def test_spans(tags, spans):
    assert decode_tags(tags.split()) == spans


@pytest.mark.parametrize("tag", ["PER", "B-", "-PER", "X-PER", "BI-PER", "", "o", "O-PER"])
def test_a_tag_of_no_scheme_is_named(tag):
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (its argument is the tag, which may be empty)
        decode_tags(["O", tag])
    assert caught.value.args == (tag,)


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["", "PER", "LOC"]))))
def test_what_is_written_as_iob2_comes_back(pieces):
    tags, spans = [], []
    for length, label in pieces:
        if label:
            spans.append((len(tags), len(tags) + length, label))
        tags += [f"B-{label}"] + [f"I-{label}"] * (length - 1) if label else ["O"] * length
    assert decode_tags(tags) == spans
