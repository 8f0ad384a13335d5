"""One door to annotated documents of all formats: mark-up, JSON Lines, CoNLL, brat, Label Studio, doccano."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError, nearest
from vnpolice_ie.io import markup
from vnpolice_ie.io.assembly import Reading
from vnpolice_ie.io.brat import read_brat
from vnpolice_ie.io.conll import Columns, is_words, looks_like_columns, read_columns, read_words
from vnpolice_ie.io.doccano import is_doccano, read_doccano
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.inputs import LINES_SUFFIXES, TEXT_SUFFIXES, find_files
from vnpolice_ie.io.jsonl import JSON_SUFFIX, OnError, raise_error, read_array_or_lines
from vnpolice_ie.io.label_sets import Labels, label_set
from vnpolice_ie.io.label_studio import is_short_form, is_task, read_task
from vnpolice_ie.io.records import faults, is_gold, is_output, read_gold_record, read_output_record, sound
from vnpolice_ie.io.text import read_text

Format = Literal["markup", "jsonl", "output", "words", "conll", "brat", "label-studio", "doccano"]
FORMATS: tuple[Format, ...] = get_args(Format)

COLUMN_SUFFIXES = frozenset(
    {".conll", ".conllu", ".bio", ".iob", ".iob2", ".bilou", ".bioes", ".tsv", ".col"}
)
BRAT_SUFFIX = ".ann"
SUFFIXES = TEXT_SUFFIXES | LINES_SUFFIXES | COLUMN_SUFFIXES | {BRAT_SUFFIX, JSON_SUFFIX}

_OF_RECORDS: tuple[tuple[Callable[[Mapping[str, Any]], bool], Format], ...] = (
    (is_task, "label-studio"),
    (is_words, "words"),
    (is_gold, "jsonl"),
    (is_output, "output"),
    (is_doccano, "doccano"),
)


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
        the documents in the order of the files; offsets are code points into `text`, the end exclusive.

    Raises:
        InputError: the path is not there, holds nothing to read, or the format is unknown.
        VnPoliceError: the first fault, unless `on_error` takes it.
    """
    known: Format | None = None if format == "auto" else format
    if known is not None and known not in FORMATS:
        raise InputError(
            f"there is no format {known!r}",
            remedy=f"{nearest(known, FORMATS)}The formats are {', '.join(FORMATS)}",
        )
    root = Path(path)
    failed = False

    def fault(error: VnPoliceError) -> None:
        nonlocal failed
        failed = True
        on_error(error)

    reading = Reading(label_set(labels), fault, Counter() if left_out is None else left_out)
    reader = _Reader(reading, columns)
    for file in find_files([root], suffixes=SUFFIXES):
        name = file.relative_to(root).with_suffix("").as_posix() if file != root else file.stem
        if not (known in {None, "brat"} and file != root and _has_annotation_beside(file)):
            reader.file(file, name, known)
    if not reader.documents and not failed:
        raise InputError(
            "no annotated document was found",
            where=str(root),
            remedy=f"Give the mark-up or one of the formats {', '.join(FORMATS[1:])}; name it with format",
        )
    return reader.documents


@dataclass(slots=True)
class _Reader:
    """Reads files one by one and keeps their documents."""

    reading: Reading
    columns: Columns | None
    documents: list[GoldDocument] = field(default_factory=list)
    _place_of: dict[str, str] = field(default_factory=dict)

    def file(self, path: Path, name: str, format: Format | None) -> None:  # noqa: A002
        """Read one file.

        Args:
            path: the file.
            name: id of a document that has none in the file.
            format: its format, None if it is to be told.
        """
        try:
            known = format or format_of(path)
            if known is None:
                is_text = path.suffix.casefold() in TEXT_SUFFIXES
                raise InputError(
                    "the text has no annotation" if is_text else "the format of the annotation is not clear",
                    where=str(path),
                    remedy="Take it out, write the header, '---' and '===' of the mark-up,"
                    f" or name the format: {', '.join(FORMATS)}",
                )
            if known == "brat":
                path = path.with_suffix(BRAT_SUFFIX)
            for document in self._documents(path, name, known):
                if document is not None:
                    self._keep(document, str(path))
        except VnPoliceError as error:
            self.reading.on_error(error)

    def _keep(self, document: GoldDocument, where: str) -> None:
        first = self._place_of.setdefault(document.id, where)
        if first is not where:
            self.reading.on_error(
                SchemaError(
                    f"the id {document.id!r} is taken by a document of {first}",
                    where=where,
                    remedy="Give each document an id of its own",
                )
            )
        else:
            self.documents.append(document)

    def _documents(self, path: Path, name: str, format: Format) -> Iterable[GoldDocument | None]:  # noqa: A002
        if format == "conll":
            return read_columns(path, name, self.reading, self.columns)
        if format == "words":
            return read_words(path, name, self.reading, self.columns)
        if format == "brat":
            return [read_brat(path, name, self.reading)]
        if format == "markup":
            check = partial(faults, labels=self.reading.labels)
            return [sound(*markup.parse(read_text(path), str(path), check), self.reading)]
        return self._records(path, name, format)

    def _records(self, path: Path, name: str, format: Format) -> Iterator[GoldDocument | None]:  # noqa: A002
        for number, where, record in read_array_or_lines(path, unit="task", on_error=self.reading.on_error):
            try:
                if format == "jsonl":
                    yield read_gold_record(record, where, self.reading)
                elif format == "output":
                    yield read_output_record(record, where, self.reading)
                elif format == "doccano":
                    yield read_doccano(record, _id(record, name, number), where, self.reading)
                else:
                    yield read_task(_task(record, where), _id(record, name, number), where, self.reading)
            except SchemaError as error:
                self.reading.on_error(error)


def _id(record: Mapping[str, Any], name: str, number: int) -> str:
    """A document's id: its own if it is a string, else the file's name and its number there."""
    given = record.get("id")
    return given if isinstance(given, str) else f"{name}-{number if given is None else given}"


def _has_annotation_beside(path: Path) -> bool:
    return path.suffix.casefold() in TEXT_SUFFIXES and path.with_suffix(BRAT_SUFFIX).is_file()


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


def format_of(path: Path) -> Format | None:
    """Tell the format of a file from its ending and content; None if it cannot be told.

    Raises:
        InputError: the file cannot be read.
    """
    suffix = path.suffix.casefold()
    if suffix == BRAT_SUFFIX:
        return "brat"
    if suffix in COLUMN_SUFFIXES:
        return "conll"
    if suffix in LINES_SUFFIXES | {JSON_SUFFIX}:
        _, _, record = next(read_array_or_lines(path, unit="task"), (0, "", {}))
        if is_short_form(record):
            return "label-studio"
        return next((name for fits, name in _OF_RECORDS if fits(record)), None)
    text = read_text(path)
    if markup.is_markup(text) or "⟦" in text:
        return "markup"
    if _has_annotation_beside(path):
        return "brat"
    return "conll" if looks_like_columns(text) else None
