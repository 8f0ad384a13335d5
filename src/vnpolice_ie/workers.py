"""Many documents in several processes, in order and in constant memory."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.streaming import BatchReader, Failure, Item, batched
from vnpolice_ie.types import Doc

IN_FLIGHT_PER_PROCESS = 2
"""Batches that wait or run for each process; more would only hold memory."""


def parallel_outcomes(
    read: BatchReader, items: Iterable[Item], *, processes: int, batch_size: int
) -> Iterator[Doc | Failure]:
    """Read the items in several processes; results come in the order of the items.

    At most `IN_FLIGHT_PER_PROCESS` batches a process are under way, so memory does not grow with
    the stream.

    Raises:
        ResourceError: the pipeline cannot be sent to another process, or a process died.
    """
    pool = ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(_pickled(read),),
    )
    waiting: deque[Future[list[Doc | Failure]]] = deque()
    try:
        for first, batch in batched(items, batch_size):
            waiting.append(pool.submit(_read_batch, first, batch))
            if len(waiting) >= IN_FLIGHT_PER_PROCESS * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise ResourceError(
            "a worker process ended before its work was done",
            remedy="In a script, call pipe under `if __name__ == '__main__':`; if memory is short,"
            " take fewer processes or a smaller batch_size",
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pickled(read: BatchReader) -> bytes:
    try:
        return pickle.dumps(read)
    except Exception as error:
        raise ResourceError(
            f"the pipeline cannot be sent to another process ({error})",
            remedy="Use processes=1, or stages that are defined at the top of a module",
        ) from error


_worker_reader: BatchReader


def _start_worker(pickled: bytes) -> None:
    global _worker_reader  # noqa: PLW0603  (a worker process serves one pipeline)
    _worker_reader = pickle.loads(pickled)


def _read_batch(first: int, batch: list[Item]) -> list[Doc | Failure]:
    return [_portable(outcome) for outcome in _worker_reader(first, batch)]


def _portable(outcome: Doc | Failure) -> Doc | Failure:
    """Replace an error that would not survive the way between processes by its words."""
    if isinstance(outcome, Failure):
        try:
            pickle.loads(pickle.dumps(outcome.error))
        except Exception:
            return Failure(outcome.index, outcome.id, RuntimeError(str(outcome)))
    return outcome
