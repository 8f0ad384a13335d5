"""From how texts spell names, bodies, posts and documents to keys that are equal when the same is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from vnpolice_ie.grammar.references import LAW_KINDS
from vnpolice_ie.grammar.symbols import DocumentNumber, fits_issuer, is_party_issuer, issuer_symbols
from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.text.normal import normalize

_QUOTED = re.compile(r"(?<!\s)\s*[\"“‘'(][^\"”’')]{0,60}[\"”’')]")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SPACE = re.compile(r"\s+")

_CLASS = "tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu"
_PARTY_CLASS: Final = {
    "tỉnh ủy": "tỉnh",
    "thành ủy": "thành phố",
    "huyện ủy": "huyện",
    "quận ủy": "quận",
    "thị ủy": "thị xã",
}
_ANY_CLASS = f"{'|'.join(_PARTY_CLASS)}|{_CLASS}"
_ENDS_OPEN = re.compile(rf"(?:^|.* )({_ANY_CLASS})$")
_AREA = re.compile(rf"(?:^|(?<=[ ,]))({_ANY_CLASS}) (?!ủy(?: |$))((?:(?!,| (?:{_ANY_CLASS}) ).)+)")
_TWICE = re.compile(r"((?:tỉnh|thành|huyện|quận|thị) ủy) (?:tỉnh|thành phố|huyện|quận|thị xã) (?=\S)")
_PARENT = re.compile(rf" (?:công an|cục|tổng cục|bộ|trung ương|quốc hội|chính phủ|{_ANY_CLASS})(?: |$)")
_NATIONAL = re.compile(r"(?:ban (?:chấp hành )?(?:trung ương|bí thư)|.* trung ương(?: đảng)?$)")

# The Party's central bodies, however full their names.
_CENTRAL: Final = (
    (
        re.compile(r"(?:ban chấp hành )?(?:trung ương đảng|đảng|trung ương)(?: khóa .*)?"),
        "ban chấp hành trung ương",
    ),
    (re.compile(r"bộ chính trị(?: (?:ban chấp hành|trung ương|khóa) .*| trung ương)?"), "bộ chính trị"),
    (re.compile(r"ban bí thư(?: (?:ban chấp hành|trung ương|khóa) .*| trung ương)?"), "ban bí thư"),
)
_FORMER = frozenset({"nguyên", "cựu", "cố"})
_LAST_CLASS = re.compile(rf" (?:{_CLASS}) (?=(?:(?!,| (?:{_ANY_CLASS}) ).)+$)")
# A post that goes on into the name of its body: "Trưởng phòng Tham mưu", "Chánh Văn phòng".
_HEAD_OF = re.compile(r"(?:(?:nguyên|cựu|cố|quyền) )?(?:phó )?(?:trưởng|chánh|phó)", re.IGNORECASE)
_FIRST_OF_BODY = re.compile(r"văn phòng|công an|thanh tra|\S+", re.IGNORECASE)
_YEAR_IN_NUMBER = re.compile(r"[^/#]*[/-](?:19|20)\d\d/")
_LOCAL_NAME = re.compile(r"đảng bộ (?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|cơ sở|bộ phận)?(?: lần|$)")

Reach = Literal["law", "named", "party", "one", "many", "weak"]


@dataclass(frozen=True, slots=True)
class Body:
    """A body as a text names it.

    Attributes:
        key: its name in lower case, abbreviations written out.
        is_open: whether each area has one of this name ("Công an tỉnh"), so that only the text tells which.
        kind: the class of area that an open name ends in, else None.
        areas: the areas that the name gives, as `tỉnh|phú hải`.
        bare: the key without the class of its area ("công an phú hải").
        is_completed: whether the class was not written and is taken to be that of the province.
    """

    key: str
    is_open: bool
    kind: str | None
    areas: tuple[str, ...]
    bare: str
    is_completed: bool


@dataclass(frozen=True, slots=True)
class CitedAs:
    """What the key of a reference, with the issuer beside it, says of the document.

    Attributes:
        document_key: the key in lower case, without a provision.
        key: the same as written.
        provision: the path to a provision, or None.
        reach: what it takes to tell the document from others of its key. law, named: nothing; one: the year
            where the key has none, since one body numbers so; party: issuer and term of a central Party
            body; many, weak: the issuer, since each area has such a number or the symbol is missing.
        has_year: whether the number holds its year.
        fits: whether the issuer can be that of the symbol.
    """

    document_key: str
    key: str
    provision: str | None
    reach: Reach
    has_year: bool
    fits: bool


def folded(words: str) -> str:
    """The words in lower case and normal form, single spaces between them."""
    return _SPACE.sub(" ", normalize(words).folded).strip()


def name_key(name: str) -> str:
    """A person's name for comparing: without a name in quotes, in lower case."""
    key = folded(name)
    return _QUOTED.sub("", key).strip(" .") or key


