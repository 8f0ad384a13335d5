"""Vietnamese text in the 8-bit encodings from before Unicode: TCVN3 (ABC) and VNI.

Such files, opened as Latin-1 or Windows-1252, give strings like "C«ng an tØnh" (TCVN3) and "Coâng an tænh"
(VNI). Converting is an explicit call, as it changes the text that offsets count in:

    encoding = detect_encoding(text)
    text = convert(text, encoding)

Sources: TCVN 5712:1993 (table VN3, its gaps filled from VN1); the VNI-Windows character set.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from itertools import islice
from typing import Final, Literal, get_args

from vnpolice_ie.errors import InputError
from vnpolice_ie.text.syllables import is_syllable

Encoding = Literal["unicode", "tcvn3", "vni"]
OldEncoding = Literal["tcvn3", "vni"]

# Code points A1 to FF of TCVN3 in order, sixteen a row from A0 on; B0 to B4 are combining tone marks.
_TCVN3_ROWS: Final = (
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ"
    "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
    "éẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN3: Final = {0xA0 + i: letter for i, letter in enumerate(_TCVN3_ROWS)}

# VNI writes most letters as a base and a mark behind it. What the mark adds to its base:
_VNI_TONES: Final = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_CIRCUMFLEX: Final = {
    **{"â": "\u0302", "à": "\u0302\u0300", "á": "\u0302\u0301"},
    **{"å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323"},
}
_VNI_BREVE: Final = {
    **{"ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301"},
    **{"ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323"},
}
# Letters with a code of their own; ơ and ư take tones like the plain vowels.
_VNI_SINGLE: Final = {
    "ì": "ì",
    "í": "í",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
}


def _vni_table() -> dict[str, str]:
    marks: dict[str, dict[str, str]] = {
        "a": _VNI_TONES | _VNI_CIRCUMFLEX | _VNI_BREVE,
        "e": _VNI_TONES | _VNI_CIRCUMFLEX,
        "o": _VNI_TONES | _VNI_CIRCUMFLEX,
        **dict.fromkeys(("u", "y", "ô", "ö"), _VNI_TONES),
    }
    table: dict[str, str] = {}
    for code, letter in _VNI_SINGLE.items():
        table[code] = letter
        table[code.upper()] = letter.upper()
    for base, added in marks.items():
        letter = _VNI_SINGLE.get(base, base)
        for mark, combining in added.items():
            small = unicodedata.normalize("NFC", letter + combining)
            # The mark's case may differ from its base's: the base decides.
            for written in (mark, mark.upper()):
                table[base + written] = small
                table[base.upper() + written] = small.upper()
    return table


_VNI: Final = _vni_table()
_VNI_CODES: Final = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# A word of an 8-bit text: its accented letters may have code points that Unicode takes for signs.
_OLD_WORD: Final = re.compile(r"[A-Za-z\u00a1-\u00ff]+")
_UNICODE_WORD: Final = re.compile(r"[^\W\d_]+")
_SAMPLE = 200_000  # code points that detection looks at
_LEAST_WORDS = 3  # accented words without which a text is taken for Unicode


def detect_encoding(text: str) -> Encoding:
    """Guess the encoding that a text was written in, from how its accented words read in each.

    Args:
        text: decoded as Latin-1, Windows-1252 or UTF-8.

    Returns:
        `unicode` where no old encoding reads clearly better; a text in a language other than
        Vietnamese, or without accents, is `unicode` too.
    """
    sample = text[:_SAMPLE]
    best: Encoding = "unicode"
    most = _syllables(sample, _UNICODE_WORD)
    for encoding in get_args(OldEncoding):
        words = [word for word in _OLD_WORD.findall(sample) if not word.isascii()]
        good = sum(is_syllable(convert(word, encoding, capitals=False)) for word in words)
        if good >= _LEAST_WORDS and good > most and 2 * good > len(words):
            best, most = encoding, good
    return best


def _syllables(text: str, pattern: re.Pattern[str]) -> int:
    return sum(not m[0].isascii() and is_syllable(m[0]) for m in pattern.finditer(text))


def convert(text: str, encoding: Encoding, *, capitals: bool = True) -> str:
    """Bring a text from an old encoding to Unicode (NFC).

    Args:
        text: decoded as Latin-1 or Windows-1252.
        encoding: as `detect_encoding` gives it; `unicode` changes nothing.
        capitals: TCVN3 has no capitals with tone marks: they are typed small and shown by a font of
            capitals (.VnTimeH). If set, such letters become capitals in words that are otherwise
            written in capitals ("TØNH" → "TỈNH").

    Raises:
        InputError: there is no such encoding.
    """
    if encoding == "unicode":
        return text
    if encoding == "vni":
        return _VNI_CODES.sub(lambda m: _VNI[m[0]], text)
    if encoding == "tcvn3":
        converted = unicodedata.normalize("NFC", text.translate(_TCVN3))
        return _capitalise(converted) if capitals else converted
    raise InputError(
        f"there is no encoding {encoding!r}", remedy=f"The encodings are {', '.join(get_args(Encoding))}"
    )


def _capitalise(text: str) -> str:
    """Make capitals of the accented small letters in words and lines of capitals."""
    return "".join(map(_capitalise_line, text.splitlines(keepends=True)))


def _capitalise_line(line: str) -> str:
    words = [*_UNICODE_WORD.finditer(line)]
    clear = [
        (i, is_capital) for i, word in enumerate(words) if (is_capital := _is_capital(word[0])) is not None
    ]
    if not any(is_capital for _, is_capital in clear):
        return line
    at = [i for i, _ in clear]
    out: list[str] = []
    done = 0
    for i, word in enumerate(words):
        next_clear = bisect_left(at, i)
        around = islice(clear, max(0, next_clear - 1), next_clear + 1)
        own = _is_capital(word[0])
        if own or (own is None and all(is_capital for _, is_capital in around)):
            out += [line[done : word.start()], word[0].upper()]
            done = word.end()
    return "".join([*out, line[done:]])


def _is_capital(word: str) -> bool | None:
    """Whether a word is in capitals as far as its letters without tone mark tell; None if they do not."""
    plain = [letter for letter in word if letter.isascii() or letter in "ĂÂÊÔƠƯĐăâêôơưđ"]
    if any(letter.islower() for letter in plain):
        return False
    if len(plain) >= 2 or (plain and len(plain) == len(word)):
        return True
    return None
