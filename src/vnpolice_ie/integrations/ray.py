"""Ray Data: documents read by a pool of workers on a cluster, into a folder that can be resumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.extras import require
from vnpolice_ie.integrations.ray_run import Part, Report, Run
from vnpolice_ie.integrations.ray_worker import Columns, Reader, rows_of_files
from vnpolice_ie.integrations.shared import Recipe
from vnpolice_ie.io.inputs import LINES_SUFFIXES, find_files, names_of
from vnpolice_ie.io.packed import PACKINGS, Packing, ending
from vnpolice_ie.pipeline import Pipeline
from vnpolice_ie.shards.journal import Failed

__all__ = ["Failed", "Report", "annotate"]

FILES_AT_ONCE: Final = 64
"""Files that one task reads."""


def annotate(
    data: Any,
    out: str | Path,
    *,
    model: str | Path | Pipeline | None = None,
    min_score: float = 0.0,
    text: str = "text",
    id: str = "id",  # noqa: A002
    date: str = "date",
    workers: int | tuple[int, int] = 2,
    part_size: int = 200,
    compress: Packing | None = None,
) -> Report:
    """Read documents on a Ray cluster; what is read is written to `out` part by part.

    A run that was stopped, by whatever means, goes on where it was when it is called again; documents that
    were added meanwhile are read, and those that are there are not read again. A worker that dies is
    replaced, and its batch is read again. Parts come in the order in which they are finished.

    Args:
        data: a `ray.data.Dataset`, or files and folders of `.txt` and `.jsonl`, one path or several.
        out: the folder to write to. All machines of the cluster must see it (and the files) under this name.
        model: what `vnpolice_ie.load` takes, or a pipeline that it made.
        min_score: what has a lower score is left out.
        text: column of the dataset that holds the texts.
        id: column of their ids; a document without one gets a digest of its text as one.
        date: column of their datelines.
        workers: size of the pool, or its least and greatest size.
        part_size: documents of a part, which is one batch: what is lost of the work of a worker that dies.
        compress: how the parts are packed, `gz` or `zst`; None as those of the run that is gone on with.

    Raises:
        InputError: a path is not there, there is no column `text`, or a number is less than 1,
            or `compress` is none of its values.
        OutputError: the folder holds other files or readings of another model, or another run writes to it.
        ResourceError: the extra `ray` is not installed, or the model cannot be run.
    """
    require("ray", "ray", "pyarrow")
    import ray  # noqa: PLC0415  (slow to import)
    import ray.data  # noqa: PLC0415

    least, most = workers if isinstance(workers, tuple) else (workers, workers)
    if not 1 <= least <= most or part_size < 1:
        raise InputError(
            f"workers is {workers!r}, part_size {part_size!r}", remedy="Give whole numbers of 1 or more"
        )
    if compress is not None and compress not in PACKINGS:
        raise InputError(f"compress is {compress!r}", remedy=f"Give one of {', '.join(PACKINGS)}")
    folder = Path(out).absolute()
    recipe = Recipe.of(model, min_score)
    if not ray.is_initialized():
        ray.init()
    columns: Columns | None = None
    if isinstance(data, ray.data.Dataset):
        columns = Columns(text, id, date)
        rows = _known(data, columns)
    else:
        rows = _of_files(data, folder)
    parts = rows.repartition(target_num_rows_per_block=part_size).map_batches(
        Reader,
        batch_size=part_size,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=least, max_size=most),
        fn_constructor_args=(recipe, str(folder), columns),
        num_cpus=_share(most),
    )
    with Run(folder, recipe.settings(), most, compress) as run:
        for batch in parts.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
            for line in batch["part"].to_pylist():
                run.commit(Part.from_json(line))
        return run.finish()


def _known(data: Any, columns: Columns) -> Any:
    there = data.columns() or []
    if columns.text not in there:
        raise InputError(
            f"the dataset has no column {columns.text!r}",
            remedy=f"Name the column of texts; there are: {', '.join(map(repr, there))}",
        )
    return data.select_columns([name for name in columns if name in there])


def _of_files(data: str | Path | Iterable[str | Path], folder: Path) -> Any:
    import ray.data  # noqa: PLC0415

    paths = [Path(data)] if isinstance(data, str | Path) else [Path(path) for path in data]
    files = [path.absolute() for path in find_files(paths)]
    if any(path.is_relative_to(folder) for path in files):
        raise OutputError("the output is also an input", where=str(folder), remedy="Name another folder")
    rows = [{"path": str(path), "id": name} for path, name in _with_names(files)]
    return ray.data.from_items(rows).map_batches(rows_of_files, batch_size=FILES_AT_ONCE, num_cpus=1)


def _with_names(files: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Give each text file an id that no other has, as `annotate` on the command line does."""
    taken: set[str] = set()
    for path in files:
        name = ""
        if ending(path) not in LINES_SUFFIXES:
            name = next((name for name in names_of(path) if name not in taken), path.stem)
            taken.add(name)
        yield path, name


def _share(workers: int) -> float:
    """CPUs of a worker: one, or less where the cluster would have none left to feed them."""
    import ray  # noqa: PLC0415

    cpus: float = ray.cluster_resources().get("CPU", 0.0)  # type: ignore[no-untyped-call]
    return min(1.0, max(0.1, (cpus - 1) / workers))