def body(name: str) -> Body:
    """Read the name of a body or an area."""
    key = _WORD.sub(lambda m: _abbreviations().get(m[0], m[0]), folded(name).replace(".", " "))
    key = _SPACE.sub(" ", key).strip(" ,-")
    key = next((name for pattern, name in _CENTRAL if pattern.fullmatch(key)), key)
    key = _TWICE.sub(r"\1 ", key)
    written, key = key, _by_province().sub(lambda m: f"{m[1]} {_provinces()[m[2]]} {m[2]}", key)
    ending = _ENDS_OPEN.match(key)
    kind = _PARTY_CLASS.get(ending[1], ending[1]) if ending else None
    is_part = bool(_parts().match(key)) and not (
        _PARENT.search(key) or _NATIONAL.match(key) or _ends_in_province().search(key)
    )
    is_open = ending is not None or is_part or key in _body_words("kind")
    areas = tuple(f"{_PARTY_CLASS.get(m[1], m[1])}|{m[2].strip()}" for m in _AREA.finditer(key))
    return Body(key, is_open, kind, areas, _LAST_CLASS.sub(" ", key), is_completed=key != written)


@cache
def _provinces() -> dict[str, str]:
    return {folded(row["name"]): row["class"] for row in read_table("provinces")}


def _names_of_provinces() -> str:
    return "|".join(map(re.escape, sorted(_provinces(), key=len, reverse=True)))


@cache
def _ends_in_province() -> re.Pattern[str]:
    return re.compile(rf" (?:{_names_of_provinces()})$")


@cache
def _by_province() -> re.Pattern[str]:
    names = _names_of_provinces()
    return re.compile(rf"(?:(?<=^)|(?<= ))({'|'.join(sorted(_body_words('by province')))}) ({names})$")


@cache
def _body_words(use: Literal["part", "kind", "by province"]) -> frozenset[str]:
    return frozenset(row["words"] for row in read_table("body_words") if row["use"] == use)


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(sorted(_body_words('part')))})(?: |$)")


@cache
def _abbreviations() -> dict[str, str]:
    return {row["abbreviation"]: row["words"] for row in read_table("body_abbreviations")}


def position(words: str) -> tuple[str, bool]:
    """A post for comparing, and whether it is held no more ("nguyên Giám đốc …")."""
    key = folded(words)
    first, _, rest = key.partition(" ")
    is_former = first in _FORMER and bool(rest)
    return body(rest if is_former else key).key, is_former


def post(words: str, start: int | None, unit: str | None) -> str:
    """A post without its body, as it is spoken of: `Trưởng phòng` of `Trưởng phòng Tham mưu`.

    Args:
        words: the post with its body.
        start: where the body begins in it; None where it names none.
        unit: the body.
    """
    head = _clean(words if start is None else words[:start])
    if unit is not None:
        name = _clean(unit)
        if _HEAD_OF.fullmatch(head):
            first = _FIRST_OF_BODY.match(name)
            head = f"{head} {first[0] if first else ''}"
    first_word, _, rest = head.partition(" ")
    head = (rest if first_word.lower() in _FORMER and rest else head).strip(" ,-")
    return head.capitalize() if head.isupper() else head


def name(words: str) -> str:
    """A person's name in normal form: one form of accents, no characters without width."""
    return _clean(words)


def _clean(words: str) -> str:
    return _SPACE.sub(" ", normalize(words).text).strip()


def cited_as(
    key: str, kind: str | None, number: str | None, symbol: str | None, issuer: str | None
) -> CitedAs:
    """Read the key of a reference with its parts.

    Args:
        key: its normal form.
        kind: its type noun.
        number: its number, as written.
        symbol: its symbol.
        issuer: its issuer as the text names it.
    """
    plain, mark, provision = key.partition("#")
    has_year = bool(_YEAR_IN_NUMBER.match(plain))
    fits = True
    if number is None:
        reach: Reach = "law" if kind in LAW_KINDS else "named"
        if _LOCAL_NAME.search(plain.lower()):
            reach = "weak"
    elif symbol is None:
        reach = "weak"
    else:
        form = DocumentNumber(number, symbol=symbol)
        reach = _reach(form)
        fits = issuer is None or reach != "one" or fits_issuer(form, folded(issuer))
    return CitedAs(folded(plain), plain, provision if mark else None, reach, has_year, fits)


def _reach(number: DocumentNumber) -> Reach:
    groups = number.groups[1:] or number.groups
    if "TW" in groups:
        return "party"
    for group in number.groups:
        row = issuer_symbols().get(group.lower().rstrip("0123456789"))
        if row is not None and row["reach"] == "one":
            return "one"
    if any(is_party_issuer(g) and g.lower().endswith("tw") for g in groups):
        return "one"
    return "many"
