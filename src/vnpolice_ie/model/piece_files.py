"""Readers of subwords on disk (no torch): `tokenizer.json`, `pieces.json`, and the segmenter's rule files."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer

from vnpolice_ie.errors import ResourceError, VnPoliceError, shown
from vnpolice_ie.model.segmented import SegmentedPieces
from vnpolice_ie.model.sizes import LARGEST
from vnpolice_ie.model.subwords import PieceRules, SubwordPieces
from vnpolice_ie.text import rdr
from vnpolice_ie.text.segment import segmenter

TOKENIZER_FILE: Final = "tokenizer.json"
RULES_FILE: Final = "pieces.json"
SEGMENTER_FOLDER: Final = "segmenter"

_RARE: Final = "\u9f98\ue000x"
"""A word that no tokenizer's table has."""

SubwordReader = SubwordPieces | SegmentedPieces


def reader_of(tokenizer: Tokenizer, rules: PieceRules, segmenter_folder: Path | None = None) -> SubwordReader:
    """Make the reader for a tokenizer and its rules.

    Raises:
        ResourceError: the segmenter's package or files are not there.
        InputError: there is no such segmenter, or it is `rdr` and has no folder.
    """
    if not rules.segmenter:
        return SubwordPieces(tokenizer, rules)
    if rules.segmenter == "none":
        return SegmentedPieces(tokenizer, rules, None)
    found = segmenter(rules.segmenter, folder=segmenter_folder)
    return SegmentedPieces(tokenizer, rules, found, segmenter_folder)


def write_pieces(reader: SubwordReader, folder: Path) -> None:
    """Write the reader into a folder, with the rule files of the segmenter `rdr` where it uses that."""
    folder.mkdir(parents=True, exist_ok=True)
    reader.tokenizer.save(str(folder / TOKENIZER_FILE))
    rules = replace(reader.rules, entries=reader.tokenizer.get_vocab_size())
    record = json.dumps(asdict(rules), indent=1)
    (folder / RULES_FILE).write_text(record + "\n", encoding="utf-8")
    if isinstance(reader, SegmentedPieces) and reader.segmenter_folder is not None:
        target = folder / SEGMENTER_FOLDER
        target.mkdir(exist_ok=True)
        for name in (rdr.RULES_FILE, rdr.VOCABULARY_FILE):
            if reader.segmenter_folder.resolve() != target.resolve():
                shutil.copyfile(reader.segmenter_folder / name, target / name)


def read_pieces(folder: Path) -> SubwordReader:
    """Read what `write_pieces` wrote.

    Raises:
        ResourceError: a file is not there or cannot be read, or the segmenter's package is not installed.
    """
    rules = read_rules(folder)
    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    except Exception as error:  # `tokenizers` raises no narrower ones
        raise _unreadable(TOKENIZER_FILE, folder, error) from error
    try:
        tokenizer.model.tokenize(_RARE)
    except Exception as error:  # a table without its entry for the unknown
        raise _unreadable(TOKENIZER_FILE, folder, error) from error
    if rules.entries not in (0, entries := tokenizer.get_vocab_size()):
        raise ResourceError(
            f"the tokenizer has {entries} entries, the model was trained with {rules.entries}",
            where=str(folder / TOKENIZER_FILE),
            remedy="It is of another model: copy the whole folder anew",
        )
    try:
        return reader_of(tokenizer, rules, folder / SEGMENTER_FOLDER if rules.segmenter == "rdr" else None)
    except VnPoliceError as error:
        raise error if error.where else error.at(str(folder / RULES_FILE)) from error


def read_rules(folder: Path) -> PieceRules:
    """Read the rules of the reader in a folder.

    Raises:
        ResourceError: they are not there or cannot be read.
    """
    try:
        record = json.loads((folder / RULES_FILE).read_text(encoding="utf-8"))
        record |= {key: tuple(record[key]) for key in ("opening", "closing")}
        rules = PieceRules(**record)
        _check_rules(rules)
        return rules
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable(RULES_FILE, folder, error) from error


def _check_rules(rules: PieceRules) -> None:
    """Refuse ids that the encoder's table has not, and windows that hold nothing."""
    if not isinstance(rules.segmenter, str):
        raise TypeError("the segmenter is no name")
    for name, least in (("size", 1), ("max_pieces", 1), ("entries", 0)):
        if type(size := getattr(rules, name)) is not int or not least <= size <= LARGEST:
            raise ValueError(f"{name} is {shown(size, 40)}")
    ids = (*rules.opening, *rules.closing, rules.padding, rules.unknown)
    if not all(type(number) is int and 0 <= number < rules.size for number in ids):
        raise ValueError("a special id is none of the encoder's")
    if rules.max_pieces <= len(rules.opening) + len(rules.closing):
        raise ValueError(f"a window of {rules.max_pieces} pieces holds no words")


def _unreadable(name: str, folder: Path, error: Exception) -> ResourceError:
    return ResourceError(
        f"the model's {name} cannot be read ({shown(str(error), 200)[1:-1]})",
        where=str(folder),
        remedy="Copy the model folder anew, or export the model again",
    )
