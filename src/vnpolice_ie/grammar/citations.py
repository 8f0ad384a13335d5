"""Where a text cites documents: spans of references with their forms, found from anchors in linear time.

Anchors are the digits of numbers, the kind nouns of laws, the first words of named documents, and the
units of provisions; from each the span is read forward and backward by a bounded number of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vnpolice_ie.grammar import laws, named_documents
from vnpolice_ie.grammar.document_types import (
    DocumentType,
    document_types,
    reference_words,
    type_before,
)
from vnpolice_ie.grammar.provisions import ProvisionSpan, read_provisions
from vnpolice_ie.grammar.references import (
    CONNECTIVE,
    ReferenceForm,
    form_of_law,
    form_of_named,
    form_of_number,
)
from vnpolice_ie.grammar.symbols import (
    DocumentNumber,
    is_official,
    read_number,
    read_spaced_number,
    type_of,
    types_of,
)

_DIGITS = re.compile(r"\d+")
# "số", "số:" before a number; the comma of "Quyết định khởi tố bị can, số 15/QĐ-CSĐT".
_SO = re.compile(r"(?:(?<=[\s(])|^|(?<=,))số ?:? ?\Z")
_UNIT = re.compile(
    r"điều \d|khoản \d|điểm [a-zđ](?!\w)|mục [\divxlc]|chương [\divxlc]|phần [\divxlc]"
    r"|điểm \d{1,2} (?=công văn|thông tư|thông báo|quyết định|nghị quyết|chỉ thị|kết luận|mục)"
)
# Words before a type noun that show a noun, not the verb "quy định", "kết luận".
_TAKES_NOUN = re.compile(
    r"(?:theo|hiện|tại|ban hành|triển khai|quán triệt|bằng|vi phạm|các|của|bãi bỏ|thay thế|hủy|ký) $"
)
_COUNTED = re.compile(r"\d $")  # gồm 7 chương 103 điều
# "của Nghị định này", "Bộ luật này" after a provision.
_THIS = re.compile(
    r"(?P<of> ?của)? (?P<type>bộ luật|luật|nghị định|thông tư|nghị quyết|quyết định|quy định|pháp lệnh"
    r"|quy chế) này(?!\w)"
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
_IN_PROVISION = "named-in-provision"
# "Quyết định phê chuẩn kết quả số 12/QĐ-X": words between type noun and "số"; the symbol fits the noun.
_DISTANT = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,12} ?,? ?$")
# The head of a document, with who issued it and its number, ends within so many characters.
_HEAD = 500
_DISTANT_STOP = reference_words("ends type")


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference found in a text.

    Attributes:
        start, end: offsets into the normal text.
        form: what its words give, with what a list shares ("Điều 69, Điều 71 Luật Đất đai").
        rule: which pattern or list found it, in kebab case.
        this: the type noun in lower case where the document is "… này", else None.
    """

    start: int
    end: int
    form: ReferenceForm
    rule: str
    this: str | None = None


def find_citations(text: str, folded: str) -> list[Citation]:
    """Find all references in a normal text; `folded` is its lower-case twin of the same length.

    Provisions that name no document ("Điều 169", "khoản 2 Điều này") are among them, with a form that has a
    path alone: whether they are mentions, and of what, only the text around tells. In order, none overlap.
    """
    by_name = _disjoint([*_laws(text, folded), *_named(text, folded)])
    heads = _disjoint([*by_name, *_numbered(text, folded, by_name)])
    return _with_provisions(folded, heads)


def _disjoint(citations: list[Citation]) -> list[Citation]:
    """The citations in order, the longer where two overlap at their start, else the first."""
    kept: list[Citation] = []
    for citation in sorted(citations, key=lambda c: (c.start, -c.end)):
        if not kept or citation.start >= kept[-1].end:
            kept.append(citation)
    return kept


def _places(folded: str, words: str) -> Iterator[int]:
    start = folded.find(words)
    while start >= 0:
        yield start
        start = folded.find(words, start + len(words))


def _laws(text: str, folded: str) -> Iterator[Citation]:
    done = 0
    for anchor in laws.ANCHORS:
        done = 0
        for place in _places(folded, anchor):
            start = (
                place - 3
                if folded.endswith("bộ ", 0, place) and not folded.endswith("cán bộ ", 0, place)
                else place
            )
            law = laws.read_law(text, folded, start) if place >= done else None
            if law is None or (law.kind == "Hiến pháp" and _is_general(folded, law.end)):
                continue
            done = law.end
            rule = "constitution" if law.kind == "Hiến pháp" else "law" if law.listed else "unlisted-law"
            yield Citation(law.start, law.end, form_of_law(law), rule)
    for abbreviation in laws.abbreviations():
        for place in _places(folded, abbreviation):
            if place and folded[place - 1].isalnum():
                continue
            if law := laws.read_abbreviation(folded, place):
                yield Citation(law.start, law.end, form_of_law(law), "law-abbreviation")


