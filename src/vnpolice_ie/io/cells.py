"""Cells of tables that a spreadsheet opens."""

from __future__ import annotations

import re

_UNSEEN = r"\x00-\x20\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
"""Spaces, controls and signs of no width, which a spreadsheet may strip or not show."""
_FORMULA = re.compile(rf"[{_UNSEEN}]*[=+\-@＝＋－＠|]|[\t\r\n]")
"""What a spreadsheet takes for a formula, or strips until it is one; store/export.py has it in SQL."""


def guarded(words: str) -> str:
    """The words with an apostrophe before them where a spreadsheet would read a formula."""
    return f"'{words}" if _FORMULA.match(words) else words
