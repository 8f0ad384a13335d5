"""Offences and violations with which somebody is charged, tried, wanted or fined (OFFENCE)."""

from __future__ import annotations

import re

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.search import apart
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.offence_causes import STOP, causes, deeds
from vnpolice_ie.text.source import SourceText

# Words before an offence that make it a charge: "về tội", "về các hành vi", "với cáo buộc", "vụ án".
_CHARGE = re.compile(
    r"(?:\btội(?: danh)?|\bhành vi(?: vi phạm)?|\bcáo buộc|\bvụ án(?: hình sự)?|\bnghi án|\btội phạm"
    r"|\b(?:chuyên án|đường dây|ổ nhóm|nhóm|băng nhóm|đối tượng|vụ"
    r"|nghi phạm|thủ phạm|hung thủ|bị cáo|bị can))"
    r"[ ,:]{0,2}[\"“‘']? ?$"
)
# An indictment's own words before a free description of the deed, and the noun after them.
_OPENS_CHARGE = re.compile(
    r"(?<!\w)(?:về|vì|với|do|liên quan đến|liên quan|làm rõ|thành|từ|sang|truy tố|điều tra)"
    r" (?:các |những |có |một số |đã có )?\Z"
)
_DEED = re.compile(r"(?:tội danh|tội|hành vi)\b[ :]{0,2}([\"“‘'])? ?")
# Words that open a description that names no offence: "hành vi của", "hành vi này", "tội trên".
_NO_NAME = re.compile(
    r"(?:của|để|phạm|này|đó|trên|nói|nêu|như|gì|nào|khác|bị|là|được|và|theo|sai phạm|quy định"
    r"|tham nhũng|ít|(?:rất |đặc biệt )?nghiêm trọng"
    r"|vi phạm(?: trong| của| này| trên| pháp luật| nêu|,|\.|$))(?!\w)"
)
_CLOSING_QUOTE = re.compile(r"[\"”’']")
# Between two offences of one charge.
_AND = re.compile(r"[\"”’']? ?(?:,|;|và|hoặc|, và|; và) ?(?:về |các )?(?:tội |hành vi )?[\"“‘']? ?$")
# "Vi phạm quy định về … gây hậu quả nghiêm trọng" with any subject.
_BREACH = re.compile(
    r"vi phạm (?:các )?quy định (?:của nhà nước )?về (?:(?!vi phạm)[^.;\"”\n]){3,110}?gây "
    r"(?:hậu quả (?:rất |đặc biệt )?nghiêm trọng|thất thoát,? lãng phí)"
)
# Words of a charge, an arrest, a trial or a fine; without one in the sentence a deed is only talked of.
_PROCEEDING = re.compile(
    r"\b(?:khởi tố|bắt|xử|sơ thẩm|phúc thẩm|phá án|khám phá|lập biên bản|lĩnh|phạm tội"
    r"|tạm giam|tạm giữ|truy tố|xét xử|xử phạt|phạt|truy nã|tuyên|điều tra|cáo buộc|triệt phá"
    r"|khám xét|xử lý|án)\b"
)
# "đối với hành vi" tells what a rule fines, unless somebody was fined.
_ANY_DEED = re.compile(r"\bđối với (?:các |những )?(?:tội|hành vi)\b")
_FINED = re.compile(r"\b(?:đã|vừa|bị|quyết định)(?: ra quyết định)? (?:xử )?phạt\b")
# The heading of an article of the Code, or a statement about whoever does it.
_STATUTE = re.compile(r"(?:\bđiều \d+[a-z]?\.? |quy định về |người nào )(?:tội |hành vi )?$")
_NEGATED = re.compile(
    r"\b(?:không|chưa|chống|phòng|phòng,? chống|phòng ngừa|ngăn chặn|tố giác)(?: \w+){0,2} $"
)
# A measure shortly before the deed, as in headlines: "Bắt giám đốc doanh nghiệp trốn thuế".
_MEASURE = re.compile(
    r"\b(?:khởi tố|bắt|bắt giữ|tạm giam|truy tố|xét xử|truy nã|tuyên phạt|phạt)\b [^.;\n\"“”]{2,70}$"
)
_REACH = 45
_LONGEST_OPENING = 24  # characters
_SENTENCE = 300  # characters on either side that are looked at for a charge


