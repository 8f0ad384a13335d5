"""How alike texts are: cosine of hashed tf-idf vectors of their syllables and pairs of syllables."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vnpolice_ie.text.source import SourceText

BUCKETS = 1 << 18

Floats = npt.NDArray[np.float32]


def terms(text: str) -> Iterator[str]:
    """Yield the syllables of a text in lower case, and each two that follow each other; no numbers."""
    syllables = [word for word in SourceText(text).tokens.folded if word.isalpha()]
    yield from syllables
    yield from (f"{first} {second}" for first, second in pairwise(syllables))


class Likeness:
    """Texts as sparse vectors of length 1; a text without syllables is the zero vector, like nothing.

    Args:
        texts: the texts; the memory that they take is about 20 bytes for each different term of each.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        buckets: list[npt.NDArray[np.int32]] = []
        counts: list[Floats] = []
        for text in texts:
            # Not hash(): its values change from run to run.
            hashes = [zlib.crc32(term.encode("utf-8", "surrogatepass")) % BUCKETS for term in terms(text)]
            found, times = np.unique(np.asarray(hashes, dtype=np.int32), return_counts=True)
            buckets.append(found)
            counts.append(1 + np.log(times, dtype=np.float32))
        sizes = [len(found) for found in buckets]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        self._columns = np.concatenate([np.empty(0, np.int32), *buckets])
        self._values = np.concatenate([np.empty(0, np.float32), *counts])
        frequency = np.bincount(self._columns, minlength=BUCKETS)
        rarity = np.log((1 + len(sizes)) / (1 + frequency)) + 1
        self._values *= rarity[self._columns].astype(np.float32)
        squares = np.bincount(self._rows, weights=self._values**2, minlength=len(sizes))
        self._values /= np.sqrt(squares)[self._rows]
        # The same by bucket, so that a text is compared only with those that share a term with it.
        order = np.argsort(self._columns, kind="stable")
        self._holders, self._weights = self._rows[order], self._values[order]
        self._bounds = np.concatenate([[0], np.cumsum(frequency)])

    def __len__(self) -> int:
        return len(self._starts) - 1

    def is_empty(self, row: int) -> bool:
        """Tell whether a text has no syllables."""
        return bool(self._starts[row] == self._starts[row + 1])

    def to_all(self, row: int) -> Floats:
        """Cosine of one text with each, shape [texts], 0 to 1."""
        part = slice(self._starts[row], self._starts[row + 1])
        buckets, values = self._columns[part], self._values[part]
        firsts, ends = self._bounds[buckets], self._bounds[buckets + 1]
        places = [np.arange(first, end) for first, end in zip(firsts, ends, strict=True)]
        at = np.concatenate(places) if places else np.empty(0, np.int64)
        products = self._weights[at] * np.repeat(values, ends - firsts)
        return np.bincount(self._holders[at], weights=products, minlength=len(self)).astype(np.float32)

    def to_mean(self) -> Floats:
        """Mean cosine of each text with all others, shape [texts]: how typical it is."""
        total = np.bincount(self._columns, weights=self._values, minlength=BUCKETS)
        full = np.diff(self._starts) > 0
        products = self._values * total.astype(np.float32)[self._columns]
        likeness = np.bincount(self._rows, weights=products, minlength=len(self))
        return (np.maximum(likeness - full, 0) / max(1, len(self) - 1)).astype(np.float32)
