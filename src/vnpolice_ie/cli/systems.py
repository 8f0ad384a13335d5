"""Readings of annotated documents by whatever the user names: a file, a run folder, a pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from vnpolice_ie import load
from vnpolice_ie.cli.common import Faults, progress
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.io.inputs import LINES_SUFFIXES
from vnpolice_ie.io.jsonl import read_docs
from vnpolice_ie.io.packed import ending
from vnpolice_ie.streaming import Record
from vnpolice_ie.training.report import PREDICTIONS
from vnpolice_ie.types import Doc

DEFAULT = "default"
"""The pipeline of `load()`."""


def annotated(path: Path) -> list[GoldDocument]:
    """Read annotated documents; every fault is told, and any ends the command.

    Raises:
        InputError: the path is not there, or holds no texts.
        Exit: the documents have faults.
    """
    documents, wrong = read_gold(path)
    faults = Faults()
    for error in wrong:
        faults.unreadable(error)
    _end_at(faults)
    return documents


def readings(system: str, documents: Sequence[GoldDocument]) -> list[Doc]:
    """Return a system's readings of the documents.

    Args:
        system: JSON Lines that annotate wrote; a run folder, whose readings count if they are of these
            documents, else its model reads them now; or what `vnpolice_ie.load` takes, to read them now.
        documents: the annotated documents.

    Raises:
        InputError: it is none of these.
        Exit: a reading is broken, or a document could not be read.
    """
    path = Path(system)
    faults = Faults()
    if ending(path) in LINES_SUFFIXES:
        docs = list(read_docs(path, on_error=faults.unreadable))
    elif (path / PREDICTIONS).is_file():
        docs = list(read_docs(path / PREDICTIONS, on_error=faults.unreadable))
        if not faults.exit_status and not _covers(docs, documents):
            docs = _read_now(str(_model_of(path)), documents, faults)
    else:
        docs = _read_now(system, documents, faults)
    _end_at(faults)
    return docs


def _covers(docs: Sequence[Doc], documents: Sequence[GoldDocument]) -> bool:
    return {document.id for document in documents} <= {doc.id for doc in docs}


def _model_of(run: Path) -> Path:
    """Find the model of a run whose readings are of other documents."""
    from vnpolice_ie.training.run_folder import MODEL

    model = run / MODEL
    if not model.is_dir():
        raise InputError(
            f"the run read other documents, and holds no folder {MODEL!r} to read these with",
            where=str(run / PREDICTIONS),
            remedy="Give the documents that the run was measured on, or name a model folder",
        )
    return model


def _read_now(system: str, documents: Sequence[GoldDocument], faults: Faults) -> list[Doc]:
    records = (Record(d.id, d.text, d.date) for d in documents)
    pipeline = load() if system == DEFAULT else load(system)
    docs = []
    with progress(len(documents), f"reading with {system}") as advance:
        for doc in pipeline.pipe(records, on_error=faults.failed):
            docs.append(doc)
            advance()
    return docs


def _end_at(faults: Faults) -> None:
    if faults.exit_status:
        faults.tell()
        raise typer.Exit(faults.exit_status)
