"""People over texts: one name with one body is one person, unless rank, post or time says otherwise."""

from __future__ import annotations

import datetime
import random
import unicodedata

import pytest

from store_reports import report
from vnpolice_ie.store.people import Sighting, take_apart


def holder(text_id, date, rank, name, position, unit):  # noqa: PLR0917
    rank = f"⟦RANK|{rank}⟧ " if rank else ""
    unit = f" ⟦ORG|{unit}⟧" if unit else ""
    return report(f"{rank}⟦PERSON|{name}⟧, ⟦POSITION|{position}{unit}⟧ phát biểu.", text_id, date)


def people(collection, name):
    """Ids of the texts of each person of a name."""
    rows = collection.sql(
        "SELECT person_id, list(DISTINCT text_id ORDER BY text_id) AS texts FROM person_mentions"
        " WHERE name_in_text = $name GROUP BY ALL ORDER BY texts",
        {"name": name},
    )
    return rows.column("texts").to_pylist()


def test_one_name_at_one_body_is_one_person_with_first_and_last_source(collect):
    c = collect(
        holder("c", "2023-06-01", "Đại tá", "Phan Văn Hiệu", "Giám đốc", "Công an tỉnh Bình Sơn"),
        holder("a", "2021-10-09", "Thượng tá", "Phan Văn Hiệu", "Phó Giám đốc", "CA tỉnh Bình Sơn"),
        holder("b", "2022-02-01", "Đại tá", "Phan Văn Hiệu", "Giám đốc", "Công an tỉnh Bình Sơn"),
        holder("x", None, "Đại tá", "Phan Văn Hiệu", "Giám đốc", "Công an tỉnh Bình Sơn"),
    )
    (person,) = c.persons("Phan Văn Hiệu")
    assert (person.first, person.last) == (datetime.date(2021, 10, 9), datetime.date(2023, 6, 1))
    assert (person.texts, person.undated) == (4, 1)
    career = [
        (h.kind, h.name, h.first.text_id, h.last.text_id, h.texts, h.undated) for h in c.career(person.id)
    ]
    assert career == [
        ("rank", "Thượng tá", "a", "a", 1, 0),
        ("post", "Phó Giám đốc", "a", "a", 1, 0),
        ("rank", "Đại tá", "b", "c", 3, 1),
        ("post", "Giám đốc", "b", "c", 3, 1),
    ]
    (director,) = c.holders("Giám đốc", "Công an tỉnh Bình Sơn")
    assert director.first.sentence == "Đại tá Phan Văn Hiệu, Giám đốc Công an tỉnh Bình Sơn phát biểu."
    assert director.first.words == "Giám đốc Công an tỉnh Bình Sơn"


def test_namesakes_at_other_bodies_stay_apart_and_are_listed_as_doubtful(collect):
    c = collect(
        holder("a", "2021-01-01", "Đại tá", "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Bình Sơn"),
        holder("b", "2021-06-01", "Đại tá", "Lê Minh Tuấn", "Phó Cục trưởng", "Cục Tổ chức cán bộ"),
    )
    assert people(c, "Lê Minh Tuấn") == [["a"], ["b"]]
    assert [p.reason for p in c.pairs("persons")] == ["same name, other body"]
    assert c.pairs("persons", apart=True) == []
    doubts = {h.first.text_id: h.doubt for h in c.career("Lê Minh Tuấn")}
    assert doubts == {"a": "", "b": "same name, other body"}
    assert {h.first.text_id for h in c.career("Lê Minh Tuấn", doubtful=False)} == {"a"}


def test_a_text_that_names_both_posts_makes_one_person_of_three_texts(collect):
    moved = report(
        "⟦RANK|Đại tá⟧ ⟦PERSON|Lê Minh Tuấn⟧, ⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh Bình Sơn⟧⟧, giữ chức"
        " ⟦POSITION|Phó Cục trưởng ⟦ORG|Cục Tổ chức cán bộ⟧⟧.",
        "move",
        "2021-03-01",
    )
    c = collect(
        holder("a", "2021-01-01", "Đại tá", "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Bình Sơn"),
        holder("b", "2021-06-01", "Đại tá", "Lê Minh Tuấn", "Phó Cục trưởng", "Cục Tổ chức cán bộ"),
        moved,
    )
    assert people(c, "Lê Minh Tuấn") == [["a", "b", "move"]]
    assert c.pairs("persons") == []


