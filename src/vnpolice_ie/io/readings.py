"""What annotate wrote among texts: told from them record by record, in files and folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.io.annotated import read_documents
from vnpolice_ie.io.document_ids import DocumentIds
from vnpolice_ie.io.formats import SPACY_SUFFIX
from vnpolice_ie.io.hf_dataset import is_dataset
from vnpolice_ie.io.inputs import LINES_SUFFIXES, STDIN, TEXT_SUFFIXES, Decoding, find_files, read_inputs
from vnpolice_ie.io.jsonl import OnError, read_objects
from vnpolice_ie.io.packed import ending, stem
from vnpolice_ie.io.parquet import PARQUET_SUFFIX
from vnpolice_ie.io.records import is_output, read_doc_record
from vnpolice_ie.streaming import Record
from vnpolice_ie.types import Doc

_TABLES = frozenset({PARQUET_SUFFIX, SPACY_SUFFIX})


def find_texts_and_readings(paths: Iterable[Path], *, leave_out: Path) -> list[Path]:
    """Return the files of texts and of readings, those of folders in order of name.

    Args:
        paths: files, folders, datasets (folders that `save_to_disk` wrote), or `-`.
        leave_out: a folder whose files are not taken.

    Raises:
        InputError: as for `find_files`.
    """
    found: list[Path] = []
    for path in paths:
        if is_dataset(path):
            found.append(path)
        else:
            found += find_files([path], suffixes=TEXT_SUFFIXES | LINES_SUFFIXES | _TABLES)
    outside = leave_out.resolve()
    return [path for path in found if not path.resolve().is_relative_to(outside)]


def readings_in(files: Iterable[Path], *, encoding: str, on_error: OnError) -> Iterator[Doc]:
    """Yield what annotate wrote: the lines of the output format, and the rows of tables of readings.

    Args:
        files: what `find_texts_and_readings` found.
        encoding: that of the files of lines.
        on_error: called with the error of each reading that cannot be read, and of each table of other
            documents. Of lines that are broken, `texts_in` tells.
    """
    ids = DocumentIds()
    for file in files:
        try:
            for number, found in _readings_of(file, encoding, on_error):
                doc = found if found.id else replace(found, id=f"{stem(file)}-{number}")
                if (fault := ids.take(doc.id, str(file))) is None:
                    yield doc
                else:
                    on_error(fault)
        except VnPoliceError as error:
            on_error(error)


def _readings_of(file: Path, encoding: str, on_error: OnError) -> Iterator[tuple[int, Doc]]:
    if is_dataset(file) or file.suffix.casefold() in _TABLES:
        for number, document in enumerate(read_documents(file, on_error=on_error), 1):
            if not isinstance(document, Doc):
                raise InputError(
                    "it holds documents that a person annotated, not readings",
                    where=str(file),
                    remedy="Give texts, or what annotate wrote",
                )
            yield number, document
    elif file != STDIN and ending(file) in LINES_SUFFIXES:
        for number, record in read_objects(file, encoding=encoding, on_error=lambda error: None):
            if is_output(record):
                try:
                    yield number, read_doc_record(record, f"{file}, line {number}")
                except SchemaError as error:
                    on_error(error)


def texts_in(
    files: Iterable[Path], *, decoding: Decoding, date: str | None, on_error: OnError
) -> Iterator[Record]:
    """Yield the texts of the files, one by one; arguments as for `read_inputs`."""
    plain = [f for f in files if f == STDIN or ending(f) in TEXT_SUFFIXES | LINES_SUFFIXES]
    return read_inputs(plain, decoding=decoding, date=date, on_error=on_error, leave_out=is_output)
