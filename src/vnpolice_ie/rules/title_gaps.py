"""What may stand between a name and a title, or between two titles, that belong together.

All patterns are matched against a whole gap in lower case, of at most `LONGEST` code points.
"""

from __future__ import annotations

import re

LONGEST = 120
"""Longest gap that is looked at."""

_DEGREE = (
    r"(?:(?:pgs|gs|tskh|ts|ths|th\.s|bs|ks|cn|phó\ giáo\ sư|giáo\ sư|tiến\ s[ĩỹ]|thạc\ s[ĩỹ]|bác\ s[ĩỹ]"
    r"|luật\ sư|kỹ\ sư|cử\ nhân|nhà\ giáo\ nhân\ dân|nhà\ giáo\ ưu\ tú|nsnd|nsưt)[\s.,-]*)"
)
_DEGREES = f"{_DEGREE}*"
_ADDRESS = (
    r"(?:(?:các\ |hai\ |ba\ )?"
    r"(?:đồng\ chí|đ/c|ông\ bà|ông|bà|anh|chị|cụ|ngài|hòa\ thượng|thượng\ tọa|linh\ mục))"
)
_AGE = r"(?:sn|sinh|\d{2}\ tuổi|nam|nữ)"


def _pattern(verbose: str) -> re.Pattern[str]:
    return re.compile(verbose, re.VERBOSE)


# "Đại tá, TS. ", "Bí thư Tỉnh ủy đồng chí ": nothing but degrees and an address before the name.
DIRECT = _pattern(rf"\s*(?:,?\s*{_DEGREE}+)?(?:{_ADDRESS}[\s:]*)?")

# Between two titles of one person before the name: "Ủy viên Bộ Chính trị, Bộ trưởng".
CHAIN = _pattern(
    rf"""\s*(?:[,;-]|kiêm|rồi|và|đồng\ thời)?\s*(?:(?:kiêm|rồi|và|đồng\ thời)\s+)?
    (?:(?:nguyên|tân|là|hiện\ là|nguyên\ là|nay\ là|kiêm\ nhiệm|sau\ là|sau\ đó\ là|rồi\ là|làm
        |giữ\ chức)\s+)?
    {_DEGREES}"""
)

# Between a name and the title after it: ", ", " - ", " (", " (SN 1970, ", ", 45 tuổi, ", ", tân ".
APPOSITION = _pattern(
    rf"""\s*(?:\({_AGE}[^()]{{0,60}}\)\s*)?
    (?:,|-|\({_AGE}[^()]{{0,70}}[,;-]|\()\s*(?:{_AGE}[^,()]{{0,40}},\s*)?
    (?:(?:tân|là|hiện\ là|hiện\ đang\ là|nay\ là|nguyên|nguyên\ là|từng\ là|khi\ đó\ là|lúc\ đó\ là|chức\ vụ
        |chức\ danh|cấp\ bậc|hiện|với\ chức\ vụ|đang\ là|đồng\ thời\ là|vốn\ là|đều\ là|cùng\ là)\s*:?\s*)?"""
)

# From a title to the names that hold it: "Phó Chủ tịch gồm các ông:", "Bí thư là ông".
HOLDERS = _pattern(
    rf"""\s*,?\s*(?:khác\s+)?(?:(?:hiện\ nay|hiện|hiện\ tại)\s+)?
    (?:là|gồm|gồm\ có|bao\ gồm|:)[\s:]*(?:{_ADDRESS}[\s:,]*){{0,3}}"""
)

# Between two names of one list.
NAME_LIST = _pattern(
    rf"""\s*(?:\([^()]{{0,80}}\)\s*)?(?:[,;]\s*và|[,;]|và|cùng)\s*(?:{_ADDRESS}\s+)?{_DEGREES}"""
)

# Between two titles of a career: terms, years in brackets, ordinals of congresses may stand there.
CAREER = _pattern(
    r"""\s*(?:\([^()]{0,40}\)\s*)?
    (?:(?:các\s+)?(?:khóa|nhiệm\ kỳ)\s[0-9ivxlc,;\s-]{1,40}(?:và\s[0-9ivxlc]{1,6})?)?\s*
    (?:\([^()]{0,40}\)\s*)?(?:[,;-]|và|rồi|kiêm|đến|lên|sang|cùng)?\s*
    (?:(?:và|rồi|kiêm|sau\ đó\ là|sau\ đó|tiếp\ đó|là|làm|giữ\ chức|nguyên|nay\ là|đồng\ thời\ là|đồng\ thời
        |tới|lên|đến)\s+){0,2}"""
)
