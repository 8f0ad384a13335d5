"""A trained model made ready to run without torch: ONNX graphs, checked against the network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, get_args

import onnx

from vnpolice_ie.errors import InputError, OutputError, ResourceError
from vnpolice_ie.model.folder import (
    GRAPHS,
    HASHES,
    SETTINGS,
    ModelFolder,
    Precision,
    graph_file,
    seal,
    write_files,
    write_settings,
)
from vnpolice_ie.model.readers import reader_of
from vnpolice_ie.model.session import OnnxBackend
from vnpolice_ie.model.weights import read_network
from vnpolice_ie.training.agreement import SAMPLE, Agreement, agreement, texts_of
from vnpolice_ie.training.calibration import extents_of
from vnpolice_ie.training.graphs import encoder_graph, pair_graph
from vnpolice_ie.training.quantize import quantized
from vnpolice_ie.training.run_folder import MODEL
from vnpolice_ie.training.torch_backend import TorchBackend

PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)
MOST_DIFFERENCE: Final = 1e-3
"""Between the numbers of a 32-bit graph and those of torch, which adds up in another order."""
LEAST_EQUAL: Final = 0.97
"""F1 of the spans and of the links of an 8-bit graph against those of torch."""


@dataclass(frozen=True)
class Exported:
    """What was exported.

    Attributes:
        folder: the model folder.
        checks: agreement with torch by precision.
        sizes: bytes of each file.
    """

    folder: Path
    checks: dict[str, Agreement]
    sizes: dict[str, int]


def model_folder(source: Path) -> Path:
    """Return the model folder that a run folder or model folder names.

    Raises:
        InputError: it is neither.
    """
    for folder in (source, source / MODEL):
        if (folder / SETTINGS).is_file():
            return folder
    raise InputError(
        "this is neither a model folder nor a run that was finished",
        where=str(source),
        remedy=f"Give the output folder of a training run, or a folder with {SETTINGS}",
    )


def export_model(
    source: Path,
    target: Path | None = None,
    *,
    precisions: Sequence[Precision] = ("int8",),
    texts: Iterable[str] = SAMPLE,
    least_equal: float = LEAST_EQUAL,
) -> Exported:
    """Make the graphs of a model and check them against the network.

    Args:
        source: folder of a run, or of a model with weights.
        target: model folder to write; by default the model's own.
        precisions: graphs to write; of several, the pipeline runs the last.
        texts: what the check reads; they also show how far the values inside of a compact network go.
        least_equal: F1 of spans and links of the 8-bit graphs against those of torch, below which they are
            refused.

    Raises:
        InputError: `source` is no model.
        OutputError: `target` holds something else.
        ResourceError: the model is damaged, or the graphs do not agree with the network.
    """
    folder = ModelFolder.open(model_folder(source))
    target = target or folder.path
    _check_target(target)
    network = read_network(folder)
    reader = reader_of(folder)
    settings = folder.settings
    read = texts_of(settings, reader, texts)
    full = {"encoder": encoder_graph(network)} | (
        {"pairs": pair_graph(network)} if settings.has_pairs else {}
    )
    # The insides of a large encoder go too far for one scale: each of its rows has its own.
    calibrated = "int8" in precisions and settings.network.encoder.kind == "compact"
    extents = extents_of(settings, reader, full, read) if calibrated else {}
    files: dict[str, bytes] = {}
    checks: dict[str, Agreement] = {}
    torch_backend = TorchBackend(network, reader, overlap=settings.overlap)
    with TemporaryDirectory() as place:
        for precision in dict.fromkeys(precisions):
            graphs = {
                graph_file(name, precision): _bytes(
                    graph if precision == "fp32" else quantized(graph, extents.get(name))
                )
                for name, graph in full.items()
            }
            write_files(Path(place), graphs)
            running = replace(settings, precision=precision)
            backend = OnnxBackend(_sealed(Path(place), running), reader)
            checks[precision] = agreement(running, torch_backend, backend, read)
            _check(checks[precision], precision, least_equal)
            files |= graphs
    _copy(folder, target)
    write_files(target, files)
    exported = {precision: check.to_dict() for precision, check in checks.items()}
    write_settings(target, replace(settings, precision=precisions[-1], exported=exported))
    written = ModelFolder.open(target)
    return Exported(target, checks, {name: (target / name).stat().st_size for name in written.hashes})


def _sealed(path: Path, settings: Any) -> ModelFolder:
    write_settings(path, settings)
    return ModelFolder.open(path)


def _check_target(target: Path) -> None:
    if target.exists() and not (target.is_dir() and (not any(target.iterdir()) or _is_model(target))):
        raise OutputError(
            "there is something else than a model", where=str(target), remedy="Name a new or an empty folder"
        )


def _is_model(path: Path) -> bool:
    return (path / SETTINGS).is_file() and (path / HASHES).is_file()


def _copy(folder: ModelFolder, target: Path) -> None:
    """Copy all but the graphs, and take away graphs that were there before."""
    graphs = {graph_file(graph, precision) for graph in GRAPHS for precision in PRECISIONS}
    if target.resolve() != folder.path.resolve():
        write_files(
            target, {name: folder.file(name).read_bytes() for name in folder.hashes if name not in graphs}
        )
    for name in graphs:
        (target / name).unlink(missing_ok=True)
    seal(target)


def _check(found: Agreement, precision: str, least_equal: float) -> None:
    if precision == "fp32" and found.largest_difference > MOST_DIFFERENCE:
        raise ResourceError(
            f"the 32-bit graphs are {found.largest_difference:.2g} off the network",
            remedy="This is a fault of the exporter: try other versions of torch and onnxruntime",
        )
    equal = min(found.equal_spans, found.equal_links)
    if precision != "fp32" and equal < least_equal:
        raise ResourceError(
            f"of what the network reads in {found.units} units, the {precision} graphs read only {equal:.1%}"
            f" alike (spans {found.equal_spans:.1%}, links {found.equal_links:.1%})",
            remedy="Train the network longer, or export it with fp32 and without int8",
        )


def _bytes(graph: onnx.ModelProto) -> bytes:
    data: bytes = graph.SerializeToString()
    return data
