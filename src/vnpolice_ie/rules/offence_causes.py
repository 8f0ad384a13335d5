"""Deeds for which somebody is fined, arrested or convicted: "phạt 5 triệu đồng vì …", "ba lỗi: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.listed import listed_in, offence_words

# Where a free description ends.
STOP = re.compile(
    r"[.;:()\n\"“”]|,(?![ \d])|\b(?:bởi|nên)\b"
    r"|, (?=quy định|theo|xảy ra|với|đối với|bị|để|tại|trong|khi|ngày|và|nhưng|gồm|do|đồng thời|sau|cơ quan)"
    r"|\b(?:quy định tại|được quy định|theo (?:quy định|điều|khoản|điểm|bộ luật)|xảy ra|đối với|nói trên"
    r"|nêu trên"
    r"|trên địa bàn|sau khi|trước đó|thì|mà|liên quan|trong khi|như trên|tại (?=điều|khoản|điểm))"
)
_LIST_END = re.compile(r"[.()\n\"“”]")
_BETWEEN_DEEDS = re.compile(r"; | và |, ")


def _words(use: str) -> str:
    return "|".join(map(re.escape, offence_words(use)))


@cache
def _cause() -> re.Pattern[str]:
    """A penalty or measure, then why: "phạt 5 triệu đồng vì …", "lĩnh 7 năm tù do …", "với hai lỗi: …"."""
    return re.compile(
        rf"(?:{_words('penalty')})\b"
        r"[^.;\n\"“”]{0,90}?(?<!\w)(?:vì|(?<!tự )(?<!lý )(?<!nhưng )do"
        r"|(?:với|về|các|hai|ba|bốn|chung|có|cùng)(?: \w+){0,2}? lỗi|, lỗi)"
        r"(?P<list>:| gồm:?| như:?)? (?P<quote>[\"“‘])?"
    )


@cache
def _no_deed() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('no deed')})(?!\w)")


@cache
def _next_deed() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('next deed')})(?!\w)")


@cache
def _measure_after() -> re.Pattern[str]:
    return re.compile(rf"(?:, |; | và )(?:đồng thời )?(?:{_words('measure')})(?!\w)")


def causes(draft: Draft) -> list[Candidate]:
    """The deeds that a penalty names after "vì", "do", "lỗi"."""
    source = draft.source
    listed = listed_in(source)
    found: list[Candidate] = []
    done = 0
    for first in listed.penalties:
        begin = source.tokens.starts[first]
        match = _cause().match(source.folded, begin) if begin >= done else None
        if match is None:
            continue
        done = start = match.end()
        fault = "lỗi" in match[0][-14:]
        if start >= len(source.text) or not (fault or source.text[start].islower()):
            continue
        if _no_deed().match(source.folded, start) and not (fault and match["list"]):
            continue
        limit = min(source.sentence_at(start)[1], start + 160)
        if fault and match["list"]:
            found.extend(_listed_faults(draft, start, limit))
            continue
        stop = STOP.search(source.folded, start, limit)
        end = stop.start() if stop else limit
        for comma in re.finditer(", ", source.folded[start:end]):
            if not _next_deed().match(source.folded, start + comma.end()):
                end = start + comma.start()
                break
        if (offence := listed.offences.get(source.tokens.at(start))) is not None:
            end = max(end, source.tokens.ends[offence[0] - 1])
        found.extend(deeds(draft, start, end, "offences.cause", several=True))
    return found


def _listed_faults(draft: Draft, start: int, limit: int) -> Iterator[Candidate]:
    """Faults in a row: "ba lỗi: đi ngược chiều, chở 3 người, không đội mũ"."""
    text = draft.source.folded
    stop = _LIST_END.search(text, start, limit)
    end = stop.start() if stop else limit
    mark = ";" if ";" in text[start:end] else ","
    while start < end:
        part = text.find(mark, start, end)
        part = end if part < 0 else part
        yield from deeds(draft, start, part, "offences.cause", several=False)
        start = part + 2


def deeds(draft: Draft, start: int, end: int, rule: str, *, several: bool) -> Iterator[Candidate]:
    """The deed described from `start` to `end`, up to a measure after it; two where a second follows "và"."""
    text = draft.source.folded
    if (measure := _measure_after().search(text, start, end)) is not None:
        end = measure.start()
    parts = [(start, end)]
    if several:
        for joint in _BETWEEN_DEEDS.finditer(text, start, end):
            if joint[0] == " và " and _next_deed().match(text, joint.end()):
                parts = [(start, joint.start()), (joint.end(), end)]
                break
    for first, until in parts:
        last = first + len(draft.source.text[first:until].rstrip(' ,:;.-"”'))
        words = len(text[first:last].split())
        if 2 <= words <= 30 and draft.is_free(first, last):
            yield Candidate(first, last, "OFFENCE", rule)
