"""Laws, codes, ordinances and the Constitution by name: how far a name reaches in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from vnpolice_ie.grammar.document_types import reference_words
from vnpolice_ie.grammar.symbols import DocumentNumber, read_number
from vnpolice_ie.lexicon.loader import read_table

KINDS = ("luật", "pháp lệnh", "hiến pháp")
"""Words in lower case of which all laws named in full hold one."""

# Words of a name with what stands between them: spaces, a comma, a dash.
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_BEFORE = re.compile(r"([^\W\d_]+)\s$")
_BETWEEN = re.compile(r" ?, ?| - |-| ")
_KIND = re.compile(r"bộ luật|luật|pháp lệnh|hiến pháp")
_DOUBLED = re.compile(r"luật (?=luật )")  # a slip of the pen: Luật Luật Sửa đổi …
# (sửa đổi) năm 2024, sửa đổi bổ sung năm 2009, năm 2018, 2018.
_YEAR = re.compile(
    r"(?: \(sửa đổi\)| (?:được )?sửa đổi(?:,? bổ sung)?)? (?:ban hành )?(?:năm )?(?P<year>(?:19"
    r"|20)\d\d)(?![\w/]|[.,-]\d)"
)
_REVISED = re.compile(r" \(sửa đổi\)| sửa đổi(?!,? bổ| một| điều| khoản| các| nội| quy|\w)")
_NUMBER = re.compile(r" ?,? ?số:? ?(?=\d)")
# The amending law: its name is the amendment's object.
_AMENDING = re.compile(
    r"(?:sửa đổi|bổ sung)(?:,? (?:và )?bổ sung)? (?:một số (?:điều|khoản)(?: của)? "
    r"|các điều[^.;\n]{0,40}? của |điều \d+(?: của)? |(?=(?:bộ )?luật ))"
)
_COUNTED = re.compile(r"(?:các |\d{1,2} )(?=luật )")
_AND = re.compile(r" ?, ?(?:và )?| và ")
_STATE_NAME = re.compile(r" (?:của )?nước cộng hòa xã hội chủ nghĩa việt nam| nước chxhcn việt nam| việt nam")
# Words at which the name of a law that no list has must end.
_STOP = reference_words("ends law")
# Words after which "luật" is no law: pháp luật, kỷ luật, cử nhân luật, Công ty Luật, Đại học Luật.
_NO_LAW_BEFORE = reference_words("before no law")
_NO_LAW_AFTER = reference_words("after no law")
# Fields of law: after a small "luật" they are no act.
_FIELDS = frozenset(
    ("hình sự", "dân sự", "tố tụng hình sự", "tố tụng dân sự", "lao động", "biển", "thương mại")
)
_MAX_WORDS = 24
_MOST_UNLISTED = 9  # words of a name that no list has
_MAX_DEPTH = 3


class LawName(NamedTuple):
    """A law as named in a text.

    Attributes:
        start, end: offsets of all its words, year and number included.
        kind: `Luật`, `Bộ luật`, `Pháp lệnh`, `Hiến pháp`.
        name: the name in the list's capitals, with the commas of the text; empty for the Constitution.
        year: the year that belongs to the name, else None.
        number: its number where one stands, else None.
        listed: whether a list has the name; else its end was found by its capitals and the words after it.
    """

    start: int
    end: int
    kind: str
    name: str
    year: str | None = None
    number: DocumentNumber | None = None
    listed: bool = True


@cache
def _place_patterns() -> dict[str, re.Pattern[str]]:
    """Of each kind where it may name a law: "luật" not where the words beside it make it no law."""
    free = "".join(rf"(?<![\W\d_]{word} luật)" for word in _NO_LAW_BEFORE)
    patterns = {
        "luật": rf"luật(?= )(?! (?:{'|'.join(_NO_LAW_AFTER)}) ){free}",
        "hiến pháp": r"hiến pháp(?<!\whiến pháp)(?<!tòa án hiến pháp)",  # "cuộc chiến pháp lý"
    }
    return {kind: re.compile(patterns.get(kind, kind)) for kind in KINDS}


def places(folded: str, kind: str) -> Iterator[int]:
    """Offsets of one of the `KINDS` at which a law is to be looked for."""
    return (match.start() for match in _place_patterns()[kind].finditer(folded))


@cache
def _names() -> dict[str, dict[str, str]]:
    """Kind → name in lower case without commas → name in the list's spelling."""
    names: dict[str, dict[str, str]] = {}
    for row in read_table("laws"):
        names.setdefault(row["kind"].lower(), {})[_key(row["name"].lower())] = row["name"]
    return names


