"""Many documents through one pipeline: what goes in, what comes out, and what fails."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from vnpolice_ie.errors import InputError, VnPoliceError
from vnpolice_ie.types import Doc

T = TypeVar("T")
R = TypeVar("R")
Reader = Callable[["Record"], Doc]
Item = str | Mapping[str, Any] | tuple[Any, ...]
BatchReader = Callable[[int, Sequence[Any]], "list[R | Failure]"]
"""Reads items, the first of which has this number in the stream, counted from 0."""


class Record(NamedTuple):
    """One document to read: its id, its text and, if known, its dateline (a date or ISO 8601)."""

    id: str
    text: str
    date: datetime.date | str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read.

    Attributes:
        index: its place in the stream, counted from 0.
        id: its id.
        error: what went wrong.
    """

    index: int
    id: str
    error: Exception

    def __str__(self) -> str:
        if isinstance(self.error, VnPoliceError):
            return str(self.error)
        return f"document {self.id!r}: {type(self.error).__name__}: {self.error}"


def as_record(item: Item, index: int) -> Record:
    """Bring what `Pipeline.pipe` takes into one form; an item without an id gets its number, from 1.

    Raises:
        InputError: the item is neither a text, nor a mapping with `text`, nor (id, text[, date]).
    """
    if isinstance(item, str):
        return Record(str(index + 1), item)
    if isinstance(item, Mapping) and "text" in item:
        name = item.get("id")
        return Record(str(index + 1) if name is None else str(name), item["text"], item.get("date"))
    if isinstance(item, tuple) and 2 <= len(item) <= 3:
        return Record(str(item[0]), *item[1:])
    raise InputError(
        f"an item of type {type(item).__name__} is no document",
        where=f"item {index}",
        remedy="Give a text, a mapping with 'text' (and 'id', 'date'), or a tuple (id, text) or"
        " (id, text, date)",
    )


def outcomes(
    read: BatchReader[R],
    items: Iterable[Any],
    *,
    batch_size: int,
    processes: int = 0,
    timeout: float | None = None,
) -> Iterator[R | Failure]:
    """Read the items batch after batch; what comes of them is in their order.

    Args:
        read: reads a batch; for other processes it must be picklable.
        items: what is read.
        batch_size: items of a batch.
        processes: how many worker processes read; 0 reads in this one.
        timeout: seconds that a worker process may take over an item.

    Raises:
        ResourceError: as of `workers.parallel_outcomes`.
    """
    if processes:
        from vnpolice_ie.workers import parallel_outcomes  # noqa: PLC0415  (slow to import)

        yield from parallel_outcomes(read, items, processes=processes, batch_size=batch_size, timeout=timeout)
        return
    for first, batch in batched(items, batch_size):
        yield from read(first, batch)


def batched(items: Iterable[T], size: int) -> Iterator[tuple[int, list[T]]]:
    """Items in batches, each with the number of its first one in the stream, counted from 0."""
    rest = iter(items)
    first = 0
    while batch := list(islice(rest, size)):
        yield first, batch
        first += len(batch)


def parts_of_length(items: Sequence[Item], length: int) -> Iterator[list[Item]]:
    """Neighbouring items whose texts together have so many code points at most; a longer one is alone."""
    part: list[Item] = []
    total = 0
    for item in items:
        size = _length(item)
        if part and total + size > length:
            yield part
            part, total = [], 0
        part.append(item)
        total += size
    if part:
        yield part


def _length(item: Item) -> int:
    """Code points of an item's text; 0 for what is no document."""
    if isinstance(item, Mapping):
        text = item.get("text")
    else:
        text = item[1] if isinstance(item, tuple) and len(item) > 1 else item
    return len(text) if isinstance(text, str) else 0


def read_item(read: Reader, item: Item, index: int) -> Doc | Failure:
    """Read one item; whatever goes wrong becomes a `Failure`."""
    name = str(index + 1)
    try:
        record = as_record(item, index)
        name = record.id
        return read(record)
    except Exception as error:  # one bad document must not end the stream
        return Failure(index, name, error)
