"""Generated documents in files: a folder of mark-up, or one file of JSON Lines; a world with its truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from vnpolice_ie.generator.history import History
from vnpolice_ie.generator.said import Said
from vnpolice_ie.generator.shared import documents as documents_of
from vnpolice_ie.generator.truth import truth
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


def truth_beside(output: Path) -> Path:
    """Where the truth of a world is written: `world.jsonl` has `world.world.json` beside it."""
    return output.with_name(f"{output.name.removesuffix('.jsonl')}.world.json")


def write_world(
    output: Path,
    write: Callable[..., None],
    count: int,
    *,
    seed: int,
    start: int = 0,
    clean: bool = False,
    force: bool = False,
    each: Callable[[], None] = lambda: None,
) -> None:
    """Write documents of a world, and its truth beside them.

    Args:
        output: a folder or a file.
        write: `write_folder` or `write_lines`.
        count, seed, start, clean: as for `generate`.
        force: replace what was written there before.
        each: called after each document.

    Raises:
        OutputError: one of the two is there and may not be replaced, or cannot be written.
    """
    history = History(seed)
    told: list[Said] = []

    def made() -> Iterator[GoldDocument]:
        for document, said in documents_of(history, count, start=start, clean=clean):
            told.append(said)
            yield document

    check_output(truth_beside(output), force=force)
    write(output, made(), force=force, each=each)
    with OutputFile(truth_beside(output)) as out:
        out.write(json.dumps(truth(history, told), ensure_ascii=False, indent=1).encode())
