"""Packed formats: what is inside is changed, then packed with right lengths and checksums."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from fuzzing import file_targets, model_targets, packing, seeds
from fuzzing.file_targets import Attempt


def through(
    pack: Callable[[bytes], bytes], open_reader: Callable[[Path], Attempt]
) -> Callable[[Path], Attempt]:
    """Try what a reader makes of packed inputs."""

    def made(folder: Path) -> Attempt:
        attempt = open_reader(folder)
        return lambda data: attempt(pack(data))

    return made


def docbin_seed() -> list[bytes]:
    """What stands in the DocBins."""
    return [packing.open_docbin(data) for data in seeds.written("spacy", ".spacy")]


docbin = through(packing.docbin, partial(file_targets.annotated, form="spacy", ending=".spacy"))


def parquet_seed() -> list[bytes]:
    """The columns of the files of Parquet."""
    import pyarrow as pa  # noqa: PLC0415  (extra store)
    import pyarrow.parquet as pq  # noqa: PLC0415

    return [
        packing.open_table(pq.read_table(pa.BufferReader(data)))
        for data in seeds.written("parquet", ".parquet")
    ]


parquet = through(packing.parquet, partial(file_targets.annotated, form="parquet", ending=".parquet"))
dataset = through(packing.arrow, partial(file_targets.dataset, ending=".arrow"))


def dataset_seed() -> list[bytes]:
    """The columns of a dataset."""
    import pyarrow as pa  # noqa: PLC0415  (extra store)

    return [
        packing.open_table(pa.ipc.open_stream(data).read_all())
        for data in file_targets.dataset_seed(".arrow")
    ]


def weights_seed() -> list[bytes]:
    """The headers of the weights."""
    return [packing.open_safetensors(data) for data in model_targets.weights_seed()]


weights = through(packing.safetensors, model_targets.weights)


def graph_seed() -> list[bytes]:
    """The graph of pairs without its numbers."""
    return [packing.open_graph(data) for data in model_targets.graph_seed()]


def graph(folder: Path) -> Attempt:
    """The graph of pairs."""
    (sound,) = model_targets.graph_seed()
    return through(partial(packing.graph, sound=sound), model_targets.graph)(folder)


def configuration_seed() -> list[bytes]:
    """Training configurations as trees."""
    import yaml  # noqa: PLC0415  (extra train)

    return [packing.closed(yaml.safe_load(data)) for data in seeds.configurations()]


configuration = through(packing.yaml, file_targets.configuration)
