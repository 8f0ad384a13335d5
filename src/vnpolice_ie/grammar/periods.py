"""Dates, ranges and periods as they stand in a text, put together from `date_items`.

Works on folded normal text. What belongs to a date follows the annotation guidelines: the part of the
day, the clock time, `hôm`, `đầu`, `giữa`, `cuối` do, `từ`, `hồi`, `vào lúc`, `gần` do not; a closed range
is one date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from vnpolice_ie.grammar.date_items import DateItem, date_items, is_amount
from vnpolice_ie.grammar.date_numbers import Unit, share
from vnpolice_ie.grammar.dates import DateForm, DatePoint, YearHint
from vnpolice_ie.text.normal import normalize


class DateMatch(NamedTuple):
    """A date found in a text: offsets (end exclusive), value and the name of the reading."""

    start: int
    end: int
    form: DateForm
    rule: str


_PART_OF_DAY = (
    r"(?:(?:buổi )?(?:rạng sáng|sáng sớm|tờ mờ sáng|(?:đầu|cuối) (?:giờ |buổi )?(?:sáng|chiều)|giữa trưa"
    r"|xế chiều|chiều tối|nửa đêm|đêm khuya|sáng|trưa|chiều|tối|đêm|khuya))"
)
_CLOCK = (
    r"[0-9]{1,2}(?: ?giờ(?: ?kém)?(?: ?[0-9]{1,2}(?: ?phút)?(?: ?[0-9]{1,2} ?giây)?)?"
    r"|:[0-9]{2}(?::[0-9]{2})?(?: ?(?:am|pm))?| ?[hg](?: ?[0-9]{1,2}(?: ?(?:phút|ph|p|'|′))?)?)"
)
_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật)"
# What stands before a day and belongs to it, in this order: clock time (or a range of it), part of the
# day, "hôm" or "ngày", weekday.
_BEFORE_DAY = re.compile(
    rf"(?<![^\W_])(?:{_CLOCK}(?: ?(?:-|đến|tới) ?{_CLOCK})? ?[,|-]? ?)?(?:{_PART_OF_DAY},? )?"
    rf"(?:(?:hôm|ngày) )?(?:{_WEEKDAY} ?,? ?)?(?:ngày )?\Z"
)
# "ban đầu", "bước đầu", "dẫn đầu" are other words.
_PART_OF_YEAR = (
    r"(?:(?<!ban )(?<!bước )(?<!lần )(?<!dẫn )(?<!đứng )(?<!bắt )(?:nửa )?đầu|(?:nửa )?cuối|giữa|trung tuần"
    r"|thượng tuần|hạ tuần)"
)
# How each alternative of it may end: most dates have none before them, and need not be searched back from.
_ENDS_BEFORE_DAY = (
    *("ngày", "hôm", "hai", "ba", "tư", "năm", "sáu", "bảy", "bẩy", "nhật", "sáng", "trưa", "chiều", "tối"),
    *("đêm", "khuya", "giờ", "kém", "phút", "giây", "am", "pm", "h", "g", "p", "'", "′", *"0123456789"),
)
_BEFORE_MONTH = re.compile(rf"(?<![^\W_]){_PART_OF_YEAR} \Z")
_BEFORE_PERIOD = re.compile(
    rf"(?<![^\W_])(?:(?:{_PART_OF_YEAR} )?(?:nhiệm kỳ|nhiệm kì|giai đoạn|năm học|niên khóa|niên học|thời kỳ"
    rf"|thời kì)(?: từ)?|{_PART_OF_YEAR}) \Z"
)
_ENDS_BEFORE_MONTH = ("đầu ", "cuối ", "giữa ", "tuần ")
_ENDS_BEFORE_PERIOD = (*_ENDS_BEFORE_MONTH, "kỳ ", "kì ", "đoạn ", "học ", "khóa ", "từ ")
_LUNAR = re.compile(r" ?\(? ?(?:âm lịch|al(?![^\W_]))")
# The clock time of a page's timestamp after a full date.
_AFTER_FULL = re.compile(
    r" ?[-|,]? ?[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2})?(?: ?(?:am|pm)(?![^\W_]))?|h[0-9]{2})(?![0-9])"
)
_YEAR_WORD = re.compile(r" (?:của )?năm (nay|này|ngoái|trước|sau|tới|đó|ấy)(?![^\W_])")
_YEAR_WORDS: dict[str, tuple[YearHint, int]] = {
    **{"nay": ("dateline", 0), "này": ("dateline", 0), "ngoái": ("dateline", -1), "trước": ("dateline", -1)},
    **{"sau": ("dateline", 1), "tới": ("dateline", 1), "đó": ("previous", 0), "ấy": ("previous", 0)},
}
_SAME_YEAR = re.compile(r",? (?:cũng )?(?:trong )?cùng năm(?![^\W_])")
_JOIN = re.compile(rf" ?- ?|,? (?:cho )?(?:đến|tới)(?: hết| trước)?(?: (?:đầu|giữa|cuối|{_PART_OF_DAY}))? ")
_LIST = re.compile(rf"(?:,|;)?(?: và| hoặc| hay)? ?(?:(?:đầu|giữa|cuối|hôm|{_PART_OF_DAY}) )?")
# Left of a date whose words alone do not make it one.
_CUE_BEFORE_DAY = re.compile(
    r"(?<![^\W_])(?:từ|đến|tới|trước|sau|dịp|lễ|hết|qua|(?:nay|qua|kia|mai) ?,?|lúc|vào) \Z"
    r"|\(\Z"
)
_NO_DAY_BEFORE = re.compile(
    r"(?<![^\W_])(?:có|số|phiếu|đạt|với|bằng|gần|khoảng|chiếm|trên|dưới|đường|phố|lớp|tổ|hẻm|ngõ|kiệt|ngách"
    r"|km|nhà|lô|lộ|lệ|thắng|thua|hòa|của|đó|còn|mức|hạng|loại|tập|trang|điểm|áp|đèo|cầu|thửa|hơn|được|cả"
    r"|trường|viên|viện|ty|máy|giải|chợ|bến|cảng|thôn|xóm|buôn|đoàn|ấp"
    r"|khóa|kỳ|tỷ|mục|phần|bài|bảng|biểu|mẫu|điều|khoản|khu|block|căn|phòng|tầng|chung cư|thứ"
    r"|nhất|thêm|giảm|tăng) \Z"
)
_HOLDS_AFTER_DAY = re.compile(
    r" ?(?:[.,;:!?)\"”\]]|\n|$)| (?:tới|vừa|này|hằng|hàng|năm|và|tại|đến|-|lịch sử)(?![^\W_])"
)
_CUE_BEFORE_YEAR = re.compile(
    r"(?<![^\W_])(?:sn|sinh|s\.n|từ|đến|tới|trước|sau|vào|giữa|so với|hơn|cùng kỳ|xuân|hè|thu|đông"
    r"|(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) "
    r"(?:tý|tí|sửu|dần|mão|mẹo|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi))[ :]{1,2}\Z"
)
_STREET = re.compile(
    r"(?<![^\W_])(?:đường|phố|quảng trường|công viên|cách mạng|hẻm|ngõ|cầu|trường|xí nghiệp|nhà máy"
    r"|công ty) \Z"
)
_REACH = 48  # the longest stretch looked at before a date, in code points


def find_dates(folded: str, words: Iterable[int] | None = None) -> list[DateMatch]:
    """Dates of a folded normal text, in order, without overlap; the arguments are those of `date_items`."""
    items = date_items(folded, words)
    if not items:
        return []
    items = _span(folded, _compose(folded, items))
    _share_in_lists(folded, items)
    matches: list[DateMatch] = []
    last: DateItem | None = None
    for item in items:
        if (
            last is not None
            and not item.sure
            and not is_amount(folded, item.end)
            and _continues(folded, last, item)
        ):
            item.sure, item.rule = True, "list"
        match = _settle(folded, item, matches[-1].end if matches else 0)
        if match is not None:
            matches.append(match)
            last = item
    return matches


def parse_date(words: str) -> DateForm | None:
    """Value of words, in any case and Unicode form, that are one date as a whole; None if they are none."""
    folded = normalize(words).folded
    matches = find_dates(folded)
    if len(matches) == 1 and (matches[0].start, matches[0].end) == (0, len(folded)):
        return matches[0].form
    return None


def _compose(folded: str, items: Iterable[DateItem]) -> list[DateItem]:
    """Join day, month and year that stand apart: "ngày 4" "tháng 9" "năm 2012"."""
    out: list[DateItem] = []
    for item in items:
        if out and (whole := _composed(folded, out[-1], item)):
            out[-1] = whole
        else:
            out.append(item)
        _add_year_word(folded, out[-1])
    return out


def _composed(folded: str, a: DateItem, b: DateItem) -> DateItem | None:
    if b.start - a.end > len(", "):
        return None
    gap = folded[a.end : b.start]
    start = b.form.start
    if (
        a.unit is Unit.LONE_DAY
        and b.unit is Unit.MONTH
        and b.cued
        and b.form.end is None
        and gap in (" ", "/", "-")
    ):
        if start.day is None and start.month and b.rule != "quarter":
            form = DateForm(DatePoint(start.year, start.month, a.form.start.day))
            sure = a.cued or start.year is not None
            return DateItem(a.start, b.end, form, Unit.DAY, "words", sure, a.cued)
        return None
    if b.unit is not Unit.YEAR or b.form.end is not None or a.form.has_year or a.unit is Unit.LONE_DAY:
        return None
    joined = (
        (gap == " " or (gap == ", " and a.rule == "words")) if b.cued else gap == " " and a.cued
    )  # "tháng 9 2012"
    if not joined:
        return None
    form = a.form.in_year(start.year) if start.year else a.form
    return DateItem(a.start, b.end, form, a.unit, a.rule, True, a.cued)


def _add_year_word(folded: str, item: DateItem) -> None:
    if item.form.has_year or item.form.hint or item.unit not in (Unit.DAY, Unit.MONTH):
        return
    if not folded.startswith((" ", ","), item.end):
        return
    if match := _YEAR_WORD.match(folded, item.end):
        hint, shift = _YEAR_WORDS[match[1]]
        item.form = item.form._replace(hint=hint, shift=shift)
        item.end = match.end()
        item.sure = True
    elif _SAME_YEAR.match(folded, item.end):
        item.form = item.form._replace(hint="previous")


def _span(folded: str, items: list[DateItem]) -> list[DateItem]:
    """Join the two ends of a closed range."""
    out: list[DateItem] = []
    for item in items:
        if out and (whole := _spanned(folded, out[-1], item)):
            out[-1] = whole
        else:
            out.append(item)
    return out


def _spanned(folded: str, a: DateItem, b: DateItem) -> DateItem | None:
    if b.start - a.end > 30 or a.form.end is not None or b.form.end is not None or b.unit is Unit.LONE_DAY:
        return None
    if a.unit is Unit.LONE_DAY and b.unit is not Unit.DAY:
        return None
    if not _JOIN.fullmatch(folded, a.end, b.start):
        return None
    hyphen = "-" in folded[a.end : b.start]
    if hyphen and a.unit is Unit.LONE_DAY and not a.cued:
        return None
    if Unit.YEAR in (a.unit, b.unit) and not (a.form.has_year and b.form.has_year):
        return None
    ends = share(a.form.start, b.form.start)
    if ends is None:
        return None
    bare = a.rule == b.rule == "bare-year"
    if bare and not _CUE_BEFORE_YEAR.search(folded, max(0, a.start - _REACH), a.start):
        return None
    sure = a.sure or b.sure or not is_amount(folded, b.end)
    unit = b.unit if a.unit is Unit.LONE_DAY else min(a.unit, b.unit)
    return DateItem(a.start, b.end, DateForm(*ends), unit, "range", sure, a.cued)


def _share_in_lists(folded: str, items: list[DateItem]) -> None:
    """Give dates of a list the month and year that its last one names: "ngày 24 và 25/5/2025"."""
    for i in range(len(items) - 2, -1, -1):
        a, b = items[i], items[i + 1]
        if b.start - a.end > 20 or not _LIST.fullmatch(folded, a.end, b.start):
            continue
        source = b.form.start
        if a.unit is Unit.LONE_DAY and b.unit is Unit.DAY and source.month and a.form.end is None:
            a.form = DateForm(DatePoint(source.year, source.month, a.form.start.day))
            a.unit, a.sure, a.rule = Unit.DAY, True, "list"
        elif a.unit is b.unit and a.unit in (Unit.DAY, Unit.MONTH) and not a.form.has_year and source.year:
            a.form = a.form.in_year(source.year) if a.form.hint is None else a.form


def _continues(folded: str, a: DateItem, b: DateItem) -> bool:
    """Tell whether `b` goes on with the list that the date `a` stands in."""
    return (
        a.unit is b.unit
        and b.unit in (Unit.DAY, Unit.YEAR)
        and b.start - a.end <= 20
        and _LIST.fullmatch(folded, a.end, b.start) is not None
    )


def _settle(folded: str, item: DateItem, floor: int) -> DateMatch | None:
    """Take in what belongs to the date around it; None if it is none after all.

    A date of the lunar calendar is none: its day of the year is not in the text.
    """
    if item.unit is Unit.LONE_DAY or _LUNAR.match(folded, item.end):
        return None
    low = max(floor, item.start - _REACH)
    start, end, rule = item.start, item.end, item.rule
    before = _before(folded, item, low)
    if before is not None and before.start() < start:
        start = before.start()
    elif not item.sure and not _holds(folded, item, low):
        return None
    named_after = item.rule == "month" or not item.cued
    if named_after and not item.form.has_year and _STREET.search(folded, max(0, start - 16), start):
        return None
    if item.unit is Unit.DAY and item.form.has_year and item.form.end is None:
        after = _AFTER_FULL.match(folded, end)
        if after is not None:
            end, rule = after.end(), "timestamp"
    return DateMatch(start, end, item.form, rule)


def _before(folded: str, item: DateItem, low: int) -> re.Match[str] | None:
    """What belongs to the date before its item."""
    start = item.start
    if item.unit is Unit.DAY:
        if folded[low:start].rstrip(" ,|-").endswith(_ENDS_BEFORE_DAY):
            return _BEFORE_DAY.search(folded, low, start)
    elif item.form.end is not None and item.rule not in ("quarter", "months-of-year"):
        if folded.endswith(_ENDS_BEFORE_PERIOD, low, start):
            return _BEFORE_PERIOD.search(folded, low, start)
    elif folded.endswith(_ENDS_BEFORE_MONTH, low, start):
        return _BEFORE_MONTH.search(folded, low, start)
    return None


def _holds(folded: str, item: DateItem, low: int) -> bool:
    """Tell whether its surroundings make a date of numbers that could be something else."""
    if is_amount(folded, item.end):
        return False
    if item.unit is Unit.YEAR:
        if _OPENS_BRACKET.search(folded, low, item.start) and folded[item.end : item.end + 1] in _ENDS_PART:
            return True
        return bool(_CUE_BEFORE_YEAR.search(folded, low, item.start))
    if item.unit is not Unit.DAY:
        return False
    number = folded[item.start : item.end]
    follows = bool(_HOLDS_AFTER_DAY.match(folded, item.end))
    if _CUE_BEFORE_DAY.search(folded, low, item.start):
        return "/" in number or follows
    return (
        "/" in number
        and follows
        and not _NO_DAY_BEFORE.search(folded, low, item.start)
        and _named_day(folded, item)
    )


def _named_day(folded: str, item: DateItem) -> bool:
    # "Ngày Quốc tế trẻ em gái 11/10": a word stands before it, and it is no common fraction, nor round the
    # clock ("trực 24/7"). So does a line that begins with the day, as in a chronicle.
    before = folded[max(0, item.start - 2) : item.start].rstrip(" ")[-1:]
    number = folded[item.start : item.end]
    if number in _FRACTIONS:
        return False
    return (before.isalpha() and number != "24/7") or before in ("", "\n", ".")


# A year of birth beside a name: "(1967)", "(1967, trú huyện Bắc Hà)", "(Tư Còi, 1967)".
_OPENS_BRACKET = re.compile(r"\((?:[^()\d\n]{1,30}, )?\Z")
_ENDS_PART = frozenset(",;)")
_FRACTIONS = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "1/10"})
