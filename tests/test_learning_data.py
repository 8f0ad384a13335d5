"""From annotated documents to what a network learns, and back to what it would read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("torch")

from vnpolice_ie.evaluation.scoring import score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.io.markup import parse
from vnpolice_ie.model.decode import ScoredLink, ScoredSpan
from vnpolice_ie.model.features import columns, shape_of
from vnpolice_ie.model.pieces import VocabularyPieces
from vnpolice_ie.model.scheme import SAME_EVENT, default_scheme
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.training.build import vocabulary_of
from vnpolice_ie.training.examples import Example, Inexpressible, example_of
from vnpolice_ie.training.fit import calibrate
from vnpolice_ie.training.items import IGNORED, batch_of, items_of
from vnpolice_ie.training.noise import RuleNoise, noisy
from vnpolice_ie.training.reading import doc_of

EXAMPLES = Path(__file__).parent.parent / "examples"
SCHEME = default_scheme()


@pytest.fixture(scope="module")
def documents() -> list[GoldDocument]:
    found, faults = read_gold(EXAMPLES)
    assert found
    assert not faults
    return found


def annotated(marked: str, *links: str) -> GoldDocument:
    document, faults = parse("\n".join(["id: sentence", "---", marked, "===", *links, ""]), "test")
    assert not faults
    return document


def prepared(document: GoldDocument, *, reach: int = 10_000) -> tuple[Example, Inexpressible]:
    lost = Inexpressible()
    reader = VocabularyPieces(vocabulary_of([document], 1), 64)
    return example_of(document, SCHEME, reader, lost, max_distance=reach), lost


def test_what_is_learnt_of_a_document_is_all_of_it(documents: list[GoldDocument]) -> None:
    read = []
    for document in documents:
        example, lost = prepared(document)
        assert not lost.counts
        spans = [ScoredSpan(*span, 1.0) for span in example.spans]
        read.append(doc_of(example, spans, [ScoredLink(h, t, name, 1.0) for h, t, name in example.links]))
    report = score(documents, read)
    assert report.entities["ALL"].f1 == 1
    assert report.relations["ALL"].f1 == 1
    assert report.arguments["ALL"].f1 == 1
    assert report.coref["EVENT"].f1 == 1


def test_what_cannot_be_expressed_is_counted_with_its_place() -> None:
    document = annotated("Công an ⟦1:LOC|Hà⟧giang họp; ⟦2:PERSON:p1|Lê Văn Tám⟧ dự.")
    example, lost = prepared(document)
    assert lost.counts == {"a span that begins or ends inside a unit": 1}
    assert lost.places["a span that begins or ends inside a unit"] == ["sentence: LOC 'Hà'"]
    assert lost.total["spans"] == 2
    assert [span.tag for span in example.spans] == ["PERSON"]


def test_links_beyond_the_reach_of_the_pair_head_are_counted(documents: list[GoldDocument]) -> None:
    _, lost = prepared(documents[0], reach=1)
    assert lost.counts["a link over more than 1 units"] > 0


GLUED = {
    "UBND tỉnhLâm Đồng": ["UBND", "tỉnh", "Lâm", "Đồng"],
    "củaBộ trưởng": ["của", "Bộ", "trưởng"],
    "CATP, TPHCM, PC02, McDonald": ["CATP", ",", "TPHCM", ",", "PC02", ",", "McDonald"],
    "ngày 27/8/2019": ["ngày", "27", "/", "8", "/", "2019"],
}


@pytest.mark.parametrize("text", GLUED)
def test_units_part_words_that_were_glued(text: str) -> None:
    assert list(units_of(SourceText(text)).words) == GLUED[text]


@given(st.text(alphabet="aăBĐe\u0301 \n\u200b.,12", max_size=60))
def test_units_lie_in_order_and_cover_all_that_is_visible(text: str) -> None:
    source = SourceText(text)
    units = units_of(source)
    end = 0
    for start, until, word in zip(units.starts, units.ends, units.words, strict=True):
        assert end <= start < until
        assert source.text[start:until] == word
        assert not source.text[end:start].strip()
        end = until
    assert not source.text[end:].strip()


def test_forms_of_words_are_told_apart() -> None:
    words = ["công", "Công", "CÔNG", "A", "PC02", "27", "2019", ",", "(", "€", "tpHCM"]
    shapes = [shape_of(word) for word in words]
    assert len(set(shapes)) == len(words)
    assert all(0 < shape < columns().sizes[0] for shape in shapes)


def test_windows_of_a_document_hold_its_tags_and_the_links_inside_them(documents: list[GoldDocument]) -> None:
    document = documents[0]
    reader = VocabularyPieces(vocabulary_of([document], 1), 64)
    example = example_of(document, SCHEME, reader, Inexpressible(), max_distance=100)
    items = items_of(example, SCHEME, reader, 0.25, 100)
    assert len(items) > 1
    batch = batch_of(items, SCHEME, reader)
    for row, item in enumerate(items):
        length = len(item)
        assert (batch.outer[row, length:] == IGNORED).all()
        assert batch.outer[row, :length].tolist() == item.outer.tolist()
        for span in item.spans:
            assert item.outer[span.start] != 0
    learnt = {
        (SCHEME.links[name].name, item.spans[head].tag)
        for item in items
        for (head, _), links in zip(item.pairs.index.tolist(), item.links, strict=True)
        for name in np.flatnonzero(links)
    }
    assert {("HOLDS", "PERSON"), ("HAS_RANK", "PERSON")} <= learnt


def test_an_argument_is_not_to_be_avoided_at_the_other_triggers_of_its_event() -> None:
    document = annotated(
        "⟦1:EVENT.MEETING:v1|Hội nghị⟧ do ⟦2:PERSON:p1|Lê Văn Tám⟧ chủ trì; ⟦3:EVENT.MEETING:v1|hội nghị⟧ kết thúc.",
        "ARG 1 CHAIR 2",
    )
    example, _ = prepared(document)
    assert (0, 1, "CHAIR") in example.links
    assert example.unclear == {(2, 1, "CHAIR")}
    assert {(0, 2, SAME_EVENT), (2, 0, SAME_EVENT)} <= set(example.links)


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_disturbed_findings_of_the_rules_stay_in_order_without_overlap(seed: int) -> None:
    spans = [UnitSpan(0, 2, "ORG"), UnitSpan(2, 3, "LOC"), UnitSpan(5, 9, "PERSON"), UnitSpan(12, 13, "ORG")]
    rng = np.random.default_rng(seed)
    out = noisy(spans, SCHEME.outer, 15, RuleNoise(dropped=0.2, changed=0.5), rng)
    end = 0
    for span in out:
        assert end <= span.start < span.end <= 15
        assert span.tag in SCHEME.outer
        end = span.end


def test_noise_drops_and_changes_about_as_much_as_it_is_told() -> None:
    spans = [UnitSpan(4 * i, 4 * i + 2, "ORG") for i in range(4000)]
    out = noisy(spans, SCHEME.outer, 16_000, RuleNoise(dropped=0.1, changed=0.2), np.random.default_rng(1))
    assert len(out) == pytest.approx(3600, rel=0.05)
    kept = Counter(span in set(spans) for span in out)
    assert kept[False] == pytest.approx(800, rel=0.15)


def test_calibrated_scores_rise_and_meet_the_share_that_is_right() -> None:
    rng = np.random.default_rng(3)
    scores = rng.random(3000)
    answers = [(float(p), bool(rng.random() < p**2)) for p in scores]
    points = calibrate(answers)
    assert [p for p, _ in points] == sorted(p for p, _ in points)
    assert [share for _, share in points] == sorted(share for _, share in points)
    for p, share in points:
        assert share == pytest.approx(p**2, abs=0.06)


def test_few_answers_are_not_taken_for_certain() -> None:
    ((_, share),) = calibrate([(0.9, True), (0.8, True), (0.7, False)])
    assert share == pytest.approx(2 / 3, abs=0.05)
    ((_, share),) = calibrate([(0.9, True), (0.8, True), (0.7, True)])
    assert share < 0.95