@cache
def _beginnings(kind: str) -> frozenset[str]:
    """The listed names of a kind and all that they begin with, word by word."""
    words = (name.split(" ") for name in _names().get(kind, {}))
    return frozenset(" ".join(name[:n]) for name in words for n in range(1, len(name) + 1))


@cache
def full_names() -> dict[str, str]:
    """Short names of laws (lower case, no commas) with the full names that they stand for, likewise."""
    return {_key(row["name"].lower()): _key(row["full"].lower()) for row in read_table("laws") if row["full"]}


@cache
def abbreviations() -> dict[str, tuple[str, str]]:
    """Abbreviations in lower case (blhs) with kind and name."""
    return {
        row["abbreviation"].lower(): (row["kind"], row["name"]) for row in read_table("law_abbreviations")
    }


@lru_cache(4096)
def law_key(name: str) -> str:
    """A law's name as it is compared: lower case, no commas, short names written out."""
    key = plain_key(name)
    return full_names().get(key, key)


@lru_cache(4096)
def plain_key(name: str) -> str:
    """A law's name in lower case without commas, as it stands."""
    return _key(name.lower())


def initials(name: str) -> str:
    """First letters of a law's name: `cbcc` of "Cán bộ, công chức"."""
    return "".join(word[0] for word in _key(name.lower()).split())


def _key(folded: str) -> str:
    """Words of a name without commas and "và", which texts exchange."""
    return " ".join(word for word in _WORD.findall(folded) if word != "và")


def read_law(text: str, folded: str, start: int, *, depth: int = 0) -> LawName | None:
    """Read the law whose kind noun stands at `start`; None where the noun names none ("luật này").

    Args:
        text: a normal text.
        folded: its lower-case twin.
        start: offset of the kind noun.
        depth: how many amending laws the name is inside of.
    """
    kind = _KIND.match(folded, start)
    if kind is None or not _stands_free(folded, start, kind.end()):
        return None
    noun = kind[0]
    if noun == "hiến pháp":
        return _constitution(folded, start, kind.end())
    if not folded.startswith(" ", kind.end()):
        return None
    begin = kind.end() + 1
    if noun == "luật":
        doubled = _DOUBLED.match(folded, start)
        begin = doubled.end() + 5 if doubled else begin
        if amended := _AMENDING.match(folded, begin):
            if depth >= _MAX_DEPTH:
                return None
            return _amending_law(text, folded, start, (begin, amended.end()), depth)
    name_end, name, listed = _name_at(text, folded, noun, begin)
    if name_end == begin or (text[start].islower() and _is_field(name)):
        return None
    return _completed(text, folded, LawName(start, name_end, noun.capitalize(), name, listed=listed))


def read_abbreviation(folded: str, start: int) -> LawName | None:
    """Read the code that stands at `start` by its abbreviation alone: BLHS, BLTTHS 2015."""
    word = _WORD.match(folded, start)
    if word is None or word[0] not in abbreviations():
        return None
    kind, name = abbreviations()[word[0]]
    tail = _YEAR.match(folded, word.end())
    if tail is None:
        return LawName(start, word.end(), kind, name)
    return LawName(start, tail.end(), kind, name, tail["year"])


def _stands_free(folded: str, start: int, end: int) -> bool:
    before = _BEFORE.search(folded[max(0, start - 10) : start])
    if before and before[1] in _NO_LAW_BEFORE:
        return False
    return (
        folded[start] == "h" or folded[end : end + 8].partition(" ")[2].partition(" ")[0] not in _NO_LAW_AFTER
    )


def stands_free(folded: str, start: int) -> bool:
    """Tell whether "luật" at an offset is a law, not part of kỷ luật, pháp luật, Công ty Luật."""
    return _stands_free(folded, start, start + len("luật"))


def _is_field(name: str) -> bool:
    """Tell whether a name after a small "luật" is a field of law or a short name: luật hình sự."""
    key = _key(name.lower())
    return key in full_names() or key in _FIELDS


