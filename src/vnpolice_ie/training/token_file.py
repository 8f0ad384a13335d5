"""Plain text as one packed array of small numbers, for word vectors and pretraining."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.features import gap_of, shape_of
from vnpolice_ie.model.units import units_of
from vnpolice_ie.model.vocabulary import Vocabulary, entry_of
from vnpolice_ie.text.source import SourceText

Packed = npt.NDArray[np.uint16]
"""Shape [units, 3]: id, form (`features.shape_of`), gap before it; a row of zeros ends a document."""


def count_entries(texts: Iterable[str]) -> Counter[str]:
    """Count the vocabulary entries of texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(entry_of(word) for word in units_of(SourceText(text)).folded)
    return counts


def pack(texts: Iterable[str], vocabulary: Vocabulary) -> Packed:
    """Pack texts into one array."""
    return np.concatenate([*_packed(texts, vocabulary), np.zeros((0, 3), dtype=np.uint16)])


def _packed(texts: Iterable[str], vocabulary: Vocabulary) -> Iterator[Packed]:
    for text in texts:
        units = units_of(SourceText(text))
        count = len(units)
        rows = np.zeros((count + 1, 3), dtype=np.uint16)
        rows[:count, 0] = vocabulary.ids(units.folded[:count])
        rows[:count, 1] = [shape_of(word) for word in units.words[:count]]
        rows[:count, 2] = [gap_of(gap) for gap in units.gaps[:count]]
        yield rows


def save_packed(packed: Packed, file: Path) -> None:
    """Write a packed array (.npy, no pickle)."""
    np.save(file, packed, allow_pickle=False)


def load_packed(file: Path) -> Packed:
    """Read a packed array without holding it in memory."""
    packed: Packed = np.load(file, mmap_mode="r", allow_pickle=False)
    return packed
