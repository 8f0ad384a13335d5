"""Parquet files of documents, one a row, in the nested columns of `io.arrow` (extra `store`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from vnpolice_ie.errors import InputError
from vnpolice_ie.extras import require
from vnpolice_ie.io.arrow import record
from vnpolice_ie.io.limits import check_unpacked, most_bytes

PARQUET_SUFFIX = ".parquet"
_ROWS: Final = 100
"""Rows that are taken together."""


def read_rows(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Read a file row by row.

    Yields:
        the number of the row (from 1), its place for errors, and the record.

    Raises:
        InputError: the file cannot be read or is no Parquet.
        ResourceError: the extra `store` is not installed.
    """
    require("store", "pyarrow")
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_rows_at_once(file.metadata, str(path))):
                batch.validate(full=True)  # or damaged columns could make it read what is not there
                for made in batch.to_pylist():
                    number += 1
                    yield number, f"{path}, row {number}", record(made)
    except (OSError, ValueError, OverflowError, pa.ArrowException) as error:
        raise InputError(
            f"the file cannot be read as Parquet ({str(error).partition(chr(10))[0]})",
            where=str(path),
            remedy="Check the path, or write the file anew",
        ) from error


def _rows_at_once(metadata: Any, where: str) -> int:
    """How many rows to take together, so that they fit into memory even if each has the longest text.

    What single columns say of themselves is not looked at: pyarrow ends the process over some damaged ones.
    """
    most_packed = os.path.getsize(where)
    largest = 1
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        check_unpacked(most_packed, group.total_byte_size, "the file, unpacked,", where)
        largest = max(largest, group.total_byte_size)
    return max(1, min(_ROWS, most_bytes() // largest))