def _is_general(folded: str, end: int) -> bool:
    """Tell whether "Hiến pháp" is part of a general phrase: Hiến pháp và pháp luật."""
    return folded.startswith((" và pháp luật", ", pháp luật"), end)


def _named(text: str, folded: str) -> Iterator[Citation]:
    for anchor in named_documents.anchors():
        for place in _places(folded, anchor):
            found = named_documents.read_named(text, folded, place)
            if found and not (place and folded[place - 1].isalnum() and text[place].islower()):
                rule = found.rule if found.alone else _IN_PROVISION
                yield Citation(place, found.end, form_of_named(found), rule)


def _numbered(text: str, folded: str, by_name: list[Citation]) -> Iterator[Citation]:
    named = iter([*by_name, Citation(len(text), len(text), ReferenceForm(), "")])
    current = next(named)
    done = 0
    for digits in _DIGITS.finditer(folded):
        start = digits.start()
        while current.end <= start < len(text):
            current = next(named)
        if start < done or current.start <= start:
            continue
        citation = _numbered_at(text, folded, start, digits.end())
        if citation is None:
            continue
        yield citation
        done = citation.end
        for item in _list_items(text, folded, citation, plural=_is_plural(folded, citation.start)):
            yield item
            done = item.end


def _numbered_at(text: str, folded: str, start: int, end: int) -> Citation | None:
    """The document whose number begins at `start`, its digits up to `end`."""
    before = folded[max(0, start - 6) : start]
    so = _SO.search(before)
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
    noun_start = noun_end - len(noun.words)
    if not number.symbol and not _is_bare_number(text, folded, noun, noun_start, so is not None, read):
        return None
    if noun.words == "luật" and not laws.stands_free(folded, noun_start):
        return None
    rule = "numbered-symbol" if number.symbol else "numbered" if so else "bare-number"
    return Citation(noun_start, number_end, form_of_number(noun.base, number), rule)


def _skipped_back(folded: str, end: int, characters: str) -> int:
    """The offset before a few of the characters that end at `end`."""
    first = max(0, end - 6)
    while end > first and folded[end - 1] in characters:
        end -= 1
    return end


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


def _is_plural(folded: str, start: int) -> bool:
    return _PLURAL.search(folded, max(0, start - 6), start) is not None


def _list_items(text: str, folded: str, head: Citation, *, plural: bool) -> Iterator[Citation]:
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
    if plural:
        yield from pending


def _with_provisions(folded: str, heads: list[Citation]) -> list[Citation]:
    """The heads with the provisions before them joined in, and provisions that stand alone."""
    at = {head.start: head for head in heads}
    joined: set[int] = set()
    found: list[Citation] = []
    done = 0
    for unit in _UNIT.finditer(folded):
        start = unit.start()
        if (
            start < done
            or (start and folded[start - 1].isalnum())
            or _COUNTED.search(folded, start - 2, start)
        ):
            continue
        start -= 5 if folded.endswith("tiểu ", 0, start) and folded.startswith("mục", start) else 0
        spans = read_provisions(folded, start)
        if not spans:
            continue
        done = spans[-1].end
        gap = CONNECTIVE.match(folded, done)
        head = at.get(gap.end()) if gap else None
        if head:
            joined.add(head.start)
            done = head.end
        found.extend(_provision_citations(folded, spans, head))
    rest = [h for h in heads if h.start not in joined and h.rule != _IN_PROVISION]
    return _disjoint([*found, *rest])


def _provision_citations(
    folded: str, spans: list[ProvisionSpan], head: Citation | None
) -> Iterator[Citation]:
    this = _THIS.match(folded, spans[-1].end) if head is None else None
    for span in spans:
        end, rule = span.end, "provision"
        if span is spans[-1]:
            end = head.end if head else this.end() if this else end
        form = replace(head.form if head else ReferenceForm(), provisions=span.path)
        if head is None:
            rule = "provision-of-this" if this and this["of"] else "provision-alone"
        yield Citation(span.start, end, form, rule, this["type"] if this else None)
