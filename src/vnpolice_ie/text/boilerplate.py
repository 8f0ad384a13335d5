"""What a news page has around its story: timestamps, bylines, photo credits, captions, links, widgets.

The zones are recognised and kept, not cut: offsets stay those of the text, and a rule that wants to can
ask in which zone a mention stands. All offsets are into the normal text, `end` exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import Literal

from vnpolice_ie.lexicon.loader import read_table

ZoneKind = Literal["timestamp", "dateline", "byline", "credit", "caption", "related", "widget"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of a page that is not its story.

    Attributes:
        kind: `timestamp` the page's own date and time; `dateline` the paper or the place and date at the
            head; `byline` who wrote it; `credit` who made a picture ("Ảnh: …"); `caption` the words that
            a credit belongs to; `related` links to other stories; `widget` counters, share bars and the like.
        start, end: offsets into the normal text, end exclusive.
    """

    kind: ZoneKind
    start: int
    end: int


DATED: frozenset[ZoneKind] = frozenset({"timestamp", "dateline"})
"""Zones that give the date of the page or of its story."""

_HEAD = 600  # a page's own timestamp and dateline stand within so many code points
_HEAD_LINES = 10
_WIDGET = 100  # a widget's or heading's line is at most so long
_CAPTION = 300
_LINK = 160
_CREDIT = 40
_NAMED = re.compile(r"ảnh|nguồn", re.IGNORECASE)
_FULL_STOP = re.compile(r"\.(?=\s|$)")
_WORD = re.compile(r"[^\W_][^\s,;:()]*")

_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_DAY = r"[0-9]{1,2} ?[/.-] ?[0-9]{1,2} ?[/.-] ?(?:19|20)[0-9]{2}"
_TIME = r"[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2})?|h[0-9]{2})(?: ?(?:am|pm))?"
# A full date with a clock time beside it; without one only as a whole line.
_TIMESTAMP = re.compile(
    rf"(?:{_WEEKDAY} ?,? ?)?(?:ngày )?(?:{_DAY} ?[-|,]? ?{_TIME}|{_TIME} ?[-|,]? ?(?:ngày )?{_DAY})(?![0-9])"
    r"(?: ?\(?gmt ?[+-] ?[0-9]{1,2}\)?)?"
)
_HOUR = re.compile(r"[0-9][:h][0-9]{2}")
_UPDATED = r"(?:cập nhật|xuất bản|đăng|ngày đăng|thời gian|ngày)(?: lúc)?[: ]{1,2}"
_TIMESTAMP_LINE = re.compile(
    rf"(?:{_UPDATED})?(?:{_TIMESTAMP.pattern}|(?:{_WEEKDAY} ?,? ?)?(?:ngày )?{_DAY})"
)
# "Hà Nội, ngày 5 tháng 3 năm 2020" at the head of an official document.
_PLACE_AND_DATE = re.compile(
    r"[^\W\d_][^,.:;\n]{1,40}, ?ngày ?[0-9]{1,2} ?tháng ?[0-9]{1,2} ?năm ?(?:19|20)[0-9]{2}"
)
# "(Dân trí) - ", "TTO - ", "Hà Nội (TTXVN) - " before the first words of the story.
_PAPER = re.compile(r"(?:[^\W\d_][^\n().-]{0,30} ?)?\([^\W\d_][^\n()]{1,29}\) ?- ?|[A-ZĐ]{2,6} ?- (?=\S)")
_LINK_DATE = re.compile(rf"\({_DAY}\)$")
_NUMBER = r"[0-9][0-9.,]{0,12}"


@cache
def _phrases(kind: str) -> frozenset[str]:
    return frozenset(row["phrase"] for row in read_table("boilerplate") if row["kind"] == kind)


@cache
def _widget_pattern() -> re.Pattern[str]:
    def pattern(phrase: str) -> str:
        literal = re.escape(phrase).replace(r"\#", _NUMBER).replace("#", _NUMBER)
        return literal.replace(r"\*", r"[^\n]{0,60}")

    return re.compile("|".join(map(pattern, sorted(_phrases("widget")))))


# A credit's words end at a colon; "(Ảnh NLĐ)" needs none.
_CREDIT_MARK = re.compile(r": ?(?=[^\W_])|\(ảnh (?=[^\W_])")


@cache
def _credit_words() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _phrases("credit")), key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?<!trong )(?:{words}) ?\Z")


def find_zones(text: str, folded: str, lines: Sequence[tuple[int, int]]) -> list[Zone]:
    """Zones of a page, in order of (start, -end); a caption holds its credit, else they do not overlap.

    Args:
        text: the normal text.
        folded: its lower-case twin.
        lines: offsets of its lines that are not blank.
    """
    found = [*_line_zones(folded, lines)]
    furniture = {(zone.start, zone.end) for zone in found}
    found += _byline(text, folded, [line for line in lines if line not in furniture])
    found += _head_zones(text, folded, lines)
    found += _credit_zones(text, folded, lines)
    kept: list[Zone] = []
    for zone in sorted(set(found), key=lambda z: (z.start, -z.end, z.kind)):
        last = kept[-1] if kept else None
        inside = (
            last is not None and last.kind == "caption" and zone.kind == "credit" and zone.end <= last.end
        )
        if last is None or zone.start >= last.end or inside:
            kept.append(zone)
    return kept


