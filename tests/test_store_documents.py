"""Legal documents over texts: one key with another issuer or term stays apart, and no value is lost."""

from __future__ import annotations

import re

import pytest

from store_reports import report
from vnpolice_ie.errors import InputError
from vnpolice_ie.store.spellings import body, cited_as


def ids(collection, key):
    return {d.id: d.texts for d in collection.documents(key)}


def test_a_document_is_one_over_texts_and_takes_what_they_agree_on(collect):
    c = collect(
        report(
            "⟦DOC_REF|Chỉ thị số 09-CT/TW⟧ ngày ⟦DATE|01-12-2011⟧ của ⟦ORG|Ban Bí thư⟧.", "a", "2012-01-01"
        ),
        report("⟦DOC_REF|Chỉ thị 09/CT-TW⟧ của ⟦ORG|Ban Bí thư Trung ương Đảng⟧.", "b", "2013-01-01"),
        report("⟦DOC_REF|Chỉ thị số 09-CT/TW⟧.", "c"),
    )
    (found,) = c.documents("Chỉ thị 09/CT-TW")
    assert (found.id, found.texts, found.date) == ("09-CT/TW · ban bí thư · XI", 3, "2011-12-01")
    assert not found.has_conflicts
    assert [(p.source.text_id, p.is_inferred) for p in c.citations("09-CT/TW")] == [
        ("a", False),
        ("b", True),
        ("c", True),
    ]


def test_another_issuer_or_term_is_another_document(collect):
    c = collect(
        report("⟦DOC_REF|Kết luận số 13-KL/TW⟧ ngày ⟦DATE|16-8-2021⟧ của ⟦ORG|Bộ Chính trị⟧.", "a"),
        report("⟦DOC_REF|Kết luận số 13-KL/TW⟧ ngày ⟦DATE|10-5-2012⟧ của ⟦ORG|Bộ Chính trị⟧.", "b"),
        report("⟦DOC_REF|Kết luận số 13-KL/TW⟧ ngày ⟦DATE|20-9-2021⟧ của ⟦ORG|Ban Bí thư⟧.", "c"),
        report("⟦DOC_REF|Kết luận số 13-KL/TW⟧.", "d"),
    )
    assert ids(c, "13-KL/TW") == {
        "13-KL/TW": 1,
        "13-KL/TW · ban bí thư · XIII": 1,
        "13-KL/TW · bộ chính trị · XI": 1,
        "13-KL/TW · bộ chính trị · XIII": 1,
    }
    apart = {(p.id, p.other_id) for p in c.pairs("documents", apart=True)}
    doubtful = {(p.id, p.other_id) for p in c.pairs("documents")}
    assert len(apart) + len(doubtful) == 3
    assert all("13-KL/TW" in pair for pair in doubtful)


def test_the_day_tells_the_issuer_that_a_text_leaves_out(collect):
    c = collect(
        report("⟦DOC_REF|Kết luận số 13-KL/TW⟧ ngày ⟦DATE|16-8-2021⟧ của ⟦ORG|Bộ Chính trị⟧.", "a"),
        report("⟦DOC_REF|Kết luận số 13-KL/TW⟧ ngày ⟦DATE|20-9-2021⟧ của ⟦ORG|Ban Bí thư⟧.", "b"),
        report("⟦DOC_REF|Kết luận số 13-KL/TW⟧ ngày ⟦DATE|20-9-2021⟧.", "c"),
    )
    assert ids(c, "13-KL/TW") == {"13-KL/TW · ban bí thư · XIII": 2, "13-KL/TW · bộ chính trị · XIII": 1}


def test_a_number_that_begins_anew_each_year_is_told_by_the_year(collect):
    c = collect(
        report("⟦DOC_REF|Quyết định số 1486/QĐ-BCA⟧ ngày ⟦DATE|26/2/2025⟧.", "a"),
        report("⟦DOC_REF|Quyết định số 1486/QĐ-BCA⟧ ngày ⟦DATE|26/2/2024⟧.", "b"),
        report("⟦DOC_REF|Nghị định số 144/2021/NĐ-CP⟧ ngày ⟦DATE|31/12/2021⟧.", "c"),
        report("⟦DOC_REF|Nghị định số 144/2021/NĐ-CP⟧.", "d"),
    )
    assert ids(c, "1486/QĐ-BCA") == {"1486/QĐ-BCA · 2024": 1, "1486/QĐ-BCA · 2025": 1}
    assert ids(c, "144/2021/NĐ-CP") == {"144/2021/NĐ-CP": 2}


