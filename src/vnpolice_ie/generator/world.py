"""When and where a document is set: day, province, districts, and the habits of its editor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from random import Random

from vnpolice_ie.generator.spans import Phrase, marked
from vnpolice_ie.lexicon.loader import Row, parse_table, read_table

MERGER = date(2025, 7, 1)
"""When 34 provinces took the place of 63 and districts ended (Resolutions 202 and 203/2025/QH15)."""


_CLOCKS = (
    "7h ",
    "8h30 ",
    "14 giờ ",
    "19h ",
    "7 giờ 30 ",
    "22h15 ",
    "0h30 ",
    "8h sáng ",
    "6 giờ sáng ",
    "20 giờ ",
)


@cache
def table(name: str) -> tuple[Row, ...]:
    """Rows of a list in generator/data."""
    file = resources.files(__package__).joinpath("data", f"{name}.tsv")
    return parse_table(file.read_text(encoding="utf-8"), f"generator/data/{name}.tsv")


@cache
def names(kind: str) -> tuple[str, ...]:
    """One kind of the parts of names."""
    words = next(row["words"] for row in table("names") if row["kind"] == kind)
    parts = words.split("+") if kind == "street" else words.split()
    return tuple(part.replace("+", " ") for part in parts)


@dataclass(frozen=True, slots=True)
class DateValue:
    """What a date says: its ISO value, whether its year is written, and the value without it."""

    iso: str
    has_year: bool
    without_year: str
    is_stamp: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """Habits that a document keeps: how dates, posts, ranks, cities and quotes are written."""

    separator: str
    padded: bool
    small_posts: bool
    small_ranks: bool
    city: str
    comrade: float
    dash: str
    quotes: tuple[str, str]
    fetched: float

    @classmethod
    def draw(cls, rng: Random) -> Style:
        """Habits of one editor."""
        return cls(
            separator=rng.choices(["/", "-", "."], [6, 3, 1])[0],
            padded=rng.random() < 0.15,
            small_posts=rng.random() < 0.3,
            small_ranks=rng.random() < 0.12,
            city=rng.choice(["TP ", "TP ", "TP.", "thành phố ", "thành phố ", "Thành phố "]),
            comrade=rng.choice([0.0, 0.1, 0.5, 0.9]),
            dash=rng.choice(["-", "-", "–"]),
            quotes=rng.choice([('"', '"'), ('"', '"'), ("“", "”"), ("“", "”"), ("'", "'")]),
            fetched=rng.random(),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A province, district or commune."""

    kind: str
    name: str

    def full(self, style: Style) -> str:
        """With its class word: `tỉnh Nghệ An`, `TP Vinh`."""
        if self.name == "Hồ Chí Minh":
            return ("TP Hồ Chí Minh", "TP.HCM", "TPHCM", "Thành phố Hồ Chí Minh", "TP HCM")[
                int(style.fetched * 5)
            ]
        if self.kind == "thành phố":
            return style.city + self.name
        return f"{self.kind} {self.name}"

    def short(self, style: Style) -> str:
        """Without it, where it can stand so."""
        return self.full(style) if self.name == "Hồ Chí Minh" or self.name[-1].isdigit() else self.name

    def word(self, style: Style) -> str:
        """The class word alone."""
        return (
            style.city.strip(" .") if self.kind == "thành phố" and style.city != "Thành phố " else self.kind
        )

    @property
    def committee(self) -> str:
        """The Party committee of the place, without its name."""
        return {
            "tỉnh": "Tỉnh ủy",
            "thành phố": "Thành ủy",
            "quận": "Quận ủy",
            "huyện": "Huyện ủy",
            "thị xã": "Thị ủy",
        }.get(self.kind, f"Đảng ủy {self.kind}")


@cache
def _provinces(merged: bool) -> tuple[Place, ...]:
    rows = [row for row in read_table("provinces") if row["into"]]
    if merged:
        rows = [row for row in rows if row["into"] == row["name"]]
    return tuple(
        Place(row["class"], row["name"]) for row in rows if row["name"] != "Thừa Thiên Huế" or not merged
    )


@cache
def _districts(province: str) -> tuple[Place, ...]:
    rows = [row for row in read_table("districts_and_cities") if row["province"] == province]
    return tuple(Place(row["class"], row["name"]) for row in rows)


def areas_with_districts(least: int) -> list[tuple[Place, tuple[Place, ...]]]:
    """The provinces before the merger of which so many districts are known, with these."""
    found = [(place, _districts(place.name)) for place in _provinces(False) if place.kind == "tỉnh"]
    return [(place, districts) for place, districts in found if len(districts) >= least]


