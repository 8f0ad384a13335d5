"""From files to lines of the output: what is read in other processes comes back as it is written."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Final, NamedTuple

from vnpolice_ie.errors import ReadingError
from vnpolice_ie.garbage import uncollected
from vnpolice_ie.io.document_ids import DocumentIds
from vnpolice_ie.io.inputs import Decoding, Entry, Place, read_entries
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.pipeline import Pipeline
from vnpolice_ie.shards.journal import Failed, Journal, Shard
from vnpolice_ie.shards.under_way import UnderWay
from vnpolice_ie.streaming import Failure, Record, batched, outcomes
from vnpolice_ie.types import Doc

BATCH: Final = 32
"""Documents that a model reads together and that travel to a process at once."""
DEATHS: Final = 2
"""Runs that die over a document before it is given up: the first reads others with it, the next it alone."""


class Line(NamedTuple):
    """A document that was read: its line in the output format, and what was found, counted."""

    data: bytes
    found: Counter[str]


def count_found(doc: Doc) -> Counter[str]:
    """Count what a document says: mentions by label, and `relations`, `events`, `references`, `people`."""
    found: Counter[str] = Counter([mention.label for mention in doc.entities])
    found["bytes"] = len(doc.text.encode("utf-8", "surrogatepass"))
    found["relations"] = len(doc.relations)
    found["events"] = len(doc.events)
    found["references"] = len(doc.references)
    found["people"] = len(doc.people)
    return found


class LineReader:
    """Reads batches into lines; faults of the input pass through."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def __call__(self, first: int, items: Sequence[Record | Exception]) -> list[Line | Failure]:
        """Read a batch.

        Args:
            first: number of the first item in its stream.
            items: records, and errors of documents that there are none.
        """
        with uncollected():
            return self._lines(first, items)

    def _lines(self, first: int, items: Sequence[Record | Exception]) -> list[Line | Failure]:
        records = [item for item in items if isinstance(item, Record)]
        read = iter(self._pipeline.read_batch(first, records))
        return [
            _line(next(read)) if isinstance(item, Record) else Failure(number, "", item)
            for number, item in enumerate(items, first)
        ]


def _line(outcome: Doc | Failure) -> Line | Failure:
    return Line(dump_line(outcome.to_dict()), count_found(outcome)) if isinstance(outcome, Doc) else outcome


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read.

    Attributes:
        pipeline: what reads.
        decoding: how bytes become text.
        date: dateline of documents that give none.
        processes: how many processes read.
        timeout: seconds that a document may take.
    """

    pipeline: Pipeline
    decoding: Decoding
    date: str | None = None
    processes: int = 1
    timeout: float | None = None

    @property
    def in_workers(self) -> bool:
        """Whether other processes read than this one."""
        return self.processes > 1 or self.timeout is not None


class Given(NamedTuple):
    """What became of an entry of the input."""

    entry: Entry
    outcome: Line | Failure


class Work:
    """The entries of the inputs in a journal, read in order from where it ends, and gathered into shards.

    A document over which this process dies ends the run. The next one reads what was under way then one by
    one; a document over which it dies again is given up by the one after that.

    Args:
        journal: holds the inputs and what is done.
        reading: how documents are read.
        under_way: where it is noted what this process reads; None where no other run goes on.
    """

    def __init__(self, journal: Journal, reading: Reading, under_way: UnderWay | None = None) -> None:
        self._journal = journal
        self._reading = reading
        self._under_way = under_way
        self._ids = _IdsOfRun(journal)
        self._deaths = journal.deaths()

    def outcomes(self) -> Generator[Given]:
        """Read what is left, in constant memory."""
        yield from self._in_workers() if self._reading.in_workers else self._in_this_process()

    def _entries(self) -> Iterator[Entry]:
        how = self._reading
        after = self._journal.place()
        files = ((i.number, i.path) for i in self._journal.inputs(after.file))
        return read_entries(files, decoding=how.decoding, date=how.date, ids=self._ids, after=after)

    def _in_workers(self) -> Iterator[Given]:
        how = self._reading
        waiting: deque[Entry] = deque()

        def items() -> Iterator[Record | Exception]:
            for entry in self._entries():
                waiting.append(entry)
                yield self._item(entry)

        for outcome in outcomes(
            LineReader(how.pipeline),
            items(),
            processes=how.processes,
            batch_size=BATCH,
            timeout=how.timeout,
        ):
            yield Given(waiting.popleft(), outcome)

    def _in_this_process(self) -> Iterator[Given]:
        read = LineReader(self._reading.pipeline)
        for first, batch in batched(self._entries(), BATCH):
            for _, together in groupby(batch, self._suspect):
                entries = list(together)
                with self._noted(entries):
                    found = read(first, [self._item(entry) for entry in entries])
                yield from map(Given, entries, found)

    def _noted(self, entries: Iterable[Entry]) -> AbstractContextManager[None]:
        if self._under_way is None:
            return nullcontext()
        return self._under_way.noted(map(_place, entries))

    def _suspect(self, entry: Entry) -> Place | None:
        """The place of a document that is read alone, since a process died over it or one beside it."""
        place = _place(entry)
        return place if place in self._deaths else None

    def _item(self, entry: Entry) -> Record | Exception:
        """What is to be read, or why it is not."""
        if isinstance(entry.found, Record) and self._deaths.get(_place(entry), 0) >= DEATHS:
            return ReadingError(
                f"the process that read it died, {DEATHS} times",
                where=f"document {entry.found.id!r}",
                remedy="Memory may be short: read it by itself, or split it",
            )
        return entry.found

    def commit(self, number: int, shard: Shard) -> None:
        """Note that a shard is done."""
        self._journal.commit(number, shard)
        self._ids.forget(shard.ids)


def _place(entry: Entry) -> Place:
    return Place(entry.file, entry.line)


def shards_of(
    outcomes: Iterator[Given],
    size: int,
    write: Callable[[bytes], object],
    each: Callable[[Given], object],
) -> Iterator[Shard]:
    """Gather outcomes into shards, each of which comes when its lines are written.

    Args:
        outcomes: what became of the documents.
        size: outcomes of a shard.
        write: takes the lines.
        each: called with each outcome.
    """
    while True:
        shard = Shard()
        for given in islice(outcomes, size):
            write(_gather(shard, given))
            each(given)
        if not shard.of_inputs:
            return
        yield shard


def _gather(shard: Shard, given: Given) -> bytes:
    """Take an outcome into a shard; return the line to write, empty if there is none."""
    entry, outcome = given
    counts = shard.of_inputs.setdefault(entry.file, [0, 0])
    shard.upto = entry.upto
    name = None
    if isinstance(entry.found, Record):
        name = entry.found.id
        shard.ids[name] = entry.file
    if isinstance(outcome, Failure):
        error = outcome.error
        where = str(outcome) if name is not None else str(error)
        shard.failed.append(Failed(name, type(error).__name__, where, str(entry.path), entry.line))
        counts[1] += 1
        return b""
    shard.documents += 1
    shard.found.update(outcome.found)
    counts[0] += 1
    return outcome.data


class _IdsOfRun(DocumentIds):
    """Ids that are taken: those of shards that are done stand in the journal, the others are kept here."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def place_of(self, name: str) -> str | None:
        """The file of the document that has an id, None if it is free."""
        first = super().place_of(name)
        if first is None and (number := self._journal.mark(name)) is not None:
            with self._journal.intact():
                first = str(next(self._journal.inputs(number)).path)
        return first

    def forget(self, names: Iterable[str]) -> None:
        """They stand in the journal now."""
        for name in names:
            self._place_of.pop(name, None)