def test_a_number_that_each_province_has_is_tied_by_its_issuer_alone(collect):
    c = collect(
        report("⟦DOC_REF|Kế hoạch số 41-KH/TU⟧ của ⟦ORG|Tỉnh ủy Bình Sơn⟧.", "a"),
        report("⟦DOC_REF|Kế hoạch số 41-KH/TU⟧ của ⟦ORG|Tỉnh ủy⟧. ⟦ORG|UBND tỉnh Bình Sơn⟧ dự.", "b"),
        report("⟦DOC_REF|Kế hoạch số 41-KH/TU⟧ của ⟦ORG|Tỉnh ủy Phú Hải⟧.", "c"),
        report("⟦DOC_REF|Kế hoạch số 41-KH/TU⟧.", "d"),
        report("⟦DOC_REF|Kế hoạch số 41-KH/TU⟧ của ⟦ORG|Tỉnh ủy⟧.", "e"),
    )
    assert ids(c, "41-KH/TU") == {
        "41-KH/TU · tỉnh ủy bình sơn": 2,
        "41-KH/TU · tỉnh ủy phú hải": 1,
        "41-KH/TU @ d": 1,
        "41-KH/TU @ e": 1,
    }
    assert {p.other_id for p in c.pairs("documents")} == {"41-KH/TU @ d", "41-KH/TU @ e"}


def test_values_that_do_not_agree_are_all_listed(collect):
    decree = "⟦DOC_REF|Nghị định số 144/2021/NĐ-CP⟧"
    title = {"Nghị định số 144/2021/NĐ-CP": "xử phạt hành chính"}
    c = collect(
        report(f"{decree} ngày ⟦DATE|31/12/2021⟧.", "a", titles=title),
        report(f"{decree} ngày ⟦DATE|31/12/2021⟧.", "b"),
        report(
            f"{decree} ngày ⟦DATE|13/12/2021⟧.", "c", titles={k: v + " về an ninh" for k, v in title.items()}
        ),
    )
    (found,) = c.documents("144/2021/NĐ-CP")
    assert (found.date, found.has_conflicts) == ("2021-12-31", True)
    assert [(x.field, x.value, x.texts) for x in c.conflicts("144/2021/NĐ-CP")] == [
        ("date", "2021-12-31", 2),
        ("date", "2021-12-13", 1),
    ]
    assert c.conflicts() == c.conflicts("144/2021/NĐ-CP")


def test_provisions_are_of_their_document(collect):
    c = collect(
        report("⟦DOC_REF|khoản 2 Điều 7 Nghị định 144/2021/NĐ-CP⟧, ⟦DOC_REF|Nghị định 144/2021/NĐ-CP⟧.", "a")
    )
    assert ids(c, "144/2021/NĐ-CP") == {"144/2021/NĐ-CP": 1}
    assert {x.provision for x in c.citations("144/2021/NĐ-CP")} == {"điều7.khoản2", None}


def test_which_documents_carry_out_a_directive_with_their_sources(collect):
    plan, directive = "Kế hoạch số 215/KH-BCA", "Chỉ thị số 09-CT/TW"
    sentence = f"⟦DOC_REF|{plan}⟧ ngày ⟦DATE|10/5/2012⟧ thực hiện ⟦DOC_REF|{directive}⟧."
    c = collect(
        report("Mở đầu. " + sentence, "a", "2012-06-01", links=[("IMPLEMENTS", plan, directive)]),
        report(sentence, "b", "2012-05-11", links=[("IMPLEMENTS", plan, directive)]),
        report(f"⟦DOC_REF|{directive}⟧ thay ⟦DOC_REF|Chỉ thị số 05-CT/TW⟧.", "c",
               links=[("REPLACES", directive, "Chỉ thị số 05-CT/TW")]),
    )  # fmt: skip
    (found,) = c.relations_to("09-CT/TW")
    assert (found.head_id, found.tail) == ("215/KH-BCA · 2012", "09-CT/TW")
    assert [(s.text_id, s.start) for s in found.sources] == [("b", 0), ("a", 8)]
    assert found.sources[1].sentence == f"{plan} ngày 10/5/2012 thực hiện {directive}."
    assert [(r.relation, r.tail) for r in c.relations_from("09-CT/TW")] == [("REPLACES", "05-CT/TW")]
    assert c.relations_to("09-CT/TW", "AMENDS") == []
    assert [x.document_id for x in c.cited_in("a")] == ["215/KH-BCA · 2012", "09-CT/TW"]
    edges = c.sql(
        "SELECT relation, from_id, to_id, texts FROM citation_graph WHERE relation <> 'CITES'"
    ).to_pylist()
    assert {(e["relation"], e["texts"]) for e in edges} == {("IMPLEMENTS", 2), ("REPLACES", 1)}


