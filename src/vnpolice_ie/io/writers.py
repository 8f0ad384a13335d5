"""One writer a format: opens a file or folder, takes documents one by one, counts what it cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final

from vnpolice_ie.errors import InputError, OutputError, SchemaError
from vnpolice_ie.extras import require
from vnpolice_ie.io import conll_writing, doccano, label_studio, markup
from vnpolice_ie.io.arrow import Batches, doc_schema, gold_schema, row
from vnpolice_ie.io.brat_writing import HOLDS as BRAT_HOLDS
from vnpolice_ie.io.brat_writing import Configuration, annotation_lines
from vnpolice_ie.io.file_names import FileNames
from vnpolice_ie.io.fitting import Holds, fitted
from vnpolice_ie.io.formats import SPACY_SUFFIX, WrittenFormat
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import SCORE, Document, as_doc, as_gold
from vnpolice_ie.io.hf_dataset import finish_folder
from vnpolice_ie.io.inputs import TEXT_SUFFIXES
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.line_ends import PAIR, single_in_gold
from vnpolice_ie.io.output import OutputFile, OutputFolder, check_output
from vnpolice_ie.io.packed import packed
from vnpolice_ie.types import Doc

MARKER: Final = ".vnpolice-ie-documents"
"""File that tells that a folder was written here, and may be replaced."""

Add = Callable[[Document, Counter[str]], None]
"""Writes a document; raises a SchemaError where the format cannot hold it."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be written.

    Attributes:
        path: the file or folder.
        force: whether to replace what is there.
        of_pipeline: whether the documents are readings of a pipeline.
        model: what predicted.
    """

    path: Path
    force: bool
    of_pipeline: bool
    model: str

    def file(self) -> OutputFile:
        """Return the file to write."""
        check_output(self.path, force=self.force)
        return OutputFile(self.path)

    def folder(self) -> OutputFolder:
        """Return the folder to write."""
        return OutputFolder(self.path, marker=MARKER, force=self.force)


def _held(document: Document, holds: Holds, left_out: Counter[str]) -> GoldDocument:
    return fitted(as_gold(document, left_out), holds, left_out)


def _lines(record: Callable[[Document, Counter[str]], Mapping[str, Any]]) -> Callable[[Job], Any]:
    @contextmanager
    def writer(job: Job) -> Iterator[Add]:
        with job.file() as out, packed(out.write, job.path) as write:

            def add(document: Document, left_out: Counter[str]) -> None:
                write(dump_line(record(document, left_out)))

            yield add

    return writer


def _utf8(document: Document, *parts: str) -> bytes:
    try:
        return "".join(parts).encode()
    except UnicodeEncodeError as error:
        raise SchemaError(
            "the document holds half a character (a lone surrogate)",
            where=f"document {document.id!r}",
            remedy="Decode the file anew, or write JSON Lines",
        ) from error


@contextmanager
def _conll(job: Job) -> Iterator[Add]:
    with job.file() as out:

        def add(document: Document, left_out: Counter[str]) -> None:
            held = _held(document, conll_writing.HOLDS, left_out)
            found = conll_writing.sentences(held)
            if not found:
                raise SchemaError(
                    "the document has no words", where=f"document {document.id!r}", remedy="Leave it out"
                )
            lines = _utf8(document, conll_writing.DOCUMENT_LINE, *conll_writing.lines(held.text, found))
            conll_writing.count_spacing(held.text, found, left_out)
            out.write(lines)

        yield add


@contextmanager
def _markup(job: Job) -> Iterator[Add]:
    def text(document: Document, left_out: Counter[str]) -> str:
        left_out["line end of two characters, written as one"] += document.text.count(PAIR)
        held = _held(document, markup.HOLDS, left_out)
        return markup.write(single_in_gold(held))

    if job.path.suffix.casefold() in TEXT_SUFFIXES:
        with job.file() as out:
            first: list[str] = []

            def add(document: Document, left_out: Counter[str]) -> None:
                if first:
                    raise OutputError(
                        "mark-up has one document a file", where=str(job.path), remedy="Name a folder"
                    )
                out.write(text(document, left_out).encode())
                first.append(document.id)

            yield add
            if not first:
                raise InputError("there is no document to write", where=str(job.path), remedy="Give one")
        return
    names = FileNames()
    with job.folder() as folder:
        yield lambda document, left_out: folder.write(
            f"{names.name(document.id)}.txt", text(document, left_out)
        )


@contextmanager
def _brat(job: Job) -> Iterator[Add]:
    names, configuration = FileNames(folders=True), Configuration()
    with job.folder() as folder:

        def add(document: Document, left_out: Counter[str]) -> None:
            held = _held(document, BRAT_HOLDS, left_out)
            annotation = "".join(f"{line}\n" for line in annotation_lines(held))
            _utf8(document, document.text, annotation)
            name = names.name(document.id)
            left_out["id that is no file name"] += name != document.id
            configuration.add(held)
            folder.write(f"{name}.txt", document.text)
            folder.write(f"{name}.ann", annotation)

        yield add
        folder.write("annotation.conf", configuration.text())


@contextmanager
def _label_studio(job: Job) -> Iterator[Add]:
    with job.file() as out:
        between = b""
        out.write(b"[\n")

        def add(document: Document, left_out: Counter[str]) -> None:
            nonlocal between
            held = _held(document, label_studio.HOLDS, left_out)
            if isinstance(document, Doc):
                left_out[SCORE] -= len(document.entities)
                task = label_studio.prediction_task(document, held, job.model)
            else:
                task = label_studio.write_task(held, part="annotations")
            out.write(between + dump_line(task).rstrip(b"\n"))
            between = b",\n"

        yield add
        out.write(b"\n]\n")


@contextmanager
def _arrow(
    job: Job, open_table: Callable[[Any], AbstractContextManager[Callable[[Any], object]]]
) -> Iterator[Add]:
    """Write rows in the columns of what the first document is."""
    with open_table(doc_schema() if job.of_pipeline else gold_schema()) as write:
        batches = Batches(doc_schema() if job.of_pipeline else gold_schema(), write)

        def add(document: Document, left_out: Counter[str]) -> None:
            batches.add(row(as_doc(document, left_out) if job.of_pipeline else as_gold(document, left_out)))

        yield add
        batches.flush()


@contextmanager
def _parquet(job: Job) -> Iterator[Add]:
    require("store", "pyarrow")
    import pyarrow.parquet as pq  # noqa: PLC0415

    @contextmanager
    def table(schema: Any) -> Iterator[Callable[[Any], object]]:
        with job.file() as out, pq.ParquetWriter(out.stream, schema, compression="zstd") as writer:
            yield writer.write_batch

    with _arrow(job, table) as add:
        yield add


@contextmanager
def _dataset(job: Job) -> Iterator[Add]:
    require("datasets", "datasets")
    import pyarrow as pa  # noqa: PLC0415

    @contextmanager
    def table(schema: Any) -> Iterator[Callable[[Any], object]]:
        with job.folder() as folder, TemporaryDirectory() as elsewhere:
            path = Path(elsewhere) / "documents.arrow"
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, schema) as stream:
                yield stream.write_batch
            finish_folder(folder.working, path)

    with _arrow(job, table) as add:
        yield add


@contextmanager
def _spacy(job: Job) -> Iterator[Add]:
    """Write a DocBin, which spaCy keeps in memory until it is whole; or a folder of smaller ones."""
    require("spacy", "spacy")
    from vnpolice_ie.io.docbin import PART, BinParts  # noqa: PLC0415  (loads spaCy)

    if job.path.suffix.casefold() == SPACY_SUFFIX:
        with job.file() as out:
            parts = BinParts(None, out.write)
            yield parts.add
            parts.finish()
        return
    with job.folder() as folder:
        names = (folder.working / f"{n:05}{SPACY_SUFFIX}" for n in count(1))

        def write(data: bytes) -> None:
            with OutputFile(next(names)) as out:
                out.write(data)

        parts = BinParts(PART, write)
        yield parts.add
        parts.finish()


WRITERS: Final[Mapping[WrittenFormat, Callable[[Job], AbstractContextManager[Add]]]] = MappingProxyType(
    {
        "markup": _markup,
        "jsonl": _lines(lambda document, left_out: as_gold(document, left_out).to_record()),
        "output": _lines(lambda document, left_out: as_doc(document, left_out).to_dict()),
        "conll": _conll,
        "brat": _brat,
        "label-studio": _label_studio,
        "doccano": _lines(
            lambda document, left_out: doccano.write_record(_held(document, doccano.HOLDS, left_out))
        ),
        "parquet": _parquet,
        "datasets": _dataset,
        "spacy": _spacy,
    }
)
