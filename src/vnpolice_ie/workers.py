"""Many documents in several processes, in order and in constant memory; a process that dies is replaced.

A thread stands for each process: it sends a batch, waits for what comes back, and knows so which documents
a process had when it died. Those are read once more, one by one.
"""

from __future__ import annotations

import pickle
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from threading import Lock
from typing import Any, Final, TypeVar

from vnpolice_ie.errors import ReadingError, ResourceError, VnPoliceError
from vnpolice_ie.garbage import uncollected
from vnpolice_ie.streaming import BatchReader, Failure, as_record, batched

R = TypeVar("R")

BATCHES_PER_PROCESS: Final = 4
"""Batches that are under way for each process: two to read, two that wait for a slower one before them."""
DEATHS_IN_A_ROW: Final = 50
"""Processes that die while none reads anything: it is not the documents then."""
SECONDS_TO_END: Final = 10


def parallel_outcomes(
    read: BatchReader[R],
    items: Iterable[Any],
    *,
    processes: int,
    batch_size: int,
    timeout: float | None = None,
) -> Iterator[R | Failure]:
    """Read the items in several processes; results come in the order of the items.

    At most `BATCHES_PER_PROCESS` batches a process are under way, so memory does not grow with the stream.
    The batch of a process that dies is read again, one item after the other; an item over which a process
    dies then becomes a `Failure`.

    Args:
        read: reads a batch, the first of which has this number in the stream; it must be picklable.
        items: what is read.
        processes: how many processes read.
        batch_size: items that travel together.
        timeout: seconds that an item may take; one that takes longer becomes a `Failure`.

    Raises:
        ResourceError: the pipeline cannot be sent to another process, or no process can be started or stays
            alive.
    """
    team = _Team(_pickled(read), processes, timeout)
    waiting: deque[Future[list[R | Failure]]] = deque()
    try:
        for first, batch in batched(items, batch_size):
            waiting.append(team.submit(first, batch))
            if len(waiting) >= BATCHES_PER_PROCESS * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BaseException:
        team.kill()
        raise
    finally:
        team.close()


def _pickled(read: object) -> bytes:
    try:
        return pickle.dumps(read)
    except Exception as error:
        raise ResourceError(
            f"the pipeline cannot be sent to another process ({error})",
            remedy="Use processes=1, or stages that are defined at the top of a module",
        ) from error


