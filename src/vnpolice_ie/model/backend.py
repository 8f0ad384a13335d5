"""Who runs the network: torch in training, ONNX Runtime in use, behind one protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.batch import Arrays, ModelText, batches, collate, joined, windows_of
from vnpolice_ie.model.pairs import Pairs
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.units import UnitSpan

Floats = npt.NDArray[np.float32]


class Encoded(NamedTuple):
    """What one pass gives for a text (or, batched, for several windows).

    Attributes:
        states: shape [units, width].
        outer: log-probabilities of the tags of layer 1, shape [units, tags].
        inner: those of layer 2, shape [units, inner tags].
    """

    states: Floats
    outer: Floats
    inner: Floats


class Backend(Protocol):
    """Runs the network."""

    def encode(self, texts: Sequence[ModelText]) -> list[Encoded]:
        """Return states and tag scores of whole texts, their windows joined."""

    def link(self, states: Floats, spans: Sequence[UnitSpan], pairs: Pairs) -> Floats:
        """Return probabilities of the links, shape [pairs, links]."""


def encode_texts(
    texts: Sequence[ModelText],
    reader: PieceReader,
    run: Callable[[Arrays], Encoded],
    *,
    overlap: float,
    budget: int,
) -> list[Encoded]:
    """Cut texts into windows, run them in batches of like length and join the results.

    Args:
        texts: the texts.
        reader: the encoder's reader of pieces.
        run: gives states and scores of a batch, each with a first axis over its windows.
        overlap: share of a window that the next one reads again.
        budget: the most units of a batch, padding counted.
    """
    cut = [
        (number, window) for number, text in enumerate(texts) for window in windows_of(text, reader, overlap)
    ]
    parts: list[Encoded | None] = [None] * len(cut)
    for group in batches([window.end - window.start for _, window in cut], budget):
        out = run(collate([(texts[cut[i][0]], cut[i][1]) for i in group], reader))
        for row, i in enumerate(group):
            parts[i] = Encoded(*(values[row] for values in out))
    by_text: list[list[int]] = [[] for _ in texts]
    for i, (number, _) in enumerate(cut):
        by_text[number].append(i)

    def join(indices: list[int], field: int) -> Floats:
        return joined((cut[i][1], part[field]) for i in indices if (part := parts[i]) is not None)

    return [
        Encoded(join(indices, 0), join(indices, 1), join(indices, 2)) if indices else _nothing()
        for indices in by_text
    ]


def _nothing() -> Encoded:
    empty = np.zeros((0, 0), dtype=np.float32)
    return Encoded(empty, empty, empty)
