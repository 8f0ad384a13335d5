"""Texts in TCVN3 and VNI: detected and converted, whatever the letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.errors import InputError
from vnpolice_ie.text.encodings import convert, detect_encoding
from vnpolice_ie.text.syllables import is_syllable

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
PLAIN = "bcdghklmnpqrstvx 0123456789.,-/\n"

# Code points of TCVN 5712:1993, VN3, by letter: an encoder of its own, from the printed table.
TCVN3 = dict(
    zip(
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        "\u00a1¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        strict=True,
    )
)
# Marks of VNI behind their base, by what they add.
VNI_TONE = dict(zip("\u0300\u0301\u0309\u0303\u0323", "øùûõï", strict=True))
VNI_CIRCUMFLEX = dict(zip(["", *"\u0300\u0301\u0309\u0303\u0323"], "âàáåãä", strict=True))
VNI_BREVE = dict(zip(["", *"\u0300\u0301\u0309\u0303\u0323"], "êèéúüë", strict=True))
VNI_OWN = {"ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}


def to_tcvn3(text: str) -> str:
    return "".join(TCVN3.get(letter, letter) for letter in text)


def to_vni(text: str) -> str:
    return "".join(_vni_letter(letter) for letter in text)


def _vni_letter(letter: str) -> str:
    if letter.lower() in VNI_OWN:
        code = VNI_OWN[letter.lower()]
    else:
        base, *marks = unicodedata.normalize("NFD", letter.lower())
        tone = "".join(mark for mark in marks if mark in VNI_TONE)
        if "\u0302" in marks:
            code = base + VNI_CIRCUMFLEX[tone]
        elif "\u0306" in marks:
            code = base + VNI_BREVE[tone]
        else:
            code = {"o": "ô", "u": "ö"}[base] if "\u031b" in marks else base
            code += VNI_TONE.get(tone, "")
    return code.upper() if letter.isupper() else code


vietnamese = st.text(alphabet=[*LETTERS, *PLAIN, *"TNHC"])


@given(vietnamese)
def test_tcvn3_is_read_back(text: str) -> None:
    assert convert(to_tcvn3(text), "tcvn3", capitals=False) == text


@given(st.text(alphabet=[*LETTERS, *(letter.upper() for letter in LETTERS), *PLAIN, *"TNHC"]))
def test_vni_is_read_back(text: str) -> None:
    assert convert(to_vni(text), "vni") == text


@given(st.text())
def test_any_text_is_converted_and_judged(text: str) -> None:
    assert detect_encoding(text) in ("unicode", "tcvn3", "vni")
    assert isinstance(convert(text, "tcvn3"), str)
    assert isinstance(convert(text, "vni"), str)
    assert convert(text, "unicode") == text


OLD_TEXTS = [
    ("tcvn3", "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("tcvn3", "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    ("tcvn3", "ñy ban nh©n d©n x· B×nh S¬n", "ủy ban nhân dân xã Bình Sơn"),
    ("vni", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("vni", "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    ("vni", "UÛY BAN NHAÂN DAÂN TÆNH BÌNH SÔN, kyø hoïp", "ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN, kỳ họp"),
]


@pytest.mark.parametrize(("encoding", "old", "text"), OLD_TEXTS)
def test_old_texts_are_detected_and_converted(encoding: str, old: str, text: str) -> None:
    assert detect_encoding(old) == encoding
    assert convert(old, encoding) == text  # type: ignore[arg-type]
    assert detect_encoding(text) == "unicode"


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("C¤NG AN TØNH Hµ NAM", "CÔNG AN TỈNH HÀ NAM"),
        ("C«ng an tØnh Hµ Nam", "Công an tỉnh Hà Nam"),
        ("QUYÕT §ÞNH cña Bé tr­ëng", "QUYẾT ĐỊNH của Bộ trưởng"),
        ("ë Hµ Néi", "ở Hà Nội"),
        ("HéI NGHÞ\nHäp t¹i x·", "HỘI NGHỊ\nHọp tại xã"),
    ],
)
def test_capitals_of_tcvn3_follow_the_letters_around(old: str, text: str) -> None:
    assert convert(old, "tcvn3") == text


def test_capitals_can_be_left_alone() -> None:
    assert convert("TØNH", "tcvn3", capitals=False) == "TỉNH"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No accents here at all.",
        "Été comme hiver, l'élève a passé la fête à Orléans.",
        "Công an tỉnh Bình Sơn «khởi tố» 3 bị can.",
        "Müller und Söhne GmbH & Co. «Größe»",
        "ò",
    ],
)
def test_other_texts_are_taken_for_unicode(text: str) -> None:
    assert detect_encoding(text) == "unicode"


def test_an_unknown_encoding_is_an_error() -> None:
    with pytest.raises(InputError, match="tcvn3, vni"):
        convert("a", "viscii")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "khuỷu",
        "quý",
        "giếng",
        "uống",
        "ương",
        "yêu",
        "oằn",
        "xoong",
        "đỉnh",
        "thuở",
        "rượu",
        "gì",
        "Quốc",
        "ỦY",
    ],
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["", "strong", "été", "cằcs", "tấtt", "bàt", "nghìp", "12", "ấá"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)