def test_a_name_without_a_body_is_never_merged_silently(collect):
    c = collect(
        holder("a", "2021-01-01", "Đại tá", "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Bình Sơn"),
        report("⟦RANK|Đại tá⟧ ⟦PERSON|Lê Minh Tuấn⟧ dự họp.", "b", "2021-02-01"),
        holder("c", "2021-03-01", "Đại tá", "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh"),
    )
    assert people(c, "Lê Minh Tuấn") == [["a"], ["b"], ["c"]]
    assert {p.reason for p in c.pairs("persons")} == {"same name, a text gives no body that tells which"}


def test_an_open_body_is_the_one_that_its_text_names_in_full(collect):
    named = report(
        "⟦ORG|Công an tỉnh Bình Sơn⟧ họp. ⟦PERSON|Lê Minh Tuấn⟧, ⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh⟧⟧, chủ trì."
        " ⟦PERSON|Vũ Thị Hoa⟧, ⟦POSITION|Chủ tịch ⟦ORG|UBND tỉnh⟧⟧, dự.",
        "a",
        "2021-01-01",
    )
    c = collect(named, holder("b", "2021-02-01", None, "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Bình Sơn"))
    assert people(c, "Lê Minh Tuấn") == [["a", "b"]]
    (chair,) = c.holders("Chủ tịch", "Ủy ban nhân dân tỉnh Bình Sơn")
    assert (chair.person, chair.unit_is_open) == ("Vũ Thị Hoa", False)


def test_an_open_body_stays_open_where_the_text_names_two(collect):
    two = report(
        "⟦ORG|Công an tỉnh Bình Sơn⟧ và ⟦ORG|Công an tỉnh Phú Hải⟧ họp. ⟦PERSON|Lê Minh Tuấn⟧,"
        " ⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh⟧⟧, chủ trì.",
        "a",
        "2021-01-01",
    )
    c = collect(two)
    assert c.holders("Giám đốc", "Công an tỉnh Bình Sơn") == []
    (entry,) = c.career("Lê Minh Tuấn")
    assert (entry.unit, entry.unit_is_open) == ("công an tỉnh", True)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2019-01-01", "Đại tá"), ("2022-01-01", "Thiếu tá")),  # a rank is not lost
        (("2021-01-01", "Thiếu úy"), ("2021-09-01", "Thượng tá")),  # nor gained so fast
        (("2001-01-01", "Thiếu tá"), ("2020-01-01", "Đại tá")),  # nor is a name at one body enough for ever
    ],
)
def test_what_contradicts_in_time_keeps_namesakes_of_one_body_apart(collect, first, second):
    unit = ("Lê Minh Tuấn", "Phó Trưởng phòng", "Phòng Tham mưu Công an tỉnh Bình Sơn")
    c = collect(holder("a", *first, *unit), holder("b", *second, *unit))
    assert people(c, "Lê Minh Tuấn") == [["a"], ["b"]]


def test_ranks_that_contradict_are_told_as_the_reason(collect):
    unit = ("Lê Minh Tuấn", "Cán bộ", "Công an tỉnh Bình Sơn")
    c = collect(holder("a", "2019-01-01", "Đại tá", *unit), holder("b", "2022-01-01", "Thiếu tá", *unit))
    (pair,) = c.pairs("persons", apart=True)
    assert pair.reason == "Đại tá 2019-01-01, Thiếu tá 2022-01-01"
    assert c.pairs("persons") == []


def test_promotion_in_due_time_is_no_contradiction(collect):
    unit = ("Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Bình Sơn")
    c = collect(holder("a", "2021-03-01", "Đại tá", *unit), holder("b", "2021-05-01", "Thiếu tướng", *unit))
    assert people(c, "Lê Minh Tuấn") == [["a", "b"]]


def test_a_head_who_is_later_a_deputy_there_is_another_person(collect):
    c = collect(
        holder("a", "2019-01-01", None, "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Bình Sơn"),
        holder("b", "2021-01-01", None, "Lê Minh Tuấn", "Phó Giám đốc", "Công an tỉnh Bình Sơn"),
    )
    assert people(c, "Lê Minh Tuấn") == [["a"], ["b"]]


def test_one_post_at_two_bodies_at_one_time_keeps_apart(collect):
    c = collect(
        holder("a", "2020-01-01", None, "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Bình Sơn"),
        holder("b", "2020-06-01", None, "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Phú Hải"),
        holder("c", "2020-09-01", None, "Lê Minh Tuấn", "Giám đốc", "Công an tỉnh Bình Sơn"),
    )
    assert people(c, "Lê Minh Tuấn") == [["a", "c"], ["b"]]
    (pair,) = c.pairs("persons", apart=True)
    assert "at one time" in pair.reason