class World:
    """Day and province of a document, with places and dates for its frames.

    Args:
        rng: what decides.
        today, province, district: what is settled already.
    """

    def __init__(
        self,
        rng: Random,
        today: date | None = None,
        province: Place | None = None,
        district: Place | None = None,
    ) -> None:
        self.rng = rng
        self.style = Style.draw(rng)
        self.today = today or _draw_day(rng)
        self.merged = self.today >= MERGER
        # Huế is a city only since 2025.
        choice = [p for p in _provinces(self.merged) if p.name != "Huế" or self.today.year >= 2025]
        drawn, self.other_province, self.third_province = rng.sample([p for p in choice if p != province], 3)
        self.province = province or drawn
        self.district, self.other_district = self._district(), self._district()
        self.district = district or self.district
        self._stamp = _stamp(rng, self.today)
        self.communes = [self._commune() for _ in range(6)]

    def _district(self) -> Place:
        known = () if self.merged else _districts(self.province.name)
        return self.rng.choice(known) if known else self._commune()

    def _commune(self) -> Place:
        first, second = self.rng.choice(names("commune_a")), self.rng.choice(names("commune_b"))
        urban = self.province.kind == "thành phố" or self.rng.random() < 0.4
        kind = "phường" if urban else "xã" if self.merged else self.rng.choice(["xã", "xã", "xã", "thị trấn"])
        if first == second:
            second = "Thạnh" if first != "Thạnh" else "Lộc"
        return Place(kind, f"{first} {second}")

    def facts(self) -> dict[str, str]:
        """Words for names of bodies: P is the province, D the district, C the commune, Q another province."""
        style = self.style
        found: dict[str, str] = {}
        for letter, place in (
            ("P", self.province),
            ("D", self.district),
            ("C", self.communes[0]),
            ("Q", self.other_province),
        ):
            found |= {
                letter: place.full(style),
                f"{letter}n": place.short(style),
                f"{letter}k": place.word(style),
                f"{letter}u": place.committee,
            }
        return found

    def days(self, offset: int) -> date:
        """A day so many days after today."""
        return self.today + timedelta(days=offset)

    def say_day(self, day: date, form: str | None) -> Phrase:
        """A date in words; the forms are day, full, long, bare, part, clock, month, year, stamp."""
        rng, style = self.rng, self.style
        if form is None:
            form = rng.choices(
                ["day", "part", "full", "partday", "hom", "long", "longfull"], [40, 22, 12, 12, 4, 4, 3]
            )[0]
        other_year = day.year != self.today.year
        with_year = other_year or form in {"full", "stamp", "longfull", "heading"}
        padded = style.padded or (with_year and rng.random() < 0.3)
        d = f"{day.day:02d}" if padded else str(day.day)
        m = f"{day.month:02d}" if padded else str(day.month)
        number = style.separator.join([d, m, str(day.year)] if with_year else [d, m])
        part = rng.choice(["sáng", "sáng", "chiều", "tối", "trưa"])
        iso = day.isoformat()
        if form == "month":
            written = rng.random() < 0.6 or other_year
            words = (
                f"tháng {day.month}{'/' if style.separator == '/' else '-'}{day.year}"
                if written
                else f"tháng {day.month}"
            )
            return _date(words, DateValue(iso[:7], written, f"--{iso[5:7]}"))
        if form == "year":
            return _date(f"năm {day.year}", DateValue(iso[:4], True, ""))
        if form == "stamp":
            return _date(self._stamp, DateValue(iso, True, "", is_stamp=True))
        if form in {"long", "longfull"}:
            number = f"{d} tháng {m}" + (f" năm {day.year}" if with_year or form == "longfull" else "")
            with_year = with_year or form == "longfull"
        words = {
            "bare": number,
            "part": f"{part} {number}",
            "partday": f"{part} ngày {number}",
            "hom": f"hôm {number}",
            "clock": f"{rng.choice(_CLOCKS)}ngày {number}",
        }.get(form, f"ngày {number}")
        return _date(words, DateValue(iso, with_year, f"--{iso[5:]}"))


def _draw_day(rng: Random) -> date:
    year = rng.choices(
        [
            rng.randint(1996, 2006),
            rng.randint(2007, 2014),
            rng.randint(2015, 2020),
            rng.randint(2021, 2026),
        ],
        [1, 2, 4, 4],
    )[0]
    return date(year, rng.randint(1, 12), rng.randint(1, 28))


def _date(words: str, value: DateValue) -> Phrase:
    piece = marked("DATE", words, of=value)
    return Phrase([piece], piece)


def say_year(year: int, words: str | None = None) -> Phrase:
    """A year, `năm 1985` by default."""
    return _date(words or f"năm {year}", DateValue(str(year), True, ""))


def say_period(rng: Random, first: int, last: int, noun: str) -> Phrase:
    """A period of years after its noun: `giai đoạn 2016-2020`."""
    dash = rng.choice(["-", "-", " - ", "–"])
    return _date(f"{noun} {first}{dash}{last}", DateValue(f"{first}/{last}", True, ""))


def _stamp(rng: Random, day: date) -> str:
    weekday = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")[day.weekday()]
    if rng.random() < 0.5:
        weekday = weekday[0] + weekday[1:].lower()
    clock = f"{rng.randint(5, 22):02d}:{rng.randint(0, 59):02d}"
    d, m = f"{day.day:02d}", f"{day.month:02d}"
    return rng.choice(
        [
            f"{weekday}, {d}/{m}/{day.year} | {clock}",
            f"{weekday}, {day.day}/{day.month}/{day.year}, {clock}",
            f"{d}/{m}/{day.year} {clock}",
            f"{clock} {d}/{m}/{day.year}",
            f"{d}/{m}/{day.year} - {clock}",
            f"{weekday}, ngày {d}/{m}/{day.year}",
            f"Ngày {d}/{m}/{day.year}",
        ]
    )
