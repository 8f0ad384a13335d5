"""Numbers and words of a text that are read as days, months, years and quarters.

Works on folded normal text (lower case, plain spaces, hyphens and slashes). An item is the smallest
piece that says something about the calendar: `ngày 12/3`, `tháng 9`, `năm 2012`, `quý i/2005`,
`2016-2020`. `vnpolice_ie.grammar.periods` puts items together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vnpolice_ie.grammar.date_numbers import Unit, numbers_in, parts_of, quarter, read_joined
from vnpolice_ie.grammar.dates import DateForm, DatePoint
from vnpolice_ie.text.matching import matches_at


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


# A clock time begins here: 13:05, 7h, 22h30.
_CLOCK_FOLLOWS = re.compile(r":[0-9]|h(?![^\W\d_])")
_HOUR_FOLLOWS = re.compile(rf"{_CLOCK_FOLLOWS.pattern}| giờ")
_CUES_BY_END = {
    "gày": ("ngày",),
    "áng": ("tháng", "sáng"),
    "năm": ("năm",),
    "quý": ("quý",),
    "ùng": ("mùng",),
    "ồng": ("mồng",),
    "đêm": ("đêm",),
    "tối": ("tối",),
    "iều": ("chiều",),
    "rưa": ("trưa",),
}
"""The words before a number that tell what it is, by their last three letters."""
# Numbers joined by slashes, points or hyphens: 27/8, 27-8-2019, 15 - 18/4/2017, 2016-2020. A number that is
# joined to none must by a glance be a year, or a day or month: after a cue, in a list, before "tháng".
_CHAIN = re.compile(
    r"[0-9](?<![0-9]{2})"
    r"(?:(?=[0-9]*+ {0,2}[/.-] {0,2}[0-9])|(?=[0-9]{3}(?![0-9]))|(?=[0-9]? tháng )"
    rf"|(?<=(?:{'|'.join(_CUES_BY_END)}) .)|(?<=(?:{'|'.join(_CUES_BY_END)}).)|(?<=  .)"
    r"|(?<=[0-9] .)|(?<=[0-9], .)|(?<=và .)|(?<=hoặc .)|(?<=hay .))"
    r"[0-9]*(?: {0,2}[/.-] {0,2}[0-9]+)*"
)
_DAY_CUES = frozenset({"ngày", "mùng", "mồng"})
_PARTS_OF_DAY = frozenset({"đêm", "tối", "chiều", "trưa", "sáng"})
# A code or symbol goes on here: 15/2020/NĐ-CP, 12A.
_GOES_ON = re.compile(r"[^\W\d]|/[^\W_]")
_SPACED_MONTH = re.compile(r" (1[0-2]|0?[1-9])(?=[,.;)])")
_LONGEST_GAP = 7
_LAST_DAY = 31
_YEAR_DIGITS = 4
_OLDEST = 1800  # two years before it joined by a dash are none, unless they stand in brackets
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


CALENDAR_WORDS = ("tháng", *_QUARTERS)
"""Words, in lower case, at which quarters and months counted from a year's start or end are looked for.

"quý I" is found by its second word: a space may be lost before the first ("báo cáo tài chínhquý I").
"""
# That a word begins there is asked after its first letter: to search for a letter is quick.
_CALENDAR_WORD = re.compile("|".join(rf"{w[0]}(?<![^\W_]{w[0]}){w[1:]}(?![^\W_])" for w in CALENDAR_WORDS))


def date_items(folded: str, words: Iterable[int] | None = None) -> list[DateItem]:
    """All items of a text in order, without overlap.

    Args:
        folded: a normal text in lower case.
        words: where the `CALENDAR_WORDS` stand in it, where that is known.
    """
    if words is None:
        words = (match.start() for match in _CALENDAR_WORD.finditer(folded))
    named = sorted(_named(folded, list(words)), key=lambda item: item.start)
    items: list[DateItem] = []
    upcoming = 0
    for match in _CHAIN.finditer(folded):
        start, end = match.span()
        while upcoming < len(named) and named[upcoming].start <= start:
            items.append(named[upcoming])
            upcoming += 1
        if items and start < items[-1].end:
            continue
        items.extend(_chain_items(folded, start, end, items[-1] if items else None))
    items.extend(named[upcoming:])
    items.sort(key=lambda item: (item.start, -item.end))
    return items


def _named(folded: str, words: Sequence[int]) -> Iterator[DateItem]:
    """Items whose words, not numbers, name them."""
    # The space before a month or a feast may be lost: "vàotháng ba", "dịpTết 2021".
    for match in _WORD_MONTH.finditer(folded):
        month = _MONTH_WORDS[match[1]]
        yield DateItem(
            *match.span(), DateForm(DatePoint(None, month)), Unit.MONTH, "word-month", sure=False, cued=True
        )
    for match in matches_at(_ROMAN_QUARTER, folded, (word - len("quý ") for word in words)):
        form = quarter(_QUARTERS[match[1]], int(match[2]) if match[2] else None)
        yield DateItem(*match.span(), form, Unit.MONTH, "quarter", sure=True, cued=True)
    for match in matches_at(_MONTHS_OF_YEAR, folded, words):
        before = _COUNT_BEFORE.search(folded, max(0, match.start() - 6), match.start())
        count = (_COUNTS.get(before[1]) or int(before[1])) if before else 0
        if before and 1 <= count <= 12:
            year = int(match[2]) if match[2] else None
            first, last = (13 - count, 12) if match[1] == "cuối" else (1, count)
            form = DateForm(DatePoint(year, first), DatePoint(year, last))
            yield DateItem(before.start(), match.end(), form, Unit.MONTH, "months-of-year", sure=True)
    for match in _TET.finditer(folded):
        yield DateItem(*match.span(), DateForm(DatePoint(int(match[1]))), Unit.YEAR, "new-year", sure=True)


def _chain_items(folded: str, start: int, end: int, before: DateItem | None) -> list[DateItem]:
    """The items of the chain of numbers at [start, end); `before` is the item before it."""
    cue, cue_start = _cue(folded, start)
    if not cue and _goes_back(folded, start):
        return []
    chain = folded[start:end]
    if chain.isdecimal():
        item = _lone_number(folded, start, end, cue, before)
        return [_with_cue(item, cue, cue_start)] if item else []
    numbers = numbers_in(chain)
    hours = _CLOCK_FOLLOWS if len(numbers) < 4 else _HOUR_FOLLOWS
    if hours.match(folded, end):
        numbers = numbers[:-1]  # the last one is the hour of a clock time after a date
        chain = chain[: numbers[-1][1]]
    elif _GOES_ON.match(folded, end) and not _is_glued(folded, end, numbers):
        return []
    if len(numbers) > 1:
        counted = cue == "năm" and folded[cue_start - 2 : cue_start - 1].isdigit()
        if counted or cue in _PARTS_OF_DAY:
            cue = ""  # "5 năm 2016-2020": the words before count years
    items: list[DateItem] = []
    for first, last in parts_of(chain):
        item = _read(folded, start + first, start + last, cue)
        if item is not None:
            items.append(_with_cue(item, cue, cue_start))
        cue = ""
    return items


def _with_cue(item: DateItem, cue: str, cue_start: int) -> DateItem:
    if cue:
        item.start, item.cued = cue_start, True
    return item


def _goes_back(folded: str, start: int) -> bool:
    """Tell whether what stands right before a number makes it part of a code, a decimal or a clock time."""
    before = folded[start - 1 : start] if start else " "
    if before in ".,-:":
        return folded[start - 2 : start - 1].isdigit()
    return before.isalnum() or before in "/_"


def _is_glued(folded: str, end: int, numbers: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a word is glued to the year of a full date ("ngày 1/7/2017với")."""
    first, last = numbers[-1]
    return len(numbers) >= 3 and last - first == 4 and folded[end] != "/"