def test_a_given_name_alone_is_of_its_text_only(collect):
    c = collect(
        report("⟦PERSON|Sang⟧ bỏ trốn.", "a", "2021-01-01"),
        report("⟦PERSON|Sang⟧ ra đầu thú.", "b", "2021-01-02"),
    )
    assert people(c, "Sang") == [["a"], ["b"]]
    assert c.pairs("persons") == []


def test_a_former_post_is_told_from_one_that_is_held(collect):
    c = collect(holder("a", "2021-01-01", None, "Lê Minh Tuấn", "nguyên Giám đốc", "Công an tỉnh Bình Sơn"))
    (entry,) = c.holders("Giám đốc", "Công an tỉnh Bình Sơn")
    assert (entry.name, entry.is_former) == ("Giám đốc", True)
    assert c.holders("Giám đốc", "Công an tỉnh Bình Sơn", on="2021") == []


def test_holders_at_a_time(collect):
    place = ("Giám đốc", "Công an tỉnh Bình Sơn")
    c = collect(
        holder("a", "2019-02-01", None, "Phan Văn Hiệu", *place),
        holder("b", "2021-02-01", None, "Phan Văn Hiệu", *place),
        holder("c", "2022-02-01", None, "Vũ Đức Thịnh", *place),
        holder("d", None, None, "Mai Thanh Sơn", *place),
    )
    named = {
        on: [h.person for h in c.holders(*place, on=on)] for on in ("2020-05-05", "2021", "2022-02", "2023")
    }
    assert named == {
        "2020-05-05": ["Phan Văn Hiệu"],
        "2021": ["Phan Văn Hiệu"],
        "2022-02": ["Vũ Đức Thịnh"],
        "2023": [],
    }
    assert [h.person for h in c.holders(*place)] == ["Phan Văn Hiệu", "Vũ Đức Thịnh", "Mai Thanh Sơn"]


def test_a_deputy_is_no_holder_of_the_post(collect):
    c = collect(holder("a", "2021-01-01", None, "Lê Minh Tuấn", "Phó Giám đốc", "Công an tỉnh Bình Sơn"))
    assert c.holders("Giám đốc", "Công an tỉnh Bình Sơn") == []
    assert [h.name for h in c.holders(None, "CA tỉnh Bình Sơn")] == ["Phó Giám đốc"]


@pytest.mark.parametrize(
    ("position", "unit", "post"),
    [
        ("Trưởng", "phòng Tham mưu Công an tỉnh Bình Sơn", "Trưởng phòng"),
        ("Trưởng", "Công an xã Nậm Lài", "Trưởng Công an"),
        ("Chánh", "Văn phòng UBND tỉnh Bình Sơn", "Chánh Văn phòng"),
        ("Cục trưởng", "Cục Tổ chức cán bộ", "Cục trưởng"),
        ("Chủ tịch nước", "", "Chủ tịch nước"),
    ],
)
def test_the_post_is_named_without_its_body(collect, position, unit, post):
    c = collect(holder("a", "2021-01-01", None, "Lê Minh Tuấn", position, unit))
    assert [h.name for h in c.career("Lê Minh Tuấn")] == [post]


def test_sightings_are_taken_apart_the_same_way_whatever_their_order():
    day = datetime.date(2020, 1, 1)
    sightings = [
        Sighting(1, day, 12, order=("a", 1)),
        Sighting(2, day.replace(year=2021), 9, order=("b", 1)),
        Sighting(3, day.replace(year=2022), 12, order=("c", 1)),
        Sighting(4, day.replace(year=2023), 9, order=("d", 1)),
        Sighting(5, day.replace(year=2022), None, order=("e", 1)),
        Sighting(6, None, None, order=("f", 1)),
    ]
    for seed in range(5):
        random.Random(seed).shuffle(sightings)
        found = sorted(sorted(nodes) for nodes in take_apart(sightings))
        assert found[:2] == [[1, 3], [2, 4]]
        assert sorted(n for nodes in found[2:] for n in nodes) == [5, 6]


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("Công an Nghệ An", "Công an tỉnh Nghệ An"),
        ("UBND Hà Nội", "Ủy ban nhân dân thành phố Hà Nội"),
        ("Phòng Tham mưu Công an Nghệ An", "Phòng Tham mưu Công an tỉnh Nghệ An"),
    ],
)
def test_a_body_named_by_its_province_alone_is_that_of_the_province(collect, unit, name):
    c = collect(holder("a", "2021-01-01", None, "Lê Minh Tuấn", "Giám đốc", unit))
    assert [h.unit for h in c.holders(None, name)] == [name.lower()]
    assert c.holders(None, unit) == c.holders(None, name)


