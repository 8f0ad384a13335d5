"""Names of which only initials are printed: `N.V.A.`, `Phan Văn T.`, `M.Quân`, `H.`."""

from __future__ import annotations

import re
from string import ascii_uppercase
from typing import Final

from vnpolice_ie.text.source import SourceText

_CAPITAL = ascii_uppercase + "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
LETTERS: Final = frozenset(_CAPITAL.lower())
"""A name of which only initials are printed begins with one of these, in lower case."""
# One to five initials with full stops, the last one bare or a whole name ("B.T.Ngọc").
_INITIALS = re.compile(rf"(?:[{_CAPITAL}][a-z]?\.){{1,5}}(?:[{_CAPITAL}][a-zà-ỹ]*(?!\w))?")
# The same with three letters at least: no abbreviation of a place or body ("T.Ư", "Q.1").
_UNMISTAKABLE = re.compile(rf"[{_CAPITAL}]\.[{_CAPITAL}]\.[{_CAPITAL}](?!\w)\.?")
# What goes on a name that ends in an initial: "Nguyễn Thị K" + ".L", "Phan Văn T" + ".".
_TAIL = re.compile(rf"(?:\. ?[{_CAPITAL}](?!\w)){{0,4}}\.?")
_SENTENCE_END = re.compile(rf"\s*(?:$|\n|[{_CAPITAL}])")


def initials_at(source: SourceText, start: int, *, alone: bool) -> int | None:
    """End of the initials that begin at an offset; None if there are none.

    Args:
        source: the text.
        start: offset of the first initial.
        alone: no word before tells that a name stands here.
    """
    match = (_UNMISTAKABLE if alone else _INITIALS).match(source.text, start)
    return _without_stop(source.text, start, match.end()) if match else None


def with_initials(source: SourceText, start: int, end: int) -> int:
    """End of the name [start, end) with the initials that go on its last syllable."""
    word = source.text[max(start, end - 3) : end].rsplit(" ", 1)[-1]
    if len(word) > 2 or not word[0].isupper() or (len(word) == 2 and source.text[end : end + 1] != "."):
        return end
    if len(word) == 2 and not re.match(rf"\. ?[{_CAPITAL}](?!\w)", source.text[end : end + 4]):
        return end
    tail = _TAIL.match(source.text, end)
    return _without_stop(source.text, start, tail.end()) if tail and tail.end() > end else end


def _without_stop(text: str, start: int, end: int) -> int:
    """Leave out a full stop or a space that belongs to the sentence."""
    end = start + len(text[start:end].rstrip(" "))
    if text[end - 1] == "." and _SENTENCE_END.match(text, end):
        return end - 1
    return end
