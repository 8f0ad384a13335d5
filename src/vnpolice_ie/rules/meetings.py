"""Meetings and ceremonies (EVENT of type MEETING) with their ordinals and proper names."""

from __future__ import annotations

import re

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.search import apart
from vnpolice_ie.rules.listed import listed_in

_NUMBER = (
    r"(?:\d{1,3}|[ivxl]{1,6}|nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín"
    r"|mười(?: (?:một|hai|ba|bốn|lăm))?)\b"
)
# "thứ 5", "lần thứ bảy", "bất thường lần 2", "lần đầu", "40".
_ORDINAL = re.compile(
    rf" (?:bất thường )?(?:(?:lần )?(?:thứ |đầu tiên\b|đầu\b)(?:{_NUMBER})?|lần {_NUMBER}"
    r"|\d{1,3}\b(?![/.-]\d))"
)
# "khóa XII" after a congress or a plenum.
_TERM = re.compile(r",? khóa (?:\d{1,2}|[ivxl]{1,6})\b")
# The body that held a numbered conference: "Ban Chấp hành Trung ương Đảng", where no stage has found it.
_BODY = re.compile(
    r" (?:Ban Chấp hành|Ban chấp hành|Ủy ban)"
    r"(?: (?:Trung ương|Đảng bộ|Đảng|tỉnh|thành phố|huyện|[^\W\d_a-zà-ỹ][^\W\d_]*(?:\.[^\W\d_]+)?)\b){1,10}"
)
# A proper name up to an ordinal: "Hội nghị Công an toàn quốc lần thứ 77".
_NAMED_ORDINAL = re.compile(rf" [^,.;:()\n\"“”]{{2,70}}? lần (?:thứ )?{_NUMBER}")
# A proper name without an ordinal.
_PROPER = re.compile(
    r" (?:Trung ương(?: \d{1,2}\b)?|Diên Hồng|(?:q|Q)uân chính(?: toàn quân)?|Công an toàn quốc"
    r"|Chính phủ với địa phương|Đại đoàn kết toàn dân tộc|Toàn dân bảo vệ an ninh Tổ quốc"
    r"|Ngoại giao toàn quốc)"
)
_GENERIC = re.compile(r"(?:\b(?:các|những|mọi|nhân sự|tổ chức các|trước|giữa hai nhiệm kỳ|nhiều)) $")
_BODY_MEETS = re.compile(r"\b(?:đã|vừa|sẽ|đang|dự kiến|tổ chức|tiến hành|tiếp tục|chủ trì|dự) $")
# How a body meets: "họp khẩn với", "họp bất thường".
_MANNER = re.compile(
    r" (?:với (?!nhau)|khẩn|nhanh|trực tiếp|trực tuyến|bất thường(?! khi)|rút kinh nghiệm|kiểm điểm|kín"
    r"|chớp nhoáng)\b"
)
_HABIT = re.compile(r" (?:hằng|hàng|mỗi|thường lệ|định kỳ)\b")
_DENIED = re.compile(r"\b(?:không|chưa|chẳng)(?: hề)? $")
# Between a body and its verb: "(Sơn La)", "khóa XIII".
_OF_BODY = re.compile(r"(?: khóa [ivxl\d]+| \([^()]{2,40}\))? ")
_NOT = re.compile(r"\b(?:không|chưa)(?: có| tổ chức)? $")


def meetings(draft: Draft) -> None:
    """Add the meetings to the draft; a proper name swallows the names inside it."""
    source, tokens = draft.source, draft.source.tokens
    for phrase in apart(listed_in(source).meetings):
        start, end = tokens.starts[phrase.first], tokens.ends[phrase.last - 1]
        if phrase.payload == "none" and source.folded.endswith(" họp", start, end):
            # "Công an TP Hải Phòng họp": the room ends a name, and who is named meets.
            begin = end - len("họp")
            if any(c.end == begin - 1 for c in draft.overlapping(start, begin)):
                _add_verb(draft, begin, end)
        if phrase.payload == "none" or _NOT.search(source.folded, max(0, start - 18), start):
            continue
        if phrase.payload == "verb":
            _add_verb(draft, start, end)
            continue
        if _GENERIC.search(source.folded, max(0, start - 24), start) and not source.text[start].isupper():
            continue
        rule = f"triggers.meeting-{phrase.payload}"
        longer = end
        if phrase.payload == "ceremony":
            longer = end = start + len("lễ")
        elif phrase.payload == "sitting":
            longer = _after(_ORDINAL, source.folded, end)
        elif phrase.payload == "named":
            longer = _name_end(draft, start, end)
        if longer > end:
            rule += "-numbered" if phrase.payload == "sitting" else "-proper"
        _put(draft, start, longer, rule)


def _name_end(draft: Draft, start: int, end: int) -> int:
    source = draft.source
    if (numbered := _after(_ORDINAL, source.folded, end)) > end:
        body = next(
            (c for c in draft.within(numbered + 1, numbered + 120, "ORG") if c.start == numbered + 1), None
        )
        if body and source.text[numbered] == " ":
            return _after(_TERM, source.folded, body.end)
        return _after(_TERM, source.folded, _after(_BODY, source.text, numbered))
    if proper := _PROPER.match(source.text, end):
        return _after(_ORDINAL, source.folded, proper.end())
    if source.text[end + 1 : end + 2].isupper() or source.folded.startswith(
        (" đại biểu", " hiệp thương"), end
    ):
        return _after(_NAMED_ORDINAL, source.folded, end)
    return end


def _add_verb(draft: Draft, start: int, end: int) -> None:
    source = draft.source
    if _DENIED.search(source.folded, max(0, start - 12), start) or _HABIT.match(source.folded, end):
        return
    near = draft.overlapping(max(0, start - 50), start)
    body = any(c.label == "ORG" and _OF_BODY.fullmatch(source.folded, c.end, start) for c in near)
    if (
        body
        or _MANNER.match(source.folded, end)
        or _BODY_MEETS.search(source.folded, max(0, start - 12), start)
    ):
        _put(draft, start, _after(_ORDINAL, source.folded, end), "triggers.meeting-verb")


def _put(draft: Draft, start: int, end: int, rule: str) -> None:
    inside = list(draft.overlapping(start, end))
    if any(c.start < start or c.end > end for c in inside):
        return
    for c in inside:
        draft.remove(c)
    draft.add(Candidate(start, end, "EVENT", rule, event_type="MEETING"))


def _after(pattern: re.Pattern[str], text: str, end: int) -> int:
    match = pattern.match(text, end)
    return match.end() if match else end
