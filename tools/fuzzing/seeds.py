"""The valid files that mutation begins with: two invented reports, in every format."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import vnpolice_ie as vie
from fuzzing.mutations import encoded
from vnpolice_ie.io.annotated import Format, write_annotated
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.markup import parse
from vnpolice_ie.io.packed import packed
from vnpolice_ie.types import Doc

ROOT: Final = Path(__file__).resolve().parents[2]
MARKED: Final = """id: hop-bao
source: written for this project
date: 2021-10-09
---
⟦1:DATE:2021-10-08|Sáng 8-10⟧, ⟦2:RANK|Đại tá⟧ ⟦3:PERSON:p1|Phan Văn Hiệu⟧, ⟦4:POSITION|Giám đốc ⟦5:ORG|Công an tỉnh Bình Sơn⟧⟧, \
⟦6:EVENT.MEETING:v1|chủ trì⟧ Hội nghị về ⟦7:DOC_REF:d1|Chỉ thị số 48-CT/TW⟧ của ⟦8:ORG|Bộ Chính trị⟧.
===
HOLDS 3 4
HAS_RANK 3 2
ISSUED_BY 7 8
ARG 6 TIME 1
ARG 6 CHAIR 3
DOC d1 48-CT/TW
"""
TEXTS: Final = (
    "Sáng 8-10, Đại tá Phan Văn Hiệu, Giám đốc Công an tỉnh Bình Sơn, chủ trì Hội nghị về Chỉ thị số 48/CT-TW ngày"
    " 22-10-2010 của Bộ Chính trị. Thực hiện Chỉ thị 48, Công an tỉnh đã khởi tố Võ Hoàng Sang về tội “Đánh bạc” theo"
    " khoản 2 Điều 321 BLHS.",
    "CÔNG AN TỈNH BÌNH SƠN\nSố: 15/KH-CAT\n\nBình Sơn, ngày 5 tháng 3 năm 2021\n\nKẾ HOẠCH\nThực hiện Nghị quyết số 04, 12"
    " và 26-NQ/TW (khóa XII)\n\n1. Phòng PC02 chủ trì;\n2. ông Lê Nam (nguyên Phó Trưởng phòng) được tặng Bằng khen.\n\n"
    "Nơi nhận:\n- Như trên;\n- Lưu VT.\n\nKT. GIÁM ĐỐC\nĐại tá Trần Thị Hòa",
)  # fmt: skip
REFERENCES: Final = (
    *(
        "Kết luận số 44-KL/TW",
        "khoản 2 Điều 341 BLHS",
        "Bộ luật Hình sự#điều341.khoản2",
        "Nghị định 12/2020/NĐ-CP",
    ),
    *("Thông tư liên tịch số 01/2017/TTLT-BCA-BQP", "điểm a, khoản 1 Điều 8 Luật Công an nhân dân năm 2018"),
    *("Luật sửa đổi, bổ sung một số điều của Luật Cư trú", "Nghị quyết Đại hội XIII của Đảng", "09-CT/TU"),
)
DATES: Final = (
    *(
        "ngày 27-8-2019",
        "2013/2018",
        "--11-11/--11-13",
        "từ ngày 1 đến 5/3",
        "năm ngoái",
        "quý II-2020",
        "---05",
    ),
    *(
        "giai đoạn 2013-2018",
        "20 giờ 30 ngày 2/9/1945",
        "cuối tháng 6",
        "2019-08-27T10:00:00+07:00",
        "mùng 5 Tết",
    ),
)


@cache
def gold() -> tuple[GoldDocument, ...]:
    """The reports as annotated by a person."""
    document, faults = parse(MARKED, "seed")
    assert faults == []
    return (document,)


@cache
def readings() -> tuple[Doc, ...]:
    """The reports as read by rules."""
    nlp = vie.load("rules")
    return tuple(nlp(text, id=f"bao-{n}", date="2021-10-09") for n, text in enumerate(TEXTS, 1))


def texts() -> list[bytes]:
    """Plain texts: the reports, and the first part of each example."""
    examples = [p.read_text(encoding="utf-8")[:1500] for p in sorted((ROOT / "examples").glob("*.txt"))]
    return [encoded(text) for text in (*TEXTS, *examples)]


@cache
def written(form: Format, ending: str) -> list[bytes]:
    """The reports as files of a format: one annotated by a person, one as read by rules."""
    return [_file(form, ending, documents) for documents in (gold(), readings())]


def _file(form: Format, ending: str, documents: Sequence[GoldDocument | Doc]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        write_annotated(documents, path, form)
        return path.read_bytes()


def brat_annotation() -> list[bytes]:
    """The annotation of the first report in brat's form."""
    with TemporaryDirectory() as folder:
        write_annotated(gold(), Path(folder) / "a", "brat")
        return [path.read_bytes() for path in sorted(Path(folder).rglob("*.ann"))]


def dataset(folder: Path) -> list[Path]:
    """Write the reports as a dataset of Hugging Face; return its files."""
    shutil.rmtree(folder, ignore_errors=True)
    write_annotated(gold(), folder, "datasets")
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def words() -> list[bytes]:
    """Words with tags, as sets of named entities are given."""
    record = {"id": "a", "words": ["Công", "an", "tỉnh", "họp"], "tags": ["B-ORG", "I-ORG", "I-ORG", "O"]}
    return [json.dumps(record, ensure_ascii=False).encode()]


def json_lines() -> list[bytes]:
    """Texts to be read, one a line."""
    records = [{"id": f"t{n}", "text": text, "date": "2021-10-09"} for n, text in enumerate(TEXTS)]
    return ["\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()]


def packed_lines(ending: str) -> list[bytes]:
    """The same, packed as the ending of a name says."""
    found: list[bytes] = []
    with packed(found.append, Path(f"a.jsonl{ending}")) as write:
        write(json_lines()[0])
    return [b"".join(found)]


def configurations() -> list[bytes]:
    """Training configurations."""
    return [path.read_bytes() for path in sorted((ROOT / "training").glob("*.yaml"))]
