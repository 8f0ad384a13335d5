"""The lines of a file of columns, one sentence at a time: rows of a token with its tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.limits import lines_at_most, most_bytes, too_large
from vnpolice_ie.io.tags import TagScheme
from vnpolice_ie.io.text import read_text, unreadable

DOCUMENT_START: Final = "-DOCSTART-"
NO_WORD_CLASS: Final = "-X-"
NO_CHUNK: Final = "_"
"""What Label Studio writes in the third column."""
_HEAD: Final = 20_000
"""Characters that tell what the columns are."""
_COMMENT = re.compile(r"#\s?(?:newdoc\b|[\w.]+ ?= )")
_REMARK = re.compile(r"#(?: .*)?\r?")
_NEW_DOCUMENT = re.compile(r"#\s?newdoc\b")
_SPACES = re.compile(r" +")
_TAG = re.compile(r"O|[BIESLUM]-\S+")


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file of columns is read.

    Attributes:
        token: column of the token, from 0; negative ones count from the last.
        tags: columns of the tags; of several the outer spans come first.
        scheme: the tag scheme; None tells it from the whole file, for each column.
        unit: what makes a document: a `sentence`, the `file`, or `auto`: the part after a line
            `-DOCSTART-` or `# newdoc`, and where there is none, or in a file of Label Studio, a sentence.
        underscores: tokens are words whose syllables are joined by `_`, which becomes a space.
    """

    token: int = 0
    tags: tuple[int, ...] = (-1,)
    scheme: TagScheme | None = None
    unit: Literal["auto", "sentence", "file"] = "auto"
    underscores: bool = False


BOTH_LAYERS: Final = Columns(tags=(3, 2))
"""Columns of the files that the library writes: token, `-X-`, tags of the inner layer, then of the outer."""


@dataclass(frozen=True, slots=True)
class Row:
    """A token, its tag in each layer, and its line."""

    token: str
    tags: tuple[str, ...]
    line: int


@dataclass(slots=True)
class Sentence:
    """Rows without a blank line between them.

    Attributes:
        rows: the tokens.
        fault: what is wrong with the first line that is no row.
        starts: whether a document begins with it.
        size: characters of its lines.
    """

    rows: list[Row] = field(default_factory=list)
    fault: InputError | None = None
    starts: bool = False
    size: int = 0

    def fail(self, fault: InputError) -> None:
        """Note what is wrong; the rows are let go."""
        self.fault = self.fault or fault
        self.rows.clear()


def looks_like_columns(text: str) -> bool:
    """Tell whether a text is one of columns: its first lines end in tags, and some mark a span."""
    rows = [_cells(line) for line in text[:_HEAD].split("\n")[:-1] or [text] if line.strip()]
    rows = [row for row in rows if not row[0].startswith(("#", DOCUMENT_START))]
    tagged = [row for row in rows if len(row) > 1 and any(map(_TAG.fullmatch, row[1:]))]
    return bool(rows) and len(tagged) == len(rows)


def columns_of(path: Path) -> Columns:
    """Tell the columns of a file: those of the library, those of Label Studio, or the tag last.

    Raises:
        InputError: the file cannot be read.
    """
    lines = [
        line.split() for line in _head(path).split("\n")[:-1] if not line.startswith((DOCUMENT_START, "#"))
    ]
    rows = [row for row in lines if row]
    if not rows or any(len(row) != 4 or row[1] != NO_WORD_CLASS for row in rows):
        return Columns()
    if all(row[2] == NO_CHUNK for row in rows):
        # A task is a sentence there, and the only start of a document is that of the file.
        return Columns(unit="sentence")
    return BOTH_LAYERS if all(_TAG.fullmatch(row[2]) for row in rows) else Columns()


def settled(path: Path, columns: Columns) -> Columns:
    """Return the columns with the unit that is meant by `auto`."""
    if columns.unit != "auto" or any(isinstance(line, str) and _starts(line) for _, line in _numbered(path)):
        return columns
    return replace(columns, unit="sentence")


def documents_of(path: Path, columns: Columns) -> Iterator[list[Sentence]]:
    """Yield the sentences of each document; of one with a fault, a sentence that has it.

    Args:
        path: the file.
        columns: its columns, `settled`.

    Raises:
        InputError: the file cannot be read.
    """
    document: list[Sentence] = []
    size, most = 0, most_bytes()
    for sentence in sentences_of(path, columns):
        if document and (columns.unit == "sentence" or (columns.unit == "auto" and sentence.starts)):
            yield document
            document, size = [], 0
        size += sentence.size
        if size > most and sentence.fault is None:
            sentence.fail(too_large("the document", _place(path, sentence)))
        if document and document[0].fault is not None:
            continue
        if sentence.fault is not None:
            document.clear()
        document.append(sentence)
    if document:
        yield document


def sentences_of(path: Path, columns: Columns) -> Iterator[Sentence]:
    """Yield the sentences of a file; one with a fault has no rows.

    Raises:
        InputError: the file cannot be read.
    """
    sentence = Sentence()
    width, most = 0, most_bytes()
    reach = max(1, *(c if c >= 0 else -c - 1 for c in (columns.token, *columns.tags)))
    for number, line in chain(_numbered(path), [(0, "")]):
        if isinstance(line, InputError):
            sentence.fail(line)
            continue
        starts = _starts(line)
        if starts or not line.strip():
            if sentence.rows or sentence.fault:
                yield sentence
                sentence = Sentence()
            sentence.starts = sentence.starts or starts
        elif not (line.startswith("#") and _is_comment(line)):
            cells = _cells(line)
            width = width or len(cells)
            sentence.size += len(line)
            fits = width == len(cells) and width > reach
            if sentence.fault is not None:
                continue
            if not fits or not cells[columns.token]:
                sentence.fail(_fault(len(cells), width, f"{path}, line {number}", fits=fits))
            elif sentence.size > most:
                sentence.fail(too_large("the sentence", f"{path}, line {number}"))
            else:
                tags = tuple([cells[column] for column in columns.tags])
                sentence.rows.append(Row(cells[columns.token], tags, number))


def _place(path: Path, sentence: Sentence) -> str:
    return f"{path}, line {sentence.rows[0].line}" if sentence.rows else str(path)


def _head(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise unreadable(path, error) from error


def _numbered(path: Path) -> Iterator[tuple[int, str | InputError]]:
    """The lines of a file with their numbers, cut at line feeds alone; the error of one that is too long."""
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            yield from lines_at_most(file, lambda number: f"{path}, line {number}")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError:
        read_text(path)  # tells where it is not UTF-8
        raise


def _starts(line: str) -> bool:
    return line.startswith((DOCUMENT_START, "#")) and (line[0] != "#" or bool(_NEW_DOCUMENT.match(line)))


def _is_comment(line: str) -> bool:
    """Tell whether a line that begins with the sign # is none of a token: it has no tag at its end."""
    if _COMMENT.match(line):
        return True
    return bool(_REMARK.fullmatch(line.rstrip("\n"))) and not _TAG.fullmatch(_cells(line)[-1])


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
    return _SPACES.split(line.strip())


def _fault(count: int, width: int, where: str, *, fits: bool) -> InputError:
    """What is wrong with a line of so many columns: the token where they fit, else their number."""
    if fits:
        return InputError("the token is empty", where=where, remedy="Give each line a token")
    return InputError(
        f"the line has {count} columns"
        + (f", those before it {width}" if count != width else ", too few for token and tag"),
        where=where,
        remedy="Separate token and tag by a tab or a space, the same in all lines, or name the columns",
    )
