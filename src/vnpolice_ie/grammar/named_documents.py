"""Documents without a number of their own: congress and plenum resolutions, charters, technical standards."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from vnpolice_ie.lexicon.loader import read_table

_COUNT = r"[ivxl]{1,7}|\d{1,2}"
_WORDS = ("", "nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDINAL = rf"(?:{_COUNT}|thứ (?:{_COUNT}|{'|'.join(_WORDS[1:])}))(?![\w/]|[.,]\d)"
# The name of the organisation whose congress it is: some words without a comma, none of them a function word.
_BODY = (
    r"(?:đảng bộ|đảng|công đoàn|đoàn|mttq|mặt trận tổ quốc|hội)"
    r"(?: (?!(?:của|về|và|đã|đến|lần|nhiệm|khóa|được|trong|theo|là|với|do|gắn|vào|để|có|tại|xác|đề|trên"
    r"|nêu|nghị) )(?:tp\.)?[^\W\d_]+(?![^\W_])){0,9}"
)
# Nghị quyết Đại hội XIII, … Đại hội đại biểu toàn quốc lần thứ XIV, … Đại hội Đảng bộ tỉnh lần thứ 20.
_CONGRESS = re.compile(
    rf"nghị quyết (?P<name>đại hội(?: đại biểu)?(?: toàn quốc)?(?: {_BODY})?? (?:lần )?{_ORDINAL}"
    rf"(?: (?!đảng(?! bộ)){_BODY})?)"
)
# Nghị quyết Đại hội Đảng bộ tỉnh Lào Cai: a congress without its ordinal, named by its area.
_CONGRESS_OF = re.compile(
    r"nghị quyết (?P<name>đại hội(?: đại biểu)? đảng bộ"
    r"(?: (?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|khối))?)"
    r"(?P<area>(?: ?\.?[^\W\d_]+){1,6})"
)
# Nghị quyết hội nghị lần thứ 4 Ban Chấp hành Trung ương: the plenum by its full name.
_PLENUM_IN_FULL = re.compile(
    rf"nghị quyết hội nghị lần {_ORDINAL}(?= (?:của )?(?:bch|ban chấp hành) (?:trung ương|tw|tư)(?!\w))"
)
# Nghị quyết Trung ương 4, Nghị quyết TW4, Nghị quyết T.Ư 4, Nghị quyết Hội nghị Trung ương 4.
_PLENUM = re.compile(
    r"nghị quyết (?:hội nghị )?(?:trung ương|tw|tư|t\.ư|t\.w) ?(?:lần thứ )?(?P<number>\d{1,2}|[ivx]{1,5})"
    r"(?P<session> \(lần \d\))?(?![\w/]|[.,]\d)"
)
# QCVN 16:2014/BXD, QCVN 08-MT:2023/BTNMT, TCVN ISO 9001:2015.
_STANDARD = re.compile(
    r"(?P<type>qcvn|tcvn|qcđp|tcxdvn)(?: (?P<body>iso|iec))?[ :]"
    r"(?P<number>\d{1,6}(?: ?- ?(?:\d{1,3}|[a-z]{2,3}(?=:)))?(?: ?[:/] ?(?:19|20)\d\d)?(?:/[a-zđ]{2,10})?)"
    r"(?![\w/])"
)
# Điều lệ Hội Nhà báo Việt Nam: a charter named by its body, which begins with a capital.
_CHARTER = re.compile(r"điều lệ (?P<name>(?:hội|liên đoàn|hiệp hội|đoàn)(?: [^\W\d_]+){2,8}? việt nam)(?!\w)")


class NamedDocument(NamedTuple):
    """A document named in a text.

    Attributes:
        end: offset after its words.
        type: its type noun, `Nghị quyết`.
        name: the rest of its name in normal form, `Trung ương 4`.
        rule: which pattern or list has it, in kebab case.
        alone: whether it may be cited without a provision of it.
    """

    end: int
    type: str
    name: str
    rule: str
    alone: bool = True


@cache
def _listed() -> dict[str, tuple[str, str, bool]]:
    """Name in lower case → type noun, name without it, whether it stands alone."""
    return {
        row["name"].lower(): (row["type"], row["name"][len(row["type"]) + 1 :], row["where"] == "free")
        for row in read_table("named_documents")
    }


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_listed(), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?!\w| (?:luật sư|bộ|ủy|viên)(?!\w))")


@cache
def anchors() -> tuple[str, ...]:
    """Words in lower case with which all named documents begin: the places where one is to be looked for."""
    listed = {" ".join(name.split(" ")[:2]) for name in _listed()}
    return (*sorted(listed | {"điều lệ"}), "nghị quyết", "qcvn", "tcvn", "qcđp", "tcxdvn")


def read_named(text: str, folded: str, start: int) -> NamedDocument | None:
    """Read the named document that begins at an offset of a normal text, if one does."""
    if match := _pattern().match(folded, start):
        type_noun, name, alone = _listed()[match[0]]
        return NamedDocument(match.end(), type_noun, name, "named", alone)
    for read in _READERS:
        if found := read(text, folded, start):
            return found
    return None


def _congress(text: str, folded: str, start: int) -> NamedDocument | None:
    match = _CONGRESS.match(folded, start)
    if match is None:
        return None
    name = text[match.start("name") : match.end("name")]
    return NamedDocument(match.end(), "Nghị quyết", name[0].upper() + name[1:], "congress")


def _congress_of(text: str, folded: str, start: int) -> NamedDocument | None:
    match = _CONGRESS_OF.match(folded, start)
    if match is None:
        return None
    end = match.start("area")
    for word in re.finditer(r"[^\W\d_]+", text[end : match.end()]):
        if not word[0][0].isupper():
            break
        end = match.start("area") + word.end()
    if end == match.start("area"):
        return None
    name = text[match.start("name") : end]
    return NamedDocument(end, "Nghị quyết", name[0].upper() + name[1:], "congress")


def _plenum_in_full(text: str, folded: str, start: int) -> NamedDocument | None:
    match = _PLENUM_IN_FULL.match(folded, start)
    if match is None:
        return None
    name = text[start + len("nghị quyết ") : match.end()]
    return NamedDocument(match.end(), "Nghị quyết", name, "plenum")


def _plenum(text: str, folded: str, start: int) -> NamedDocument | None:
    match = _PLENUM.match(folded, start)
    if match is None:
        return None
    name = f"Trung ương {match['number'].upper()}{match['session'] or ''}"  # of 1998 and 1999: "6 (lần 1)"
    return NamedDocument(match.end(), "Nghị quyết", name, "plenum")


def _standard(text: str, folded: str, start: int) -> NamedDocument | None:
    match = _STANDARD.match(folded, start)
    if match is None:
        return None
    name = re.sub(r" ?([-:/]) ?", r"\1", text[match.end("type") + 1 : match.end()].upper())
    return NamedDocument(match.end(), match["type"].upper(), name, "standard")


def _charter(text: str, folded: str, start: int) -> NamedDocument | None:
    match = _CHARTER.match(folded, start)
    if match is None or not text[match.start("name")].isupper():
        return None
    return NamedDocument(match.end(), "Điều lệ", text[match.start("name") : match.end()], "charter")


_READERS: tuple[Callable[[str, str, int], NamedDocument | None], ...] = (
    _congress,
    _congress_of,
    _plenum,
    _plenum_in_full,
    _standard,
    _charter,
)
