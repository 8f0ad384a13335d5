"""ONNX graphs with whole numbers of 8 bits.

Every row of an activation has a scale of its own, found as it comes, so a text's result does not depend on
what else is in its batch; ONNX Runtime's dynamic quantisation takes one scale for all. Weights have a scale
for each column, tables one for each row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

Floats = npt.NDArray[np.float32]

WEIGHT_RANGE: Final = 63
"""Largest weight: with 7 bits no sum of two products overflows 16 bits on processors without VNNI."""
ACTIVATION_RANGE: Final = 127
_SMALLEST_TABLE: Final = 1 << 18  # values; a smaller table gains less than its scales cost
_SMALLEST_MATRIX: Final = 1 << 12


def quantized(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return a graph whose matrix products and large tables are in whole numbers."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    rewriter = _Rewriter({tensor.name: tensor for tensor in graph.initializer})
    nodes = [new for node in graph.node for new in rewriter.rewrite(node)]
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in (*graph.initializer, *rewriter.added) if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    del graph.value_info[:]
    onnx.checker.check_model(result)
    return result


class _Rewriter:
    """Replaces nodes by their quantised form; what that needs is in `added`."""

    def __init__(self, weights: dict[str, TensorProto]) -> None:
        self._weights = weights
        self._done: set[str] = set()
        self.added: list[TensorProto] = []
        constants: dict[str, npt.NDArray[np.generic]] = {
            "int8.axis": np.array([-1], dtype=np.int64),
            "int8.least": np.asarray(1e-6, dtype=np.float32),
            "int8.range": np.asarray(ACTIVATION_RANGE, dtype=np.float32),
            # Half a step more, as the cast to whole numbers cuts off.
            "int8.shift": np.asarray(ACTIVATION_RANGE + 1.5, dtype=np.float32),
            "int8.zero": np.asarray(ACTIVATION_RANGE + 1, dtype=np.uint8),
        }
        for name, value in constants.items():
            self.added.append(numpy_helper.from_array(value, name))

    def rewrite(self, node: NodeProto) -> Iterable[NodeProto]:
        if node.op_type == "MatMul" and (weight := self._matrix(node.input[1])) is not None:
            return self._product(node.input[0], weight, node.input[1], node.output[0])
        if node.op_type == "Gemm" and (weight := self._matrix(node.input[1])) is not None:
            values = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            if values.get("transA", 0) or values.get("alpha", 1) != 1 or values.get("beta", 1) != 1:
                return [node]
            weight = weight.T if values.get("transB", 0) else weight
            if len(node.input) < 3:
                return self._product(node.input[0], weight, node.input[1], node.output[0])
            product = f"{node.output[0]}.product"
            return [
                *self._product(node.input[0], weight, node.input[1], product),
                _node("Add", (product, node.input[2]), node.output[0]),
            ]
        if node.op_type == "Gather" and (table := self._matrix(node.input[0], _SMALLEST_TABLE)) is not None:
            return self._lookup(table, node)
        return [node]

    def _matrix(self, name: str, least: int = _SMALLEST_MATRIX) -> Floats | None:
        tensor = self._weights.get(name)
        if tensor is None or len(tensor.dims) != 2 or np.prod(tensor.dims) < least:
            return None
        array = numpy_helper.to_array(tensor)
        return array if array.dtype == np.float32 else None

    def _product(self, given: str, weight: Floats, name: str, output: str) -> list[NodeProto]:
        self._store(name, weight, axis=0, most=WEIGHT_RANGE)
        step = [f"{output}.int8.{i}" for i in range(10)]
        return [
            _node("Abs", (given,), step[0]),
            _node("ReduceMax", (step[0], "int8.axis"), step[1], keepdims=1),
            _node("Max", (step[1], "int8.least"), step[2]),
            _node("Div", ("int8.range", step[2]), step[3]),
            _node("Mul", (given, step[3]), step[4]),
            _node("Add", (step[4], "int8.shift"), step[5]),
            _node("Cast", (step[5],), step[6], to=TensorProto.UINT8),
            _node("MatMulInteger", (step[6], f"{name}.int8", "int8.zero"), step[7]),
            _node("Cast", (step[7],), step[8], to=TensorProto.FLOAT),
            _node("Div", (step[8], step[3]), step[9]),
            _node("Mul", (step[9], f"{name}.scale"), output),
        ]

    def _lookup(self, table: Floats, node: NodeProto) -> list[NodeProto]:
        name, output = node.input[0], node.output[0]
        self._store(name, table, axis=1, most=127)
        step = [f"{output}.int8.{i}" for i in range(3)]
        return [
            _node("Gather", (f"{name}.int8", node.input[1]), step[0]),
            _node("Cast", (step[0],), step[1], to=TensorProto.FLOAT),
            _node("Gather", (f"{name}.scale", node.input[1]), step[2]),
            _node("Mul", (step[1], step[2]), output),
        ]

    def _store(self, name: str, values: Floats, *, axis: int, most: int) -> None:
        if name in self._done:
            return
        self._done.add(name)
        scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), np.float32(1e-12)) / np.float32(most)
        whole = np.clip(np.rint(values / scale), -most, most).astype(np.int8)
        scale = scale.astype(np.float32)
        self.added.append(numpy_helper.from_array(whole, f"{name}.int8"))
        self.added.append(numpy_helper.from_array(scale if axis else scale[0], f"{name}.scale"))


def _node(kind: str, inputs: Iterable[str], output: str, **attributes: Any) -> NodeProto:
    return helper.make_node(kind, list(inputs), [output], name=output, **attributes)
