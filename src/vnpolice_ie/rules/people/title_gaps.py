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
_AGE = r"(?:sn|sinh|\d{2}\ tuổi|19\d\d|nam|nữ)"


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
    (?:đảng\ viên\b[^;]{{0,90}},\s*)?
    (?:(?:tân|cựu|là|hiện\ là|hiện\ đang\ là|nay\ là|nguyên|nguyên\ là|từng\ là|khi\ đó\ là|lúc\ đó\ là
        |chức\ vụ|chức\ danh|cấp\ bậc|hiện
        |với\ chức\ vụ|đang\ là|đồng\ thời\ là|vốn\ là|đều\ là|cùng\ là)\s*:?\s*)?"""
)

# From a title to the names that hold it: "Phó Chủ tịch gồm các ông:", "Bí thư là ông".
HOLDERS = _pattern(
    rf"""\s*,?\s*(?:khác\s+)?(?:(?:hiện\ nay|hiện|hiện\ tại|đương\ nhiệm)\s+)?
    (?:là|gồm|gồm\ có|bao\ gồm|:)[\s:]*(?:{_ADDRESS}[\s:,]*){{0,3}}"""
)

# Between two names of one list.
NAME_LIST = _pattern(
    rf"""\s*(?:\([^()]{{0,80}}\)|\))?\s*(?:[,;]\s*và|[,;]|và|cùng)\s*(?:{_ADDRESS}\s+)?{_DEGREES}"""
)

# Between two titles of a career: terms, years in brackets, ordinals of congresses may stand there.
CAREER = _pattern(
    r"""(?:\([^()]{0,40}\)|các|hai|ba|bốn|khóa|nhiệm\ kỳ|[0-9ivxlc,;./\s-])*
    (?:(?:và|rồi|kiêm|sau\ đó|tiếp\ đó|là|làm|giữ\ chức|nguyên|nay\ là|đồng\ thời|tới|lên|đến|sang
        |cùng)\s+){0,3}"""
)

# Before a title in the life of one person: a comma, "là", "như:", a trigger of its own is not needed there.
IN_LIFE = re.compile(r"(?:[,;:]|(?<!\w)(?:là|như|và|rồi|làm|từ))\s*$")

# Signs that a sentence tells somebody's life.
LIFE = re.compile(
    r"\d\d tuổi"
    r"|(?<!\w)(?:sinh năm|sinh ngày|quê|từng|kinh qua|trải qua|trình độ|cử nhân|thạc sĩ|tiến sĩ)(?!\w)"
)

# What a person says or does for another, before a post that is the other's: "cho biết sẽ bầu Phó Chủ tịch",
# "bổ nhiệm con trai làm Phó phòng".
REPORTS = re.compile(
    r"(?<!\w)(?:cho biết|cho hay|nhấn mạnh|khẳng định|đề nghị|yêu cầu|cho rằng|nêu rõ|thông tin|thông báo"
    r"|con trai|con gái|em trai|em gái"
    r"|công bố quyết định|trao quyết định|ký quyết định|trao các quyết định|trình bày|đọc|trả lời)(?!\w)"
)

# What brings the sentence back to the speaker: a pronoun, an office in which the words are said.
OF_ONESELF = re.compile(
    r"(?<!\w)(?:ông|bà|anh|chị|cô|mình|tôi|đồng chí|bị can|bị cáo|với tư cách|trên cương vị|với cương vị"
    r"|với vai trò|từng|khi đang|khi còn|được|bị)(?!\w)"
)

# A pronoun that takes up the person of an earlier sentence.
PRONOUN = re.compile(r"(?<!\w)(?:ông|bà|anh|chị|cô|đồng chí|người này|bị can|bị cáo)(?!\w)")

# From a post gained to the person who gains it: "bầu Chủ tịch nước đối với ông".
RECIPIENT = _pattern(rf"""\s*(?:cho|đối\ với|với)\s+(?:{_ADDRESS}\s+)?{_DEGREES}""")

# The same where posts of the person follow: "thăng cấp bậc hàm Đại tướng cho Bộ trưởng Công an".
TOWARDS = re.compile(r"\s*(?:[^\W\d]+ ){0,3}(?:cho|đối với|với)(?!\w)")

# Two persons that do one thing.
AND = _pattern(rf"""\s*và\s+(?:{_ADDRESS}\s+)?""")

# "Giám đốc Trung tâm, ông": an address after the comma.
ADDRESSED = _pattern(rf"""\s*,\s*{_ADDRESS}\s+{_DEGREES}""")

# A title whose act is told before the clause: "Theo Quyết định của Thủ tướng, ông X được …".
OF_TITLE = re.compile(r"(?<!\w)của(?: đồng chí)?\s*$")

# A title that only lends its authority: "thừa ủy quyền của Bộ trưởng, Đại tá X".
ON_BEHALF = re.compile(r"(?:ủy quyền|ủy nhiệm|thay mặt|chỉ đạo|phân công)(?: của)?(?: đồng chí)?\s*$")

# Before a rank that somebody gets or has: "thăng cấp bậc hàm từ", "lên", "khi đang là".
RANK_GAINED = re.compile(
    r"(?:cấp bậc hàm|quân hàm|cấp hàm|hàm|(?<!\w)(?:từ|lên|cấp|là|phong|thăng))(?: (?:từ|lên|cấp|là))?\s*$"
)