def _cue(folded: str, start: int) -> tuple[str, int]:
    """The cue word right before `start` and where it begins; an empty word if there is none."""
    at = start
    while at > 0 and folded[at - 1] == " " and start - at < 3:
        at -= 1
    for cue in _CUES_BY_END.get(folded[max(0, at - 3) : at], ()):
        begin = at - len(cue)
        if folded.startswith(cue, max(0, begin), at) and (
            begin == 0 or not folded[begin - 1].isalnum() or cue == "năm"
        ):
            return cue, begin
    return "", start


def _lone_number(folded: str, start: int, end: int, cue: str, before: DateItem | None) -> DateItem | None:
    """What a number that is joined to no other says."""
    size = end - start
    if not cue and size != _YEAR_DIGITS:
        return _bare_number(folded, start, end, before) if size <= 2 else None
    if size > _YEAR_DIGITS or _GOES_ON.match(folded, end):
        return None
    return _read_single(folded, start, end, cue)


def _bare_number(folded: str, start: int, end: int, before: DateItem | None) -> DateItem | None:
    """A number of a list of days or months ("các ngày 10, 11 và 12/3"), or a day before "tháng 5"."""
    number = int(folded[start:end])
    if not 1 <= number <= _LAST_DAY:
        return None
    if folded.startswith(" tháng ", end) and not (
        _MONTHS_OF_YEAR.match(folded, end + 1)
        or _NO_DAY_BEFORE_MONTH.search(folded, max(0, start - 8), start)
    ):
        return DateItem(start, end, DateForm(DatePoint(day=number)), Unit.LONE_DAY, "day", sure=False)
    if before is None or before.unit is not Unit.LONE_DAY or start - before.end > _LONGEST_GAP:
        return None
    if not _LIST_GAP.fullmatch(folded, before.end, start):
        return None
    return DateItem(start, end, DateForm(DatePoint(day=number)), Unit.LONE_DAY, "day", sure=False)


def _read(folded: str, start: int, end: int, cue: str) -> DateItem | None:
    part = folded[start:end]
    if part.isdecimal():
        return _read_single(folded, start, end, cue)
    joined = read_joined(part, cue if cue in ("quý", "tháng") else "")
    if joined is None:
        return None
    form, unit, plan = joined
    if plan == "y|y" and (form.start.year or 0) < _OLDEST and folded[start - 1 : start] != "(":
        return None
    sure = plan == "quarter" or _is_sure(plan, cue, folded, start, end)
    return DateItem(start, end, form, unit, _RULES[plan], sure)


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
    "quarter": "quarter",
}


def _is_sure(plan: str, cue: str, folded: str, start: int, end: int) -> bool:
    if plan in ("dm", "d|dm", "dm|dm"):
        return cue in _DAY_CUES and not _EACH_DAY.search(folded, max(0, start - 12), start)
    if plan == "my":
        return bool(cue) or (
            "/" in folded[start:end] and not _NO_MONTH_BEFORE.search(folded, max(0, start - 24), start)
        )
    return plan not in ("m|m", "y|y") or not _AFTER_MEASURE.match(folded, end)


def is_amount(folded: str, end: int) -> bool:
    """Tell whether the numbers that end at `end` count or measure what follows them."""
    return _AFTER_AMOUNT.match(folded, end) is not None


def _read_single(folded: str, start: int, end: int, cue: str) -> DateItem | None:
    size, value = end - start, int(folded[start:end]) if end - start <= 4 else 0
    if cue == "quý" and 1 <= value <= 4:
        return DateItem(start, end, quarter(value, None), Unit.MONTH, "quarter", sure=True)
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
