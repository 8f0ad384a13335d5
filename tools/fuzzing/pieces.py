"""What hostile texts are put together of: words that start a rule, and signs that break readers."""

from __future__ import annotations

from random import Random
from typing import Final

WORDS: Final = (
    "Ngày 27-8", "tháng 6", "năm 2019", "giai đoạn 2013-2018", "Chỉ thị số 09-CT/TW", "các Nghị quyết số 04, 12",
    "khoản 2 Điều 134 Bộ luật Hình sự", "điểm a, b", "Kế hoạch", "số", "15/2021/NĐ-CP", "Đại tá", "Lê Văn Nam",
    "LÊ VĂN NAM", "ông Nam", "Giám đốc", "Phó Trưởng phòng", "Công an tỉnh Bình Sơn", "Bộ Công an", "UBND", "PC02",
    "TP.", "Hà Nội", "xã An Hòa", "khởi tố", "phát biểu", "Hội nghị", "ban hành", "bổ nhiệm", "trao", "Bằng khen",
    "Huân chương Chiến công hạng Nhì", "trộm cắp tài sản", "về tội", "tức", "nguyên", "cùng ngày", "sửa đổi, bổ sung",
    "(Ảnh: T.N)", "> Xem thêm", "Hà Nội, ngày 5 tháng 3 năm 2021", "KT. BỘ TRƯỞNG", "Nơi nhận:", "và", "của", "do", "tại",
)  # fmt: skip
SIGNS: Final = (
    "“", "”", '"', "'", "‘", "’", "(", ")", "[", "]", "{", "}", "<", ">", "&", "&amp;", "<b>", "⟦1:ORG|", "⟦", "⟧", "===", "---",
    ",", ".", "...", "…", ":", ";", "-", "–", "—", "/", "\\", "|", "#", "_", "*", "%", "=", "+", "@", "`", "~", "^", "$",
    "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "0", "12", "1234567890", "99999999999999999999", "31/02/2020", "٣", "Ⅳ", "½",
)  # fmt: skip
HORRORS: Final = (
    "\u00a0", "\u2003", "\u2028", "\u2029", "\x85", "\x0b", "\x1c", "\x00", "\x1b[31m", "\x7f", "\x9b", "\u00ad",
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u202a", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c",
    "\ud800", "\udfff", "\udc80", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "\U000e0041", "\ufff9",
    "\u0301", "\u031b", "\u0323", "o\u0302\u0301", "Nguye\u0302\u0303n", "a" + "\u0301" * 40, "e\u0323\u0302\u0300", "\u0340", "\u0344",
    "Ð", "ð", "Ɖ", "ﬁ", "İ", "ı", "ß", "ẞ", "K", "Å", "한", "ᄒ\u1161\u11ab", "👮🏽\u200d♂️", "🇻🇳", "𝒂", "𝟙", "Ａ", "１", "．", "－", "ǆ", "ᾳ",
    "hoà", "hòa", "thuỷ", "thủy", "qúy", "C«ng an", "Coâng an",
)  # fmt: skip
PIECES: Final = (*WORDS, *SIGNS, *HORRORS)


def some_text(random: Random, most: int = 40) -> str:
    """A text of pieces, with or without spaces between them."""
    gap = random.choice(("", " ", " ", "\n"))
    return gap.join(_piece(random) for _ in range(random.randint(0, most)))


def _piece(random: Random) -> str:
    if random.random() < 0.9:
        return random.choice(PIECES)
    return "".join(
        chr(random.choice((random.randrange(0x250), random.randrange(0x110000)))) for _ in range(3)
    )
