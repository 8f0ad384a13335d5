"""Cells of tables that a spreadsheet opens."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠|]|[\t\r\n]")
"""What a spreadsheet takes for a formula, or strips until it is one; store/export.py has it in SQL."""


def guarded(words: str) -> str:
    """The words with an apostrophe before them where a spreadsheet would read a formula."""
    return f"'{words}" if _FORMULA.match(words) else words
