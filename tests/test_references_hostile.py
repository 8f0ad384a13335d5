"""Hostile input ends, in time linear in its length, and whatever is found lies in the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.draft import Draft
from vnpolice_ie.linking.references import ReferenceLinkingStage
from vnpolice_ie.rules.documents.mentions import DocumentStage, citations_in
from vnpolice_ie.rules.documents.relations import DocumentRelationStage
from vnpolice_ie.text.source import SourceText

PIECES = [
    "9",
    "(",
    "số ",
    "điều 1, ",
    "điểm a, ",
    "khoản 1 Điều 2 và ",
    "Luật ",
    "Luật sửa đổi, bổ sung một số điều của ",
    "Luật Phòng, chống ",
    "Nghị quyết ",
    "Nghị quyết số 1, ",
    "Nghị quyết Đại hội Đảng bộ ",
    "Nghị định 1/2020/NĐ-",
    "1-A-A-A-A-A-A",
    "12/QĐ - ",
    "Quyết định về một việc số ",
    "Hiến pháp ",
    "Điều lệ Hội ",
    "Chỉ thị 05 của Bộ Chính trị và ",
    "Nghị định này sửa đổi ",
]
SMALL, LARGE = 20_000, 160_000


def seconds(text: str) -> float:
    """The shortest of three runs, so that what else the machine does counts little."""
    runs = []
    for _ in range(3):
        source = SourceText(text)
        assert len(source.tokens) > 0
        start = time.process_time()
        citations_in(source)
        runs.append(time.process_time() - start)
    return min(runs)


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_text_not_with_its_square(piece: str) -> None:
    small, large = (piece * (size // len(piece)) for size in (SMALL, LARGE))
    # Eight times the text may take eight times as long; a quadratic pattern takes sixty-four times.
    assert seconds(large) < 32 * max(seconds(small), 0.005)


def test_many_references_in_one_sentence_are_linked_and_related_in_time() -> None:
    text = "Nghị định 5/2020/NĐ-CP ngày 5/6/2020 sửa đổi Nghị định 6 và Luật Thanh tra, " * 3000
    draft = Draft(SourceText(text))
    for stage in (DocumentStage(), DocumentRelationStage(), ReferenceLinkingStage()):
        stage(draft)
    assert len(draft.mentions("DOC_REF")) == 9000
    assert {r.key for r in draft.references} == {"5/2020/NĐ-CP", "Nghị định 6", "Luật Thanh tra"}


def test_many_provisions_of_one_law_are_linked_in_time() -> None:
    text = "".join(f"Bị phạt theo khoản {n % 90} Điều {n} Luật Thanh tra. " for n in range(1, 6000))
    draft = Draft(SourceText(text))
    DocumentStage()(draft)
    ReferenceLinkingStage()(draft)
    assert len(draft.references) == 5999
    assert draft.references[0].key == "Luật Thanh tra#điều1.khoản1"


WORDS = st.sampled_from(
    [
        *(piece.strip() for piece in PIECES),
        "của",
        "ngày",
        "này",
        "Bộ luật Hình sự",
        "44-KL/TW",
        "\n",
        "\u200b",
        "\ud800",
        "Ð",
    ]
)


@given(st.lists(WORDS | st.text(max_size=3), max_size=40), st.sampled_from(["", " "]))
def test_citations_are_in_order_in_the_text_and_do_not_overlap(words: list[str], gap: str) -> None:
    source = SourceText(gap.join(words))
    end = 0
    for citation in citations_in(source):
        assert end <= citation.start < citation.end <= len(source.text)
        end = citation.end