def may_be_dated(text: str, folded: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Tell whether anything looks like a timestamp or dateline: in less time than all zones take.

    The arguments are those of `find_zones`, which may find that such words belong to another zone.
    """
    zones = chain(_head_zones(text, folded, lines), _line_zones(folded, lines))
    return any(zone.kind in DATED for zone in zones)


def _line_zones(folded: str, lines: Sequence[tuple[int, int]]) -> Iterator[Zone]:
    """Zones that are whole lines: widgets, headings of link lists and the links under them, timestamps."""
    related, widgets = _phrases("related"), _widget_pattern()
    linking = False
    for start, end in lines:
        if end - start > _LINK:
            linking = False
            continue
        line = folded[start:end]
        if line.rstrip(" :.") in related:
            linking = True
            yield Zone("related", start, end)
        elif end - start <= _WIDGET and widgets.fullmatch(line):
            yield Zone("widget", start, end)
        elif end - start <= _WIDGET and _TIMESTAMP_LINE.fullmatch(line):
            yield Zone("timestamp", start, end)
        elif linking or line.startswith((">>", "> >", "»")) or _is_dated_link(line):
            yield Zone("related", start, end)


def _is_dated_link(line: str) -> bool:
    # "Truy tố ba bị can(19/08/2005)": a headline with its date right behind it.
    return line[-1] == ")" and _LINK_DATE.search(line, 10) is not None


def _head_zones(text: str, folded: str, lines: Sequence[tuple[int, int]]) -> Iterator[Zone]:
    """Timestamp and dateline in the lines at the head; an official document's place and date."""
    for start, end in lines[:_HEAD_LINES]:
        if start > _HEAD:
            return
        limit = min(end, start + _HEAD)
        stamp = _TIMESTAMP.search(folded, start, limit) if _HOUR.search(folded, start, limit) else None
        if stamp is not None:
            yield Zone("timestamp", stamp.start(), stamp.end())
        paper = _PAPER.match(text, stamp.end() if stamp is not None else start, end)
        if paper is not None:
            yield Zone("dateline", paper.start(), paper.start() + len(paper[0].rstrip()))
        if end - start <= _WIDGET and _PLACE_AND_DATE.fullmatch(folded, start, end):
            yield Zone("dateline", start, end)


def _byline(text: str, folded: str, lines: Sequence[tuple[int, int]]) -> Iterator[Zone]:
    """Names on a line of their own at the end, or behind the last sentence of the last line."""
    for start, end in reversed(lines[-6:]):
        if end - start <= 60 and _is_byline(text[start:end]):
            yield Zone("byline", start, end)
            return
        stop = max(
            folded.rfind(mark, max(start, end - 60), end - 1) for mark in (". ", "! ", "” ", '" ', "… ")
        )
        if stop > start and _is_byline(text[stop + 2 : end]):
            yield Zone("byline", stop + 2, end)
            return
        if end - start > _WIDGET:
            return


# Parts of a byline: "Mai Thùy", "H.M/VOV.VN", "Đình Phú - Trung Hiếu", "(Tổng hợp)", "Theo Dân trí".
_BYLINE_PARTS = re.compile(r" ?(?:[-,/&]| và ) ?")
_BRACKET = re.compile(r" ?\(([^()\n]{1,40})\)\.?$")
_BYLINE_HEAD = re.compile(r"(?:Thực hiện|Bài|Tin|Theo|PV|Phóng viên|Tác giả)(?: ?: ?| )")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.){1,3}[^\W\d_]*")


def _is_byline(words: str) -> bool:
    desks = _phrases("desk")
    bracket = _BRACKET.search(words)
    if bracket is not None:
        desk = bracket[1].lower()
        if desk not in desks and not desk.startswith("theo "):
            return False
        words = words[: bracket.start()]
        if not words:
            return True
    elif words.lower().rstrip(".") in desks:
        return True
    head = _BYLINE_HEAD.match(words)
    if head is not None:
        words = words[head.end() :]
    names = _BYLINE_PARTS.split(words.rstrip("."))
    if len(names) > 4 or not all(map(_is_name, names)):
        return False
    return (
        head is not None
        or bracket is not None
        or len(names) > 1
        or len(words.split()) >= 2
        or bool(_INITIALS.fullmatch(words))
    )


def _is_name(words: str) -> bool:
    parts = words.split()
    return 1 <= len(parts) <= 5 and all(
        part[0].isupper() and (part.isalpha() or _INITIALS.fullmatch(part)) for part in parts
    )


def _credit_zones(text: str, folded: str, lines: Sequence[tuple[int, int]]) -> Iterator[Zone]:
    """Photo credits, and the caption before a credit that ends its line."""
    line = 0
    for match in _CREDIT_MARK.finditer(folded):
        start = match.start() + 1
        if match[0][0] != "(":
            words = _credit_words().search(folded, max(0, match.start() - _CREDIT), match.start())
            if words is None:
                continue
            start = words.start()
        while line + 1 < len(lines) and lines[line + 1][0] <= start:
            line += 1
        first, last = lines[line]
        end = _credit_end(text, start, match.end(), last)
        if end is None:
            continue
        yield Zone("credit", start, end)
        if first < start and end - first <= _CAPTION and not text[end:last].strip(" )."):
            yield Zone("caption", first, end)


def _credit_end(text: str, start: int, names: int, line_end: int) -> int | None:
    """Where the credit that starts at `start`, its names at `names`, ends; None if it is none.

    At its bracket, at the end of a short line or sentence, else after the capitalised words: where the
    story goes on in the same line, up to four of them.
    """
    if text[start - 1 : start] == "(":
        close = text.find(")", names, min(names + _CREDIT, line_end))
        return close if close > 0 else None
    stop = _FULL_STOP.search(text, names, min(names + _CREDIT, line_end))
    if stop is not None:
        return stop.start()
    if line_end - names <= _CREDIT:
        return line_end
    end = None
    if not _NAMED.search(text, start, names):
        return None  # "Video: " before a title
    for word in islice(_WORD.finditer(text, names, line_end), 4):
        if not word[0][0].isupper() or (end is not None and word[0].lower() in _phrases("opening")):
            break
        end = word.end()
    return end
