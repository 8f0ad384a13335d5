"""ONNX graphs with whole numbers of 8 bits.

A product of matrices takes whole numbers in one of three ways, the first of these that fits:

- What is whole already (zeros and ones, rows of a table) is multiplied as it stands.
- Values whose extent is known (`training.calibration`) have one scale, for all texts. They are made whole
  where they come from, before they are looked up, moved and put side by side.
- Of others every row has a scale of its own, found as it comes.

So a text's result never depends on what else is in its batch; ONNX Runtime's dynamic quantisation takes one
scale for all. Weights have a scale for each column, tables one for each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

Floats = npt.NDArray[np.float32]

WEIGHT_RANGE: Final = 63
"""Largest weight: with 7 bits no sum of two products overflows 16 bits on processors without VNNI."""
TABLE_RANGE: Final = 127
"""Largest value of a table."""
ACTIVATION_RANGE: Final = 127
ZERO: Final = 128
"""The whole number that stands for 0 where values may be negative."""
_SMALLEST_TABLE: Final = 1 << 18  # values; a smaller table gains less than its scales cost
_SMALLEST_MATRIX: Final = 1 << 11
_MOVES: Final = {"Gather": 1, "Reshape": 1, "Concat": None}
"""Nodes that move values and change none, and how many of their inputs are values (None: all)."""
_FILLERS: Final = {"Expand": (0,), "ScatterElements": (0, 2)}
"""Nodes that spread values, and which of their inputs these are."""
_CONTRIB: Final = "com.microsoft"


class Extent(NamedTuple):
    """How far the values of a tensor go.

    Attributes:
        low, high: the least and the largest.
        width: length of the last axis.
    """

    low: float
    high: float
    width: int


def quantized(model: onnx.ModelProto, extents: Mapping[str, Extent] | None = None) -> onnx.ModelProto:
    """Return a graph whose matrix products and large tables are in whole numbers.

    Args:
        model: the graph, 32-bit.
        extents: of the tensors in `scaled_tensors`; products of others have a scale for every row.
    """
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    rewriter = _Rewriter(graph, extents or {})
    nodes = _needed([new for node in graph.node for new in rewriter.rewrite(node)], graph)
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in (*graph.initializer, *rewriter.added.values()) if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    del graph.value_info[:]
    result.opset_import.append(helper.make_opsetid(_CONTRIB, 1))
    onnx.checker.check_model(result)
    return result


def scaled_tensors(model: onnx.ModelProto) -> list[str]:
    """Names of the tensors whose extent settles the scale of a product, and of what it puts side by side."""
    rewriter = _Rewriter(model.graph, {})
    names: dict[str, None] = {}
    for node in model.graph.node:
        if product := rewriter.product_of(node):
            for part in rewriter.parts_of(product.given):
                names.update(dict.fromkeys([part, *rewriter.sources_of(part)]))
    return [name for name in names if name not in rewriter.weights]


def _needed(nodes: Sequence[NodeProto], graph: onnx.GraphProto) -> list[NodeProto]:
    """Those of the nodes on which an output of the graph hangs."""
    wanted = {put.name for put in graph.output}
    kept = []
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            wanted.update(node.input)
            kept.append(node)
    return kept[::-1]


class _Product(NamedTuple):
    """A product of a tensor with a constant matrix, and what is added to it."""

    given: str
    name: str
    weight: Floats
    bias: str
    output: str


class _Whole(NamedTuple):
    """Whole numbers: their tensor, the steps of its columns, and what stands for 0."""

    name: str
    steps: Floats
    zero: int


class _Rewriter:
    """Replaces nodes by their quantised form; the constants that this needs are in `added`."""

    def __init__(self, graph: onnx.GraphProto, extents: Mapping[str, Extent]) -> None:
        self.weights = {tensor.name: tensor for tensor in graph.initializer}
        self.added: dict[str, TensorProto] = {}
        self._extents = extents
        self._makers = {name: node for node in graph.node for name in node.output}
        self._done: set[str] = set()
        self._made: dict[str, dict[tuple[float, int], str]] = {}
        readers: dict[str, list[NodeProto]] = {}
        for node in graph.node:
            for name in node.input:
                readers.setdefault(name, []).append(node)
        # Sums with a constant right behind a product, by the tensor between: they are made together.
        self._sums = {
            name: found[0]
            for name, found in readers.items()
            if len(found) == 1 and found[0].op_type == "Add" and self._vector(found[0].input[1])
        }

    def rewrite(self, node: NodeProto) -> Sequence[NodeProto]:
        """Return the nodes that stand for one."""
        if product := self.product_of(node):
            return self._multiplied(product)
        if node.op_type == "Add" and (maker := self._makers.get(node.input[0])):
            product = self.product_of(maker)
            if product and product.output == node.output[0]:
                return []
        if node.op_type == "Gather" and (table := self._matrix(node.input[0], _SMALLEST_TABLE)) is not None:
            return self._lookup(table, node)
        return [node]

    def product_of(self, node: NodeProto) -> _Product | None:
        """Read a node as a product with a constant matrix, if it is one."""
        if node.op_type not in ("MatMul", "Gemm") or (weight := self._matrix(node.input[1])) is None:
            return None
        values = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if values.get("transA", 0) or values.get("alpha", 1) != 1 or values.get("beta", 1) != 1:
            return None
        weight = weight.T if values.get("transB", 0) else weight
        bias, output = node.input[2] if len(node.input) > 2 else "", node.output[0]
        if not bias and (following := self._sums.get(output)):
            bias, output = following.input[1], following.output[0]
        return _Product(node.input[0], node.input[1], weight, bias, output)

    def parts_of(self, name: str) -> list[str]:
        """Tensors that a tensor puts side by side along its last axis."""
        maker = self._makers.get(name)
        if maker is None or maker.op_type != "Concat" or helper.get_attribute_value(maker.attribute[0]) != -1:
            return [name]
        return list(maker.input)

    def sources_of(self, name: str) -> list[str]:
        """Tensors that the values of a tensor come from unchanged."""
        return [source for moved in self._moved(name) for source in self.sources_of(moved)] or [name]

    def _moved(self, name: str) -> Sequence[str]:
        maker = self._makers.get(name)
        return maker.input[: _MOVES[maker.op_type]] if maker and maker.op_type in _MOVES else ()

    def _matrix(self, name: str, least: int = _SMALLEST_MATRIX) -> Floats | None:
        tensor = self.weights.get(name)
        if tensor is None or len(tensor.dims) != 2 or np.prod(tensor.dims) < least:
            return None
        array = numpy_helper.to_array(tensor)
        return array if array.dtype == np.float32 else None

    def _vector(self, name: str) -> bool:
        tensor = self.weights.get(name)
        return tensor is not None and len(tensor.dims) == 1 and tensor.data_type == TensorProto.FLOAT

    def _multiplied(self, product: _Product) -> list[NodeProto]:
        maker = self._makers.get(product.given)
        if maker and maker.op_type == "Cast" and self._zeros_and_ones(maker.input[0]):
            ones = np.ones(len(product.weight), dtype=np.float32)
            return [self._product(product, _Whole(maker.input[0], ones, 0), most=TABLE_RANGE)]
        if maker and maker.op_type == "Gather" and self._matrix(maker.input[0], _SMALLEST_TABLE) is not None:
            return self._rows_of_table(product, maker)
        nodes: list[NodeProto] = []
        if whole := self._scaled(product.given, nodes):
            return [*nodes, self._product(product, whole)]
        return self._by_rows(product)

    def _zeros_and_ones(self, name: str) -> bool:
        """Whether a tensor is known to hold bytes that are 0 or 1."""
        maker = self._makers.get(name)
        if maker and maker.op_type in _FILLERS:
            return all(self._zeros_and_ones(maker.input[i]) for i in _FILLERS[maker.op_type])
        tensor = self.weights.get(name)
        values = None if tensor is None else numpy_helper.to_array(tensor)
        return values is not None and values.dtype == np.uint8 and bool((values <= 1).all())

    def _product(
        self,
        product: _Product,
        given: _Whole,
        output: str = "",
        *,
        bias: bool = True,
        most: int = WEIGHT_RANGE,
    ) -> NodeProto:
        """The product of whole numbers with a matrix whose rows carry their steps, as 32-bit values."""
        name = product.name
        self._store(name, product.weight * given.steps[:, None], axis=0, most=most)
        inputs = [given.name, f"{name}.int8", self._constant("int8.one", np.float32(1)), f"{name}.scale"]
        inputs.append(self._zero(given.zero))
        if bias and product.bias:
            inputs += ["", product.bias]
        return _node("MatMulIntegerToFloat", inputs, output or product.output, domain=_CONTRIB)

    def _rows_of_table(self, product: _Product, lookup: NodeProto) -> list[NodeProto]:
        """The product of looked up rows, multiplied as they are stored, and then with their scales."""
        table, output = lookup.input[0], product.output
        values = numpy_helper.to_array(self.weights[table])
        self._store(table, values, axis=1, most=TABLE_RANGE, zero=ZERO)
        rows, scale, found = (f"{output}.int8.{part}" for part in ("rows", "scale", "product"))
        ones = np.ones(len(product.weight), dtype=np.float32)
        added = f"{output}.int8.scaled" if product.bias else output
        nodes = [
            _node("Gather", (f"{table}.uint8", lookup.input[1]), rows),
            _node("Gather", (f"{table}.scale", lookup.input[1]), scale),
            self._product(product, _Whole(rows, ones, ZERO), found, bias=False),
            _node("Mul", (found, scale), added),
        ]
        return [*nodes, _node("Add", (added, product.bias), output)] if product.bias else nodes

    def _scaled(self, given: str, nodes: list[NodeProto]) -> _Whole | None:
        """Make a tensor whole by scales that its extents settle, if these are known.

        Args:
            given: the tensor.
            nodes: what that needs is added to them.
        """
        parts = {
            part: [self._extent(source) for source in self.sources_of(part)] for part in self.parts_of(given)
        }
        widths = [self._extents.get(part) for part in parts]
        known = [extent for extents in parts.values() for extent in extents if extent]
        if None in widths or len(known) < sum(map(len, parts.values())):
            return None
        zero, most = (ZERO, ACTIVATION_RANGE) if min(e.low for e in known) < 0 else (0, 255)
        steps: list[Floats] = []
        names = []
        for (part, extents), width in zip(parts.items(), widths, strict=True):
            largest = max(abs(end) for e in extents if e for end in (e.low, e.high))
            step = np.float32(max(largest, 1e-6) / most)
            names.append(self._whole(part, step, zero, nodes))
            steps.append(np.full(width.width if width else 0, step))
        name = names[0]
        if len(names) > 1 and (name := f"{given}.int8") not in self._done:
            self._done.add(name)
            nodes.append(_node("Concat", names, name, axis=-1))
        return _Whole(name, np.concatenate(steps), zero)

    def _extent(self, name: str) -> Extent | None:
        if name in self.weights:
            values = numpy_helper.to_array(self.weights[name])
            return Extent(float(values.min()), float(values.max()), values.shape[-1])
        return self._extents.get(name)

    def _whole(self, name: str, step: np.float32, zero: int, nodes: list[NodeProto]) -> str:
        """Make a tensor whole where its values come from, and move it as they are moved."""
        known = self._made.setdefault(name, {})
        if output := known.get((float(step), zero)):
            return output
        output = known[float(step), zero] = f"{name}.uint8.{len(known)}" if known else f"{name}.uint8"
        if name in self.weights:
            values = np.clip(np.rint(numpy_helper.to_array(self.weights[name]) / step) + zero, 0, 255)
            return self._constant(output, values.astype(np.uint8))
        if moved := self._moved(name):
            maker = self._makers[name]
            inputs = [self._whole(value, step, zero, nodes) for value in moved]
            node = NodeProto()
            node.CopyFrom(maker)
            node.input[: len(inputs)] = inputs
            node.output[0] = node.name = output
            nodes.append(node)
        else:
            nodes.append(
                _node(
                    "QuantizeLinear", (name, self._constant(f"{output}.step", step), self._zero(zero)), output
                )
            )
        return output

    def _by_rows(self, product: _Product) -> list[NodeProto]:
        given, output = product.given, product.output
        step = [f"{given}.int8.{i}" for i in range(7)]
        constants = [
            self._constant("int8.axis", np.array([-1], dtype=np.int64)),
            self._constant("int8.least", np.float32(1e-6)),
            self._constant("int8.range", np.float32(ACTIVATION_RANGE)),
            # Half a step more, as the cast to whole numbers cuts off.
            self._constant("int8.shift", np.float32(ZERO + 0.5)),
        ]
        axis, least, most, shift = constants
        nodes = []
        if given not in self._done:
            self._done.add(given)
            nodes = [
                _node("Abs", (given,), step[0]),
                _node("ReduceMax", (step[0], axis), step[1], keepdims=1),
                _node("Max", (step[1], least), step[2]),
                _node("Div", (most, step[2]), step[3]),
                _node("Mul", (given, step[3]), step[4]),
                _node("Add", (step[4], shift), step[5]),
                _node("Cast", (step[5],), step[6], to=TensorProto.UINT8),
            ]
        ones = np.ones(len(product.weight), dtype=np.float32)
        found = f"{output}.int8.product"
        nodes.append(self._product(product, _Whole(step[6], ones, ZERO), found, bias=False))
        added = f"{output}.int8.scaled" if product.bias else output
        nodes.append(_node("Div", (found, step[3]), added))
        return [*nodes, _node("Add", (added, product.bias), output)] if product.bias else nodes

    def _lookup(self, table: Floats, node: NodeProto) -> list[NodeProto]:
        name, output = node.input[0], node.output[0]
        self._store(name, table, axis=1, most=TABLE_RANGE)
        step = [f"{output}.int8.{i}" for i in range(3)]
        return [
            _node("Gather", (f"{name}.int8", node.input[1]), step[0]),
            _node("Cast", (step[0],), step[1], to=TensorProto.FLOAT),
            _node("Gather", (f"{name}.scale", node.input[1]), step[2]),
            _node("Mul", (step[1], step[2]), output),
        ]

    def _store(self, name: str, values: Floats, *, axis: int, most: int, zero: int = 0) -> None:
        scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), np.float32(1e-12)) / np.float32(most)
        whole = np.clip(np.rint(values / scale), -most, most) + zero
        scale = scale.astype(np.float32)
        kind = np.uint8 if zero else np.int8
        self._constant(f"{name}.{np.dtype(kind)}", whole.astype(kind))
        self._constant(f"{name}.scale", scale if axis else scale[0])

    def _zero(self, zero: int) -> str:
        return self._constant(f"int8.zero.{zero}", np.uint8(zero))

    def _constant(self, name: str, value: Any) -> str:
        if name not in self.added:
            self.added[name] = numpy_helper.from_array(np.asarray(value), name)
        return name


def _node(kind: str, inputs: Iterable[str], output: str, **attributes: Any) -> NodeProto:
    return helper.make_node(kind, list(inputs), [output], name=output, **attributes)
