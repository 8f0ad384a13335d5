"""Inline marks of test sentences."""

import pytest

from marks import parse_marks


def test_nested_marks_come_out_in_order_with_offsets_into_the_plain_text():
    text, spans = parse_marks("Ông ⟦PERSON|Lê Văn Bình⟧, ⟦POSITION|Trưởng ⟦ORG|Công an xã An Hòa⟧⟧.")
    assert text == "Ông Lê Văn Bình, Trưởng Công an xã An Hòa."
    assert [(text[s:e], label) for s, e, label in spans] == [
        ("Lê Văn Bình", "PERSON"),
        ("Trưởng Công an xã An Hòa", "POSITION"),
        ("Công an xã An Hòa", "ORG"),
    ]


@pytest.mark.parametrize("wrong", ["⟦ORG|Công an", "Công an⟧", "⟦ORG|⟧", "⟦Công an⟧"])
def test_a_wrongly_marked_sentence_fails_its_test(wrong):
    with pytest.raises(AssertionError):
        parse_marks(wrong)