def test_what_a_body_did_in_a_year(collect):
    c = collect(
        report("⟦DATE|21/12/2023⟧, ⟦ORG|Công an tỉnh Phú Hải⟧ ⟦EVENT.MEETING|họp⟧.", "a", "2024-01-02",
               roles=[("TIME", "21/12/2023"), ("ORGANIZER", "Công an tỉnh Phú Hải")]),
        report("⟦ORG|CA tỉnh Phú Hải⟧ ⟦EVENT.LEGAL_ACTION|bắt⟧ ⟦PERSON|Võ Hoàng Sang⟧.", "b", "2023-05-05",
               roles=[("AUTHORITY", "CA tỉnh Phú Hải"), ("TARGET", "Võ Hoàng Sang")]),
        report("Đoàn ⟦EVENT.INSPECTION|kiểm tra⟧ ⟦ORG|Công an tỉnh Phú Hải⟧.", "c", "2023-06-06",
               roles=[("TARGET", "Công an tỉnh Phú Hải")]),
        report("⟦ORG|Công an tỉnh Phú Hải⟧ ⟦EVENT.MEETING|họp⟧.", "d", roles=[("ORGANIZER", "Công an tỉnh Phú Hải")]),
    )  # fmt: skip
    found = c.unit_events("Công an tỉnh Phú Hải", 2023)
    assert [(e.text_id, e.type, e.role, e.time_is_given) for e in found] == [
        ("b", "LEGAL_ACTION", "AUTHORITY", False),
        ("a", "MEETING", "ORGANIZER", True),
    ]
    assert found[1].arguments == (("TIME", "2023-12-21"), ("ORGANIZER", "Công an tỉnh Phú Hải"))
    assert found[0].source.sentence == "CA tỉnh Phú Hải bắt Võ Hoàng Sang."
    assert {e.text_id for e in c.unit_events("Công an tỉnh Phú Hải")} == {"a", "b", "d"}
    assert {e.text_id for e in c.unit_events("Công an tỉnh Phú Hải", acting=False)} == {"a", "b", "c", "d"}
    assert c.unit_events("Công an tỉnh Phú Hải", 2022) == []


@pytest.mark.parametrize(
    ("name", "key", "is_open"),
    [
        ("CA TP. Hòa Lộc", "công an thành phố hòa lộc", False),
        ("UBND  tỉnh", "ủy ban nhân dân tỉnh", True),
        ("Ban Nội chính Tỉnh ủy", "ban nội chính tỉnh ủy", True),
        ("Phòng Tham mưu", "phòng tham mưu", True),
        ("Phòng Tham mưu Công an tỉnh Phú Hải", "phòng tham mưu công an tỉnh phú hải", False),
        ("BCH Trung ương Đảng", "ban chấp hành trung ương", False),
        ("Bộ Công an", "bộ công an", False),
        ("Sở Xây dựng", "sở xây dựng", True),
        ("Sở Xây dựng Hà Nội", "sở xây dựng hà nội", False),
        ("Sở Y tế tỉnh Phú Hải", "sở y tế tỉnh phú hải", False),
        ("Văn phòng Sở Y tế", "văn phòng sở y tế", True),
        ("UBND", "ủy ban nhân dân", True),
        ("HĐXX", "hđxx", True),
        ("Viện kiểm sát", "viện kiểm sát", True),
        ("Hội đồng quản trị", "hội đồng quản trị", True),
        ("Thành ủy TP Hồ Chí Minh", "thành ủy hồ chí minh", False),
        ("Phòng CSHS Công an Hà Nội", "phòng cảnh sát hình sự công an thành phố hà nội", False),
    ],
)
def test_names_of_bodies(name, key, is_open):
    assert (body(name).key, body(name).is_open) == (key, is_open)


@pytest.mark.parametrize(
    ("parts", "reach"),
    [
        (("13-KL/TW", "Kết luận", "13", "KL/TW"), "party"),
        (("215/KH-BCA-C06", "Kế hoạch", "215", "KH-BCA-C06"), "one"),
        (("98/KH-CAT-PC07", "Kế hoạch", "98", "KH-CAT-PC07"), "many"),
        (("2207/KH-UBND", "Kế hoạch", "2207", "KH-UBND"), "many"),
        (("Đề án 06", "Đề án", "06", None), "weak"),
        (("Bộ luật Hình sự 2015", "Bộ luật", None, None), "law"),
        (("Nghị quyết Trung ương 4", "Nghị quyết", None, None), "named"),
    ],
)
def test_what_tells_a_document_from_others_of_its_key(parts, reach):
    assert cited_as(*parts, None).reach == reach


