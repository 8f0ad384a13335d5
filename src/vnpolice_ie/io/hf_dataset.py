"""Datasets of Hugging Face: in memory, and as the folders of `save_to_disk` (extra `datasets`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnpolice_ie.errors import InputError, VnPoliceError
from vnpolice_ie.extras import require
from vnpolice_ie.io.arrow import doc_schema, gold_schema, record, row, table
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import Document
from vnpolice_ie.types import Doc

if TYPE_CHECKING:
    import datasets

_STATE, _SPLITS = "state.json", "dataset_dict.json"


def is_dataset(path: Path) -> bool:
    """Tell whether a folder is what `save_to_disk` wrote: a dataset, or one with splits."""
    return (path / _SPLITS).is_file() or (
        (path / _STATE).is_file() and (path / "dataset_info.json").is_file()
    )


def to_dataset(documents: Iterable[Document]) -> datasets.Dataset:
    """Return documents of one kind as a dataset in memory, one a row.

    Args:
        documents: what pipelines read, or what people annotated; the first one tells which.

    Raises:
        InputError: there is none, or they are of both kinds.
        ResourceError: the extra `datasets` is not installed.
        SchemaError: a document holds a lone surrogate.
    """
    require("datasets", "datasets")
    import datasets  # noqa: PLC0415

    found = list(documents)
    if len({type(document) for document in found}) != 1:
        raise InputError(
            "there are documents of two kinds" if found else "there are no documents",
            remedy="Give what a pipeline read, or what a person annotated",
        )
    schema = gold_schema() if isinstance(found[0], GoldDocument) else doc_schema()
    return datasets.Dataset(table(map(row, found), schema))


def from_dataset(dataset: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
    """Yield the documents of a dataset that `to_dataset` made, or that was read from files of ours.

    Raises:
        SchemaError: a row is no document.
    """
    for number, made in enumerate(dataset, 1):
        found = record(made)
        yield Doc.from_dict(found) if "events" in found else GoldDocument.from_record(found, f"row {number}")


def read_dataset(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Read a folder row by row, all splits in turn; numbers that stand for labels are given by their names.

    Yields:
        the number of the row (from 1), its place for errors, and the record.

    Raises:
        InputError: the folder is no dataset, or cannot be read.
        ResourceError: the extra `datasets` is not installed.
    """
    require("datasets", "datasets")
    import datasets  # noqa: PLC0415

    number = 0
    try:
        found = datasets.load_from_disk(str(path))
        splits = found if isinstance(found, datasets.DatasetDict) else {"": found}
        for name, part in splits.items():
            names = {column: labels for column, f in part.features.items() if (labels := _class_names(f))}
            for made in _rows(part):
                number += 1
                for column, labels in names.items():
                    made[column] = [labels[value] for value in made[column]]
                yield number, f"{path}{f'/{name}' if name else ''}, row {number}", record(made)
    except VnPoliceError:
        raise
    except Exception as error:  # datasets and pyarrow have no common class for damaged files
        raise InputError(
            f"the folder cannot be read as a dataset ({str(error).partition(chr(10))[0]})",
            where=str(path),
            remedy="Write it with Dataset.save_to_disk",
        ) from error


def _rows(part: Any) -> Iterator[dict[str, Any]]:
    for block in part.with_format("arrow").iter(batch_size=100):
        block.validate(full=True)  # or damaged columns could make it read what is not there
        yield from block.to_pylist()


def _class_names(feature: Any) -> list[str] | None:
    names = getattr(getattr(feature, "feature", None), "names", None)
    return names if isinstance(names, list) else None


def finish_folder(folder: Path, stream: Path) -> None:
    """Make a folder that `datasets.load_from_disk` reads, of an Arrow stream that lies elsewhere."""
    import datasets  # noqa: PLC0415

    with _silent(datasets):
        made = datasets.Dataset.from_file(str(stream))
        # Without a shard of its own an empty dataset cannot be loaded again.
        made.save_to_disk(str(folder), num_shards=None if len(made) else 1)


@contextmanager
def _silent(datasets: Any) -> Iterator[None]:
    shown = datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        if not shown:
            datasets.enable_progress_bars()
