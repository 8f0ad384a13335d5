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
from vnpolice_ie.model.network import Inputs, JointNetwork, PairHead
from vnpolice_ie.model.pairs import PAIR_SIZES

OPSET: Final = 20
ENCODER_OUTPUTS: Final = ("states", "outer", "inner")
PAIR_OUTPUTS: Final = ("probabilities",)
_BY_PIECE: Final = frozenset({"pieces", "piece_mask"})


class UnrolledConvolutions(nn.Module):
    """`GatedConvolutions` as products of matrices, which ONNX Runtime does faster with whole numbers.

    What stands around a unit is looked up by row, row 0 being that of all that is no unit: rows of whole
    numbers can be moved so, and neither the mask nor the ends of a window need work of their own.
    """

    def __init__(self, convolutions: GatedConvolutions) -> None:
        super().__init__()
        self.norms = convolutions.norms
        self.values = nn.ModuleList()
        self.gates = nn.ModuleList()
        self.around: list[list[int]] = []
        for layer in convolutions.layers:
            convolution = cast("nn.Conv1d", layer)
            kernel, step = convolution.kernel_size[0], convolution.dilation[0]
            self.around.append([step * i - step * (kernel - 1) // 2 for i in range(kernel)])
            values, gates = convolution.weight.detach().permute(0, 2, 1).flatten(1).chunk(2)
            of_values, of_gates = cast("Tensor", convolution.bias).detach().chunk(2)
            self.values.append(_linear(values, of_values))
            self.gates.append(_linear(gates, of_gates))
        self.reach = max((abs(place) for around in self.around for place in around), default=0)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the new states, shape [batch, units, width]."""
        batch, units, width = x.shape
        row = torch.arange(1, batch * units + 1).reshape(batch, units)
        rows = F.pad(torch.where(mask, row, 0), (self.reach, self.reach))
        place = torch.arange(units).unsqueeze(-1) + self.reach
        nothing = torch.zeros(1, width)
        for norm, values, gates, around in zip(self.norms, self.values, self.gates, self.around, strict=True):
            seen = rows.index_select(1, (place + torch.tensor(around)).reshape(-1)).reshape(-1)
            given = torch.cat([nothing, norm(x).reshape(-1, width)]).index_select(0, seen)
            given = given.reshape(batch, units, len(around) * width)
            x = x + values(given) * torch.sigmoid(gates(given))
        return x


class EncoderGraph(nn.Module):
    """From the arrays of `model.batch.collate` to states and log-probabilities of both layers.

    The vectors of the features are multiplied beforehand: a unit's features are one product of the values
    that it has (ones among zeros) with a table.
    """

    def __init__(self, network: JointNetwork) -> None:
        super().__init__()
        self.network = deepcopy(network).eval()
        if isinstance(network.mixer, GatedConvolutions):
            self.network.mixer = UnrolledConvolutions(network.mixer)
        self.features: nn.Linear | None = None
        if network.features is not None:
            width = network.config.encoder.width
            weight, bias = network.join.weight.detach(), network.join.bias.detach()
            self.network.join = _linear(weight[:, :width])
            self.features = _linear(weight[:, width:] @ network.features.weight.detach().T, bias)

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
        network = self.network
        x = network.join(network.units(Inputs(pieces, piece_mask, first_piece, place, features, mask)))
        if self.features is not None:
            none = torch.zeros(*mask.shape, self.features.in_features, dtype=torch.uint8)
            ones = torch.ones_like(features, dtype=torch.uint8)
            x = x + self.features(none.scatter(2, features, ones).to(x.dtype))
        states = network.norm(network.mixer(x, mask))
        outer, inner = network.tag_scores(states)
        return states, outer.log_softmax(dim=-1), inner.log_softmax(dim=-1)


class PairGraph(nn.Module):
    """From states, spans and pairs to probabilities of the links, as `PairHead` gives them.

    What hangs on a unit or a span alone is worked out for these and not for each pair, and the states between
    two spans are added up after their product, which is smaller. The products of heads and tails, which go
    far, are multiplied apart from the rest, so that one scale fits each.
    """

    def __init__(self, head: PairHead) -> None:
        super().__init__()
        self.head = deepcopy(head).eval()
        self.between = _linear(head.between.weight.detach())
        tables = [cast("nn.Embedding", table).weight.detach() for table in head.features]
        self.table = nn.Parameter(torch.cat(tables))
        self.firsts = [sum(map(len, tables[:i])) for i in range(len(tables))]
        score, size = cast("nn.Linear", head.score[1]), cast("nn.Linear", head.head[0]).out_features
        middle = head.between.out_features
        parts = [2 * size, size, middle, score.in_features - 3 * size - middle]
        ends, both, between, told = torch.split(score.weight.detach(), parts, dim=1)
        bias = score.bias.detach() + between @ head.between.bias.detach()
        self.of_both = _linear(both)
        self.of_others = _linear(torch.cat([ends, between, told], dim=1), bias)

    def forward(
        self, states: Tensor, spans: Tensor, pairs: Tensor, features: Tensor, rules: Tensor
    ) -> Tensor:
        """Return probabilities, shape [pairs, links]."""
        head = self.head
        start, last, tag = spans.unbind(dim=1)
        ends = [states.index_select(0, start), states.index_select(0, last)]
        span = torch.cat([*ends, head.tag(tag)], dim=-1)
        one, other = pairs.unbind(dim=1)
        heads, tails = head.head(span).index_select(0, one), head.tail(span).index_select(0, other)
        low = torch.minimum(last.index_select(0, one), last.index_select(0, other)) + 1
        high = torch.maximum(start.index_select(0, one), start.index_select(0, other))
        high = torch.maximum(high, low)
        until = F.pad(self.between(states).cumsum(dim=0), (0, 0, 1, 0))
        sums = until.index_select(0, high) - until.index_select(0, low)
        mean = sums / (high - low).clamp(min=1).unsqueeze(-1)
        rows = (features + torch.tensor(self.firsts)).reshape(-1)
        told = self.table.index_select(0, rows).reshape(-1, len(self.firsts) * self.table.shape[1])
        first = self.of_others(torch.cat([heads, tails, mean, told], dim=-1)) + self.of_both(heads * tails)
        scores = head.score[2:](first)
        if head.told is not None:
            scores = scores + head.told(rules)
        return torch.sigmoid(scores)


def _linear(weight: Tensor, bias: Tensor | None = None) -> nn.Linear:
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    layer.weight.data = weight
    if bias is not None:
        layer.bias.data = bias
    return layer


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
