"""Provisions of a document: `điểm b khoản 2 Điều 134` and their lists, read and printed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

UNITS = ("phần", "chương", "mục", "tiểu mục", "điều", "khoản", "điểm", "tiết")
"""Units of a document, the outer before the inner (Law 80/2015/QH13 on legal documents, article 8)."""

_RANK = {unit: rank for rank, unit in enumerate(UNITS)}
# A unit with its label: Điều 134, khoản 2a, điểm b, mục IV, Chương IVa.
_ITEM = re.compile(
    r"(?P<unit>điều|khoản) (?P<label>\d{1,4}[a-zđ]{0,2})(?![\w/]|[.,]\d)"
    r"|(?P<unit2>điểm|tiết) (?P<label2>[a-zđ]\d?|\d{1,2}(?:\.\d{1,2}){1,2}"
    r"|\d{1,2}(?= (?:công văn|thông tư|thông báo|quyết định|nghị quyết|chỉ thị|kết luận|mục)))(?![\w/])"
    r"|(?P<unit3>tiểu mục|mục|chương|phần) (?P<label3>[ivxlc]{1,6}[a-zđ]?|\d{1,3}|[a-z])(?![\w/]|[.,]\d)"
)
# What may follow a label that stands without its unit (các điều 26, 27 và 28 Luật …).
_NEXT = (
    r"(?= ?(?:[,;.)\n]|$|(?:và|hoặc|đến|điều|khoản|điểm|của|luật|bộ|nghị|thông|quy|quyết|pháp|hiến"
    r"|bl\w{2,4})(?!\w)))"
)
_NUMBER_LABEL = re.compile(r"\d{1,4}[a-zđ]{0,2}(?![\w/%]|[.,]\d)" + _NEXT)
_LETTER_LABEL = re.compile(r"[a-zđ]\d?(?!\w)" + _NEXT)
_LABEL = {"điều": _NUMBER_LABEL, "khoản": _NUMBER_LABEL, "điểm": _LETTER_LABEL, "tiết": _LETTER_LABEL}
_GAP = re.compile(r" ?[,;-]? {0,2}(?:(?:(?P<and>và|hoặc|đến|cùng)|của) )?(?:các )?")
# A range after an inner unit: khoản 3 từ Điều 4 đến Điều 46.
_RANGE = re.compile(
    r"từ (?P<unit>điều|khoản) (?P<first>\d{1,4}[a-zđ]{0,2}) đến (?:điều "
    r"|khoản )?(?P<last>\d{1,4}[a-zđ]{0,2})(?!\w)"
)
_PRINTED = re.compile(
    r"(?P<unit>phần|chương|tiểumục|mục|điều|khoản|điểm|tiết)(?P<label>[\w.-]+?)(?=\.[^\W\d]|$)"
)


class Provision(NamedTuple):
    """One unit of a document with its label, both in lower case: (`điều`, `134`)."""

    unit: str
    label: str

    def __str__(self) -> str:
        """Normal form without a space, `điều134`, `tiểumục2`."""
        return self.unit.replace(" ", "") + self.label


class ProvisionSpan(NamedTuple):
    """A mention of one provision: offsets of its own words, and its path, the outer unit first."""

    start: int
    end: int
    path: tuple[Provision, ...]


class _Item(NamedTuple):
    start: int
    end: int
    provision: Provision
    joined: bool  # stands after "và", "hoặc", "đến"

    @property
    def rank(self) -> int:
        return _RANK[self.provision.unit]


def read_provisions(folded: str, start: int) -> list[ProvisionSpan]:
    """Read the provisions that begin at an offset of a folded text, as far as they go.

    "các điểm a, b khoản 2 Điều 299" gives two: `điểm a` and `b khoản 2 Điều 299`, each with its full path.
    """
    items = list(_items(folded, start))
    if not items:
        return []
    if len(items) == 1 or _descends(items):
        return [ProvisionSpan(items[0].start, items[-1].end, tuple(i.provision for i in items))]
    return _grouped(items)


def print_provisions(path: Sequence[Provision]) -> str:
    """Normal form of a path: `điều134.khoản2.điểma`."""
    return ".".join(map(str, path))


def parse_provisions(printed: str) -> tuple[Provision, ...] | None:
    """Read a path from its normal form; None if it is none."""
    path: list[Provision] = []
    position = 0
    while position < len(printed):
        match = _PRINTED.match(printed, position)
        if match is None:
            return None
        path.append(Provision("tiểu mục" if match["unit"] == "tiểumục" else match["unit"], match["label"]))
        position = match.end() + 1
    return tuple(path) or None


def cite_provisions(path: Sequence[Provision]) -> str:
    """A path as a text cites it, the inner unit first: `điểm b khoản 2 Điều 134`."""
    words = [
        f"từ {p.unit} {p.label.replace('-', ' đến ')}"
        if "-" in p.label
        else f"{p.unit.capitalize() if p.unit in ('điều', 'chương', 'phần') else p.unit} "
        f"{p.label.upper() if p.unit in ('chương', 'mục', 'phần') else p.label}"
        for p in reversed(path)
    ]
    return " ".join(words)


def _items(folded: str, start: int) -> Iterator[_Item]:
    position, joined, unit = start, False, ""
    while True:
        label: re.Match[str] | None = None
        if folded.startswith("từ ", position) and (span := _RANGE.match(folded, position)):
            unit = span["unit"]
            provision = Provision(unit, f"{span['first']}-{span['last']}")
            item = _Item(span.start(), span.end(), provision, joined)
        elif match := _ITEM.match(folded, position):
            group = match.lastgroup or ""
            unit = match["unit" + group[5:]]
            item = _Item(match.start(), match.end(), Provision(unit, match[group]), joined)
        elif unit in _LABEL and (label := _LABEL[unit].match(folded, position)):
            item = _Item(label.start(), label.end(), Provision(unit, label[0]), joined)
        else:
            return
        yield item
        gap = _GAP.match(folded, item.end)
        if gap is None or gap.end() == item.end:
            return
        position, joined = gap.end(), gap["and"] is not None


def _descends(items: Sequence[_Item]) -> bool:
    """Tell whether the path is written from the outer unit in: "Điều 134, khoản 2, điểm b"."""
    return all(
        a.rank < b.rank and a.rank >= _RANK["điều"] and not b.joined for a, b in itertools.pairwise(items)
    )


def _grouped(items: Sequence[_Item]) -> list[ProvisionSpan]:
    spans: list[ProvisionSpan] = []
    path: list[_Item] = []  # the inner unit last
    end = 0
    first: _Item | None = None
    for i in range(len(items) - 1, -1, -1):
        item = items[i]
        joins_next = i + 1 < len(items) and items[i + 1].joined
        extends = first is not None and not joins_next and _is_inner(item, first)
        if not extends:
            if first is not None:
                spans.append(_span(path, first.start, end))
            path = [p for p in path if p.rank < item.rank]
            end = item.end
        path = [*path, item]
        first = item
    if first is not None:
        spans.append(_span(path, first.start, end))
    return spans[::-1]


def _is_inner(item: _Item, first: _Item) -> bool:
    # "Phần 3 Mục II": what stands before is part of what stands after, whatever their usual order.
    above = _RANK["điều"]
    return item.rank > first.rank or (item.rank < above and first.rank < above and item.rank != first.rank)


def _span(path: Sequence[_Item], start: int, end: int) -> ProvisionSpan:
    return ProvisionSpan(start, end, tuple(p.provision for p in path))