def _constitution(folded: str, start: int, end: int) -> LawName:
    state = _STATE_NAME.match(folded, end)
    end = state.end() if state else end
    tail = _YEAR.match(folded, end)
    if tail and tail["year"]:
        return LawName(start, tail.end(), "Hiến pháp", "", tail["year"])
    return LawName(start, end, "Hiến pháp", "")


def _words(folded: str, start: int) -> Iterator[tuple[int, int]]:
    position = start
    for _ in range(_MAX_WORDS):
        word = _WORD.match(folded, position)
        if word is None:
            return
        yield word.span()
        gap = _BETWEEN.match(folded, word.end())
        if gap is None:
            return
        position = gap.end()


def _name_at(text: str, folded: str, kind: str, start: int) -> tuple[int, str, bool]:
    listed, beginnings = _names().get(kind, {}), _beginnings(kind)
    key = name = ""
    end = start
    for s, e in _words(folded, start):
        word = folded[s:e]
        if word == "và":
            continue
        key = f"{key} {word}" if key else word
        if key not in beginnings:
            break
        if key in listed:
            end, name = e, listed[key]
    if name:
        return end, _in_capitals_of(name, text[start:end]), True
    return *_unlisted(text, folded, start), False


def _in_capitals_of(listed: str, written: str) -> str:
    """The name with the commas of the text and the capitals of the list."""
    words = iter(word for word in _WORD.findall(listed) if word != "và")
    return _WORD.sub(lambda m: m[0] if m[0] == "và" else next(words, m[0]), " ".join(written.split()))


def _unlisted(text: str, folded: str, start: int) -> tuple[int, str]:
    # A name outside the list begins with a capital and ends before a function word, a comma or a line end.
    if not text[start : start + 1].isupper():
        return start, ""
    spans = list(islice(_words(folded, start), _MOST_UNLISTED))
    if not spans:
        return start, ""
    end = start
    for n, (s, e) in enumerate(spans):
        if (
            folded[s:e] in _STOP
            or folded[s].isdigit()
            or (n and folded[s - 1] != " ")
            or (n and "," in folded[end:s])
        ):
            break
        end = e
    # Capitals in the second word are a proper name's: a law firm, a school.
    second = folded.find(" ", start, end) + 1
    if second and text[second].islower():
        return end, text[start:end]
    # A short name in capitals: Luật CBCC, Luật PCTN.
    first = spans[0][1]
    written = text[start:first]
    named = text[start - 2].islower() and text[max(0, start - 5)].isupper()  # Luật, with its capital
    if named and 2 <= len(written) <= 8 and written.isupper() and written.isalpha():
        return first, written
    return start, ""


def _amending_law(
    text: str, folded: str, start: int, amendment: tuple[int, int], depth: int
) -> LawName | None:
    """`Luật sửa đổi, bổ sung một số điều của Luật A và Luật B`, to the last law; a number is that law's."""
    begin, position = amendment
    if counted := _COUNTED.match(folded, position):
        position = counted.end()
    last = None
    for _ in range(_MAX_WORDS):
        law = read_law(text, folded, position, depth=depth + 1)
        if law is None or law.kind == "Hiến pháp":
            break
        last = law
        gap = _AND.match(folded, law.end)
        if gap is None or law.number or law.year:
            break
        position = gap.end()
    if last is None:
        return None
    name_end = _bare_end(text, folded, last) if last.number or last.year else last.end
    name = " ".join(text[begin:name_end].split())
    return LawName(start, last.end, "Luật", name[0].upper() + name[1:], last.year, None, last.listed)


def _bare_end(text: str, folded: str, law: LawName) -> int:
    begin = law.start + len(law.kind) + 1
    return _name_at(text, folded, law.kind.lower(), begin)[0]


def _completed(text: str, folded: str, law: LawName) -> LawName:
    """The law with the year, the mark of revision and the number that follow its name."""
    end, name, year = law.end, law.name, None
    tail = _YEAR.match(folded, end)
    if tail and tail["year"]:
        end, year = tail.end(), tail["year"]
    elif revised := _REVISED.match(folded, end):
        end, name = revised.end(), name + revised[0]
    number = None
    if before := _NUMBER.match(folded, end):
        read = read_number(text, before.end())
        if read and read[0].symbol:
            number, end = read
    return LawName(law.start, end, law.kind, name, year, number, law.listed)
