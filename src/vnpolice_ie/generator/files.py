"""Generated documents in files: a folder of mark-up, or one file of JSON Lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from vnpolice_ie.io import markup
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.output import OutputFile, OutputFolder, check_output

MARKER = ".vnpolice-ie-generated"


def write_folder(
    folder: Path,
    documents: Iterable[GoldDocument],
    *,
    force: bool = False,
    each: Callable[[], None] = lambda: None,
) -> None:
    """Write one file of mark-up for each document.

    Raises:
        OutputError: the folder holds other files, may not be replaced or cannot be written.
    """
    with OutputFolder(folder, marker=MARKER, force=force) as out:
        for document in documents:
            out.write(f"{document.id}.txt", markup.write(document))
            each()


def write_lines(
    path: Path,
    documents: Iterable[GoldDocument],
    *,
    force: bool = False,
    each: Callable[[], None] = lambda: None,
) -> None:
    """Write one JSON object a line, the form that `io.annotated` reads.

    Raises:
        OutputError: the file is there and may not be replaced, or cannot be written.
    """
    check_output(path, force=force)
    with OutputFile(path) as out:
        for document in documents:
            out.write(dump_line(document.to_record()))
            each()
