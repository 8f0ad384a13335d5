"""Long texts have no seams: what the network says of a unit hangs on its neighbours, not on its place."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnpolice_ie.model.assembly import shipped
from vnpolice_ie.model.backend import Encoded, encode_texts
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.config import EncoderConfig, MixerConfig, NetworkConfig
from vnpolice_ie.model.decode import decode_spans
from vnpolice_ie.model.features import features_of
from vnpolice_ie.model.folder import ModelFolder
from vnpolice_ie.model.pieces import VocabularyPieces
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.sections import sections_of
from vnpolice_ie.model.session import OnnxBackend
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.model.vocabulary import Vocabulary
from vnpolice_ie.text.source import SourceText

SENTENCES = (
    "Sáng 8-10, Đại tá Phan Văn Hiệu, Giám đốc Công an tỉnh Bình Sơn, chủ trì hội nghị.",
    "Công an huyện Hòa Lâm đã khởi tố Võ Hoàng Sang về tội “Đánh bạc”.",
    "Thực hiện Chỉ thị số 48-CT/TW, các đơn vị triển khai nhiều biện pháp.",
    "Ông Trần Quốc Bảo, Phó Chủ tịch UBND tỉnh, phát biểu tại buổi lễ.",
    "Đồng chí Lê Thị Mai được bổ nhiệm giữ chức Trưởng phòng Cảnh sát hình sự.",
    "Trời mưa nhẹ.",
)
BEFORE, AFTER = " ".join(SENTENCES[:3]), " ".join(SENTENCES[2:5])
SOME = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12).map(" ".join)
EXACT = 1e-5


class Model(NamedTuple):
    reader: VocabularyPieces
    backend: OnnxBackend
    reach: int
    scheme: Scheme


@cache
def model() -> Model:
    folder = ModelFolder.open(shipped("compact"))
    reader = VocabularyPieces(Vocabulary(folder.vocabulary()), folder.settings.network.encoder.max_pieces)
    reach = folder.settings.network.reach
    assert reach is not None
    return Model(reader, OnnxBackend(folder, reader), reach, folder.settings.scheme)


@cache
def given_text(text: str) -> ModelText:
    """A text as the network reads it, with nothing found by the rules, which look at whole documents."""
    source = SourceText(text)
    units = units_of(source)
    return ModelText(model().reader(source, units), features_of(units))


def apart(one: Encoded, other: Encoded) -> float:
    """Largest difference of any number."""
    return max(float(np.abs(a - b).max(initial=0.0)) for a, b in zip(one, other, strict=True))


def part(encoded: Encoded, start: int, end: int) -> Encoded:
    return Encoded(*(values[start:end] for values in encoded))


def spans_in(encoded: Encoded) -> list[UnitSpan]:
    outer, inner = decode_spans(model().scheme, encoded.outer, encoded.inner)
    return [span.bare() for span in (*outer, *inner)]


@pytest.mark.parametrize(
    ("network", "reach"),
    [
        (NetworkConfig(mixer=MixerConfig(layers=6, kernel=3, dilations=(1, 2, 4, 8, 16, 1))), 32),
        (NetworkConfig(mixer=MixerConfig(layers=5, kernel=5, dilations=(1, 2))), 14),
        (NetworkConfig(mixer=MixerConfig(layers=0)), 0),
        (NetworkConfig(mixer=MixerConfig(kind="gru")), None),
        (NetworkConfig(EncoderConfig(kind="hf"), MixerConfig(layers=0)), None),
    ],
)
def test_how_far_a_network_looks_is_told_by_its_layers(network: NetworkConfig, reach: int | None) -> None:
    assert network.reach == reach


@settings(max_examples=10)
@given(SOME, SOME, st.sampled_from(SENTENCES))
def test_a_sentence_with_the_same_neighbours_reads_the_same_wherever_it_stands(
    first: str, last: str, sentence: str
) -> None:
    here = f"{BEFORE} {sentence} {AFTER}"
    alone, inside = given_text(f"{AFTER} {here} {BEFORE}"), given_text(f"{first} {here} {last}")
    reach, count = model().reach, len(given_text(here))
    at_alone, at_inside = len(given_text(AFTER)), len(given_text(first))
    one, other = model().backend.encode([alone])[0], model().backend.encode([inside])[0]
    # What is as far from the first and last unit of what both share as the network looks.
    one = part(one, at_alone + reach, at_alone + count - reach)
    other = part(other, at_inside + reach, at_inside + count - reach)
    assert len(one.states) >= len(given_text(sentence))
    assert apart(one, other) <= EXACT
    assert spans_in(one) == spans_in(other)


@settings(max_examples=10)
@given(SOME, st.integers(80, 300))
def test_windows_are_joined_without_seams(some: str, size: int) -> None:
    text = given_text(f"{some} {BEFORE} {some}")
    reader, backend, reach, _ = model()
    short = VocabularyPieces(reader.vocabulary, size)
    joined = encode_texts([text], short, backend._run, overlap=2 * reach / size, budget=2 * size)[0]
    assert apart(joined, backend.encode([text])[0]) <= EXACT


@settings(max_examples=10)
@given(SOME, st.integers(20, 90))
def test_sections_are_read_as_the_whole_text_is(some: str, most: int) -> None:
    source = SourceText(f"{some} {BEFORE}")
    units = units_of(source)
    text, backend = given_text(source.raw), model().backend
    whole = backend.encode([text])[0]
    sections = sections_of(source, units, most, model().reach)
    assert [unit for s in sections for unit in range(s.start, s.end)] == list(range(len(units)))
    for section in sections:
        read = section.trimmed(backend.encode([section.of(text)])[0])
        assert apart(read, part(whole, section.start, section.end)) <= EXACT
