"""Things of a story: offences with their articles, awards, companies, streets, parts of a year."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from vnpolice_ie.generator.citing import NamedPaper
from vnpolice_ie.generator.papers import Paper, Record
from vnpolice_ie.generator.spans import Phrase, marked
from vnpolice_ie.generator.world import DateValue, names, table
from vnpolice_ie.grammar.references import ReferenceForm
from vnpolice_ie.lexicon.loader import read_table

if TYPE_CHECKING:
    from vnpolice_ie.generator.cast import Cast

_GRADES = ("hạng Nhất", "hạng Nhì", "hạng Ba")
_LONGEST_OFFENCE = 110
_ANNEXES = ("", "", "A", "/12")


def company_name(rng: Random) -> str:
    """An invented name of a company, two syllables."""
    words = names("company")
    at = rng.randrange(0, len(words) - 1, 2)
    return f"{words[at]} {words[at + 1]}"


def street(rng: Random) -> str:
    """The name of a street."""
    return rng.choice(names("street"))


@cache
def themes() -> tuple[str, ...]:
    """What a document's crimes may be about; lists of words.txt may have a part for each (`deed:drug`)."""
    return tuple(dict.fromkeys(row["theme"] for row in table("offences")))


@cache
def _offences_of(theme: str) -> tuple[tuple[str, str], ...]:
    """Offences of a theme with their articles; the usual ones come three times."""
    usual = tuple((row["offence"], row["article"]) for row in table("offences") if row["theme"] == theme)
    articles = {article for _, article in usual}
    others = tuple(
        (row["offence"], row["article"])
        for row in read_table("offences")
        if row["article"] in articles
        and row["form"] in {"code", "news"}
        and len(row["offence"]) < _LONGEST_OFFENCE
    )
    return usual * 3 + others


def _offence(cast: Cast, name: str) -> tuple[str, str]:
    rng = cast.rng
    if not name and rng.random() < 0.93:
        return cast.once("off:", lambda: rng.choice(_offences_of(cast.theme)))
    return cast.once(f"off:{name}", lambda: rng.choice(_offences_of(rng.choice(themes()))))


def say_other(cast: Cast, name: str, base: str, form: str | None) -> Phrase:
    """Offences and their articles, awards, houses, roads."""
    rng = cast.rng
    suffix = name[len(base) :]
    if base == "off":
        return _say_offence(cast, _offence(cast, suffix)[0], form)
    if base == "art":
        return _say_article(cast, _offence(cast, suffix)[1], suffix)
    if base == "aw":
        piece = marked("AWARD", cast.once(name, lambda: draw_award(rng, form)))
        return Phrase([piece], piece)
    road = street(rng)
    words = {
        "house": f"{rng.choice(['số nhà', 'số'])} {rng.randint(1, 320)}{rng.choice(_ANNEXES)} đường {road}",
        "road": rng.choice(
            [f"đường {road}", f"phố {road}", f"Quốc lộ {rng.randint(1, 50)}", f"quốc lộ {rng.randint(1, 50)}"]
        ),
    }[base]
    piece = marked("LOC", cast.once(name, lambda: words) if suffix else words)
    return Phrase([piece], piece)


def _say_offence(cast: Cast, offence: str, form: str | None) -> Phrase:
    before, after = cast.world.style.quotes
    low = offence[0].lower() + offence[1:]
    if form == "low":
        piece = marked("OFFENCE", low)
        return Phrase([piece], piece)
    if form is None and cast.world.style.fetched < 0.5:
        piece = marked("OFFENCE", offence)
        return Phrase([before, piece, after], piece)
    piece = marked("OFFENCE", offence if cast.world.style.fetched < 0.85 or form == "plain" else low)
    return Phrase([piece], piece)


def _code(cast: Cast) -> NamedPaper:
    def draw() -> NamedPaper:
        year = "2015" if cast.world.today.year >= 2018 else "1999" if cast.world.today.year >= 2001 else None
        with_year = year is not None and cast.rng.random() < 0.3
        return NamedPaper(
            Paper(Record(ReferenceForm("Bộ luật", "Hình sự", year=year if with_year else None))),
            "law",
            with_year,
        )

    return cast.once("code", draw)


def _say_article(cast: Cast, article: str, suffix: str) -> Phrase:
    rng, code = cast.rng, _code(cast)
    clause = cast.once(f"art:{suffix}", lambda: rng.choice([None, "1", "2", "3", "4"]))
    comma = rng.choice([" ", " ", ", "])
    path = [("điều", article)] + ([("khoản", clause)] if clause else [])
    words = (f"khoản {clause}{comma}" if clause else "") + f"Điều {article}"
    whole = " ".join(("Bộ luật", rng.choice(["Hình sự", "Hình sự", "hình sự"])))
    if code.with_year:
        whole += f" năm {code.paper.record.form.year}"
    elif rng.random() < 0.3:
        whole = "BLHS"
    piece = marked(
        "DOC_REF",
        f"{words}{rng.choice([' ', ' ', ' của ', ', ' if comma == ', ' else ' '])}{whole}",
        of=code.paper.provision(*path),
    )
    return Phrase([piece], piece)


@cache
def _awards(kind: str) -> tuple[str, ...]:
    return tuple(row["award"] for row in read_table("awards") if row["kind"] == kind)


_CERTIFICATES = (
    "Bằng khen",
    "Bằng khen",
    "Giấy khen",
    "giấy khen",
    "bằng khen",
    "Cờ thi đua",
    "cờ thi đua",
    "thư khen",
)


def draw_award(rng: Random, form: str | None) -> str:
    """An award: a certificate (form paper), an order or medal (order) or an honorary title (title)."""
    form = form or rng.choice(["paper", "paper", "order"])
    if form == "paper":
        return rng.choice(_CERTIFICATES[:5])
    if form == "title":
        return rng.choice(_awards("title"))
    award = rng.choice(
        _awards("order") if rng.random() < 0.5 else ("Huân chương Chiến công", "Huân chương Bảo vệ Tổ quốc")
    )
    if award.startswith("Huy chương") or rng.random() < 0.1:
        return award
    return f"{award} {rng.choice(_GRADES)}"


_MONTHS = (
    ("6 tháng đầu năm", 1, 6), ("6 tháng cuối năm", 7, 12), ("quý I", 1, 3), ("quý II", 4, 6),
    ("quý III", 7, 9),
    ("quý IV", 10, 12),
)  # fmt: skip


def say_months(rng: Random, today: date) -> Phrase:
    """A part of a year that can be put on a calendar, and that is over."""
    over = [part for part in _MONTHS if part[2] < today.month]
    year = today.year if over else today.year - 1
    words, first, last = rng.choice(over or _MONTHS)
    joint = "/" if words.startswith("quý") else " "
    piece = marked(
        "DATE", f"{words}{joint}{year}", of=DateValue(f"{year}-{first:02d}/{year}-{last:02d}", True, "")
    )
    return Phrase([piece], piece)
