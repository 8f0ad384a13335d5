"""Who runs the network: torch in training, ONNX Runtime in use, behind one protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.batch import Arrays, ModelText, batches, collate, windows_of
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
    whole: list[Encoded | None] = [None] * len(texts)
    for group in batches([window.end - window.start for _, window in cut], budget):
        out = run(collate([(texts[cut[i][0]], cut[i][1]) for i in group], reader))
        for row, i in enumerate(group):
            number, window = cut[i]
            text = whole[number] = whole[number] or _room(len(texts[number]), out)
            kept = slice(window.first - window.start, window.last - window.start)
            for values, found in zip(text, out, strict=True):
                values[window.first : window.last] = found[row, kept]
    return [text or _nothing() for text in whole]


def _room(units: int, out: Encoded) -> Encoded:
    """Arrays for the units of a text, as wide as those of a batch."""
    return Encoded(*(np.empty((units, values.shape[-1]), dtype=np.float32) for values in out))


def _nothing() -> Encoded:
    empty = np.zeros((0, 0), dtype=np.float32)
    return Encoded(empty, empty, empty)
