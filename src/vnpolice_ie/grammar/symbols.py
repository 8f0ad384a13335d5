"""Numbers and symbols of documents: `15/2020/NĐ-CP`, `44-KL/TW`, read in every spelling, printed in one.

State documents are written `number/year/TYPE-ISSUER` (Decree 30/2020/NĐ-CP, annex I), Party documents
`number-TYPE/ISSUER` (Guidance 36-HD/VPTW of 2018).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from vnpolice_ie.lexicon.loader import Row, read_table

_GROUP = r"[A-ZĐÂƯ](?:[A-ZĐÂƯa-zđưÁ]|&(?=[A-ZĐ])){0,11}\d{0,3}"
_MARK = r"(?:-|\\?/)"  # a slash that some export escaped is one
# 44-KL/TW, 15/2020/NĐ-CP, 19-2017/NQ-CP, 2379/UBND, 44 - KL/TW, 1277/QĐ -TTg; a bare number too.
_NUMBERED = re.compile(
    r"(?P<number>\d{1,7}(?!\d)(?:[a-zđA-ZĐ](?!\w))?(?:-(?:19|20)\d\d(?=/[A-ZĐ]))?)"
    rf"(?: ?{_MARK} ?(?P<year>(?:19|20)\d\d)(?!\d|[-/.]\d))?"
    rf"(?:(?P<separator> {{0,2}}{_MARK} {{0,2}})(?P<symbol>{_GROUP}(?: ?{_MARK} ?{_GROUP}){{0,9}}"
    r"(?:\([A-ZĐ]{1,3}\d{1,3}\)|\.[IVX]{1,4})?))?"  # the unit that wrote it: 05/TT-BNV(C13), 1210/TTCP-V.I
    r"(?:(?![\w&])|(?=(?:của|về|ngày|và|năm|do)(?!\w)))"
)
# 06 QĐ CSKT P9: a symbol whose separators were lost.
_SPACED = re.compile(r"(?P<number>\d{1,7}) (?P<symbol>[A-ZĐ]{2,6}(?: [A-ZĐ]{1,6}\d{0,3}){1,3})(?![\w&/-])")
_ASSEMBLY = ("Luật", "Bộ luật", "Nghị quyết")  # 41/2024/QH15: the National Assembly's symbol has no code
_LOST_PART = re.compile(r"[-/.,]\d|\\?/\w")
_PAUSE = re.compile(rf" {_MARK} ")
_SEPARATOR = re.compile(r"(?<!\s)\s*\\?([-/])\s*")
_KEPT = 4096
"""Symbols of which what was found out is kept: texts repeat them."""


class DocumentNumber(NamedTuple):
    """A document's number with its symbol, as far as written.

    Attributes:
        number: as written, with leading zeros: `04`, `12a`, `19-2017`.
        year: the year that legal documents carry, else None.
        symbol: groups with their separators, put right: `NĐ-CP`, `KL/TW`; None for a bare number.
        party: whether the Party's form is printed (`44-KL/TW`), a dash between number and symbol.
    """

    number: str
    year: str | None = None
    symbol: str | None = None
    party: bool = False

    def __str__(self) -> str:
        """Normal form, `15/2020/NĐ-CP` or `44-KL/TW`."""
        year = f"/{self.year}" if self.year else ""
        symbol = f"{'-' if self.party else '/'}{self.symbol}" if self.symbol else ""
        return f"{self.number}{year}{symbol}"

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of the symbol: type code, issuer, units."""
        return _groups_of(self.symbol) if self.symbol else ()

    @property
    def value(self) -> str:
        """The number without leading zeros, for comparing."""
        return self.number.lstrip("0") or "0"


@cache
def type_codes() -> dict[str, Row]:
    """Rows of the list of type codes by code in lower case."""
    return {row["code"].lower(): row for row in read_table("document_symbols")}


@cache
def issuer_symbols() -> dict[str, Row]:
    """Rows of the list of issuers by symbol in lower case."""
    return {row["symbol"].lower(): row for row in read_table("issuers")}


@lru_cache(_KEPT)
def _groups_of(symbol: str) -> tuple[str, ...]:
    return tuple(re.split("[-/]", symbol))


def types_of(number: DocumentNumber) -> tuple[str, ...]:
    """Type nouns that the symbol's code stands for, the likelier first; none for an official letter."""
    return _types_of_symbol(number.symbol) if number.symbol else ()


@lru_cache(_KEPT)
def _types_of_symbol(symbol: str) -> tuple[str, ...]:
    row = type_codes().get(_groups_of(symbol)[0].lower())
    if row is None:
        return _ASSEMBLY if symbol.startswith("QH") else ()
    return tuple(row["types"].split("|"))


def type_of(number: DocumentNumber) -> str | None:
    """The type noun that the symbol alone tells: QĐ-UBND is a decision, QĐ/TW may be a regulation too."""
    types = types_of(number)
    return types[0] if len(types) == 1 or (types and types is not _ASSEMBLY and not number.party) else None


