"""Ten short documents with marks, in the forms that raw text comes in. Names and places are invented."""

from __future__ import annotations

import unicodedata
from typing import Final

from marks import parse_marks
from vnpolice_ie.io.gold import GoldDocument, Mark

_MARKED: Final = (
    "⟦DATE|Ngày 27-8⟧, ⟦RANK|Đại tá⟧ ⟦PERSON|Lê Văn Nam⟧, ⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh Bình Sơn⟧⟧ đã ký"
    " ⟦DOC_REF|Kế hoạch số 15/KH-CAT⟧.",
    unicodedata.normalize(
        "NFD", "⟦ORG|Công an huyện Tân Khánh⟧ bắt ⟦PERSON|Trần Thị Hòa⟧ tại ⟦LOC|xã Phú Lộc⟧ ⟦DATE|sáng 3/9⟧."
    ),
    "\u200b⟦PERSON|Võ Hoàng\u200b Sang⟧ bị khởi tố về tội “⟦OFFENCE|Trộm cắp tài sản⟧”, theo ⟦ORG|TAND\ufeff tỉnh⟧.",
    "🚔👮🏽‍♀️ ⟦ORG|Phòng PC02⟧ vào cuộc 🇻🇳! ⟦RANK|Trung úy⟧ ⟦PERSON|Đỗ Minh⟧ nói.",
    "Đoàn kiểm tra⟦LOC|Bình Sơn⟧ gặp ⟦RANK|Thiếu tướng⟧ ⟦PERSON|Hoàng Lan⟧\x01\x02 chiều nay.",
    "Căn cứ ⟦DOC_REF|Nghị định 12/2020/NĐ-CP⟧\r\n\r\n\t⟦POSITION|Chủ tịch ⟦ORG|UBND huyện⟧⟧ ⟦PERSON|Ngô Thị Mai⟧ phát biểu.",
    f"{'A' * 300} ⟦PERSON|Phan Anh⟧ đến ⟦LOC|thị xã Hà Đông⟧ ⟦DATE|hôm 5-5⟧ {'=' * 80}",
    "⟦PERSON|Bùi Quý⟧ nhận ⟦AWARD|Bằng khen⟧ của ⟦ORG|Bộ Công an⟧; <s> </s> [SEP] ▁ @@",
    "Theo\u00a0⟦DOC_REF|Chỉ thị số 09‑CT/TU⟧\u2003của ⟦ORG|Ban Thường vụ Tỉnh ủy⟧, ông ⟦PERSON|Nam⟧ yêu cầu…",
    "\ud800 ⟦ORG|Công an phường 3⟧ tạm giữ ⟦PERSON|Lý Văn Tèo⟧ (⟦LOC|TP Bình Sơn⟧) \udfff",
)


def short_documents() -> tuple[GoldDocument, ...]:
    """Return the documents, with marks inside marks."""
    return tuple(_document(f"short-{number}", marked) for number, marked in enumerate(_MARKED))


def _document(name: str, marked: str) -> GoldDocument:
    text, spans = parse_marks(marked)
    marks: list[Mark] = []
    for number, (start, end, label) in enumerate(spans, 1):
        holder = marks[-1] if marks and marks[-1].parent is None and end <= marks[-1].end else None
        marks.append(
            Mark(start, end, number, label, text[start:end], parent=holder.number if holder else None)
        )
    return GoldDocument(id=name, text=text, marks=tuple(marks))