class _UnreadError(Exception):
    """A batch did not come back."""

    def __init__(self, reason: Exception, *, died: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.died = died


class _Team:
    """Workers and the threads that wait for them."""

    def __init__(self, pickled: bytes, processes: int, timeout: float | None) -> None:
        lock = Lock()
        self._workers = [_Worker(pickled, timeout, lock) for _ in range(processes)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="reading")
        self._deaths = 0

    def submit(self, first: int, batch: list[Any]) -> Future[list[Any]]:
        return self._threads.submit(self._read, first, batch)

    def kill(self) -> None:
        """Give up what is under way."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.kill()

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        for worker in self._workers:
            worker.end()

    def _read(self, first: int, batch: list[Any]) -> list[Any]:
        worker = self._idle.get()
        try:
            try:
                return self._ask(worker, first, batch)
            except _UnreadError:
                return [self._read_alone(worker, index, item) for index, item in enumerate(batch, first)]
        finally:
            self._idle.put(worker)

    def _read_alone(self, worker: _Worker, index: int, item: object) -> object:
        try:
            (outcome,) = self._ask(worker, index, [item])
        except _UnreadError as unread:
            name = _name(item, index)
            return Failure(index, name, _about(name, unread.reason))
        return outcome

    def _ask(self, worker: _Worker, first: int, batch: list[Any]) -> list[Any]:
        try:
            outcomes = worker.ask(first, batch)
        except _UnreadError as unread:
            self._deaths += unread.died
            if self._deaths >= DEATHS_IN_A_ROW:
                raise ResourceError(
                    f"{DEATHS_IN_A_ROW} worker processes died one after the other, the last one"
                    f" {unread.reason}",
                    remedy="Take fewer processes or a smaller batch_size, if memory is short",
                ) from unread
            raise
        self._deaths = 0
        return outcomes


def _name(item: Any, index: int) -> str:
    try:
        return as_record(item, index).id
    except Exception:  # it is no document
        return str(index + 1)


def _about(name: str, reason: Exception) -> Exception:
    if not isinstance(reason, ReadingError):
        return reason
    return ReadingError(reason.what, where=f"document {name!r}", remedy=reason.remedy)


class _Worker:
    """One process at a time: it is started when there is something to read, and again after a death."""

    def __init__(self, pickled: bytes, timeout: float | None, lock: Lock) -> None:
        self._pickled = pickled
        self._timeout = timeout
        self._lock = lock
        self._process: BaseProcess | None = None
        self._connection: Connection
        self._killed = False

    def ask(self, first: int, batch: list[Any]) -> list[Any]:
        """Have a batch read.

        Raises:
            _UnreadError: the process died over it, it took too long, or it cannot travel.
            ResourceError: no process can be started.
        """
        try:
            message = pickle.dumps((first, batch))
        except Exception as error:
            raise _UnreadError(error) from error
        if not self._is_alive():
            self._start()
        try:
            self._connection.send_bytes(message)
            if not self._connection.poll(self._timeout):
                self._end_process()
                raise _UnreadError(
                    ReadingError(
                        f"reading took longer than {self._timeout:g} seconds",
                        remedy="Give it more time, or split the document",
                    )
                )
            return pickle.loads(self._connection.recv_bytes())  # type: ignore[no-any-return]
        except (EOFError, OSError):
            raise _UnreadError(self._died(), died=True) from None

    def kill(self) -> None:
        """End the process at once, whatever it does; the thread that waits for it is told."""
        with self._lock:
            self._killed = True
            if self._process is not None:
                self._process.kill()

    def end(self) -> None:
        """Let the process end."""
        if self._process is not None:
            self._connection.close()
            self._process.join(SECONDS_TO_END)
            self._end_process()

    def _is_alive(self) -> bool:
        with self._lock:
            return self._process is not None and self._process.is_alive()

    def _start(self) -> None:
        context = get_context("spawn")
        with self._lock:  # multiprocessing keeps one list of all its children
            if self._killed:
                raise CancelledError
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._pickled), daemon=True)
            self._process.start()
        theirs.close()
        try:
            fault = pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            fault = ResourceError(
                "a worker process ended before its work was done",
                remedy="In a script, call pipe under `if __name__ == '__main__':`; if memory is short,"
                " take fewer processes or a smaller batch_size",
            )
        if fault is not None:
            self._end_process()
            raise fault

    def _died(self) -> ReadingError:
        code = self._end_process()
        try:
            how = f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            how = f"ended with the status {code}"
        return ReadingError(
            f"the process that read it {how}",
            remedy="Memory may be short: read it alone, or with fewer processes",
        )

    def _end_process(self) -> int:
        """Make sure that the process is no more; return its exit status, negative after a signal."""
        assert self._process is not None
        with self._lock:
            self._process.join(0.1)  # it may be ending: then its own status counts
            self._process.kill()
            self._process.join()
            code = self._process.exitcode or 0
            self._process = None
        self._connection.close()
        return code


def _serve(connection: Connection, pickled: bytes) -> None:
    """What a worker process does until its connection is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent decides
    try:
        read: BatchReader[Any] = pickle.loads(pickled)
    except Exception as error:
        connection.send_bytes(pickle.dumps(_portable_error(error)))
        return
    connection.send_bytes(pickle.dumps(None))
    try:
        while True:
            first, batch = pickle.loads(connection.recv_bytes())
            with uncollected():
                outcomes = pickle.dumps(list(map(_portable, read(first, batch))), pickle.HIGHEST_PROTOCOL)
            connection.send_bytes(outcomes)
    except (EOFError, OSError):  # the parent is done, or is no more
        return


def _portable(outcome: Any) -> Any:
    """Replace an error that would not survive the way between processes by its words."""
    if isinstance(outcome, Failure):
        try:
            pickle.loads(pickle.dumps(outcome.error))
        except Exception:
            return Failure(outcome.index, outcome.id, RuntimeError(str(outcome)))
    return outcome


def _portable_error(error: Exception) -> Exception:
    if isinstance(error, VnPoliceError):
        return error
    return ResourceError(
        f"the pipeline cannot be loaded in another process ({type(error).__name__}: {error})",
        remedy="Define its stages at the top of a module",
    )
