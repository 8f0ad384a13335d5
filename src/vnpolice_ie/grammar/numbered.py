"""Documents cited by their numbers: "Kết luận số 13-KL/TW", "các Nghị quyết số 04 và 18", "15/2020/NĐ-CP"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from vnpolice_ie.grammar import laws
from vnpolice_ie.grammar.document_types import (
    DocumentType,
    document_types,
    reference_words,
    type_before,
)
from vnpolice_ie.grammar.references import Citation, form_of_number
from vnpolice_ie.grammar.symbols import (
    DocumentNumber,
    is_official,
    read_number,
    read_spaced_number,
    type_of,
    types_of,
)

# What stands before the letters of a symbol, and the first of them, in lower case.
_SYMBOL = r"[^\W\d_]?(?: ?\\?[-/] ?(?:19|20)\d\d){0,2} {0,2}\\?[-/] {0,2}[a-zđâư]"
# "số", "số:" before a number; the comma of "Quyết định khởi tố bị can, số 15/QĐ-CSĐT".
_SO = re.compile(r"(?:(?<=[\s(])|^|(?<=,))số ?:? ?\Z")
# Words before a type noun that show a noun, not the verb "quy định", "kết luận".
_TAKES_NOUN = re.compile(
    r"(?:theo|hiện|tại|ban hành|triển khai|quán triệt|bằng|vi phạm|các|của|bãi bỏ|thay thế|hủy|ký) $"
)
# A plural type noun before a list, and what joins the numbers of the list.
_PLURAL = re.compile(r"(?:các|những|hai|ba|bốn|\d) $")
_NEXT_IN_LIST = re.compile(r"(?P<mark>\s?[,;])?\s(?P<and>và |cùng |hoặc )?(?:số )?(?=\d)")
# What may follow a number that stands without "số" or symbol and still be no quantity.
_END = re.compile(
    r"\s?(?:[.,;:)\]\"'”’/!?]|\n|$)|\s?-\s|\s?\(|\s?[\"“‘]| chỉ (?!tiêu)| dự (?!án|thảo)| giai đoạn"
)
_AFTER_NUMBER = reference_words("after number")
_YEAR_AFTER = re.compile(r" năm (?:19|20)\d\d(?!\d)")
# Counted things after a number: "Nghị định 5 điểm mới" is no reference, whatever the noun.
_MEASURES = reference_words("measure")
_WORD = re.compile(r"\s?([^\W\d_]+)")
# "Quyết định phê chuẩn kết quả số 12/QĐ-X": words between type noun and "số"; the symbol fits the noun.
_DISTANT = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,12} ?,? ?$")
# The head of a document, with who issued it and its number, ends within so many characters.
_HEAD = 500
_DISTANT_STOP = reference_words("ends type")


@cache
def _numbers() -> re.Pattern[str]:
    """Digits that by a glance may begin a document's number: most of a text's are no such."""
    last = {noun.rpartition(" ")[2] for noun in document_types()}
    before = [
        rf"(?<=(?:{'|'.join(sorted({word[-3:] for word in last if len(word) > 2}))}) .)",
        rf"(?<=(?:{'|'.join(sorted({'số', *(word for word in last if len(word) < 3)}))}) .)",
        r"(?<=[ố: ] .)|(?<=[ố:].)",
        r"(?<=[^\W\d_].)(?=\d*+(?:[-/\\]|\Z))",  # a noun without its space
        rf"(?<![-/.,_&].)(?=\d*+{_SYMBOL})",
    ]
    # All decimal digits lie in these ranges, which are quicker to search for than \d.
    return re.compile(rf"[0-9\u0660-\u1dff\u2070-\U0010ffff](?<=\d)(?<!\d\d)(?:{'|'.join(before)})\d*")


def find_numbered(text: str, folded: str, by_name: list[Citation]) -> Iterator[Citation]:
    """Documents cited by their numbers, outside those that are cited by name; in order."""
    named = iter(by_name)
    nowhere = len(text), len(text)
    named_start, named_end = next(named, nowhere)[:2]
    done = 0
    for digits in _numbers().finditer(folded):
        start, end = digits.span()
        if start < done:
            continue
        while named_end <= start:
            named_start, named_end = next(named, nowhere)[:2]
        if named_start <= start:
            continue
        citation = _numbered_at(text, folded, start, end)
        if citation is None:
            continue
        yield citation
        done = citation.end
        for item in _list_items(text, folded, citation):
            yield item
            done = item.end


def _numbered_at(text: str, folded: str, start: int, end: int) -> Citation | None:
    """The document whose number begins at `start`, its digits up to `end`."""
    before = folded[max(0, start - 6) : start]
    so = _SO.search(before) if "số" in before else None
    if so is None and before[-1:] not in " \n(" and folded[end : end + 1] not in "-/\\":
        return None
    so_start = start - (len(before) - so.start()) if so else None
    noun_end = _skipped_back(folded, start if so_start is None else so_start, " ")
    noun = type_before(folded, noun_end)
    if noun is None and so is None and folded[end : end + 1] not in "-/\\ ":
        return None
    read = read_number(text, start)
    if so and (read is None or not read[0].symbol):
        read = read_spaced_number(text, start) or read
    if read is None:
        return None
    number, number_end = read
    if noun is None and so and number.symbol:
        noun_end = _skipped_back(folded, noun_end, ", ")
        noun = type_before(folded, noun_end)
    if noun is None:
        return _by_symbol(folded, so_start, start, number, number_end)
    if noun_end == start and "/" not in text[start:number_end]:
        return None  # "CT1-CT2": houses
    noun_start = noun_end - len(noun.words)
    if not number.symbol and not _is_bare_number(text, folded, noun, noun_start, so is not None, read):
        return None
    if noun.words == "luật" and not laws.stands_free(folded, noun_start):
        return None
    rule = "numbered-symbol" if number.symbol else "numbered" if so else "bare-number"
    return Citation(noun_start, number_end, form_of_number(noun.base, number), rule)


def _skipped_back(folded: str, end: int, characters: str) -> int:
    """The offset before a few of the characters that end at `end`."""
    before = folded[max(0, end - 6) : end]
    return end - len(before) + len(before.rstrip(characters))


def _is_bare_number(  # noqa: PLR0917
    text: str, folded: str, noun: DocumentType, noun_start: int, so: bool, read: tuple[DocumentNumber, int]
) -> bool:
    """Tell whether a number without a symbol is the document's that the type noun names."""
    number, end = read
    capital = text[noun_start].isupper()
    sure = capital or _TAKES_NOUN.search(folded, max(0, noun_start - 11), noun_start) is not None
    if not _may_be_bare(noun, number, so, capital=sure):
        return False
    lenient = capital and (noun.bare == "number" or len(number.number) > 2)
    return so or number.year is not None or _is_no_quantity(folded, end, lenient=lenient)


