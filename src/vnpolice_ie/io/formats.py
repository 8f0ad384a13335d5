"""The formats of annotated documents, and how a file's or a folder's is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args

from vnpolice_ie.errors import InputError, nearest
from vnpolice_ie.io import markup
from vnpolice_ie.io.column_lines import looks_like_columns
from vnpolice_ie.io.conll import is_words
from vnpolice_ie.io.doccano import is_doccano
from vnpolice_ie.io.hf_dataset import is_dataset, read_dataset
from vnpolice_ie.io.inputs import LINES_SUFFIXES, TEXT_SUFFIXES
from vnpolice_ie.io.jsonl import JSON_SUFFIX, OnError, raise_error, read_array_or_lines
from vnpolice_ie.io.label_studio import is_short_form, is_task
from vnpolice_ie.io.packed import ending
from vnpolice_ie.io.parquet import PARQUET_SUFFIX, read_rows
from vnpolice_ie.io.records import is_gold, is_output
from vnpolice_ie.io.text import read_text

WrittenFormat = Literal[
    "markup", "jsonl", "output", "conll", "brat", "label-studio", "doccano", "parquet", "datasets", "spacy"
]
Format = Literal[WrittenFormat, "words"]
WRITTEN: Final[tuple[WrittenFormat, ...]] = get_args(WrittenFormat)
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
RecordFormat = Literal["label-studio", "words", "jsonl", "output", "doccano"]

COLUMN_SUFFIXES = frozenset(
    {".conll", ".conllu", ".bio", ".iob", ".iob2", ".bilou", ".bioes", ".tsv", ".col"}
)
BRAT_SUFFIX = ".ann"
SPACY_SUFFIX = ".spacy"
SUFFIXES = (
    TEXT_SUFFIXES
    | LINES_SUFFIXES
    | COLUMN_SUFFIXES
    | {BRAT_SUFFIX, JSON_SUFFIX, PARQUET_SUFFIX, SPACY_SUFFIX}
)

_OF_RECORDS: tuple[tuple[Callable[[Mapping[str, Any]], bool], RecordFormat], ...] = (
    (is_task, "label-studio"),
    (is_words, "words"),
    (is_gold, "jsonl"),
    (is_output, "output"),
    (is_doccano, "doccano"),
)

Records = Iterator[tuple[int, str, dict[str, Any]]]
"""Records of a file, each with its number and its place for errors."""


def check_format(name: str) -> Format:
    """Return the format of this name.

    Raises:
        InputError: there is none.
    """
    if name not in FORMATS:
        raise InputError(
            f"there is no format {name!r}",
            remedy=f"{nearest(name, FORMATS)}The formats are {', '.join(FORMATS)}",
        )
    return name


def format_of(path: Path) -> Format | None:
    """Tell the format of a file, or of a folder that is one dataset; None if it cannot be told.

    Raises:
        InputError: the file cannot be read.
    """
    if is_dataset(path):
        return "datasets"
    suffix = ending(path)
    if suffix == PARQUET_SUFFIX:
        return "parquet"
    if suffix == SPACY_SUFFIX:
        return "spacy"
    if suffix == BRAT_SUFFIX:
        return "brat"
    if suffix in COLUMN_SUFFIXES:
        return "conll"
    if suffix in LINES_SUFFIXES | {JSON_SUFFIX}:
        return _form_of_objects(path)
    text = read_text(path)
    if markup.is_markup(text) or "⟦" in text:
        return "markup"
    if has_annotation_beside(path):
        return "brat"
    return "conll" if looks_like_columns(text) else None


def _form_of_objects(path: Path) -> RecordFormat | None:
    """Tell the form of the first object that has one; what is broken before it, reading tells."""
    some = False
    for _, _, record in read_array_or_lines(path, unit="task", on_error=lambda error: None):
        some = True
        if form := form_of(record):
            return form
    # A file without objects has no documents in whatever form.
    return None if some else "jsonl"


def form_of(record: Mapping[str, Any]) -> RecordFormat | None:
    """Tell the format that an object or a row is in; None if it cannot be told."""
    if is_short_form(record):
        return "label-studio"
    return next((name for fits, name in _OF_RECORDS if fits(record)), None)


def has_annotation_beside(path: Path) -> bool:
    """Tell whether a file is a text with brat's annotation beside it."""
    return path.suffix.casefold() in TEXT_SUFFIXES and path.with_suffix(BRAT_SUFFIX).is_file()


def records_of(
    path: Path, form: Literal[RecordFormat, "parquet", "datasets"], on_error: OnError = raise_error
) -> Records:
    """Read the records of a file of JSON, of Parquet, or of a folder that is a dataset."""
    if form == "parquet":
        return read_rows(path)
    if form == "datasets":
        return read_dataset(path)
    return read_array_or_lines(path, unit="task", on_error=on_error)
