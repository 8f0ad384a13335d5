"""Documents to choose from: texts that a pipeline reads, or what annotate wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vnpolice_ie.cli.common import Faults
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold_docs import Document
from vnpolice_ie.io.inputs import Decoding, find_files, read_inputs
from vnpolice_ie.pipeline import Pipeline
from vnpolice_ie.streaming import Record
from vnpolice_ie.types import Doc


class Pool(Protocol):
    """Readings that can be gone through more than once."""

    @property
    def model(self) -> str:
        """What read, for people to see."""

    def docs(self, advance: Callable[[], object]) -> Iterator[Doc]:
        """Yield all readings; `advance` is called after each."""

    def at(self, ids: Collection[str]) -> Iterator[Doc]:
        """Yield the readings of some documents, in the order of the ids."""


@dataclass(slots=True)
class Texts:
    """Texts, read by a pipeline each time."""

    nlp: Pipeline
    records: dict[str, Record]
    processes: int
    faults: Faults

    @property
    def model(self) -> str:
        """Name of the pipeline."""
        return self.nlp.name

    def docs(self, advance: Callable[[], object]) -> Iterator[Doc]:
        """Yield all readings; a text that cannot be read through is a fault."""
        for doc in self.nlp.pipe(
            self.records.values(), processes=self.processes, on_error=self.faults.failed
        ):
            yield doc
            advance()

    def at(self, ids: Collection[str]) -> Iterator[Doc]:
        """Read some documents again."""
        return (self.nlp.read(self.records[name]) for name in ids)


def texts_of(
    paths: list[Path], decoding: Decoding, date: str | None, leave_out: Path, faults: Faults
) -> dict[str, Record]:
    """Return the texts of files and folders by their ids, with line ends of one character.

    Args:
        paths: the files and folders.
        decoding: how bytes become text.
        date: the dateline of texts that give none.
        leave_out: a folder whose files are not read: the output.
        faults: takes those that cannot be read.
    """
    files = [path for path in find_files(paths) if not path.resolve().is_relative_to(leave_out.resolve())]
    records = read_inputs(files, decoding=decoding, date=date, on_error=faults.unreadable)
    # Mark-up has no line ends of two characters.
    return {record.id: record._replace(text=record.text.replace("\r\n", "\n")) for record in records}


@dataclass(slots=True)
class Readings:
    """Readings in a file that annotate wrote, gone through from the file each time."""

    path: Path
    read: Callable[[], Iterator[Document]]

    @property
    def model(self) -> str:
        """The file stands for what read."""
        return self.path.name

    def docs(self, advance: Callable[[], object]) -> Iterator[Doc]:
        """Yield all readings."""
        for document in self.read():
            if not isinstance(document, Doc):
                raise InputError(
                    "it holds documents that a person annotated, not readings",
                    where=str(self.path),
                    remedy="Give texts, or what annotate wrote",
                )
            yield document
            advance()

    def at(self, ids: Collection[str]) -> Iterator[Doc]:
        """Yield some readings; those are kept in memory until it is their turn."""
        wanted = set(ids)
        found = {doc.id: doc for doc in self.docs(lambda: None) if doc.id in wanted}
        return (found[name] for name in ids)
