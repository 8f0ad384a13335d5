"""The network run by ONNX Runtime, without torch."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vnpolice_ie.errors import ResourceError, shown
from vnpolice_ie.model.backend import Encoded, Floats, encode_texts
from vnpolice_ie.model.batch import Arrays, ModelText
from vnpolice_ie.model.folder import ModelFolder
from vnpolice_ie.model.pairs import Pairs
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.tags import tag_count
from vnpolice_ie.model.units import UnitSpan

BUDGET: Final = 1024
"""Units of a batch, padding counted; what more of them need does not fit into a processor's caches."""
PAIRS_AT_ONCE: Final = 2048
_MOST_THREADS: Final = 4


class OnnxBackend:
    """Runs the graphs of a model folder; `model.backend.Backend`.

    Sessions are made at the first use, once in each process: a forked process makes its own.

    Args:
        folder: the model.
        reader: its reader of pieces.

    Raises:
        ResourceError: a graph is missing or damaged.
    """

    def __init__(self, folder: ModelFolder, reader: PieceReader) -> None:
        self._encoder = _Graph(folder.graph("encoder"))
        self._pairs = _Graph(folder.graph("pairs")) if folder.settings.has_pairs else None
        self._scheme = folder.settings.scheme
        self._overlap = folder.settings.window_overlap
        self._reader = reader

    def encode(self, texts: Sequence[ModelText]) -> list[Encoded]:
        """Return states and tag scores of whole texts, their windows joined."""
        return encode_texts(texts, self._reader, self._run, overlap=self._overlap, budget=BUDGET)

    def _run(self, arrays: Arrays) -> Encoded:
        found = self._encoder.run(arrays)
        tags = [tag_count(len(layer)) for layer in (self._scheme.outer, self._scheme.inner)]
        self._encoder.check([put.shape[-1:] for put in found[1:]] == [(count,) for count in tags])
        return Encoded(*found)

    def link(self, states: Floats, spans: Sequence[UnitSpan], pairs: Pairs) -> Floats:
        """Return probabilities of the links, shape [pairs, links]."""
        count = len(pairs.index)
        scores = np.zeros((count, len(self._scheme.links)), dtype=np.float32)
        if self._pairs is not None and count:
            rows = span_rows(self._scheme, spans)
            for first in range(0, count, PAIRS_AT_ONCE):
                last = min(first + PAIRS_AT_ONCE, count)
                found = self._pairs.run(pair_arrays(states, rows, pairs, first, last))
                self._pairs.check([put.shape for put in found] == [scores[first:last].shape])
                scores[first:last] = found[0]
        return scores


def span_rows(scheme: Scheme, spans: Sequence[UnitSpan]) -> npt.NDArray[np.int64]:
    """Start, last unit and tag id of each span, shape [spans, 3]."""
    rows = [(span.start, span.end - 1, scheme.tag_id[span.tag]) for span in spans]
    return np.array(rows, dtype=np.int64).reshape(len(rows), 3)


def pair_arrays(
    states: Floats, rows: npt.NDArray[np.int64], pairs: Pairs, first: int, last: int
) -> dict[str, npt.NDArray[np.generic]]:
    """Inputs of the pair graph for pairs [first, last), with only the spans and states that these need."""
    index = pairs.index[first:last]
    low, high = int(index.min()), int(index.max()) + 1
    spans = rows[low:high].copy()
    begin, end = int(spans[:, 0].min()), int(spans[:, 1].max()) + 1
    spans[:, :2] -= begin
    return {
        "states": states[begin:end],
        "spans": spans,
        "pairs": index - low,
        "features": pairs.features[first:last],
        "rules": pairs.rules[first:last],
    }


class _Graph:
    """One graph and this process's session for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process = -1
        self._session: Any = None
        self._names: list[str] = []

    def run(self, inputs: Mapping[str, npt.NDArray[np.generic]]) -> list[Floats]:
        if self._process != os.getpid():
            self._open()
        try:
            found: list[Floats] = self._session.run(None, {name: inputs[name] for name in self._names})
        except Exception as error:  # ONNX Runtime has no common class for its errors
            raise self._unfit(_said(error)) from error
        return found

    def check(self, fits: bool) -> None:
        """Refuse a graph whose output has not the sizes that the settings say.

        Raises:
            ResourceError: it has not.
        """
        if not fits:
            raise self._unfit("its output is of another size")

    def _unfit(self, why: str) -> ResourceError:
        return ResourceError(
            f"the graph is not that of the model's settings ({why})",
            where=str(self._path),
            remedy="Copy the whole folder anew, or export the model anew",
        )

    def _open(self) -> None:
        import onnxruntime as ort  # noqa: PLC0415  (slow to import, and needed by those who run a model alone)

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Idle threads sleep: beside the network much is done in Python, and other processes want the cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = ort.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime has no common class for its errors
            raise ResourceError(
                f"ONNX Runtime cannot read the graph ({_said(error)})",
                where=str(self._path),
                remedy="Export the model anew; a graph of a later release needs a later onnxruntime",
            ) from error
        self._names = [put.name for put in self._session.get_inputs()]
        self._process = os.getpid()


def _said(error: Exception) -> str:
    return shown((str(error).splitlines() or [type(error).__name__])[0], 200)[1:-1]


def threads() -> int:
    """Threads of a session: OMP_NUM_THREADS if set; one in a worker process; else the cores, at most 4."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdigit() and int(wanted):
        return int(wanted)
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None and multiprocessing.parent_process() is not None:
        return 1
    return min(_cores(), _MOST_THREADS)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
