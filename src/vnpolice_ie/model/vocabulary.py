"""The compact encoder's vocabulary: syllables, numbers by their form, marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from vnpolice_ie.errors import ResourceError

PAD, UNKNOWN, MASK = "<pad>", "<unk>", "<mask>"
SPECIAL = (PAD, UNKNOWN, MASK)
REMEMBERED = 1 << 16
"""Words whose ids are remembered."""
_DIGIT = re.compile(r"\d")


def entry_of(folded: str) -> str:
    """The entry of a token in lower case: each digit as 0, so that numbers of one form are one entry."""
    return _DIGIT.sub("0", folded) if not folded.isalpha() else folded


class Vocabulary:
    """Ids of tokens; what it does not hold is `<unk>`.

    Args:
        entries: the entries in the order of their ids, beginning with `SPECIAL`.

    Raises:
        ResourceError: the special entries are missing, or an entry stands twice.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        if tuple(entries[: len(SPECIAL)]) != SPECIAL or len(set(entries)) != len(entries):
            raise ResourceError(
                "the vocabulary does not begin with its special entries, or holds an entry twice",
                remedy="Make it with `vnpolice_ie.training.vectors`, or copy the model folder anew",
            )
        self._entries = tuple(entries)
        self._id_of: Mapping[str, int] = {entry: number for number, entry in enumerate(entries)}
        self._id = lru_cache(REMEMBERED)(self._read)

    @classmethod
    def of_counts(cls, counts: Counter[str], size: int) -> Vocabulary:
        """The most frequent entries, equally frequent ones in the order of the alphabet; none unprintable."""
        ranked = sorted(filter(str.isprintable, counts), key=lambda entry: (-counts[entry], entry))
        return cls([*SPECIAL, *ranked[: size - len(SPECIAL)]])

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def ids(self, folded: Iterable[str]) -> list[int]:
        """Ids of tokens given in lower case."""
        return list(map(self._id, folded))

    def _read(self, word: str) -> int:
        return self._id_of.get(entry_of(word), SPECIAL.index(UNKNOWN))
