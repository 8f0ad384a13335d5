"""Orders, medals, titles, certificates and other awards (AWARD)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.search import apart
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.text.matching import matches_at
from vnpolice_ie.text.source import SourceText

# The class of an order: "hạng Nhất", "(hạng Nhì, Ba)".
_CLASS = re.compile(r" hạng (?:nhất|nhì|ba|đặc biệt)\b| ?\((?:hạng )?(?:nhất|nhì|ba)[^()\n]{0,20}\)")
# A name in quotes after the class word, the quotes with it: Huy hiệu "Tuổi trẻ dũng cảm".
_QUOTED = re.compile(r" [\"“‘'][^\"“”‘’'\n]{3,60}[\"”’']")
# A name that begins with a capital, "Vì an ninh Tổ quốc", up to what tells who gets or gives it.
_NAMED = re.compile(
    r" [^\W\d_]+"
    r"(?: (?!(?:cho|của|đối|đến|tới|và|gửi|có|đã|năm|do|tại|trong|vào|từ|nhân|ngày|ghi|nào|này|đó|được"
    r"|sau|trước|cùng|với|khi|để|bằng|kèm|thuộc|vì (?!sự|an|chủ|thế|nhân|nghĩa|hòa|người|cộng))\b)"
    r"[^\W\d_]+){0,12}"
)
# Badges for years of membership, also several in a row: "Huy hiệu 50 năm, 45 năm và 30 năm tuổi Đảng".
_YEARS = re.compile(r"huy hiệu (?:\d{1,3} năm(?:,| và)? ?){1,6}tuổi (?:đảng|đoàn)\b")
# An order that no list names, the class word before a name with capitals.
_ORDER = re.compile(r"hu(?:ân|y) chương(?= )")
# A prize with its place: "giải Nhất toàn đoàn".
_PRIZE = re.compile(
    r"giải (?:nhất|nhì|ba|tư|khuyến khích|đặc biệt|xuất sắc|[abc])\b"
    r"(?: toàn đoàn| tập thể| cá nhân| đồng đội)?"
)
# The same with its class behind words in lower case: "Huân chương Anh dũng hạng Ba".
_GRADED = re.compile(r"(?: [^\W\d_]+){1,6}? hạng (?:nhất|nhì|ba|đặc biệt)\b")
# A medal of a contest.
_MEDAL = re.compile(r"huy chương (?:vàng|bạc|đồng)\b(?! thau)")
# A flag, prize, cup or banner by its name: "Cờ “Đơn vị xuất sắc”", "giải thưởng “Sao vàng”", "cúp vô địch".
_NAMED_PRIZE = re.compile(
    r"(?:cờ|lá cờ|bức trướng|giải thưởng|bảng vàng|cúp)(?= [\"“‘])"
    r"|cúp (?:vô địch|vàng|bạc|đồng|luân lưu)\b"
    r"|(?:cờ|lá cờ) (?:đơn vị (?:dẫn đầu|quyết thắng|xuất sắc)|luân lưu|dẫn đầu)(?: phong trào thi đua)?\b"
    r"|bảng (?:vàng )?ghi công\b"
)
# A title that no list names: "tặng danh hiệu “Đơn vị quyết thắng”".
_TITLE = re.compile(r"danh hiệu(?= )")
# What stands before a common noun that is an award only where it is given or received.
_GIVEN = re.compile(
    r"(?:tặng|trao|thưởng|nhận|gắn|phong|cấp|đạt|giành|đoạt)(?: \d+| các| những| nhiều| chiếc)?$"
)
_GOES_TO = re.compile(r" (?:được trao|thuộc về|về tay|cho )")
_CLASS_WORD = "danh hiệu "
_HEADWORD = {"badge": "awards.badge", "flag": "awards.flag", "certificate": "awards.certificate"}


class AwardStage:
    """Adds AWARD spans: the award's own name with its class and grade, without who gives it."""

    name = "awards"

    def __call__(self, draft: Draft) -> None:
        """Add the awards."""
        source = draft.source
        starts = [source.tokens.starts[first] for first in listed_in(source).award_nouns]
        # The space before it may be lost ("vàHuy hiệu 60 năm tuổi Đảng"); nothing else is written so.
        for match in _YEARS.finditer(source.folded):
            draft.add(Candidate(match.start(), match.end(), "AWARD", "awards.party-badge"))
        draft.add_all(self._listed(source))
        draft.add_all(self._shaped(source, starts) if starts else ())

    @staticmethod
    def _shaped(source: SourceText, starts: Sequence[int]) -> Iterator[Candidate]:
        for match in matches_at(_ORDER, source.folded, starts):
            graded = _GRADED.match(source.folded, match.end())
            if graded is not None and source.text[match.end() + 1].isupper():
                yield Candidate(match.start(), graded.end(), "AWARD", "awards.order-by-shape")
            elif (end := _capitals_end(source, match.end())) > match.end():
                end = _end_of(_CLASS, source.folded, end)
                yield Candidate(match.start(), end, "AWARD", "awards.order-by-shape")
        for match in matches_at(_TITLE, source.folded, starts):
            if _is_given(source, match.start()) and (end := _name_end(source, match.end())) > match.end():
                yield Candidate(match.start(), end, "AWARD", "awards.title-by-shape")
        for match in matches_at(_MEDAL, source.folded, starts):
            yield Candidate(match.start(), match.end(), "AWARD", "awards.prize")
        for match in matches_at(_NAMED_PRIZE, source.folded, starts):
            end = _end_of(_QUOTED, source.folded, match.end())
            quoted = end > match.end() and not match[0].startswith("giải")
            if quoted or _is_given(source, match.start()):
                yield Candidate(match.start(), end, "AWARD", "awards.prize")
        for match in matches_at(_PRIZE, source.folded, starts):
            if _is_given(source, match.start()) or _GOES_TO.match(source.folded, match.end()):
                yield Candidate(match.start(), match.end(), "AWARD", "awards.prize")

    @staticmethod
    def _listed(source: SourceText) -> Iterator[Candidate]:
        tokens = source.tokens
        for phrase in apart(listed_in(source).awards):
            start, end = tokens.starts[phrase.first], tokens.ends[phrase.last - 1]
            kind = phrase.payload
            if kind == "order":
                yield Candidate(start, _end_of(_CLASS, source.folded, end), "AWARD", "awards.order")
            elif kind == "title":
                # "anh Hùng lao động": a person, not the title "Anh hùng".
                if " Hùng" not in source.text[start:end] or source.text[start:end].isupper():
                    named = (
                        start - len(_CLASS_WORD) if source.folded.endswith(_CLASS_WORD, 0, start) else start
                    )
                    yield Candidate(named, end, "AWARD", "awards.title")
            elif kind == "badge":
                named = _name_end(source, end)
                if named > end or _is_given(source, start):
                    yield Candidate(start, named, "AWARD", _HEADWORD[kind])
            elif kind in _HEADWORD:
                yield Candidate(start, end, "AWARD", _HEADWORD[kind])


def _is_given(source: SourceText, start: int) -> bool:
    return start > 0 and _GIVEN.search(source.folded, max(0, start - 20), start - 1) is not None


def _capitals_end(source: SourceText, end: int) -> int:
    """Where the words with capitals after `end` end, at most six of them."""
    tokens = source.tokens
    first = tokens.at(end)
    last = min(len(tokens), first + 6)
    for i in range(first, last):
        if not tokens.words[i][0].isupper() or tokens.starts[i] > end + 1:
            return end
        end = tokens.ends[i]
    return end


def _name_end(source: SourceText, end: int) -> int:
    pattern = _NAMED if source.text[end + 1 : end + 2].isupper() else _QUOTED
    return _end_of(pattern, source.folded, end)


def _end_of(pattern: re.Pattern[str], text: str, end: int) -> int:
    match = pattern.match(text, end)
    return match.end() if match else end
