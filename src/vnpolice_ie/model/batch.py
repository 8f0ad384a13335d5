"""From texts to the arrays of one pass: windows, padded into batches of like length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.features import Features, columns
from vnpolice_ie.model.pieces import LATER, PieceReader, Pieces
from vnpolice_ie.model.windows import Window, windows

Arrays = Mapping[str, npt.NDArray[np.generic]]


@dataclass(frozen=True)
class ModelText:
    """A text as the network reads it.

    Attributes:
        pieces: its pieces.
        features: its feature matrix, shape [units, columns].
    """

    pieces: Pieces
    features: Features

    def __len__(self) -> int:
        return len(self.pieces.first)


def windows_of(text: ModelText, reader: PieceReader, overlap: float) -> list[Window]:
    """Cut a text into windows that the encoder can take.

    Args:
        text: the text.
        reader: knows the most pieces of a window.
        overlap: share of a window that the next one reads again, 0 to below 1.
    """
    size = reader.max_pieces - len(reader.opening) - len(reader.closing)
    # A window that begins inside a word also reads the piece that it shares with the unit before.
    size -= LATER in text.pieces.place
    return windows(text.pieces.lengths(), size, max(1, round(size * (1 - overlap))))


def collate(items: Sequence[tuple[ModelText, Window]], reader: PieceReader) -> Arrays:
    """Pad windows into one batch, with the names and shapes of `network.Inputs`."""
    sizes = [(window.end - window.start, _piece_count(text, window, reader)) for text, window in items]
    units, pieces = max(size[0] for size in sizes), max(size[1] for size in sizes)
    count = len(items)
    ids = np.full((count, pieces), reader.padding, dtype=np.int64)
    piece_mask = np.zeros((count, pieces), dtype=np.bool_)
    first = np.zeros((count, units), dtype=np.int64)
    place = np.zeros((count, units), dtype=np.int64)
    features = np.zeros((count, units, len(columns().sizes)), dtype=np.int64)
    mask = np.zeros((count, units), dtype=np.bool_)
    for row, (text, window) in enumerate(items):
        length, width = sizes[row]
        begin = text.pieces.first[window.start]
        ids[row, :width] = [
            *reader.opening,
            *text.pieces.ids[begin : text.pieces.until[window.end - 1]],
            *reader.closing,
        ]
        piece_mask[row, :width] = True
        first[row, :length] = np.asarray(text.pieces.first[window.start : window.end])
        first[row, :length] += len(reader.opening) - begin
        place[row, :length] = text.pieces.place[window.start : window.end]
        features[row, :length] = text.features[window.start : window.end]
        mask[row, :length] = True
    features += columns().offsets
    return {
        "pieces": ids,
        "piece_mask": piece_mask,
        "first_piece": first,
        "place": place,
        "features": features,
        "mask": mask,
    }


def _piece_count(text: ModelText, window: Window, reader: PieceReader) -> int:
    inner = text.pieces.until[window.end - 1] - text.pieces.first[window.start]
    return inner + len(reader.opening) + len(reader.closing)


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Group items of like length so that each padded group holds at most `budget` units.

    Args:
        lengths: of the items, in units.
        budget: the most units in a group, padding counted; a longer item makes a group of its own.

    Yields:
        Indices of the items, longest first.
    """
    group: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if group and (len(group) + 1) * lengths[group[0]] > budget:
            yield group
            group = []
        group.append(i)
    if group:
        yield group
