"""Columns of tokens and tags (CoNLL), a blank line between sentences; and records of `words` and `tags`.

Such files have no text: it is put together of the tokens, with a space between two and a line end between
sentences, and the offsets are exact in that text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.io.assembly import Assembly, Reading
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.offsets import Given
from vnpolice_ie.io.tags import TagScheme, decode_tags, scheme_of, tag_faults
from vnpolice_ie.io.text import read_text

DOCUMENT_START = "-DOCSTART-"
NO_WORD_CLASS = "-X-"
_COMMENT = re.compile(r"#\s?(?:newdoc\b|[\w.]+ ?= )")
_REMARK = re.compile(r"#(?: .*)?\r?")
_NEW_DOCUMENT = re.compile(r"#\s?newdoc\b")
_TAG = re.compile(r"O|[BIESLUM]-\S+")
_IN_RECORD = re.compile(r", (?:line|row|task) \d+$")
_JOINED = re.compile(r"(?<=[^_])_(?=[^_])")


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file of columns is read.

    Attributes:
        token: column of the token, from 0; negative ones count from the last.
        tags: columns of the tags; of several the outer spans come first.
        scheme: the tag scheme; None tells it from the whole file, for each column.
        unit: what makes a document: a `sentence`, the `file`, or `auto`: the part after a line
            `-DOCSTART-` or `# newdoc`, and where there is none a sentence.
        underscores: tokens are words whose syllables are joined by `_`, which becomes a space.
    """

    token: int = 0
    tags: tuple[int, ...] = (-1,)
    scheme: TagScheme | None = None
    unit: Literal["auto", "sentence", "file"] = "auto"
    underscores: bool = False


BOTH_LAYERS = Columns(tags=(3, 2))
"""Columns of the files that the library writes: token, `-X-`, tags of the inner layer, then of the outer."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A token, its tag in each layer, and its line."""

    token: str
    tags: tuple[str, ...]
    line: int


_Sentence = list[_Row]


def looks_like_columns(text: str) -> bool:
    """Tell whether a text is one of columns: its first lines end in tags, and some mark a span."""
    rows = [_cells(line) for line in text[:20_000].split("\n")[:-1] or [text] if line.strip()]
    rows = [row for row in rows if not row[0].startswith(("#", DOCUMENT_START))]
    tagged = [row for row in rows if len(row) > 1 and any(map(_TAG.fullmatch, row[1:]))]
    return bool(rows) and len(tagged) == len(rows)


def read_columns(
    path: Path,
    name: str,
    reading: Reading,
    columns: Columns | None = None,
) -> Iterator[GoldDocument]:
    """Read the documents of a file.

    Args:
        path: the file.
        name: id of its documents, with their number where there are several.
        reading: allowed labels, and where faults go; a document with a fault is left out.
        columns: where token and tags stand; by default the token first, its tag last, and of files that
            the library wrote both layers.
    """
    try:
        text = read_text(path).removeprefix("\ufeff")
        columns = columns or (BOTH_LAYERS if _has_both_layers(text) else Columns())
        groups = _groups(text, str(path), columns)
    except VnPoliceError as error:
        reading.on_error(error)
        return
    schemes = _schemes([sentence for group in groups for sentence in group], columns)
    for number, group in enumerate(groups, 1):
        document_id = name if len(groups) == 1 else f"{name}-{number}"
        builder = Assembly(document_id, _text(group, columns), str(path), reading)
        _mark_all(builder, group, schemes, columns, str(path))
        if (document := builder.finish()) is not None:
            yield document


def read_words(
    records: Iterable[tuple[int, str, Mapping[str, Any]]],
    name: str,
    reading: Reading,
    columns: Columns | None = None,
) -> Iterator[GoldDocument]:
    """Read records with `words` and `tags` (or `tokens` and `ner_tags`), each one sentence.

    Args:
        records: the records, each with its number and its place.
        name: id of those that have none, with their number.
        reading: as for `read_columns`.
        columns: the scheme and the underscores of it hold here.
    """
    columns = columns or Columns()
    sentences = []
    for number, where, record in records:
        try:
            sentences.append((number, where, record.get("id"), _record_rows(record, where)))
        except SchemaError as error:
            reading.on_error(error)
    schemes = _schemes([rows for *_, rows in sentences], columns)
    for number, where, given, rows in sentences:
        document_id = f"{name}-{number}" if given is None else str(given)
        builder = Assembly(document_id, _text([rows], columns), where, reading)
        _mark_all(builder, [rows], schemes, columns, where)
        if (document := builder.finish()) is not None:
            yield document


