"""Papers and portals that no list has, by where their name stands: at the head of the text or of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnpolice_ie.rules.name_lists import all_family_names, context_words
from vnpolice_ie.rules.organisations.grammar import BodyReader
from vnpolice_ie.rules.organisations.names import BodyName

_DASHES = frozenset({"-", "–", "—"})
# A name in brackets before a report is at most this long, in tokens.
_LONGEST = 7
# "24h", "VOV2", "Vietnam+".
_PART = re.compile(r"[^\W\d_]+\d*|\d{1,3}h|[&+.-]")
# With what a day begins: "12/11", "Thứ năm", "Chiều 26-11".
_DAY = re.compile(r"\d|(?:ngày|thứ|sáng|trưa|chiều|tối|chủ)$")
_INITIALS = re.compile(r"(?![IVX]+$)[A-ZĐ]{2,7}")


def dateline_media(reader: BodyReader) -> Iterator[BodyName]:
    """The papers at the beginning of reports: "(Tin Hòa Sơn) - Ngày 5-3, …", "HSO - Sáng 5-3, …"."""
    words, media = reader.tokens.words, reader.tails.media
    for i in _openings(reader):
        word = words[i]
        if word == "(":
            yield from _bracketed(i, reader)
        elif i in media and (end := reader.tails.media_at(i)[0]) > i and _dated(end, reader):
            yield BodyName(i, end, "media", "", specific=True)
        elif word.isupper() and _INITIALS.fullmatch(word) and not _DASHES.isdisjoint(words[i + 1 : i + 2]):
            place = reader.places.known_at(i)
            if place is None and reader.places.is_free(i, i + 1) and _begins_report(i + 2, reader):
                yield BodyName(i, i + 1, "media", "", specific=True)


def _openings(reader: BodyReader) -> list[int]:
    """The first tokens of lines that a medium of the list, a bracket or initials may open, in order."""
    tokens, source = reader.tokens, reader.places.source
    found = {i for i in reader.tails.media if not i or "\n" in tokens.gaps[i]}
    for start, _ in source.lines:
        if source.text[start] == "(" or source.text[start : start + 2].isupper():
            found.add(tokens.at(start))
    return sorted(found)


def _dated(i: int, reader: BodyReader) -> bool:
    """Tell whether the time of a page follows a paper's name: "Dân trí | 14:20", "Lao Động 11/08/2023"."""
    words = reader.tokens.words
    if i >= len(words) or "\n" in reader.tokens.gaps[i]:
        return False
    marked = words[i] in _DASHES | {"|"}
    if marked and i + 1 < len(words) and "\n" not in reader.tokens.gaps[i + 1]:
        return _DAY.match(reader.tokens.folded[i + 1]) is not None
    return _DAY.match(reader.tokens.folded[i]) is not None and not marked and reader.places.is_taken(i)


def _bracketed(i: int, reader: BodyReader) -> Iterator[BodyName]:
    words = reader.tokens.words
    last = i + 1
    while last < len(words) and last - i <= _LONGEST and _PART.fullmatch(words[last]):
        last += 1
    first = i + 1
    if words[last : last + 1] != [")"] or last == first or not words[first][0].isupper():
        return
    dashed = words[last + 1 : last + 2] and words[last + 1] in _DASHES
    if not _begins_report(last + 2 if dashed else last + 1, reader):
        return
    place = reader.places.place_at(first)
    if (place is not None and place.last == last) or not reader.places.is_free(first, last):
        return
    if _is_person(first, last, reader):
        return
    yield BodyName(first, last, "media", "", specific=True)


def _begins_report(i: int, reader: BodyReader) -> bool:
    """Tell whether a sentence begins at `i`, on the same line."""
    if i >= len(reader.tokens) or "\n" in reader.tokens.gaps[i]:
        return False
    return reader.places.is_capital(i) or reader.tokens.words[i] in {"“", '"', "*"}


def _is_person(first: int, last: int, reader: BodyReader) -> bool:
    """Tell whether the words look like who wrote the report."""
    words = reader.tokens.words[first:last]
    named = len(words) > 1 and words[0] in all_family_names() and all(word.istitle() for word in words)
    return named or reader.tokens.folded[first] in context_words("source-line")
