"""Documents written in any of the formats: the other half of `io.annotated`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Final, Literal

from vnpolice_ie.errors import InputError, OutputError, SchemaError
from vnpolice_ie.io.document_ids import DocumentIds
from vnpolice_ie.io.fitting import check
from vnpolice_ie.io.formats import COLUMN_SUFFIXES, SPACY_SUFFIX, WRITTEN, Format, WrittenFormat, check_format
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import Document
from vnpolice_ie.io.inputs import LINES_SUFFIXES, TEXT_SUFFIXES
from vnpolice_ie.io.jsonl import JSON_SUFFIX, OnError, raise_error
from vnpolice_ie.io.packed import ending
from vnpolice_ie.io.parquet import PARQUET_SUFFIX
from vnpolice_ie.io.writers import WRITERS, Job
from vnpolice_ie.types import Doc


def write_annotated(
    documents: Iterable[Document],
    path: Path | str,
    format: Format | Literal["auto"] | None = None,  # noqa: A002
    *,
    force: bool = False,
    model: str = "",
    on_error: OnError = raise_error,
    left_out: Counter[str] | None = None,
) -> int:
    """Write documents, what people annotated or what pipelines read, in a format.

    Args:
        documents: the documents; they are taken one by one.
        path: the file or, of `brat`, `datasets` and `markup`, the folder to write; mark-up of one document
            may be a `.txt` file.
        format: the format; None or `auto` tells it from the ending (`.jsonl`, `.parquet`, `.conll`, `.txt`,
            `.spacy`, `.json` for Label Studio). What a pipeline read is written to `.jsonl` in the output
            format.
        force: whether to replace what is there.
        model: what predicted, for tasks of Label Studio, in which the readings of a pipeline are predictions.
        on_error: called with the fault of each document that the format cannot hold; by default the first one
            is raised. The others are written.
        left_out: counts what the format does not hold of the documents, by kind.

    Returns:
        how many documents were written. Of none at all the file or folder is made without any.

    Raises:
        InputError: none of the documents could be written, or one has the id of an earlier one, unless
            `on_error` takes it.
        OutputError: the place cannot be written to, or the ending names no format.
        ResourceError: the extra of the format is not installed.
        SchemaError: the first fault of a document, unless `on_error` takes it.
    """
    target, counted = Path(path), Counter[str]() if left_out is None else left_out
    waiting = iter(documents)
    first = list(islice(waiting, 1))
    of_pipeline = not first or isinstance(first[0], Doc)
    known = format_to_write(target, format, of_pipeline=of_pipeline)
    ids = DocumentIds()
    count = 0
    with WRITERS[known](Job(target, force, of_pipeline, model)) as add:
        for document in chain(first, waiting):
            if (fault := ids.take(document.id, str(target))) is not None:
                on_error(fault)
                continue
            found = Counter[str]()
            try:
                if isinstance(document, GoldDocument):
                    check(document)
                add(document, found)
            except SchemaError as error:
                on_error(error)
            else:
                count += 1
                counted.update(+found)
        if first and not count:
            raise InputError(
                "no document could be written", where=str(target), remedy="See what is wrong with each"
            )
    return count


def format_to_write(path: Path, format: str | None, *, of_pipeline: bool) -> WrittenFormat:  # noqa: A002
    """Return the format that is meant: that which is named, else that of the path's ending.

    Args:
        path: what is to be written.
        format: the name of the format; None or `auto` if none is named.
        of_pipeline: whether the documents are readings of a pipeline.

    Raises:
        InputError: there is no such format, or it is only read.
        OutputError: the ending tells none.
    """
    if format is not None and format != "auto":
        known = check_format(format)
        if known == "words":
            raise InputError(f"{known} is only read", remedy=f"Write one of {', '.join(WRITTEN)}")
        return known
    suffix = ending(path)
    if suffix in LINES_SUFFIXES:
        return "output" if of_pipeline else "jsonl"
    for suffixes, found in _OF_ENDINGS:
        if suffix in suffixes:
            return found
    raise OutputError(
        "the ending does not tell the format",
        where=str(path),
        remedy=f"Name it with --to (in Python, format): {', '.join(WRITTEN)}",
    )


_OF_ENDINGS: Final[tuple[tuple[frozenset[str], WrittenFormat], ...]] = (
    (COLUMN_SUFFIXES, "conll"),
    (TEXT_SUFFIXES, "markup"),
    (frozenset({PARQUET_SUFFIX}), "parquet"),
    (frozenset({SPACY_SUFFIX}), "spacy"),
    (frozenset({JSON_SUFFIX}), "label-studio"),
)
