"""Given names that stand alone all through a text, their full names being kept back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.rules.name_lists import context_words
from vnpolice_ie.rules.people.adjacency import joined
from vnpolice_ie.rules.people.name_cues import NameCues
from vnpolice_ie.rules.people.names import NameShapes, given_names
from vnpolice_ie.text.source import SourceText

_FEWEST = 3
"""Times that a name stands in a text at least."""
_FEWEST_SIGNS = 2
"""Times that a word for persons stands beside it at least."""


def recurring_names(
    source: SourceText, shapes: NameShapes, cues: NameCues, alone: Sequence[int]
) -> list[int]:
    """Token indices of the names, in order.

    Args:
        source: the text.
        shapes: the shapes of its names.
        cues: what stands before its names.
        alone: the tokens with a capital that are one of `standing_alone` and at which nothing else is found.
    """
    if len(alone) < _FEWEST:
        return []
    words, folded = source.tokens.words, source.tokens.folded
    times = Counter(map(words.__getitem__, alone))
    often = {word for word, n in times.items() if n >= _FEWEST and word.istitle() and len(word) > 1}
    found: dict[str, list[int]] = {}
    signs: Counter[str] = Counter()
    places: set[str] = set()
    for at in alone:
        word = words[at]
        if word not in often or not _is_alone(source, shapes, at) or cues.is_blocked(at):
            continue
        found.setdefault(word, []).append(at)
        before = folded[at - 1] if joined(source, at - 1) else ""
        if before in context_words("place-before"):
            places.add(word)
        after = joined(source, at) and folded[at + 1] in context_words("deed-after-name")
        signs[word] += before in context_words("person-before") or after
    sure = [
        word
        for word, uses in found.items()
        if word not in places and len(uses) >= _FEWEST and signs[word] >= max(_FEWEST_SIGNS, len(uses) // 3)
    ]
    return sorted(at for word in sure for at in found[word])


@cache
def standing_alone() -> frozenset[str]:
    """Given names in lower case, but for class words that official texts write with a capital: "Đoàn"."""
    return given_names() - {row["word"] for row in read_table("name_blockers")}


def _is_alone(source: SourceText, shapes: NameShapes, at: int) -> bool:
    """Tell whether a capitalised word stands alone and is no word with the next one."""
    runs = shapes.runs
    goes_on = runs.is_capitalised(at - 1) and joined(source, at - 1)
    return not goes_on and runs.ends[at] == at + 1 and not shapes.is_compound(at)
