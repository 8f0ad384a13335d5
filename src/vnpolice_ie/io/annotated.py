"""One door to annotated documents of all formats, for reading and for writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.extras import require
from vnpolice_ie.io import markup
from vnpolice_ie.io.assembly import Reading
from vnpolice_ie.io.brat import read_brat
from vnpolice_ie.io.conll import Columns, read_columns, read_words
from vnpolice_ie.io.doccano import read_doccano
from vnpolice_ie.io.document_ids import DocumentIds
from vnpolice_ie.io.formats import (
    BRAT_SUFFIX,
    FORMATS,
    SUFFIXES,
    WRITTEN,
    Format,
    RecordFormat,
    Records,
    check_format,
    form_of,
    format_of,
    has_annotation_beside,
    records_of,
)
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import Document
from vnpolice_ie.io.hf_dataset import is_dataset
from vnpolice_ie.io.inputs import TEXT_SUFFIXES, find_files
from vnpolice_ie.io.jsonl import OnError, raise_error
from vnpolice_ie.io.label_sets import Labels, label_set
from vnpolice_ie.io.label_studio import is_prediction, is_short_form, is_task, read_prediction, read_task
from vnpolice_ie.io.packed import stem
from vnpolice_ie.io.records import faults, read_doc_record, read_gold_record, read_output_record, sound
from vnpolice_ie.io.review_files import is_copy
from vnpolice_ie.io.text import read_text
from vnpolice_ie.io.writing import write_annotated

__all__ = [
    "FORMATS",
    "WRITTEN",
    "Format",
    "each_annotated",
    "format_of",
    "read_annotated",
    "read_documents",
    "write_annotated",
]


def read_annotated(
    path: Path | str,
    format: Format | Literal["auto"] | None = None,  # noqa: A002
    labels: Labels = None,
    *,
    columns: Columns | None = None,
    on_error: OnError = raise_error,
    left_out: Counter[str] | None = None,
) -> list[GoldDocument]:
    """Read annotated documents of a file, or of all files in a folder.

    Args:
        path: a file or folder.
        format: the format; None or `auto` tells it from each file's ending and content.
        labels: what marks and relations may be called: `schema` for the annotation scheme (its nesting,
            signatures and edges of spans are checked too), a `LabelSet`, the tags alone, or None for
            anything.
        columns: how a file of columns is read.
        on_error: called with each fault, with its file and line or task; by default the first one is
            raised. A document with a fault is left out.
        left_out: counts what the formats hold and a document does not, by reason (attributes, discontinuous
            marks, further annotations of a task, …).

    Returns:
        the documents in the order of the files; offsets are code points into `text`, the end exclusive. Of a
        folder to correct (`review start`, `suggest`) the mark-up is read.

    Raises:
        InputError: the path is not there, holds nothing to read, or the format is unknown.
        VnPoliceError: the first fault, unless `on_error` takes it.
    """
    failed = False

    def fault(error: VnPoliceError) -> None:
        nonlocal failed
        failed = True
        on_error(error)

    found = list(each_annotated(path, format, labels, columns=columns, on_error=fault, left_out=left_out))
    if not found and not failed:
        raise InputError(
            "no annotated document was found",
            where=str(path),
            remedy=f"Give the mark-up or one of the formats {', '.join(FORMATS[1:])}; name it with format",
        )
    return found


def each_annotated(
    path: Path | str,
    format: Format | Literal["auto"] | None = None,  # noqa: A002
    labels: Labels = None,
    *,
    columns: Columns | None = None,
    on_error: OnError = raise_error,
    left_out: Counter[str] | None = None,
) -> Iterator[GoldDocument]:
    """Read annotated documents one by one: as `read_annotated`, whose arguments and errors it has.

    The errors come while the documents are taken. A file without a line or object holds no documents.
    """
    counted = Counter[str]() if left_out is None else left_out
    found = _read(path, format, Reading(label_set(labels), on_error, counted), columns, keep_docs=False)
    return (document for document in found if isinstance(document, GoldDocument))


def read_documents(
    path: Path | str,
    format: Format | Literal["auto"] | None = None,  # noqa: A002
    labels: Labels = None,
    *,
    columns: Columns | None = None,
    on_error: OnError = raise_error,
    left_out: Counter[str] | None = None,
) -> Iterator[Document]:
    """Read documents one by one: as `read_annotated`, but what a pipeline read is a `Doc`.

    Such are documents in the output format, and tasks of Label Studio that hold a prediction alone.

    Arguments and errors as for `read_annotated`; the errors come while the documents are taken. A file
    without a line or object holds no documents.
    """
    counted = Counter[str]() if left_out is None else left_out
    return _read(path, format, Reading(label_set(labels), on_error, counted), columns, keep_docs=True)


def _read(
    path: Path | str, form: str | None, reading: Reading, columns: Columns | None, *, keep_docs: bool
) -> Iterator[Document]:
    known = None if form in {None, "auto"} else check_format(str(form))
    root = Path(path)
    failed = read = False

    def fault(error: VnPoliceError) -> None:
        nonlocal failed
        failed = True
        reading.on_error(error)

    reader = _Reader(Reading(reading.labels, fault, reading.left_out), columns, keep_docs)
    is_one = is_dataset(root) or (known is not None and root.is_file())
    for file in [root] if is_one else find_files([root], suffixes=SUFFIXES):
        name = file.relative_to(root).with_name(stem(file)).as_posix() if file != root else stem(file)
        beside = known in {None, "brat"} and has_annotation_beside(file)
        if file == root or not (beside or is_copy(file)):
            for document in reader.file(file, name, known):
                read = True
                yield document
    if reader.not_annotated and not read and not failed:
        number = reader.not_annotated
        raise InputError(
            "its only task has no annotation"
            if number == 1
            else f"none of its {number:,} tasks has an annotation",
            where=str(root),
            remedy="Label the tasks, or submit predictions that are right, and export the project as JSON",
        )


@dataclass(slots=True)
class _Reader:
    """Reads files one by one.

    Attributes:
        not_annotated: how many documents were passed over, with no fault.
    """

    reading: Reading
    columns: Columns | None
    keep_docs: bool
    not_annotated: int = 0
    _ids: DocumentIds = field(default_factory=DocumentIds)

    def file(self, path: Path, name: str, format: Format | None) -> Iterator[Document]:  # noqa: A002
        """Read one file.

        Args:
            path: the file.
            name: id of a document that has none in the file.
            format: its format, None if it is to be told.
        """
        try:
            known = format or format_of(path)
            if known is None:
                raise _unclear(path)
            if known == "brat":
                path = path.with_suffix(BRAT_SUFFIX)
            for number, document in enumerate(self._documents(path, name, known), 1):
                if document is None:
                    self.not_annotated += 1
                elif (fault := self._ids.take(document.id, str(path), number)) is not None:
                    self.reading.on_error(fault)
                else:
                    yield document
        except VnPoliceError as error:
            self.reading.on_error(error)

    def _documents(self, path: Path, name: str, format: Format) -> Iterable[Document | None]:  # noqa: A002
        if format == "conll":
            return read_columns(path, name, self.reading, self.columns)
        if format == "brat":
            return [read_brat(path, name, self.reading)]
        if format == "spacy":
            require("spacy", "spacy")
            from vnpolice_ie.io.docbin import read_docbin_documents  # noqa: PLC0415  (loads spaCy)

            return read_docbin_documents(path, name, self.reading, keep_docs=self.keep_docs)
        if format == "markup":
            check = partial(faults, labels=self.reading.labels)
            return [sound(*markup.parse(read_text(path), str(path), check), self.reading)]
        records = records_of(path, format, self.reading.on_error)
        if format == "parquet" or format == "datasets":  # noqa: PLR1714  (so that mypy sees which are left)
            first = next(records, None)
            if first is None:
                return []
            form = form_of(first[2])
            if form is None:
                raise _unclear(path)
            return self._records(chain([first], records), name, form)
        return self._records(records, name, format)

    def _records(self, records: Records, name: str, format: RecordFormat) -> Iterable[Document | None]:  # noqa: A002
        if format == "words":
            return read_words(records, name, self.reading, self.columns)
        return self._record_by_record(records, name, format)

    def _record_by_record(
        self,
        records: Records,
        name: str,
        format: RecordFormat,  # noqa: A002
    ) -> Iterator[Document | None]:
        for number, where, record in records:
            try:
                if format == "jsonl":
                    yield read_gold_record(record, where, self.reading)
                elif format == "output" and self.keep_docs:
                    yield read_doc_record(record, where)
                elif format == "output":
                    yield read_output_record(record, where, self.reading)
                elif format == "doccano":
                    yield read_doccano(record, _id(record, name, number), where, self.reading)
                else:
                    read = read_prediction if self.keep_docs and is_prediction(record) else read_task
                    yield read(_task(record, where), _id(record, name, number), where, self.reading)
            except SchemaError as error:
                self.reading.on_error(error)


def _unclear(path: Path) -> InputError:
    if path.suffix.casefold() in TEXT_SUFFIXES:
        return InputError(
            "the text has no annotation",
            where=str(path),
            remedy="Take it out, write the header, '---' and '===' of the mark-up,"
            f" or name the format: {', '.join(FORMATS)}",
        )
    return InputError(
        "the format of the annotation is not clear, if there is any",
        where=str(path),
        remedy=f"Name the format: {', '.join(FORMATS)}; texts alone are for annotate",
    )


def _id(record: Mapping[str, Any], name: str, number: int) -> str:
    """A document's id: its own if it is a string, else the file's name and its number there."""
    given = record.get("id")
    return given if isinstance(given, str) else f"{name}-{number if given is None else given}"


def _task(record: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    if is_task(record):
        return record
    raise SchemaError(
        "the export is JSON-MIN, which keeps no relations"
        if is_short_form(record)
        else "the object is no task",
        where=where,
        remedy="Export the project as JSON",
    )
