"""How far the values inside of a model's graphs go, as texts show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper

from vnpolice_ie.model.backend import Encoded, encode_texts
from vnpolice_ie.model.batch import Arrays, ModelText
from vnpolice_ie.model.folder import ModelSettings
from vnpolice_ie.model.pairs import pairs_of
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.session import BUDGET, pair_arrays, span_rows
from vnpolice_ie.training.agreement import spans_in
from vnpolice_ie.training.quantize import Extent, scaled_tensors

_BEYOND: Final = 3e-6
"""Share of the values that are cut off at either end: the few that go far would make all others coarse."""


def extents_of(
    settings: ModelSettings,
    reader: PieceReader,
    graphs: Mapping[str, onnx.ModelProto],
    texts: Sequence[ModelText],
) -> dict[str, dict[str, Extent]]:
    """Return the extents of `scaled_tensors` for each graph, 32-bit, when it reads texts.

    A tensor that no text has filled has none.

    Args:
        settings: of the model.
        reader: its reader of pieces.
        graphs: by their names (`model.folder.GRAPHS`).
        texts: some hundred units are enough.
    """
    watched = {name: _Watched(graph) for name, graph in graphs.items()}
    read = encode_texts(
        texts,
        reader,
        lambda arrays: Encoded(*watched["encoder"].run(arrays)),
        overlap=settings.window_overlap,
        budget=BUDGET,
    )
    for encoded in read if "pairs" in watched else ():
        spans = [span.bare() for span in spans_in(settings, encoded)]
        pairs = pairs_of(settings.scheme, spans, [0] * len(encoded.states), settings.network.max_distance)
        if count := len(pairs.index):
            rows = span_rows(settings.scheme, spans)
            watched["pairs"].run(pair_arrays(encoded.states, rows, pairs, 0, count))
    return {name: graph.extents() for name, graph in watched.items()}


class _Watched:
    """A graph that runs, and notes how far the values inside of it go."""

    def __init__(self, graph: onnx.ModelProto) -> None:
        inputs = {put.name for put in graph.graph.input}
        self._outputs = [put.name for put in graph.graph.output]
        watched = onnx.ModelProto()
        watched.CopyFrom(graph)
        self._noted = scaled_tensors(graph)
        inside = [name for name in self._noted if name not in inputs and name not in self._outputs]
        watched.graph.output.extend(helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in inside)
        options = ort.SessionOptions()
        options.log_severity_level = 3
        self._session = ort.InferenceSession(
            watched.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._names = [put.name for put in self._session.get_inputs()]
        self._inside = [*self._outputs, *inside]
        self._ends: dict[str, list[tuple[int, npt.NDArray[np.float64]]]] = {}
        self._widths: dict[str, int] = {}

    def run(self, inputs: Arrays) -> list[npt.NDArray[np.float32]]:
        """Return the graph's outputs."""
        given = {name: inputs[name] for name in self._names}
        found: dict[str, Any] = dict(zip(self._inside, self._session.run(self._inside, given), strict=True))
        for name in self._noted:
            self._note(name, found[name] if name in found else np.asarray(given[name]))
        return [found[name] for name in self._outputs]

    def _note(self, name: str, values: npt.NDArray[np.float32]) -> None:
        if values.size:
            ends = np.quantile(values.astype(np.float64), (_BEYOND, 1 - _BEYOND))
            self._ends.setdefault(name, []).append((values.size, ends))
            self._widths[name] = values.shape[-1]

    def extents(self) -> dict[str, Extent]:
        """Return the extents of what has been filled, the mean of the runs."""
        found: dict[str, Extent] = {}
        for name, ends in self._ends.items():
            low, high = np.average([pair for _, pair in ends], axis=0, weights=[size for size, _ in ends])
            found[name] = Extent(float(low), float(high), self._widths[name])
        return found
