"""The network as two ONNX graphs: pieces and features to tags, pairs of spans to links (torch, onnx)."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, cast

import onnx
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from vnpolice_ie.model.features import columns
from vnpolice_ie.model.mixer import GatedConvolutions
from vnpolice_ie.model.network import Inputs, JointNetwork, PairHead, PairInputs
from vnpolice_ie.model.pairs import PAIR_SIZES

OPSET: Final = 20
ENCODER_OUTPUTS: Final = ("states", "outer", "inner")
PAIR_OUTPUTS: Final = ("probabilities",)
_BY_PIECE: Final = frozenset({"pieces", "piece_mask"})


class UnrolledConvolutions(nn.Module):
    """`GatedConvolutions` as products of matrices, which ONNX Runtime does faster with whole numbers."""

    def __init__(self, convolutions: GatedConvolutions) -> None:
        super().__init__()
        self.norms = convolutions.norms
        self.layers = nn.ModuleList()
        self.steps: list[int] = []
        self.kernels: list[int] = []
        for layer in convolutions.layers:
            convolution = cast("nn.Conv1d", layer)
            self.steps.append(convolution.dilation[0])
            self.kernels.append(convolution.kernel_size[0])
            weight = convolution.weight.detach()
            product = nn.Linear(weight.shape[1] * weight.shape[2], weight.shape[0])
            product.weight.data = weight.permute(0, 2, 1).reshape(weight.shape[0], -1)
            product.bias.data = cast("Tensor", convolution.bias).detach()
            self.layers.append(product)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the new states, shape [batch, units, width]."""
        kept = mask.unsqueeze(-1).to(x.dtype)
        count = x.shape[1]
        for norm, layer, step, kernel in zip(self.norms, self.layers, self.steps, self.kernels, strict=True):
            reach = step * (kernel - 1) // 2
            around = F.pad(norm(x) * kept, (0, 0, reach, reach))
            seen = torch.cat([around[:, i * step : i * step + count] for i in range(kernel)], dim=-1)
            values, gates = layer(seen).chunk(2, dim=-1)
            x = x + values * torch.sigmoid(gates)
        return x


class EncoderGraph(nn.Module):
    """From the arrays of `model.batch.collate` to states and log-probabilities of both layers."""

    def __init__(self, network: JointNetwork) -> None:
        super().__init__()
        self.network = deepcopy(network).eval()
        if isinstance(network.mixer, GatedConvolutions):
            self.network.mixer = UnrolledConvolutions(network.mixer)

    def forward(  # noqa: PLR0917  (the inputs of the graph)
        self,
        pieces: Tensor,
        piece_mask: Tensor,
        first_piece: Tensor,
        place: Tensor,
        features: Tensor,
        mask: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return states, and log-probabilities of both layers."""
        inputs = Inputs(pieces, piece_mask, first_piece, place, features, mask)
        states, outer, inner = self.network(inputs)
        return states, outer.log_softmax(dim=-1), inner.log_softmax(dim=-1)


class PairGraph(nn.Module):
    """From states, spans and pairs to probabilities of the links."""

    def __init__(self, head: PairHead) -> None:
        super().__init__()
        self.head = deepcopy(head).eval()

    def forward(
        self, states: Tensor, spans: Tensor, pairs: Tensor, features: Tensor, rules: Tensor
    ) -> Tensor:
        """Return probabilities, shape [pairs, links]."""
        return torch.sigmoid(self.head(states, PairInputs(spans, pairs, features, rules)))


def encoder_graph(network: JointNetwork) -> onnx.ModelProto:
    """Return the graph from pieces and features to states and tags."""
    batch, units, pieces = 2, 5, 7
    # A network that reads no features is given them all the same.
    width = len(columns().names)
    given = {
        "pieces": torch.ones(batch, pieces, dtype=torch.long),
        "piece_mask": torch.ones(batch, pieces, dtype=torch.bool),
        "first_piece": torch.arange(units).expand(batch, units).contiguous(),
        "place": torch.zeros(batch, units, dtype=torch.long),
        "features": torch.zeros(batch, units, width, dtype=torch.long),
        "mask": torch.ones(batch, units, dtype=torch.bool),
    }
    axes = {name: ("batch", "pieces" if name in _BY_PIECE else "units") for name in given}
    return _exported(EncoderGraph(network), given, axes, ENCODER_OUTPUTS)


def pair_graph(network: JointNetwork) -> onnx.ModelProto:
    """Return the graph from states, spans and pairs to links.

    Args:
        network: one with a pair head.
    """
    assert network.pairs is not None
    units, spans, pairs = 7, 4, 5
    given = {
        "states": torch.zeros(units, network.config.mixer.width),
        "spans": torch.tensor([[i, i, 0] for i in range(spans)]),
        "pairs": torch.tensor([[0, 1], [1, 0], [2, 3], [3, 2], [1, 3]]),
        "features": torch.zeros(pairs, len(PAIR_SIZES), dtype=torch.long),
        "rules": torch.zeros(pairs, len(network.scheme.links)),
    }
    counted = {"states": "units", "spans": "spans"}
    axes = {name: (counted.get(name, "pairs"),) for name in given}
    return _exported(PairGraph(network.pairs), given, axes, PAIR_OUTPUTS)


def _exported(
    module: nn.Module,
    given: Mapping[str, Tensor],
    axes: Mapping[str, Sequence[str]],
    outputs: Sequence[str],
) -> onnx.ModelProto:
    dims: dict[str, Any] = {name: torch.export.Dim(name) for names in axes.values() for name in names}
    with _quiet():
        program = torch.onnx.export(
            module.eval(),
            tuple(given.values()),
            input_names=list(given),
            output_names=list(outputs),
            opset_version=OPSET,
            dynamo=True,
            dynamic_shapes=tuple(
                {axis: dims[name] for axis, name in enumerate(names)} for names in axes.values()
            ),
            verbose=False,
        )
    assert program is not None
    graph = program.model_proto
    assert isinstance(graph, onnx.ModelProto)
    # The paths of the exporter's machine are nobody's business.
    for node in graph.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    return graph


@contextlib.contextmanager
def _quiet() -> Any:
    """Keep the exporter's remarks on torch's own parts from the user."""
    exporter = logging.getLogger("torch.onnx")
    before = exporter.level
    exporter.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        exporter.setLevel(before)