def test_a_district_of_the_name_of_a_province_is_meant_where_the_text_names_it(collect):
    c = collect(
        report(
            "⟦ORG|Công an thành phố Tây Ninh⟧ họp. ⟦PERSON|Lê Minh Tuấn⟧, ⟦POSITION|Trưởng ⟦ORG|Công an Tây Ninh⟧⟧, chủ trì.",
            "a",
            "2021-01-01",
        )
    )
    assert [h.unit for h in c.career("Lê Minh Tuấn")] == ["công an thành phố tây ninh"]


@pytest.mark.parametrize(
    ("told", "former"),
    [
        ("từng giữ các chức vụ: ", True),
        ("từng giữ các chức vụ: Đội trưởng, ", True),
        ("đã kinh qua nhiều cương vị, ", True),
        ("từng là giáo viên; nay là ", False),
        ("từng là giáo viên, hiện là ", False),
        ("từng bị xử phạt. Ông là ", False),
        ("giữ chức ", False),
    ],
)
def test_a_post_of_the_past_is_former(collect, told, former):
    c = collect(
        report(
            f"Ông ⟦PERSON|Lê Minh Tuấn⟧ {told}⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh Bình Sơn⟧⟧.",
            "a",
            "2021-01-01",
        )
    )
    assert [h.is_former for h in c.career("Lê Minh Tuấn")] == [former]


def test_a_post_has_one_name_in_whatever_letters_it_is_written(collect):
    apart = unicodedata.normalize("NFD", "Ủy viên")
    unit = "Ban Thường vụ Tỉnh ủy Bình Sơn"
    c = collect(
        holder("a", "2021-01-01", None, "Lê Minh Tuấn", "Uỷ viên", unit),
        holder("b", "2021-02-01", None, "Lê Minh Tuấn", apart, unit),
        holder("c", "2021-03-01", None, unicodedata.normalize("NFD", "Lê Minh Tuấn"), "Ủy\u200b viên", unit),
    )
    (entry,) = c.career("Lê Minh Tuấn")
    assert (entry.name, entry.person, entry.texts) == ("Ủy viên", "Lê Minh Tuấn", 3)


def test_namesakes_of_one_force_are_told_from_those_of_other_bodies(collect):
    c = collect(
        holder("a", "2019-01-01", None, "Lê Minh Tuấn", "Trưởng", "phòng Tham mưu Công an tỉnh Bình Sơn"),
        holder("b", "2021-01-01", None, "Lê Minh Tuấn", "Phó Giám đốc", "Công an tỉnh Bình Sơn"),
        holder("c", "2021-02-01", None, "Lê Minh Tuấn", "Phó Giám đốc", "Công an tỉnh Bình Sơn"),
        holder("d", "2021-03-01", None, "Lê Minh Tuấn", "Phó Giám đốc", "Công an tỉnh Phú Hải"),
        report("Ông ⟦PERSON|Lê Minh Tuấn⟧ dự.", "e", "2021-04-01"),
    )
    (director,) = (p for p in c.persons("Lê Minh Tuấn") if p.texts == 2)
    reasons = {h.first.text_id: h.doubt for h in c.career(director.id)}
    assert reasons == {"a": "same name, bodies of one force", "b": "", "d": "same name, other body"}
    assert c.pairs("persons", apart=True) == []


@pytest.mark.parametrize("unit", ["Sở Xây dựng", "UBND", "Viện kiểm sát", "Hội đồng quản trị"])
def test_what_every_province_or_firm_has_makes_nobody_one_person(collect, unit):
    c = collect(
        holder("a", "2021-01-01", None, "Lê Minh Tuấn", "Giám đốc", unit),
        holder("b", "2021-02-01", None, "Lê Minh Tuấn", "Giám đốc", unit),
    )
    assert people(c, "Lê Minh Tuấn") == [["a"], ["b"]]
    assert {h.unit_is_open for h in c.career("Lê Minh Tuấn")} == {True}


def test_a_post_is_named_as_most_texts_write_it(collect):
    texts = [("a", "giám đốc"), ("b", "Giám đốc"), ("c", "Giám đốc")]
    c = collect(
        *(
            holder(text_id, f"2021-01-0{n}", None, "Lê Minh Tuấn", post, "Công an tỉnh Bình Sơn")
            for n, (text_id, post) in enumerate(texts, 1)
        )
    )
    (entry,) = c.holders("Giám đốc", "Công an tỉnh Bình Sơn")
    assert (entry.name, entry.first.words) == ("Giám đốc", "giám đốc Công an tỉnh Bình Sơn")
