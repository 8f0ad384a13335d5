"""CoNLL-2003 columns, written: token, `-X-`, the tags of the inner layer, the tags of the outer layer (BIO).

The outer layer stands last, where readers of CoNLL-2003 look for names, the inner one where its phrase chunks
stood. A line of the text is a sentence. A token is a word or a sign, cut where a mark begins or ends, so that
every mark is whole tokens.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from unicodedata import category

from vnpolice_ie.io.column_lines import DOCUMENT_START, NO_WORD_CLASS
from vnpolice_ie.io.fitting import Holds
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.io.tags import OUTSIDE

LAYERS: Final = 2
DOCUMENT_LINE: Final = f"{DOCUMENT_START} {NO_WORD_CLASS} {OUTSIDE} {OUTSIDE}\n\n"
HOLDS = Holds(
    layers=LAYERS,
    links=False,
    keys=False,
    lone_forms=False,
    id=False,
    date=False,
    source=False,
    label=re.compile(r"\S+"),
)
_COMBINING = frozenset({"Mn", "Mc", "Me", "Cf"})
_VISIBLE = re.compile(r"\S+")


class Row(NamedTuple):
    """A token, with its offsets and its tag in each layer, the outer one first."""

    start: int
    end: int
    tags: tuple[str, ...]


def sentences(document: GoldDocument) -> list[list[Row]]:
    """Return the sentences of a document that was fitted to `HOLDS`; lines that a mark joins are one."""
    tokens = _tokens(document)
    layers = [
        _tags(tokens, [m for m in document.marks if (m.parent is not None) == inner])
        for inner in (False, True)
    ]
    found: list[list[Row]] = []
    last = 0
    for (start, end), *tags in zip(tokens, *layers, strict=True):
        goes_on = found and (
            "\n" not in document.text[last:start] or any(tag.startswith("I-") for tag in tags)
        )
        if not goes_on:
            found.append([])
        found[-1].append(Row(start, end, tuple(tags)))
        last = end
    return found


def lines(text: str, found: Sequence[Sequence[Row]]) -> Iterator[str]:
    """Yield the lines of the sentences, a blank one after each."""
    for rows in found:
        for row in rows:
            outer, inner = row.tags
            yield f"{text[row.start : row.end]} {NO_WORD_CLASS} {inner} {outer}\n"
        yield "\n"


def count_spacing(text: str, found: Sequence[Sequence[Row]], left_out: Counter[str]) -> None:
    """Count the places where the white space of the text is another than what reading the columns gives."""
    last = 0
    for number, rows in enumerate(found):
        for place, row in enumerate(rows):
            given = "\n" if number and not place else " " if place else ""
            left_out["white space between two tokens"] += text[last : row.start] != given
            last = row.end
    left_out["white space between two tokens"] += last != len(text)


def _tokens(document: GoldDocument) -> list[tuple[int, int]]:
    text = document.text
    cuts = {offset for m in document.marks for offset in (m.start, m.end)}
    found: list[tuple[int, int]] = []
    for run in _VISIBLE.finditer(text):
        start = run.start()
        for at in range(start + 1, run.end()):
            if at in cuts or not _joined(text[at - 1], text[at]):
                found.append((start, at))
                start = at
        found.append((start, run.end()))
    return found


def _joined(left: str, right: str) -> bool:
    """Tell whether two characters are of one word: letters and digits with what combines with them."""
    if right.isalnum():
        return left.isalnum() or category(left) in _COMBINING
    return category(right) in _COMBINING


def _tags(tokens: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> list[str]:
    tags = [OUTSIDE] * len(tokens)
    index = {start: n for n, (start, _) in enumerate(tokens)}
    for mark in marks:
        n = index[mark.start]
        prefix = "B"
        while n < len(tokens) and tokens[n][0] < mark.end:
            tags[n] = f"{prefix}-{mark.tag}"
            prefix, n = "I", n + 1
    return tags