def is_words(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has words and tags."""
    return any(key in record for key in ("words", "tokens")) and any(
        k in record for k in ("tags", "ner_tags")
    )


def _record_rows(record: Mapping[str, Any], where: str) -> _Sentence:
    words = record.get("words", record.get("tokens"))
    tags = record.get("tags", record.get("ner_tags"))
    both = (words, tags)
    if not all(isinstance(v, list) and all(isinstance(x, str) and x.strip() for x in v) for v in both):
        raise SchemaError(
            "words and tags are no two lists of strings that are not blank",
            where=where,
            remedy='Write {"words": ["Công", "an"], "tags": ["B-ORG", "I-ORG"]}',
        )
    assert isinstance(words, list)
    assert isinstance(tags, list)
    if len(words) != len(tags):
        raise SchemaError(
            f"there are {len(words)} words and {len(tags)} tags", where=where, remedy="Give one tag a word"
        )
    return [_Row(word, (tag,), index) for index, (word, tag) in enumerate(zip(words, tags, strict=True), 1)]


def _cells(line: str) -> list[str]:
    line = line.rstrip("\r")
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else re.split(r" +", line.strip())


def _has_both_layers(text: str) -> bool:
    """Tell whether a text has the columns that the library writes, a layer of tags in the third one."""
    rows = [line.split() for line in text[:20_000].split("\n")[:-1] if not line.startswith(DOCUMENT_START)]
    return any(rows) and all(
        len(row) == 4 and row[1] == NO_WORD_CLASS and _TAG.fullmatch(row[2]) for row in rows if row
    )


def _is_remark(line: str) -> bool:
    """Tell whether a line that begins with the sign # has no tag at its end, as that of the token # has."""
    return bool(_REMARK.fullmatch(line)) and not _TAG.fullmatch(_cells(line)[-1])


def _groups(text: str, where: str, columns: Columns) -> list[list[_Sentence]]:
    """The sentences of each document.

    Raises:
        InputError: a line has another number of columns than the first, or lacks one that is asked for.
    """
    groups: list[list[_Sentence]] = [[]]
    sentence: _Sentence = []
    width = 0
    has_starts = False
    for number, line in enumerate(text.split("\n"), 1):
        starts = line.startswith(DOCUMENT_START) or bool(_NEW_DOCUMENT.match(line))
        if starts or not line.strip():
            if sentence:
                groups[-1].append(sentence)
                sentence = []
            if starts:
                has_starts = True
                groups.append([])
            continue
        if _COMMENT.match(line) or _is_remark(line):
            continue
        cells = _cells(line)
        width = width or len(cells)
        sentence.append(_row(cells, width, columns, number, where))
    groups[-1].append(sentence)
    full = [[rows for rows in group if rows] for group in groups]
    if columns.unit == "file":
        return [[rows for group in full for rows in group]]
    if columns.unit == "sentence" or not has_starts:
        return [[rows] for group in full for rows in group]
    return [group for group in full if group]


def _row(cells: Sequence[str], width: int, columns: Columns, number: int, where: str) -> _Row:
    asked = (columns.token, *columns.tags)
    if len(cells) != width or not all(-width <= column < width for column in asked) or width < 2:
        raise InputError(
            f"the line has {len(cells)} columns"
            + (f", those before it {width}" if len(cells) != width else ", too few for token and tag"),
            where=f"{where}, line {number}",
            remedy="Separate token and tag by a tab or a space, the same in all lines, or name the columns",
        )
    if not cells[columns.token]:
        raise InputError(
            "the token is empty", where=f"{where}, line {number}", remedy="Give each line a token"
        )
    return _Row(cells[columns.token], tuple(cells[column] for column in columns.tags), number)


def _schemes(sentences: Sequence[_Sentence], columns: Columns) -> list[TagScheme]:
    """The scheme of each layer of tags."""
    layers = max((len(rows[0].tags) for rows in sentences if rows), default=0)
    if columns.scheme is not None:
        return [columns.scheme] * layers
    return [scheme_of([[row.tags[layer] for row in rows] for rows in sentences]) for layer in range(layers)]


def _text(sentences: Sequence[_Sentence], columns: Columns) -> str:
    return "\n".join(" ".join(_word(row.token, columns) for row in rows) for rows in sentences)


def _mark_all(
    builder: Assembly,
    sentences: Sequence[_Sentence],
    schemes: Sequence[TagScheme],
    columns: Columns,
    where: str,
) -> None:
    at = count = 0
    for rows in sentences:
        offsets = []
        for row in rows:
            end = at + len(_word(row.token, columns))
            offsets.append((at, end))
            at = end + 1
        for layer, scheme in enumerate(schemes):
            tags = [row.tags[layer] for row in rows]
            try:
                spans = decode_tags(tags)
            except ValueError as error:
                wrong = rows[tags.index(error.args[0])].line
                what = f"the tag {error.args[0]!r} is not understood"
                builder.fail(what, _place(where, wrong), "Write O, B-LABEL or I-LABEL")
                continue
            for fault in tag_faults(tags, scheme):
                builder.fail(fault.what, _place(where, rows[fault.at].line), fault.remedy)
            for span in spans:
                count += 1
                place = Given(offsets[span.first][0], offsets[span.end - 1][1], None)
                builder.mark(str(count), place, span.label, _place(where, rows[span.first].line))


def _place(where: str, line: int) -> str:
    return f"{where}, {'word' if _IN_RECORD.search(where) else 'line'} {line}"


def _word(token: str, columns: Columns) -> str:
    return _JOINED.sub(" ", token) if columns.underscores else token