def test_a_term_that_began_after_the_text_cannot_be_meant(collect):
    def cited(text_id, date, issued=""):
        on = f" ngày ⟦DATE|{issued}⟧" if issued else ""
        return report(f"Theo ⟦DOC_REF|Chỉ thị số 44-CT/TW⟧{on} của ⟦ORG|Ban Bí thư⟧.", text_id, date)

    c = collect(
        cited("old", "2014-02-01", "31-10-2013"),
        cited("new", "2020-02-01", "1-12-2019"),
        cited("between", "2016-05-05"),
        cited("later", "2021-05-05"),
        cited("before", "2012-05-05"),
        cited("undated", None),
    )
    found = {
        x.source.text_id: (x.document_id.rpartition(" ")[2], x.is_inferred) for x in c.citations("44-CT/TW")
    }
    assert found == {
        "old": ("XI", False),
        "between": ("XI", True),
        "new": ("XII", False),
        **dict.fromkeys(("later", "before", "undated"), ("thư", False)),
    }


# Names that no text has


@pytest.fixture
def asked(collect):
    return collect(
        report(
            "⟦RANK|Đại tá⟧ ⟦PERSON|Lê Minh Tuấn⟧, ⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh Bình Sơn⟧⟧, nói về ⟦DOC_REF|Chỉ thị số 48-CT/TW⟧"
            " của ⟦ORG|Bộ Chính trị⟧.",
            "ngày-1",
            "2021-01-01",
        )
    )


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda c: c.holders("Giám đốc", "Cong an tinh Binh Son"),
            "names the body 'Cong an tinh Binh Son'. Near names are công an tỉnh bình sơn.",
        ),
        (lambda c: c.unit_events("Công an tỉnh Bình Sơm", 2021), "Near names are công an tỉnh bình sơn."),
        (
            lambda c: c.career("Lê Minh Tuân"),
            "no text names the person 'Lê Minh Tuân'. Near names are Lê Minh Tuấn.",
        ),
        (lambda c: c.persons("Le Minh Tuan"), "Near names are Lê Minh Tuấn."),
        (
            lambda c: c.relations_to("Chỉ thị 48-CT/TU"),
            "no text speaks of the document 'Chỉ thị 48-CT/TU'. Near names are 48-CT/TW.",
        ),
        (lambda c: c.relations_from("49-CT/TW"), "Near names are 48-CT/TW."),
        (lambda c: c.citations("49-CT/TW"), "Near names are 48-CT/TW."),
        (
            lambda c: c.documents("Luật Giá"),
            "no text speaks of the document 'Luật Giá'. Look into the view legal_documents.",
        ),
        (lambda c: c.cited_in("ngay-1"), "there is no text 'ngay-1'. Near names are ngày-1."),
        (lambda c: c.holders(None, "Bộ Y tế"), "no text names the body 'Bộ Y tế'. Look into the view units."),
        (
            lambda c: c.holders(None, "Bộ Chính trị", on="8/2021"),
            "on: '8/2021' is no day, month or year. Write it as 2019-08-27",
        ),
    ],
)
def test_a_name_that_no_text_has_is_told_with_near_ones(asked, ask, message):
    with pytest.raises(InputError, match=re.escape(message)):
        ask(asked)


def test_what_is_known_but_of_which_nothing_is_told_gives_an_empty_answer(asked):
    assert (
        asked.relations_to("48-CT/TW")
        == asked.relations_from("48-CT/TW")
        == asked.conflicts("48-CT/TW")
        == []
    )
    assert asked.holders("Bí thư", "Bộ Chính trị") == asked.unit_events("Công an tỉnh Bình Sơn") == []
    assert asked.sql("SELECT unit, text_count FROM units ORDER BY 1").to_pylist() == [
        {"unit": "bộ chính trị", "text_count": 1},
        {"unit": "công an tỉnh bình sơn", "text_count": 1},
    ]


def test_a_law_asked_for_without_its_year_is_that_of_any_year(collect):
    c = collect(
        report("Theo ⟦DOC_REF|Luật Đất đai năm 2013⟧.", "a"),
        report("Theo ⟦DOC_REF|Luật Đất đai⟧.", "b"),
        report("Theo ⟦DOC_REF|Luật Đất đai năm 2024⟧ và ⟦DOC_REF|Luật Nhà ở⟧.", "c"),
    )
    assert sorted(ids(c, "Luật Đất đai")) == ["Luật Đất đai", "Luật Đất đai 2013", "Luật Đất đai 2024"]
    assert ids(c, "Luật Đất đai 2013") == {"Luật Đất đai 2013": 1}


def test_a_document_that_is_said_to_amend_itself_is_no_relation(collect):
    c = collect(
        report(
            "⟦DOC_REF|Nghị định số 59/2013/NĐ-CP⟧ sửa đổi ⟦DOC_REF|khoản 2 Điều 5 Nghị định số 59/2013/NĐ-CP⟧.",
            "a",
            links=[("AMENDS", "Nghị định số 59/2013/NĐ-CP", "khoản 2 Điều 5 Nghị định số 59/2013/NĐ-CP")],
        )
    )
    assert c.relations_to("59/2013/NĐ-CP", None) == []
