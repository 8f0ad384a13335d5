"""Texts that are made to break a reader, each by its length in characters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import cycle, islice, product
from string import ascii_uppercase
from types import MappingProxyType
from typing import Final

NEWS: Final = (
    "Ngày 27-8, Đại tá Lê Văn Nam, Giám đốc Công an tỉnh Bình Sơn ký Kế hoạch số 15/KH-CAT về Chỉ thị số 09-CT/TU"
    " của Ban Thường vụ Tỉnh ủy; ông Nam yêu cầu Phòng PC02 khởi tố Trần Văn Tý về tội “Trộm cắp tài sản”. "
)


def repeated(unit: str) -> Callable[[int], str]:
    """Make texts of one unit over and over."""
    return lambda size: "".join(islice(cycle(unit), size))


def _nested(size: int) -> str:
    half = size // 2
    return "(" * half + ")" * (size - half)


def _numbered(size: int) -> str:
    """News in which no number and no name is that of the sentence before."""
    parts: list[str] = []
    length = n = 0
    while length < size:
        n += 1
        parts.append(
            NEWS.replace("27-8", f"{n % 28 + 1}-{n % 12 + 1}")
            .replace("15/", f"{n}/")
            .replace("Nam", f"Nam{n}")
        )
        length += len(parts[-1])
    return "".join(parts)[:size]


def _counted(sentence: str) -> Callable[[int], str]:
    """Make texts of one sentence whose `#` is another row of four capitals each time."""

    def text(size: int) -> str:
        parts: list[str] = []
        length = 0
        for letters in product(ascii_uppercase, repeat=4):
            parts.append(sentence.replace("#", "".join(letters)))
            length += len(parts[-1])
            if length >= size:
                break
        return "".join(parts)[:size]

    return text


HOSTILE: Final[Mapping[str, Callable[[int], str]]] = MappingProxyType(
    {
        "one line": repeated(NEWS),
        "one line without stops": repeated(NEWS.replace(".", "").replace(";", "")),
        "numbered": _numbered,
        "lines": repeated(NEWS + "\n"),
        "blank lines": repeated("\n"),
        "spaces": repeated(" "),
        "spaced lines": repeated(" \n\t\n\u00a0"),
        "digits": repeated("1234567890"),
        "digits and dashes": repeated("12-"),
        "digits and slashes": repeated("5/"),
        "digits and stops": repeated("3."),
        "numbers": repeated("17 "),
        "brackets": _nested,
        "open brackets": repeated("("),
        "marks": repeated("⟦1:ORG|"),
        "quotes": repeated('"“'),
        "one letter": repeated("a"),
        "one capital": repeated("A"),
        "capital words": repeated("An "),
        "capitals": repeated("CÔNG AN TỈNH "),
        "names with commas": repeated("Lê Nam, "),
        "names with and": repeated("Lê Nam và "),
        "surrogates": repeated("\ud800 \udfff"),
        "nul": repeated("\x00"),
        "marks of direction": repeated("\u202eCông\u200f an\u202c "),
        "zero width": repeated("C\u200bô\u200dng\ufeff an "),
        "combining marks": repeated("o\u0302\u0301"),
        "one letter with many marks": lambda size: "o" + "\u0301" * (size - 1),
        "emoji": repeated("👮🏽\u200d♂️ "),
        "list of numbers": lambda size: ("Nghị quyết số " + repeated("04, ")(size))[:size],
        "list of provisions": repeated("điểm a khoản 2 Điều 134, "),
        "provisions without a law": repeated("khoản 2 "),
        "short references": repeated("Chỉ thị 5; "),
        "one number of many issuers": _counted("Quyết định số 5/QĐ-# được ban hành. "),
        "one alias of many names": _counted("Bị can Lê Văn # (tức Sang) khai. "),
        "posts": repeated("Phó Giám đốc "),
        "bodies": repeated("Công an "),
        "bodies with commas": repeated("Công an huyện, "),
        "parents": repeated("Phòng Cảnh sát hình sự Công an tỉnh "),
        "ranks": repeated("Đại tá "),
        "triggers": repeated("khởi tố "),
        "triggers with commas": repeated("họp, ký, "),
        "offences": repeated("trộm cắp tài sản, "),
        "awards": repeated("Huân chương Chiến công hạng Nhì, "),
        "places": repeated("xã Nghi Kim, "),
        "months": repeated("tháng 6-"),
        "periods": repeated("giai đoạn 2013-2018, "),
        "abbreviations": repeated("TP."),
        "dashes": repeated("- "),
        "dots": repeated("."),
    }
)