def is_party_issuer(group: str) -> bool:
    """Tell whether an issuer's symbol is a Party body's: TW, TU, ĐUCA, BTCTU, UBKTTW."""
    folded = group.lower()
    row = issuer_symbols().get(folded)
    if row:
        return row["system"] == "party"
    return folded.startswith("đu") or folded.endswith(("tw", "tu", "hu")) or folded.startswith("bcsđ")


@lru_cache(_KEPT)
def is_issuer(group: str) -> bool:
    """Tell whether a group of a symbol names an issuer that the list or its form gives away."""
    folded = group.lower().rstrip("0123456789")
    return folded in issuer_symbols() or (len(group) > 1 and is_party_issuer(group))


def is_official(number: DocumentNumber) -> bool:
    """Tell whether the symbol alone shows an official document, without a type noun before it."""
    groups = number.groups
    if not groups:
        return False
    if groups[0].lower() in type_codes():
        return len(groups) > 1
    return is_issuer(groups[0]) and (
        len(groups) > 1 or bool(number.year) or groups[0].upper().startswith("QH")
    )


def read_number(text: str, start: int) -> tuple[DocumentNumber, int] | None:
    """Read a number with its symbol at an offset of a normal text.

    Returns:
        The number and the offset after it; None where no document's number stands (a date, a decimal).
    """
    match = _NUMBERED.match(text, start)
    if match is None:
        return None
    end = match.end()
    symbol, separator = match["symbol"], match["separator"]
    if symbol and separator.strip() != separator and not _is_code(symbol):
        # A dash with spaces around it is a pause (Kết luận số 44 - UBND tỉnh), unless a type code follows.
        symbol, end = None, match.start("separator")
    elif symbol and (pause := _PAUSE.search(symbol)) and not _is_one_symbol(symbol, pause):
        symbol, end = symbol[: pause.start()], match.start("symbol") + pause.start()
    if symbol is None and _LOST_PART.match(text, end):
        return None
    year = match["year"]
    if symbol is None:
        return DocumentNumber(match["number"], year), end
    return _put_right(match["number"], year, separator.strip(" \\"), symbol), end


def read_spaced_number(text: str, start: int) -> tuple[DocumentNumber, int] | None:
    """Read a number whose symbol lost its separators (`06 QĐ CSKT P9`); its type code must be known."""
    match = _SPACED.match(text, start)
    if match is None:
        return None
    groups = match["symbol"].split(" ")
    if not (_is_code(groups[0]) or is_issuer(groups[0])):
        return None
    return _put_right(match["number"], None, "/", "-".join(groups)), match.end()


def _is_one_symbol(symbol: str, pause: re.Match[str]) -> bool:
    """Tell whether a dash with spaces is inside a symbol: QĐ - TTg, but not QĐ-UBND - TP."""
    return (
        _is_code(symbol)
        and symbol[: pause.start()].isalnum()
        and is_issuer(_SEPARATOR.split(symbol[pause.end() :])[0])
    )


def _is_code(symbol: str) -> bool:
    return _SEPARATOR.split(symbol)[0].lower() in type_codes()


def _put_right(number: str, year: str | None, separator: str, symbol: str) -> DocumentNumber:
    spelled, party = _spelled_symbol(separator, symbol)
    return DocumentNumber(number, year, spelled, party)


@lru_cache(_KEPT)
def _spelled_symbol(separator: str, symbol: str) -> tuple[str, bool]:
    """A symbol put right, and whether the Party's form is printed."""
    parts = _SEPARATOR.split(symbol)
    groups, marks = [_spelled(g) for g in parts[::2]], parts[1::2]
    if len(groups) > 1 and groups[0].lower() in type_codes():
        if is_party_issuer(groups[1]):
            return f"{groups[0]}/{'-'.join(groups[1:])}", True
        if is_issuer(groups[1]) or separator == marks[0] == "-":
            keeps = separator == "/" and groups[0].startswith("TTL")  # TTLT/BCA-BQP is a form of its own
            return _joined(groups, marks) if keeps else "-".join(groups), False
    return _joined(groups, marks), separator == "-"


def _joined(groups: list[str], marks: list[str]) -> str:
    return groups[0] + "".join(m + g for m, g in zip(marks, groups[1:], strict=True))


def _spelled(group: str) -> str:
    """A group in its usual letters: TTg, CTr, TW (never TƯ); capitals where the lists do not know it."""
    folded = group.lower().replace("tư", "tw")
    row = type_codes().get(folded)
    if row:
        return row["code"]
    row = issuer_symbols().get(folded)
    return row["symbol"] if row else folded.upper()


def fits_issuer(number: DocumentNumber | None, issuer: str) -> bool:
    """Tell whether a document with this symbol can be from an issuer, named in lower case.

    Only a symbol whose issuer the list knows can say no.
    """
    names = _issuers_of(number.symbol) if number and number.symbol else ()
    return not names or any(name in issuer for name in names)


@lru_cache(_KEPT)
def _issuers_of(symbol: str) -> tuple[str, ...]:
    """Names, in lower case, of the issuers that a symbol's groups stand for."""
    groups = (group.lower().rstrip("0123456789") for group in _groups_of(symbol))
    rows = [row for group in groups if (row := issuer_symbols().get(group))]
    return tuple(name for row in rows for name in row["names"].split("|") if name)
