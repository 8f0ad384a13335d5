"""The network run by torch, for evaluation on the way and for models that were not exported."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vnpolice_ie.model.backend import Encoded, Floats, encode_texts
from vnpolice_ie.model.batch import Arrays, ModelText
from vnpolice_ie.model.network import Inputs, JointNetwork
from vnpolice_ie.model.pairs import Pairs
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.training.items import pair_inputs


class TorchBackend:
    """Runs a network in evaluation mode, on the device that it is on.

    Args:
        network: the network.
        reader: its encoder's reader of pieces.
        overlap: share of a window that the next one reads again.
        budget: the most units of a batch, padding counted.
    """

    def __init__(
        self, network: JointNetwork, reader: PieceReader, *, overlap: float = 0.25, budget: int = 8192
    ) -> None:
        self.network = network
        self.reader = reader
        self._overlap = overlap
        self._budget = budget

    @property
    def _device(self) -> torch.device:
        return next(self.network.parameters()).device

    def encode(self, texts: Sequence[ModelText]) -> list[Encoded]:
        """Return states and tag scores of whole texts, their windows joined."""
        self.network.eval()
        return encode_texts(texts, self.reader, self._run, overlap=self._overlap, budget=self._budget)

    @torch.inference_mode()
    def _run(self, arrays: Arrays) -> Encoded:
        inputs = Inputs(**{name: torch.from_numpy(array) for name, array in arrays.items()})
        states, outer, inner = self.network(inputs.to(self._device))
        return Encoded(
            _array(states), _array(outer.float().log_softmax(-1)), _array(inner.float().log_softmax(-1))
        )

    @torch.inference_mode()
    def link(self, states: Floats, spans: Sequence[UnitSpan], pairs: Pairs) -> Floats:
        """Return probabilities of the links, shape [pairs, links]."""
        head = self.network.pairs
        if head is None or not len(pairs.index):
            return np.zeros((len(pairs.index), len(self.network.scheme.links)), dtype=np.float32)
        given = pair_inputs(self.network.scheme, spans, pairs).to(self._device)
        return _array(torch.sigmoid(head(torch.from_numpy(states).to(self._device), given)))


def _array(tensor: Tensor) -> Floats:
    array: npt.NDArray[np.float32] = tensor.float().cpu().numpy()
    return array