def _by_symbol(
    folded: str, so_start: int | None, start: int, number: DocumentNumber, end: int
) -> Citation | None:
    """A number without a type noun before it: its symbol must show that it is a document's."""
    if not is_official(number) and not _is_own_number(folded, so_start, number):
        return None
    types = types_of(number)
    if so_start is None:
        if start and (folded[start - 1].isalnum() or folded[start - 1] in "-/.,_&"):
            return None
        return Citation(start, end, form_of_number(type_of(number), number), "symbol")
    distant = _distant_type(folded, so_start, types)
    if distant:
        noun, noun_start = distant
        return Citation(noun_start, end, form_of_number(noun.base, number), "distant-type")
    return Citation(so_start, end, form_of_number(type_of(number), number), "symbol")


def _is_own_number(folded: str, so_start: int | None, number: DocumentNumber) -> bool:
    """Tell whether a line at the head of the text gives its own number: "Số: 19/QĐTN", "Số: 102/V05-P3"."""
    if so_start is None or so_start > _HEAD or (so_start and folded[so_start - 1] != "\n"):
        return False
    return bool(number.symbol) and folded.startswith("số:", so_start)


def _distant_type(folded: str, end: int, types: tuple[str, ...]) -> tuple[DocumentType, int] | None:
    """The type noun some words before "số" that fits the symbol's code, with its offset."""
    window = folded[max(0, end - 80) : end]
    words = _DISTANT.search(window)
    if words is None:
        return None
    for name in types:
        noun = document_types().get(name.lower())
        place = window.rfind(name.lower(), words.start())
        if noun is None or place < 0 or (place and window[place - 1].isalnum()):
            continue
        between = window[place + len(name) :].replace(",", " ").split()
        if len(between) <= 9 and _DISTANT_STOP.isdisjoint(between):
            return noun, end - len(window) + place
    return None


def _may_be_bare(noun: DocumentType, number: DocumentNumber, so: bool, *, capital: bool) -> bool:
    """Tell whether a number without a symbol can be a document's after a type noun.

    Args:
        noun: the type noun.
        number: the number.
        so: whether "số" stands between them.
        capital: whether the type noun has a capital, or else is shown to be a noun.
    """
    if noun.bare == "never" or (noun.bare == "symbol" and not so):
        return False
    if so or noun.bare == "number" or number.number.startswith("0"):
        return True
    if number.year:
        return len(number.number) > 1
    return not _is_year(number) and (capital or len(number.number) > 2)


def _is_year(number: DocumentNumber) -> bool:
    return len(number.number) == 4 and number.number[:2] in ("19", "20")


def _is_no_quantity(folded: str, end: int, *, lenient: bool = False) -> bool:
    """Tell whether what follows a number shows that it counts nothing."""
    if _END.match(folded, end) or _YEAR_AFTER.match(folded, end):
        return True
    word = _WORD.match(folded, end)
    if word is None:
        return False
    return word[1] not in _MEASURES if lenient else word[1] in _AFTER_NUMBER


def _list_items(text: str, folded: str, head: Citation) -> Iterator[Citation]:
    """The bare numbers that continue a list: `các Nghị quyết số 04, 12 và 18`."""
    if head.form.type is None or head.form.symbol or head.form.year:
        return
    pending: list[Citation] = []
    end = head.end
    while gap := _NEXT_IN_LIST.match(folded, end):
        read = read_number(text, gap.end())
        if read is None or read[0].symbol or read[0].year or len(read[0].number) > 5:
            break
        number, end = read
        more = _NEXT_IN_LIST.match(folded, end)
        if not _is_no_quantity(folded, end) and not more:
            break
        item = Citation(gap.end(), end, form_of_number(head.form.type, number), "list-item")
        if gap["mark"] and not gap["and"]:
            pending.append(item)  # commas alone make no list, unless the type noun is plural
            continue
        if not gap["and"]:
            break
        yield from pending
        yield item
        pending = []
    if pending and _PLURAL.search(folded, max(0, head.start - 6), head.start):
        yield from pending
