"""How far two ways to run one network agree on given texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from vnpolice_ie.draft import Draft
from vnpolice_ie.model.backend import Backend, Encoded
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.decode import ScoredSpan, decode_spans
from vnpolice_ie.model.folder import ModelSettings
from vnpolice_ie.model.layers import layers_of
from vnpolice_ie.model.pairs import Pairs, pairs_of
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.spans import read_text
from vnpolice_ie.model.units import units_of
from vnpolice_ie.rules import span_stages
from vnpolice_ie.text.source import SourceText

SAMPLE = (
    "Ngày 12/4/2021, tại Hà Nội, Thượng tướng Phạm Quốc Hùng, Thứ trưởng Bộ Công an chủ trì Hội nghị sơ kết"
    " 02 năm thực hiện Chỉ thị số 15/CT-BCA về tăng cường phòng, chống tội phạm.\nCùng dự có Thiếu tướng Đỗ"
    " Văn Lâm, Cục trưởng Cục Cảnh sát hình sự; đại diện lãnh đạo Công an các tỉnh Nam Định, Thái Bình.",
    "Công an huyện Kim Sơn (tỉnh Ninh Bình) cho biết, Cơ quan Cảnh sát điều tra đã khởi tố vụ án,"
    " khởi tố bị can đối với Trần Văn Lực, sinh năm 1988, về tội “Trộm cắp tài sản” theo Điều 173 Bộ luật"
    " Hình sự năm 2015.",
    "Thủ tướng Chính phủ vừa ký Quyết định số 1203/QĐ-TTg ngày 9-7-2020 bổ nhiệm ông Lê Hoàng Minh giữ chức"
    " Phó Tổng Thanh tra Chính phủ. Quyết định này thay thế Quyết định số 87/QĐ-TTg.",
    "Phát biểu tại buổi lễ, đồng chí Bí thư Tỉnh ủy Vũ Thị Hạnh biểu dương thành tích của Phòng PC04; trao"
    " Bằng khen của Chủ tịch UBND tỉnh cho 03 tập thể và 05 cá nhân.",
    "Đoàn kiểm tra của Ban Tổ chức Trung ương do đồng chí Nguyễn Thành Nam làm Trưởng đoàn làm việc với Ban"
    " Thường vụ Thành ủy Cần Thơ về việc thực hiện Nghị quyết Trung ương 4 khóa XII.",
)
"""Texts for a first look, written for it; a fuller one takes texts of the user's own."""
_LINKED_FROM = 0.5


@dataclass(frozen=True)
class Agreement:
    """How far two runs agree.

    Attributes:
        units: units that were compared.
        largest_difference: between any two of their numbers: log-probabilities, states, probabilities.
        spans: decoded by the first of them.
        equal_spans: F1 of the spans of one against those of the other.
        equal_links: the same of the links between the spans of the first.
    """

    units: int
    largest_difference: float
    spans: int
    equal_spans: float
    equal_links: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as a dict."""
        return asdict(self)


def texts_of(settings: ModelSettings, reader: PieceReader, texts: Iterable[str]) -> list[ModelText]:
    """Texts as a network of these settings reads them, told what the rules find."""
    found: list[ModelText] = []
    stages = span_stages()
    for text in texts:
        draft = Draft(SourceText(text))
        for stage in stages:
            stage(draft)
        units = units_of(draft.source)
        found.append(read_text(draft, units, layers_of(units, draft.mentions()), reader, settings))
    return found


def agreement(settings: ModelSettings, one: Backend, other: Backend, texts: Sequence[ModelText]) -> Agreement:
    """Compare two backends of one network."""
    difference = 0.0
    spans: list[set[object]] = [set(), set()]
    links: list[set[object]] = [set(), set()]
    for number, (a, b) in enumerate(zip(one.encode(texts), other.encode(texts), strict=True)):
        decoded = [spans_in(settings, encoded) for encoded in (a, b)]
        for known, found in zip(spans, decoded, strict=True):
            known.update((number, span.bare()) for span in found)
        difference = max(difference, *(_apart(x, y) for x, y in zip(a, b, strict=True)))
        if settings.has_pairs and decoded[0]:
            bare = [span.bare() for span in decoded[0]]
            pairs = pairs_of(settings.scheme, bare, [0] * len(a.states), settings.network.max_distance)
            scores = [
                backend.link(encoded.states, bare, pairs) for backend, encoded in ((one, a), (other, b))
            ]
            difference = max(difference, _apart(*scores))
            for known, score in zip(links, scores, strict=True):
                known.update((number, *row) for row in _links(score, pairs))
    return Agreement(
        units=sum(map(len, texts)),
        largest_difference=difference,
        spans=len(spans[0]),
        equal_spans=_f1(*spans),
        equal_links=_f1(*links),
    )


def spans_in(settings: ModelSettings, encoded: Encoded) -> list[ScoredSpan]:
    """Spans of both layers that a network sees, in the order of their starts."""
    outer, inner = decode_spans(settings.scheme, encoded.outer, encoded.inner)
    return sorted((*outer, *inner), key=lambda span: (span.start, -span.end))


def _links(scores: np.ndarray, pairs: Pairs) -> list[tuple[int, ...]]:
    return [
        (*map(int, pairs.index[row]), int(link))
        for row, link in zip(*np.nonzero(scores >= _LINKED_FROM), strict=True)
    ]


def _apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).max(initial=0.0))


def _f1(a: set[object], b: set[object]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0
