"""Finding the files of a benchmark's training, development and test part in a copy of its release."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, get_args

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.text import unreadable

Split = Literal["train", "dev", "test"]
SPLITS: Final[tuple[Split, ...]] = get_args(Split)

# "train_word.conll", "VLSP2018-NER-dev", "validation.txt", "testset"; but "latest" says nothing.
_SPLIT_WORD = re.compile(r"(?<![a-z])(train|dev|valid|val(?![a-z])|test)")
_SPLIT_OF: Final[dict[str, Split]] = {
    "train": "train",
    "dev": "dev",
    "valid": "dev",
    "val": "dev",
    "test": "test",
}
_OTHER_USES = re.compile(r"few|shot")
"""Folders of other parts of a release (few-shot samples of the training part)."""


def split_of(path: Path, folder: Path) -> Split | None:
    """The part that a file belongs to by its name, else by that of the nearest folder below `folder`."""
    for part in reversed(path.relative_to(folder).parts):
        found = _SPLIT_WORD.search(part.casefold())
        if found:
            return _SPLIT_OF[found[1]]
    return None


def list_files(folder: Path, suffixes: Sequence[str]) -> Iterator[Path]:
    """The files with one of the suffixes in a folder and those in it, in order of name; hidden ones left out.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise (
            unreadable(folder, NotADirectoryError())
            if folder.exists()
            else unreadable(folder, FileNotFoundError())
        )
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if (
            path.suffix.casefold() in suffixes
            and not any(part.startswith(".") or _OTHER_USES.search(part.casefold()) for part in inside)
            and path.is_file()
        ):
            yield path


def find_parts(
    folder: Path, suffixes: Sequence[str], keep: Callable[[Path], bool] = lambda path: True
) -> dict[Split, list[Path]]:
    """The files of each part, those of the first suffix with which the training and test part are there.

    Args:
        folder: the copy of the release.
        suffixes: in order of preference, as ".conll".
        keep: tells which files count.

    Returns:
        the files in order of name; a part without any is left out.

    Raises:
        InputError: there is no such folder.
    """
    files = [path for path in list_files(folder, suffixes) if keep(path)]
    best: dict[Split, list[Path]] = {}
    for suffix in suffixes:
        parts: dict[Split, list[Path]] = {}
        for path in files:
            split = split_of(path, folder)
            if split and path.suffix.casefold() == suffix:
                parts.setdefault(split, []).append(path)
        if {"train", "test"} <= parts.keys():
            return parts
        best = max(best, parts, key=len)
    return best


def missing(title: str, folder: Path, split: Split, suffixes: Sequence[str], example: str) -> InputError:
    """The error that says which files of a part were looked for."""
    return InputError(
        f"no file of the {split} part of {title} was found",
        where=str(folder),
        remedy=f"Name the folder of your copy; it was looked through for {', '.join(suffixes)} files with"
        f" '{split}' in their name or folder, as {example}",
    )
