"""Documents to choose from: texts that a pipeline reads now, and what annotate wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import Path

from vnpolice_ie import load
from vnpolice_ie.cli.common import Faults, decoding
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.document_ids import DocumentIds
from vnpolice_ie.io.line_ends import PAIR
from vnpolice_ie.io.output import OutputFolder
from vnpolice_ie.io.readings import find_texts_and_readings, readings_in, texts_in
from vnpolice_ie.io.review_files import MARKER
from vnpolice_ie.pipeline import Pipeline
from vnpolice_ie.streaming import Record
from vnpolice_ie.text.encodings import OldEncoding
from vnpolice_ie.types import Doc


class Pool:
    """Readings, those that are there and those of texts that are read now; they can be gone through again.

    Readings come first, each time from their files. A text that is among them is not read again.

    Args:
        paths: files and folders of texts and readings.
        output: the folder of documents to correct that will be written; its files are not read.
        encoding: encoding of the files.
        convert: the old encoding of the letters.
        date: the dateline of texts that give none.
        model: the pipeline for the texts; None for the default.
        processes: processes that read at the same time.
        force: whether the folder may be replaced.

    Attributes:
        faults: what cannot be read.

    Raises:
        OutputError: the folder cannot be written; this is told before anything is read.
        InputError: a path cannot be read, a pipeline is named and there is no text for it, there is no such
            encoding, or the date is none.
        ResourceError: there is no such pipeline.
    """

    def __init__(
        self,
        paths: list[Path],
        output: Path,
        *,
        encoding: str,
        convert: OldEncoding | None,
        date: str | None,
        model: str | None,
        processes: int,
        force: bool,
    ) -> None:
        OutputFolder(output, marker=MARKER, force=force)
        how = decoding(encoding, convert, date)
        self.faults = Faults()
        self._files = find_texts_and_readings(paths, leave_out=output)
        self._encoding = encoding
        self._named = None if model is None else load(model)
        self._processes = processes
        ids, text_of = DocumentIds(), dict[str, int]()
        for doc in readings_in(self._files, encoding=self._encoding, on_error=self.faults.unreadable):
            ids.take(doc.id, "the readings")
            text_of[doc.id] = hash(_single(doc.text))
        self._records: dict[str, Record] = {}
        for record in texts_in(self._files, decoding=how, date=date, on_error=self.faults.unreadable):
            text = _single(record.text)
            if text_of.get(record.id) == hash(text):
                continue
            if (fault := ids.take(record.id, "the texts")) is not None:
                self.faults.unreadable(fault)
            else:
                self._records[record.id] = record._replace(text=text)
        self._read = len(text_of)
        if model is not None and self._read and not self._records:
            raise InputError(
                "both readings and a pipeline are given", where="--model", remedy="Give one of the two"
            )

    def __len__(self) -> int:
        return self._read + len(self._records)

    @cached_property
    def _nlp(self) -> Pipeline:
        return self._named or load()

    @property
    def model(self) -> str:
        """What read, for people to see: a file stands for what wrote it."""
        named = ["annotate" if len(self._files) > 1 else self._files[0].name] if self._read else []
        return " and ".join([*named, *([self._nlp.name] if self._records else [])])

    def docs(self, advance: Callable[[], object]) -> Iterator[Doc]:
        """Yield all readings; `advance` is called after each. A text that cannot be read is a fault."""
        for doc in readings_in(self._files, encoding=self._encoding, on_error=_told_before):
            yield doc
            advance()
        if self._records:
            records = self._records.values()
            for doc in self._nlp.pipe(records, processes=self._processes, on_error=self.faults.failed):
                yield doc
                advance()

    def at(self, ids: Collection[str]) -> Iterator[Doc]:
        """Yield the readings of some documents, in the order of the ids; texts are read again."""
        wanted = set(ids) - self._records.keys()
        found: dict[str, Doc] = {}
        if wanted:
            docs = readings_in(self._files, encoding=self._encoding, on_error=_told_before)
            found = {doc.id: doc for doc in docs if doc.id in wanted}
        return (found.pop(i) if i in found else self._nlp.read(self._records[i]) for i in ids)


def _told_before(error: Exception) -> None:
    """Pass over a fault of a file that was gone through before."""


def _single(text: str) -> str:
    """The text with line ends of one character: mark-up has no others."""
    return text.replace(PAIR, "\n")