class OffenceStage:
    """Adds OFFENCE spans.

    Offences of the Criminal Code count where a charge stands before them, where they are written
    with a capital inside a sentence or in quotes, and in a list after one that counts; other words
    count after "về tội", "về hành vi" and the like.
    """

    name = "offences"

    def __call__(self, draft: Draft) -> None:
        """Add the offences."""
        found = self._listed(draft)
        for match in _BREACH.finditer(draft.source.folded):
            found.append(Candidate(match.start(), match.end(), "OFFENCE", "offences.breach-of-rules"))
        found.sort(key=Candidate.order)
        draft.add_all(found)
        draft.add_all(_free(draft))
        draft.add_all(causes(draft))

    def _listed(self, draft: Draft) -> list[Candidate]:
        source, tokens = draft.source, draft.source.tokens
        found: list[Candidate] = []
        last = -1
        for phrase in apart(listed_in(source).offences):
            start, end = tokens.starts[phrase.first], tokens.ends[phrase.last - 1]
            rule = self._charge(source, start, phrase.payload, last)
            if rule:
                found.append(Candidate(start, end, "OFFENCE", rule))
                last = end
        return found

    @staticmethod
    def _charge(source: SourceText, start: int, form: str, last: int) -> str:
        before = source.folded[max(0, start - _REACH) : start]
        if 0 <= start - last < _REACH and _AND.fullmatch(source.folded[last:start]):
            return "offences.in-list"
        if _NEGATED.search(before) or _STATUTE.search(before):
            return ""
        if charge := _CHARGE.search(before):
            word = charge[0].split()[0].rstrip(",:")
            if word in {"tội", "hành", "cáo"}:
                return "offences.charged"
            return "offences.case" if _is_pursued(source, start) else ""
        if form != "common" and _MEASURE.search(source.folded, max(0, start - 80), start):
            return "offences.after-measure"
        if form != "common" and source.text[start].isupper() and _inside_sentence(source, start):
            return "offences.capital"
        return ""


def _is_pursued(source: SourceText, start: int) -> bool:
    """Tell whether the sentence speaks of a charge, a trial or the like, near enough."""
    begin, end = source.sentence_at(start)
    near = max(begin, start - _SENTENCE), min(end, start + _SENTENCE)
    return _PROCEEDING.search(source.folded, *near) is not None


def _was_fined(source: SourceText, start: int) -> bool:
    begin = max(source.sentence_at(start)[0], start - _SENTENCE)
    return _FINED.search(source.folded, begin, start) is not None


def _inside_sentence(source: SourceText, start: int) -> bool:
    return start > source.sentence_at(start)[0] and source.text[start - 1] in ' "“‘\n'


def _free(draft: Draft) -> list[Candidate]:
    source = draft.source
    found: list[Candidate] = []
    for first in listed_in(source).charges:
        noun = source.tokens.starts[first]
        opening = _OPENS_CHARGE.search(source.folded, max(0, noun - _LONGEST_OPENING), noun)
        match = _DEED.match(source.folded, noun) if opening else None
        if opening is None or match is None:
            continue
        start = match.end()
        if not source.text[start : start + 1].isalnum() or _NO_NAME.match(source.folded, start):
            continue
        if _STATUTE.search(source.folded, max(0, start - _REACH), start):
            continue
        if not _is_pursued(source, opening.start()):
            continue
        if _ANY_DEED.search(source.folded, max(0, opening.start() - 4), start) and not _was_fined(
            source, start
        ):
            continue
        limit = min(source.sentence_at(opening.start())[1], start + 160)
        stop = STOP.search(source.folded, start, limit)
        if match[1]:
            closing = _CLOSING_QUOTE.search(source.text, start, limit)
            end = closing.start() if closing else (stop.start() if stop else limit)
        else:
            end = stop.start() if stop else limit
        found.extend(deeds(draft, start, end, "offences.described", several=not match[1]))
    return found
