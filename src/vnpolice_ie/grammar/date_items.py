"""Numbers and words of a text that are read as days, months, years and quarters.

Works on folded normal text (lower case, plain spaces, hyphens and slashes). An item is the smallest
piece that says something about the calendar: `ngày 12/3`, `tháng 9`, `năm 2012`, `quý i/2005`,
`2016-2020`. `vnpolice_ie.grammar.periods` puts items together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from vnpolice_ie.grammar.dates import DateForm, DatePoint


class Unit(IntEnum):
    """What an item counts; a day without its month is the least."""

    LONE_DAY = 0
    DAY = 1
    MONTH = 2
    YEAR = 3


@dataclass(slots=True)
class DateItem:
    """A piece of a date.

    Attributes:
        start, end: offsets, end exclusive; a cue word ("ngày", "tháng", "năm") belongs to it.
        form: what it says.
        unit: the finest part that it names.
        rule: the reading that led to it.
        sure: whether it is a date wherever it stands; else its surroundings must tell.
        cued: whether it begins with its cue word.
    """

    start: int
    end: int
    form: DateForm
    unit: Unit
    rule: str
    sure: bool
    cued: bool = False


# Numbers joined by slashes, points or hyphens: 27/8, 27-8-2019, 15 - 18/4/2017, 2016-2020, 7.
_CHAIN = re.compile(r"[0-9]+(?: {0,2}[/.-] {0,2}[0-9]+)*")
_NUMBER = re.compile(r"[0-9]+")
# A clock time begins here: 13:05, 7h, 22h30.
_CLOCK_FOLLOWS = re.compile(r":[0-9]|h(?![^\W\d_])")
_HOUR_FOLLOWS = re.compile(rf"{_CLOCK_FOLLOWS.pattern}| giờ")
_CUES = ("ngày", "tháng", "năm", "quý", "mùng", "mồng", "đêm", "tối", "chiều", "trưa", "sáng")
_DAY_CUES = frozenset({"ngày", "mùng", "mồng"})
_PARTS_OF_DAY = frozenset({"đêm", "tối", "chiều", "trưa", "sáng"})
# A code or symbol goes on here: 15/2020/NĐ-CP, 12A.
_GOES_ON = re.compile(r"[^\W\d]|/[^\W_]")
_SPACED_MONTH = re.compile(r" (1[0-2]|0?[1-9])(?=[,.;)])")
_LIST_GAP = re.compile(r",? (?:và |hoặc |hay )?|,")
# After these a number is an amount, not a month or day ("lương tháng 5 triệu đồng", "từ 3-5 năm").
_MEASURE = (
    r"(?! năm (?:[12][0-9]{3}|nay|này|ngoái|trước|sau|tới|đó|ấy)(?![0-9]))"
    r" ?(?:%|‰|°|\+|tỷ|tỉ|triệu|nghìn|ngàn|trăm|đồng(?! (?:chí|loạt|thời|bào|bộ|bằng))|đô|usd|vnd"
    r"|km|m2|m3|mét|cm|mm|ha|kg|tấn|tạ|lít|gram|gam|g|m"
    r"|tuổi|năm|tháng|ngày|giờ|phút|giây|lần(?! lượt)|lượt|vụ|ca|người)(?![^\W_])"
)
_COUNTED = (
    r" (?:cháu|em|hộ|nhà|chiếc|cái|con|bộ|suất|phần|đối tượng|đơn vị|xã|phường|huyện|quận|tỉnh|thôn|khu|tổ"
    r"|chỉ tiêu|đội viên|đội|thành viên|đại biểu|ủy viên|phiếu|số|tổng|diện tích|chiều|thời gian|tiêu chí"
    r"|trường|lớp|nội dung|nhiệm vụ|cán bộ|chiến sĩ|đảng viên|học sinh|sinh viên|cơ sở|doanh nghiệp|công ty"
    r"|dự án|mức|điểm|bậc|cấp|độ)(?![^\W_])"
)
_AFTER_MEASURE = re.compile(_MEASURE)
_AFTER_AMOUNT = re.compile(f"(?:{_MEASURE}|{_COUNTED})")
_EACH_DAY = re.compile(r"(?<![^\W_])(?:mỗi|một|hàng|hằng) ngày \Z")
_NO_MONTH_BEFORE = re.compile(r"(?:số:?|tỷ lệ|tỉ lệ|quy hoạch|chi tiết|phân khu) \Z")
_NO_DAY_BEFORE_MONTH = re.compile(r"(?:kỳ|đợt|lần|số|phạt|tù) \Z")
# The lunar months Giêng and Chạp are left out.
_MONTH_WORDS = {
    **{"một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7},
    **{"tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12},
}
_WORD_MONTH = re.compile(
    rf"tháng ({'|'.join(sorted(_MONTH_WORDS, key=len, reverse=True))})(?![^\W_])(?! [0-9]{{1,2}}(?![0-9]))"
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ROMAN_QUARTER = re.compile(r"quý (iv|i{1,3})(?![^\W_])(?: ?[/-] ?([12][0-9]{3})(?![0-9]))?")
# "6 tháng đầu năm 2023": the months counted from the start or the end of the year. "… năm nay" and
# "6 tháng cuối năm" are relative and no dates.
_MONTHS_OF_YEAR = re.compile(
    r"tháng (?:(đầu|cuối) (?:của )?năm ([12][0-9]{3})(?![0-9])"
    r"|(đầu) (?:của )?năm(?! (?:nay|ngoái|trước|sau|tới|[0-9])))"
)
_COUNT_BEFORE = re.compile(r"(?<![^\W_])([0-9]{1,2}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) \Z")
_COUNTS = {
    word: _MONTH_WORDS[word] for word in ("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
}
_TET = re.compile(r"tết(?: nguyên đán)?(?: [^\W\d_]{2,5} [^\W\d_]{2,4})? ([12][0-9]{3})(?![0-9])")


def date_items(folded: str) -> list[DateItem]:
    """All items of a text in order, without overlap."""
    named = sorted([*_named(folded)], key=lambda item: item.start)
    items: list[DateItem] = []
    upcoming = 0
    for match in _CHAIN.finditer(folded):
        while upcoming < len(named) and named[upcoming].start <= match.start():
            items.append(named[upcoming])
            upcoming += 1
        if items and match.start() < items[-1].end:
            continue
        items.extend(_chain_items(folded, match, items[-1] if items else None))
    items.extend(named[upcoming:])
    items.sort(key=lambda item: (item.start, -item.end))
    return items


def _named(folded: str) -> Iterator[DateItem]:
    """Items whose words, not numbers, name them."""
    for match in _WORD_MONTH.finditer(folded):
        month = _MONTH_WORDS[match[1]]
        yield DateItem(
            *match.span(), DateForm(DatePoint(None, month)), Unit.MONTH, "word-month", sure=False, cued=True
        )
    for match in _ROMAN_QUARTER.finditer(folded):
        form = _quarter(_QUARTERS[match[1]], int(match[2]) if match[2] else None)
        yield DateItem(*match.span(), form, Unit.MONTH, "quarter", sure=True, cued=True)
    for match in _MONTHS_OF_YEAR.finditer(folded):
        before = _COUNT_BEFORE.search(folded, max(0, match.start() - 6), match.start())
        count = (_COUNTS.get(before[1]) or int(before[1])) if before else 0
        if before and 1 <= count <= 12:
            year = int(match[2]) if match[2] else None
            first, last = (13 - count, 12) if match[1] == "cuối" else (1, count)
            form = DateForm(DatePoint(year, first), DatePoint(year, last))
            yield DateItem(before.start(), match.end(), form, Unit.MONTH, "months-of-year", sure=True)
    for match in _TET.finditer(folded):
        yield DateItem(*match.span(), DateForm(DatePoint(int(match[1]))), Unit.YEAR, "new-year", sure=True)


def _quarter(number: int, year: int | None) -> DateForm:
    return DateForm(DatePoint(year, 3 * number - 2), DatePoint(year, 3 * number))


def _chain_items(folded: str, match: re.Match[str], before: DateItem | None) -> Iterator[DateItem]:
    start, end = match.span()
    previous = folded[start - 1 : start]
    cue, cue_start = _cue(folded, start)
    if not cue:
        if start and (
            previous.isalnum()
            or previous in "/_"
            or (previous in ".,-:" and folded[start - 2 : start - 1].isdigit())
        ):
            return
        if end - start <= 2 and (item := _bare_number(folded, start, end, before)):
            yield item
            return
    numbers = list(_NUMBER.finditer(folded, start, end))
    hours = _CLOCK_FOLLOWS if len(numbers) < 4 else _HOUR_FOLLOWS
    if len(numbers) > 1 and hours.match(folded, end):
        numbers.pop()  # the hour of a clock time after a date
    elif _GOES_ON.match(folded, end) and not _is_glued(folded, numbers):
        return
    if len(numbers) > 1 and cue in _PARTS_OF_DAY:
        cue = ""
    if cue == "năm" and len(numbers) > 1 and folded[cue_start - 2 : cue_start - 1].isdigit():
        cue = ""  # "5 năm 2016-2020": the words before count years
    for part in _parts(folded, numbers):
        reading = _read(folded, part, cue)
        if reading is not None:
            reading.start = cue_start if cue else reading.start
            reading.cued = bool(cue)
            yield reading
        cue = ""


def _is_glued(folded: str, numbers: list[re.Match[str]]) -> bool:
    """Tell whether a word is glued to the year of a full date ("ngày 1/7/2017với")."""
    end = numbers[-1].end()
    return len(numbers) >= 3 and len(numbers[-1][0]) == 4 and folded[end] != "/"


def _cue(folded: str, start: int) -> tuple[str, int]:
    """The cue word right before `start` and where it begins; an empty word if there is none."""
    at = start
    while at > 0 and folded[at - 1] == " " and start - at < 3:
        at -= 1
    if at == 0 or not folded[at - 1].isalpha():
        return "", start
    for cue in _CUES:
        begin = at - len(cue)
        if folded.startswith(cue, max(0, begin), at) and (
            begin == 0 or not folded[begin - 1].isalnum() or cue == "năm"
        ):
            return cue, begin
    return "", start


def _bare_number(folded: str, start: int, end: int, before: DateItem | None) -> DateItem | None:
    """A number of a list of days or months ("các ngày 10, 11 và 12/3"), or a day before "tháng 5"."""
    number = int(folded[start:end])
    if (
        folded.startswith(" tháng ", end)
        and 1 <= number <= 31
        and not (
            _MONTHS_OF_YEAR.match(folded, end + 1)
            or _NO_DAY_BEFORE_MONTH.search(folded, max(0, start - 8), start)
        )
    ):
        return DateItem(start, end, DateForm(DatePoint(day=number)), Unit.LONE_DAY, "day", sure=False)
    if before is None or start - before.end > 7 or not _LIST_GAP.fullmatch(folded, before.end, start):
        return None
    if before.unit is Unit.LONE_DAY and 1 <= number <= 31:
        return DateItem(start, end, DateForm(DatePoint(day=number)), Unit.LONE_DAY, "day", sure=False)
    return None


def _parts(folded: str, numbers: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """The chain as a whole if it can be read, else its parts between spaced hyphens and full stops."""
    if not numbers:
        return
    if len(numbers) <= 6 and (len(numbers) == 1 or _shape(folded, numbers) in _SHAPES):
        yield numbers
        return
    part = [numbers[0]]
    for a, b in pairwise(numbers):
        if folded[a.end() : b.start()] in (" - ", ". "):
            yield part
            part = []
        part.append(b)
    yield part


def _shape(folded: str, numbers: list[re.Match[str]]) -> str:
    """What kinds of numbers are joined how: `d/m/y`, `d-d/m`, `y-y`."""
    out: list[str] = []
    separators = [folded[a.end() : b.start()].strip() for a, b in pairwise(numbers)]
    for i, number in enumerate(numbers):
        size = len(number[0])
        out.append("n" if size <= 2 else "y" if size == 4 and number[0][0] in "12" else "x")
        if i < len(separators):
            out.append("-" if separators[i] == "-" else "/")
    if len(set(separators)) == 1 and separators[0] == "-":
        return "".join(out).replace("-", "/") if out.count("y") < 2 else "".join(out)
    return "".join(out)


# Shape of a chain → how its numbers are read: d day, m month, y year; `|` parts the ends of a period.
_SHAPES: dict[str, str] = {
    "n/n": "dm",
    "n/y": "my",
    "y-y": "y|y",
    "n/n/y": "dmy",
    "y/n/n": "ymd",
    "n-n/n": "d|dm",
    "n-n/y": "m|my",
    "n-n/n/y": "d|dmy",
    "n/n-n/n": "dm|dm",
    "n/n-n/n/y": "dm|dmy",
    "n/y-n/y": "my|my",
    "n/n/y-n/n/y": "dmy|dmy",
    "n-y-n-y": "my|my",
    "n-n-y-n-n-y": "dmy|dmy",
}


def _read(folded: str, numbers: list[re.Match[str]], cue: str) -> DateItem | None:
    if not numbers:
        return None
    start, end = numbers[0].start(), numbers[-1].end()
    if len(numbers) == 1:
        return _read_single(folded, start, end, cue)
    shape = _shape(folded, numbers)
    plan = _SHAPES.get(shape)
    if plan is None:
        return None
    values = [int(number[0]) for number in numbers]
    if cue == "quý" and shape == "n/y":
        return (
            DateItem(start, end, _quarter(values[0], values[1]), Unit.MONTH, "quarter", sure=True)
            if 1 <= values[0] <= 4
            else None
        )
    if cue == "tháng" and plan == "dm":
        plan = "m|m" if "-" in folded[start:end] else ""
    if not plan:
        return None
    ends = _fill(plan, values)
    if ends is None:
        return None
    first, last = ends
    unit = Unit.DAY if first.day else Unit.MONTH if first.month else Unit.YEAR
    sure = _is_sure(plan, cue, folded, start, end)
    if plan == "y|y" and first.year is not None and first.year < 1800 and folded[start - 1 : start] != "(":
        return None
    return DateItem(start, end, DateForm(first, last), unit, _RULES[plan], sure)


_RULES: dict[str, str] = {
    "dm": "day-month",
    "my": "month-year",
    "m|m": "months",
    "y|y": "years",
    "dmy": "full",
    "ymd": "full",
    "d|dm": "days",
    "m|my": "months",
    "d|dmy": "days",
    "dm|dm": "days",
    "dm|dmy": "days",
    "my|my": "months",
    "dmy|dmy": "days",
}


def _is_sure(plan: str, cue: str, folded: str, start: int, end: int) -> bool:
    if plan in ("dm", "d|dm", "dm|dm"):
        return cue in _DAY_CUES and not _EACH_DAY.search(folded, max(0, start - 12), start)
    if plan == "my":
        return bool(cue) or (
            "/" in folded[start:end] and not _NO_MONTH_BEFORE.search(folded, max(0, start - 24), start)
        )
    return plan not in ("m|m", "y|y") or not _AFTER_MEASURE.match(folded, end)


def _fill(plan: str, values: list[int]) -> tuple[DatePoint, DatePoint | None] | None:
    """Read the numbers as the plan says; None if one is out of range or the period runs backwards."""
    points: list[DatePoint] = []
    i = 0
    for part in plan.split("|"):
        fields: dict[str, int] = {}
        for kind in part:
            value = values[i]
            i += 1
            if not _LEAST[kind] <= value <= _MOST[kind]:
                return None
            fields[kind] = value
        points.append(DatePoint(fields.get("y"), fields.get("m"), fields.get("d")))
    if len(points) == 1:
        return points[0], None
    return share(points[0], points[1])


_LEAST = {"d": 1, "m": 1, "y": 1000}
_MOST = {"d": 31, "m": 12, "y": 2100}


def is_amount(folded: str, end: int) -> bool:
    """Tell whether the numbers that end at `end` count or measure what follows them."""
    return _AFTER_AMOUNT.match(folded, end) is not None


def share(first: DatePoint, last: DatePoint) -> tuple[DatePoint, DatePoint] | None:
    """Ends of a period, each given the month and year that only the other names.

    None if the period would run backwards.
    """
    if first.day and not first.month:
        first = DatePoint(first.year or last.year, last.month, first.day)
    year = last.year
    if first.year is None and year is not None:
        back = (first.month or 1, first.day or 1) > (last.month or 12, last.day or 31)
        first = DatePoint(year - back, first.month, first.day)
    elif last.year is None and first.year is not None and last.month:
        ahead = (last.month, last.day or 31) < (first.month or 1, first.day or 1)
        last = DatePoint(first.year + ahead, last.month, last.day)
    if not _in_order(first, last):
        return None
    return first, last


def _in_order(first: DatePoint, last: DatePoint) -> bool:
    a = (first.year or 0, first.month or 1, first.day or 1)
    b = (last.year or 0, last.month or 12, last.day or 31)
    if first.year is None and last.year is None and first.month and last.month:
        return a != b and (a < b or first.month > last.month)  # a period may run over New Year
    return a < b


def _read_single(folded: str, start: int, end: int, cue: str) -> DateItem | None:
    size, value = end - start, int(folded[start:end]) if end - start <= 4 else 0
    if cue == "quý" and 1 <= value <= 4:
        return DateItem(start, end, _quarter(value, None), Unit.MONTH, "quarter", sure=True)
    if cue == "tháng" and size <= 2 and 1 <= value <= 12 and not _AFTER_MEASURE.match(folded, end):
        return DateItem(start, end, DateForm(DatePoint(None, value)), Unit.MONTH, "month", sure=True)
    if cue and cue not in ("tháng", "năm", "quý") and size <= 2 and 1 <= value <= 31:
        if cue == "ngày" and (month := _SPACED_MONTH.match(folded, end)):
            form = DateForm(DatePoint(None, int(month[1]), value))
            return DateItem(start, month.end(), form, Unit.DAY, "spaced", sure=True)
        return DateItem(start, end, DateForm(DatePoint(day=value)), Unit.LONE_DAY, "day", sure=False)
    if size != 4:
        return None
    if cue == "năm" and 1000 <= value <= 2199:
        return DateItem(start, end, DateForm(DatePoint(value)), Unit.YEAR, "year", sure=True)
    if 1900 <= value <= 2100:
        return DateItem(start, end, DateForm(DatePoint(value)), Unit.YEAR, "bare-year", sure=False)
    return None
