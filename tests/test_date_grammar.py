"""Dates as typed values: every value is printed and read back, any text is read in linear time."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.errors import InputError
from vnpolice_ie.grammar.dates import DateForm, DatePoint, from_iso
from vnpolice_ie.grammar.periods import find_dates, parse_date
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.source import SourceText

# The keys that the annotation guidelines (§4) allow.
ISO_KEY = re.compile(
    r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?(?:/\d{4}(?:-\d\d(?:-\d\d)?)?)?|--\d\d(?:-\d\d)?(?:/--\d\d-\d\d)?|---\d\d)"
)

days = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
full_days = days.map(lambda d: DatePoint(d.year, d.month, d.day))
months = days.map(lambda d: DatePoint(d.year, d.month))
years = days.map(lambda d: DatePoint(d.year))
yearless_days = days.map(lambda d: DatePoint(None, d.month, d.day))
yearless_months = days.map(lambda d: DatePoint(None, d.month))
points = st.one_of(full_days, months, years, yearless_days, yearless_months)
MONTH_NAMES = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")


def in_order(kind: st.SearchStrategy[DatePoint]) -> st.SearchStrategy[DateForm]:
    return (
        st.tuples(kind, kind)
        .filter(lambda ends: ends[0] != ends[1])
        .map(lambda ends: DateForm(*sorted(ends, key=lambda p: (p.year or 0, p.month or 0, p.day or 0))))
    )


periods = st.one_of(*map(in_order, (full_days, months, years)))


@given(st.one_of(points.map(DateForm), periods, in_order(yearless_days)))
def test_iso_form_is_allowed_and_read_back(form: DateForm) -> None:
    assert ISO_KEY.fullmatch(form.iso())
    assert from_iso(form.iso()) == form


@given(in_order(yearless_months))
def test_months_of_an_unknown_year_are_printed_by_their_days(form: DateForm) -> None:
    assert ISO_KEY.fullmatch(form.iso())
    read = from_iso(form.iso())
    assert (read.start.month, read.start.day) == (form.start.month, 1)
    assert read.end is not None
    assert form.end is not None
    assert read.end.month == form.end.month


@pytest.mark.parametrize("value", ["", "2019-8", "27/8/2019", "--8", "2019-", "hôm qua", "2019/"])
def test_another_form_is_an_error(value: str) -> None:
    with pytest.raises(InputError, match="ISO 8601"):
        from_iso(value)


@given(
    full_days,
    st.sampled_from(
        [
            "ngày {d}/{m}/{y}",
            "ngày {d:02}-{m:02}-{y}",
            "{d:02}/{m:02}/{y}",
            "{d}.{m}.{y}",
            "ngày {d} tháng {m} năm {y}",
            "ngày {d:02} tháng {m:02} năm {y}",
            "ngày {d} tháng {name} năm {y}",
            "sáng ngày {d}/{m}/{y}",
            "7h30 ngày {d}/{m}/{y}",
            "thứ hai, ngày {d}/{m}/{y}",
            "{y}-{m:02}-{d:02}",
        ]
    ),
)
def test_a_day_is_read_as_it_is_written(point: DatePoint, pattern: str) -> None:
    assert point.month is not None
    words = pattern.format(y=point.year, m=point.month, d=point.day, name=MONTH_NAMES[point.month - 1])
    assert parse_date(words) == DateForm(point)


@given(months, st.sampled_from(["tháng {m}/{y}", "tháng {m}-{y}", "tháng {m} năm {y}", "cuối tháng {m}/{y}"]))
def test_a_month_is_read_as_it_is_written(point: DatePoint, pattern: str) -> None:
    assert parse_date(pattern.format(m=point.month, y=point.year)) == DateForm(point)


@given(
    yearless_days, st.sampled_from(["ngày {d}/{m}", "ngày {d}-{m}", "chiều {d}/{m}", "ngày {d} tháng {m}"])
)
def test_a_day_without_year_is_read_as_it_is_written(point: DatePoint, pattern: str) -> None:
    assert parse_date(pattern.format(d=point.day, m=point.month)) == DateForm(point)


@given(
    in_order(years),
    st.sampled_from(
        ["giai đoạn {a}-{b}", "nhiệm kỳ {a} - {b}", "{a}-{b}", "năm {a} đến năm {b}", "năm {a} đến {b}"]
    ),
)
def test_a_period_of_years_is_read_as_it_is_written(form: DateForm, pattern: str) -> None:
    assert form.end is not None
    assert parse_date(pattern.format(a=form.start.year, b=form.end.year)) == form


@given(in_order(full_days))
def test_a_period_of_days_is_read_as_it_is_written(form: DateForm) -> None:
    a, b = form.start, form.end
    assert b is not None
    words = f"ngày {a.day}/{a.month}/{a.year} đến ngày {b.day}/{b.month}/{b.year}"
    assert parse_date(words) == form


@given(yearless_days, st.integers(1900, 2099))
def test_a_year_is_filled_in_once(point: DatePoint, year: int) -> None:
    form = DateForm(point).in_year(year)
    assert form.start.year == year
    assert form.in_year(year + 1) == form


def test_a_period_over_new_year_ends_in_the_next() -> None:
    form = DateForm(DatePoint(None, 12, 30), DatePoint(None, 1, 2))
    assert form.in_year(2019).iso() == "2019-12-30/2020-01-02"


def test_a_day_alone_has_no_year_to_fill_in() -> None:
    form = DateForm(DatePoint(day=24))
    assert form.in_year(2025) == form
    assert form.iso() == "---24"


@pytest.mark.parametrize("words", ["", "hôm nay", "ngày 5/3 và ngày 6/3", "gặp ngày 5/3", "ngày 5/3,"])
def test_parse_reads_one_date_and_nothing_else(words: str) -> None:
    assert parse_date(words) is None


CALENDAR_WORDS = [
    *"ngày tháng năm quý đến và sáng đầu từ mùng tết sn i iv 1 12 31 2020 / - . , : h ( )".split(),  # noqa: SIM905
    *(" ", "\n", "nhiệm kỳ", "giai đoạn", "thứ hai"),
]
calendar_noise = st.lists(st.sampled_from(CALENDAR_WORDS), max_size=40).map("".join)


@given(st.one_of(calendar_noise, st.text()))
def test_dates_found_in_any_text_are_in_order_and_printable(raw: str) -> None:
    text = normalize(raw).folded
    matches = find_dates(text)
    for a, b in pairwise(matches):
        assert a.end <= b.start
    for match in matches:
        words = text[match.start : match.end]
        assert words
        assert words == words.strip()
        assert "\n" not in words
        assert ISO_KEY.fullmatch(match.form.iso())


@given(st.one_of(calendar_noise, st.text()))
def test_dates_are_the_same_where_the_lists_have_found_their_words(raw: str) -> None:
    source = SourceText(raw)
    words = [source.tokens.starts[first] for first in listed_in(source).calendar_words]
    assert find_dates(source.folded, words) == find_dates(source.folded)


@pytest.mark.parametrize(
    "piece", ["ngày ", "1/", "1-", "1. ", "tháng 1 ", "2020-", "7h ", "1, ", "tết ", "năm 2016, "]
)
def test_repeated_pieces_are_read(piece: str) -> None:
    text = piece * 20_000
    assert all(0 <= m.start < m.end <= len(text) for m in find_dates(text))
