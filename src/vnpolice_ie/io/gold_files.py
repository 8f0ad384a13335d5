"""Annotated documents from files: the mark-up (.txt, or a folder of them) or JSON Lines."""

from __future__ import annotations

from pathlib import Path

from vnpolice_ie.errors import SchemaError, VnPoliceError
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_checks import faults
from vnpolice_ie.io.inputs import LINES_SUFFIXES, find_files
from vnpolice_ie.io.jsonl import read_objects
from vnpolice_ie.io.markup import parse
from vnpolice_ie.io.text import read_text


def read_gold(path: Path) -> tuple[list[GoldDocument], list[VnPoliceError]]:
    """Read the annotated documents of a file or folder, and everything that is wrong with them.

    Raises:
        InputError: the path is not there, or holds no texts.
    """
    documents: list[GoldDocument] = []
    found: list[VnPoliceError] = []
    for file in find_files([path]):
        if file.suffix.casefold() in LINES_SUFFIXES:
            for number, record in read_objects(file, on_error=found.append):
                where = f"{file}, line {number}"
                try:
                    document = GoldDocument.from_record(record, where)
                except SchemaError as error:
                    found.append(error)
                    continue
                documents.append(document)
                found += faults(document, where)
        else:
            try:
                document, wrong = parse(read_text(file), str(file))
            except VnPoliceError as error:
                found.append(error)
                continue
            documents.append(document)
            found += wrong
    return documents, found
