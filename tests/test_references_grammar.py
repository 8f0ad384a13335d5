"""References parsed from every spelling that texts use, and printed back."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.errors import InputError
from vnpolice_ie.grammar.document_types import document_types
from vnpolice_ie.grammar.provisions import UNITS, Provision, parse_provisions, print_provisions
from vnpolice_ie.grammar.references import ReferenceForm, cite, normal_form, parse_reference
from vnpolice_ie.grammar.symbols import DocumentNumber, fits_issuer, read_number, types_of
from vnpolice_ie.lexicon.loader import column

NORMAL_FORMS = [
    # Party: number, dash, type code, slash, issuer
    ("Kết luận số 61-KL/TW", "61-KL/TW"),
    ("Kết luận 61-KL/TW", "61-KL/TW"),
    ("kết luận số: 61-KL/TW", "61-KL/TW"),
    ("Kết luận số61-KL/TW", "61-KL/TW"),
    ("Kết luận số 61 - KL/TW", "61-KL/TW"),
    ("Kết luận số 61–KL/TW", "61-KL/TW"),
    ("Kết luận số 61-KL/TƯ", "61-KL/TW"),
    ("Quyết định số 33-QĐ/TU", "33-QĐ/TU"),
    ("Quyết định số 33-QÐ/TU", "33-QĐ/TU"),
    ("Nghị quyết số 16-NQ/ĐUCA", "16-NQ/ĐUCA"),
    ("Thông báo 24-TB/BTCTU", "24-TB/BTCTU"),
    ("Chương trình số 05-CTr/TU", "05-CTr/TU"),
    ("Quyết định số 881-QĐNS/TW", "881-QĐNS/TW"),
    # swapped, or written the State's way by a Party body
    ("Chỉ thị số 07/CT-TW", "07-CT/TW"),
    ("Chỉ thị số 07-CT-TW", "07-CT/TW"),
    ("Quyết định 352/QĐ-HU", "352-QĐ/HU"),
    ("Quyết định số 12-QĐ-UBND", "12/QĐ-UBND"),
    ("Quyết định số 12-QĐ/TTg", "12/QĐ-TTg"),
    # State: number, slash, year, slash, type code, dash, issuer
    ("Nghị định số 144/2021/NĐ-CP", "144/2021/NĐ-CP"),
    ("Nghị định 144/2021/NĐ - CP", "144/2021/NĐ-CP"),
    ("Quyết định số 1277/QĐ -TTg", "1277/QĐ-TTg"),
    ("quyết định số 77/QĐ-TTG", "77/QĐ-TTg"),
    ("Thông tư 21/2014/TT- BTC", "21/2014/TT-BTC"),
    ("Thông tư liên tịch số 01/2016/TTLT-BCA-BQP", "01/2016/TTLT-BCA-BQP"),
    ("Nghị quyết số 19-2017/NQ-CP", "19-2017/NQ-CP"),
    ("Nghị quyết số 54/2005/NQ-QH11", "54/2005/NQ-QH11"),
    ("Nghị định 64/CP", "64/CP"),
    ("Nghị quyết số 126/NĐ-CP", "126/NĐ-CP"),
    # official letters without a type code, police units, courts
    ("Công văn số 780/UBND-NNMT", "780/UBND-NNMT"),
    ("Văn bản số 2379/UBND", "2379/UBND"),
    ("Hướng dẫn số 12/HD-BCA-V05", "12/HD-BCA-V05"),
    ("Kế hoạch 98/KH-CAT-PV01", "98/KH-CAT-PV01"),
    ("Quyết định số 04/2024/QĐXXST-HS", "04/2024/QĐXXST-HS"),
    ("quyết định khởi tố vụ án, số 26 QĐ CSKT P9", "26/QĐ-CSKT-P9"),
    ("QĐ số 99/QĐ-UBND", "99/QĐ-UBND"),
    # type and number alone
    ("Chỉ thị 09", "Chỉ thị 09"),
    ("chương trình phối hợp số 07", "Chương trình phối hợp 07"),
    ("Quyết định khởi tố bị can số 83", "Quyết định 83"),
    ("Nghị định 34/2011", "Nghị định 34/2011"),
    ("Công văn 966A", "Công văn 966A"),
    ("Đề án 06", "Đề án 06"),
    # laws
    ("Luật Công an nhân dân năm 2018", "Luật Công an nhân dân 2018"),
    ("luật công an nhân dân 2018", "Luật Công an nhân dân 2018"),
    ("Luật Phòng chống ma túy", "Luật Phòng chống ma túy"),
    ("Luật BHXH (sửa đổi) năm 2024", "Luật BHXH 2024"),
    ("Luật Thủ đô (sửa đổi)", "Luật Thủ đô (sửa đổi)"),
    ("Bộ Luật Hình Sự sửa đổi bổ sung năm 2009", "Bộ luật Hình sự 2009"),
    ("BLTTHS 2015", "Bộ luật Tố tụng hình sự 2015"),
    ("Luật Cảnh vệ số 13/2017/QH14", "13/2017/QH14"),
    ("Pháp lệnh Cảnh sát môi trường", "Pháp lệnh Cảnh sát môi trường"),
    ("Hiến pháp năm 2013", "Hiến pháp 2013"),
    ("Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam", "Hiến pháp"),
    (
        "Luật sửa đổi, bổ sung một số điều của Luật Cư trú và Luật Căn cước",
        "Luật Sửa đổi, bổ sung một số điều của Luật Cư trú và Luật Căn cước",
    ),
    # by proper name
    ("Nghị quyết Đại hội XIII", "Nghị quyết Đại hội XIII"),
    ("Nghị quyết TƯ 4", "Nghị quyết Trung ương 4"),
    ("Nghị quyết Đại hội Đảng bộ huyện Mường Khương", "Nghị quyết Đại hội Đảng bộ huyện Mường Khương"),
    ("Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XX", "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XX"),
    ("Điều lệ Đảng", "Điều lệ Đảng"),
    ("QCVN 06:2022/BXD", "QCVN 06:2022/BXD"),
    # provisions
    ("điểm b khoản 2 Điều 134 Bộ luật Hình sự", "Bộ luật Hình sự#điều134.khoản2.điểmb"),
    ("Điểm b, Khoản 2, Điều 134 BLHS", "Bộ luật Hình sự#điều134.khoản2.điểmb"),
    ("Điều 139, khoản 4, điểm a - Bộ luật Hình sự", "Bộ luật Hình sự#điều139.khoản4.điểma"),
    ("khoản 9 của Điều 3 Quyết định số 10/2025/QĐ-TTg", "10/2025/QĐ-TTg#điều3.khoản9"),
    ("Phần 3 Mục II Nghị quyết 27-NQ/TW", "27-NQ/TW#mụcii.phần3"),
    ("khoản 3 từ Điều 4 đến Điều 46, Thông tư 168/2020/TT-BQP", "168/2020/TT-BQP#điều4-46.khoản3"),
    ("Điều 7a của Luật Thanh tra 2022", "Luật Thanh tra 2022#điều7a"),
]
NO_REFERENCES = [
    "",
    "Nghị quyết",
    "các nghị quyết",
    "Nghị quyết số",
    "ngày 5/8/2025",
    "12 - UBND tỉnh",
    "#điều5",
    "44-KL/TW#",
    "Kết luận số 44 và 45",
    "điểm a, b khoản 2 Điều 299 BLHS",
]


@pytest.mark.parametrize(("words", "expected"), NORMAL_FORMS)
def test_normal_form(words: str, expected: str) -> None:
    form = parse_reference(words)
    assert normal_form(form) == expected
    assert normal_form(parse_reference(expected)) == expected, "the normal form is stable"
    assert parse_reference(cite(form)) == form, "the citation loses nothing"


@pytest.mark.parametrize("words", NO_REFERENCES)
def test_no_reference(words: str) -> None:
    with pytest.raises(
        InputError, match=r"is no reference to one document\. Write a type noun with a number"
    ):
        parse_reference(words)


def test_the_tables_are_not_empty() -> None:
    assert NORMAL_FORMS
    assert NO_REFERENCES


NUMBERS = [
    ("15/2020/NĐ-CP,", DocumentNumber("15", "2020", "NĐ-CP"), 13),
    ("44-KL/TW.", DocumentNumber("44", None, "KL/TW", party=True), 8),
    ("44 - UBND tỉnh", DocumentNumber("44"), 2),
    ("12/QĐ-UBND - TP Vinh", DocumentNumber("12", None, "QĐ-UBND"), 10),
    ("5/8/2025", None, 0),
    ("1.540", None, 0),
    ("30kg", None, 0),
    ("181của Bộ", DocumentNumber("181"), 3),
]


@pytest.mark.parametrize(("text", "number", "end"), NUMBERS)
def test_a_number_ends_where_its_symbol_ends(text: str, number: DocumentNumber | None, end: int) -> None:
    assert read_number(text, 0) == ((number, end) if number else None)


def test_what_a_symbol_tells() -> None:
    assert types_of(DocumentNumber("1", None, "QĐ/TW", party=True)) == ("Quyết định", "Quy định")
    assert types_of(DocumentNumber("780", None, "UBND-NNMT")) == ()
    assert fits_issuer(DocumentNumber("35", None, "NQ-CP"), "chính phủ")
    assert not fits_issuer(DocumentNumber("35", None, "NQ-CP"), "bộ chính trị")
    assert fits_issuer(DocumentNumber("35", None, "NQ-XYZ"), "bộ chính trị"), "an unknown issuer says nothing"


numbers = st.from_regex(r"(0[1-9]|[1-9]\d{0,4})", fullmatch=True)
years = st.none() | st.integers(1946, 2045).map(str)
party_symbols = st.tuples(
    st.sampled_from(["NQ", "CT", "KL", "QĐ", "TB", "KH", "HD", "CTr", "QĐNS"]),
    st.sampled_from(["TW", "TU", "HU", "ĐU", "ĐUCA", "UBKTTW", "BTCTU"]),
).map("/".join)
state_symbols = st.tuples(
    st.sampled_from(["NĐ", "TT", "QĐ", "NQ", "CĐ", "KH", "TTLT", "TTr"]),
    st.sampled_from(["CP", "TTg", "BCA", "UBND", "HĐND", "BCA-V05", "BTC-BTP", "UBTVQH15"]),
).map("-".join)
type_nouns = st.sampled_from(
    sorted({t.base for t in document_types().values() if t.bare in ("number", "careful")})
)
provisions = st.lists(st.sampled_from(["điều", "khoản", "điểm"]), unique=True, max_size=3).map(
    lambda units: tuple(
        Provision(unit, "b" if unit == "điểm" else str(len(unit) + n))
        for n, unit in enumerate(sorted(units, key=UNITS.index))
    )
)


def forms_of(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[ReferenceForm]:
    return st.fixed_dictionaries(parts).map(lambda given: ReferenceForm(**given))


numbered = forms_of(
    type=type_nouns, number=numbers, year=years, symbol=state_symbols, provisions=provisions
) | forms_of(
    type=type_nouns, number=numbers, symbol=party_symbols, party=st.just(True), provisions=provisions
)
by_number_alone = forms_of(type=type_nouns, number=numbers, provisions=provisions)
laws = forms_of(
    type=st.just("Luật"),
    name=st.sampled_from([name for name in column("laws", "name") if not name.isupper()]),
    year=years,
    provisions=provisions,
)
forms = numbered | by_number_alone | laws


@given(forms)
def test_a_citation_parses_back(form: ReferenceForm) -> None:
    assert parse_reference(cite(form)) == form


def test_no_law_is_listed_twice() -> None:
    listed = Counter(
        (kind, name.casefold())
        for kind, name in zip(column("laws", "kind"), column("laws", "name"), strict=True)
    )
    assert [law for law, times in listed.items() if times > 1] == [], "two spellings give two normal forms"


@given(forms)
def test_the_normal_form_parses_back_to_itself(form: ReferenceForm) -> None:
    printed = normal_form(form)
    assert normal_form(parse_reference(printed)) == printed
    parsed = parse_reference(printed)
    assert (parsed.number, parsed.symbol, parsed.provisions) == (form.number, form.symbol, form.provisions)


@given(
    st.lists(
        st.builds(Provision, st.sampled_from(UNITS), st.from_regex(r"[1-9]\d{0,2}[ab]?", fullmatch=True))
    )
)
def test_provisions_parse_back(path: list[Provision]) -> None:
    assert parse_provisions(print_provisions(path)) == (tuple(path) or None)


@given(st.text(max_size=60))
def test_any_text_gives_a_form_or_a_clear_error(text: str) -> None:
    try:
        form = parse_reference(text)
    except InputError:
        return
    assert normal_form(form)
