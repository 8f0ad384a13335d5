"""Measure the network in several precisions: speed, size, and what the pipeline reads with it.

    python benchmarks/precisions.py NAME=GOLD… [--model models/compact] [--documents 48] [--write]

Each GOLD is annotated documents and NAME what the table calls them; agreement is that of all spans of them.
Speed is the CPU time of both graphs, their arrays made, for documents of 600 syllables on one core; the
precisions take turns, and the best of three rounds counts. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

# Set before numpy, torch and ONNX Runtime are imported: they look at it once.
os.environ["OMP_NUM_THREADS"] = "1"

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from page import write_section
from short_texts import SYLLABLES, documents

import vnpolice_ie as vie
from vnpolice_ie.evaluation.scoring import score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.model.backend import Backend, Encoded, Floats
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.folder import ModelFolder, graph_file, write_files, write_settings
from vnpolice_ie.model.pairs import Pairs
from vnpolice_ie.model.readers import reader_of
from vnpolice_ie.model.session import OnnxBackend
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.model.weights import read_network
from vnpolice_ie.training.graphs import encoder_graph, pair_graph
from vnpolice_ie.training.quantize import quantized
from vnpolice_ie.training.torch_backend import TorchBackend
from vnpolice_ie.types import Doc

HEADING = "## Precisions"
ROUNDS = 3
SHIPS = "8 bits, one scale for known extents (ships)"
FULL = "32 bits"
ABOUT = """The network of `compact` in several precisions: CPU milliseconds for a document of {syllables}
syllables on one core, both graphs with their arrays; size of both graphs; F1 of all labels, relations and
arguments; and F1 of its spans against those of 32 bits, documents of all sets together.

| | ms | MB |{sets} spans as in 32 bits |
| --- | ---: | ---: |{lines} ---: |
{table}

ONNX Runtime has no kernels for products in 16 bits on this kind of processor (x86_64): weights kept in
fp16 become fp32 when the graph is read, and bf16 is measured in torch (autocast), which has them where the
processor does (here: {bf16}). {machine}.
Made by `python benchmarks/precisions.py NAME=GOLD… --write`.
"""


class Timed:
    """A backend whose CPU seconds are added up."""

    def __init__(self, backend: Backend, bf16: bool = False) -> None:
        self._backend = backend
        self._bf16 = bf16
        self.seconds = 0.0

    def encode(self, texts: Sequence[ModelText]) -> list[Encoded]:
        """As the backend does."""
        start = time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=self._bf16):
            found = self._backend.encode(texts)
        self.seconds += time.process_time() - start
        return found

    def link(self, states: Floats, spans: Sequence[UnitSpan], pairs: Pairs) -> Floats:
        """As the backend does."""
        start = time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=self._bf16):
            found = self._backend.link(states, spans, pairs)
        self.seconds += time.process_time() - start
        return found


def half(model: onnx.ModelProto) -> onnx.ModelProto:
    """A graph whose large constants are kept in 16 bits."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    casts = []
    for tensor in result.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type == TensorProto.FLOAT and values.size > 1024:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype("float16"), f"{name}.half"))
            casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        result.graph.node.insert(0, node)
    return result


def backends(model: Path, place: Path) -> dict[str, tuple[Timed, float | None]]:
    """Backends by precision, each with the megabytes of its graphs."""
    folder = ModelFolder.open(model)
    network, reader = read_network(folder), reader_of(folder)
    full = {"encoder": encoder_graph(network), "pairs": pair_graph(network)}
    made = {
        FULL: full,
        "weights in fp16": {name: half(graph) for name, graph in full.items()},
        "8 bits, a scale for every row": {name: quantized(graph) for name, graph in full.items()},
        SHIPS: {name: onnx.load(folder.graph(name)) for name in full},
    }
    found: dict[str, tuple[Timed, float | None]] = {}
    for number, (name, graphs) in enumerate(made.items()):
        path = place / str(number)
        path.mkdir()
        files = {graph_file(part, "fp32"): graph.SerializeToString() for part, graph in graphs.items()}
        write_files(path, files)
        write_settings(path, replace(folder.settings, precision="fp32"))
        timed = Timed(OnnxBackend(ModelFolder.open(path), reader))
        found[name] = timed, sum(map(len, files.values())) / 1e6
    of_torch = TorchBackend(network, reader, overlap=folder.settings.window_overlap, budget=1024)
    found["bf16, by torch"] = Timed(of_torch, bf16=True), None
    return found


def figures(
    docs: Mapping[str, Sequence[Doc]],
    base: Mapping[str, Sequence[Doc]],
    gold: Mapping[str, Sequence[GoldDocument]],
) -> list[str]:
    """Cells of a row: F1 by set, and agreement with the base."""
    cells = []
    for name, read in docs.items():
        report = score(gold[name], read)
        rows = (report.entities["ALL"], report.relations["ALL"], report.arguments["ALL"])
        cells.append(" / ".join(f"{row.f1:.3f}".lstrip("0") for row in rows))
    ours, theirs = (
        {
            (name, doc.id, m.start, m.end, m.label)
            for name, read in one.items()
            for doc in read
            for m in doc.entities
        }
        for one in (docs, base)
    )
    return [*cells, f"{2 * len(ours & theirs) / (len(ours) + len(theirs)):.2%}"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", metavar="NAME=GOLD")
    parser.add_argument("--model", type=Path, default=Path("models/compact"))
    parser.add_argument("--documents", type=int, default=48)
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    named = dict(one.split("=", 1) for one in args.gold)
    gold = {name: list(read_gold(Path(path))[0]) for name, path in named.items()}
    texts = documents(args.documents)
    with TemporaryDirectory() as place:
        running = backends(args.model, Path(place))
        pipelines = {}
        for name, (timed, _) in running.items():
            with patch("vnpolice_ie.model.assembly.OnnxBackend", lambda *_, timed=timed: timed):
                pipelines[name] = vie.load(args.model)
        read = {
            name: {
                part: [nlp(d.text, id=d.id, date=d.date) for d in documents_of]
                for part, documents_of in gold.items()
            }
            for name, nlp in pipelines.items()
        }
        best = dict.fromkeys(running, float("inf"))
        for _ in range(ROUNDS):
            for timed, _ in running.values():
                timed.seconds = 0.0
            for text in texts:
                for nlp in pipelines.values():
                    nlp(text)
            best = {name: min(best[name], timed.seconds) for name, (timed, _) in running.items()}
    rows = []
    for name, (_, size) in running.items():
        cells = figures(read[name], read[FULL], gold)
        megabytes = "–" if size is None else f"{size:.1f}"
        rows.append(f"| {name} | {1000 * best[name] / len(texts):.1f} | {megabytes} | {' | '.join(cells)} |")
    body = ABOUT.format(
        syllables=SYLLABLES,
        sets="".join(f" {name}, {len(found)} documents |" for name, found in gold.items()),
        lines=" --- |" * len(gold),
        table="\n".join(rows),
        bf16="AVX512-BF16" if "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8") else "none",
        machine=f"Python {platform.python_version()}, onnxruntime {version('onnxruntime')},"
        f" torch {version('torch')}",
    )
    print(body)
    if args.write:
        write_section(HEADING, body)


if __name__ == "__main__":
    main()
