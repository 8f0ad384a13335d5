"""Columns of tokens and tags (CoNLL), a blank line between sentences; and records of `words` and `tags`.

Such files have no text: it is put together of the tokens, with a space between two and a line end between
sentences, and the offsets are exact in that text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io.assembly import Assembly, Reading
from vnpolice_ie.io.column_lines import Columns, Row, columns_of, documents_of, sentences_of, settled
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.offsets import Given
from vnpolice_ie.io.tags import SchemeFinder, TagScheme, decode_tags, tag_faults

__all__ = ["Columns", "is_words", "read_columns", "read_words"]

_IN_RECORD = re.compile(r", (?:line|row|task) \d+$")
_JOINED = re.compile(r"(?<=[^_])_(?=[^_])")


def read_columns(
    path: Path,
    name: str,
    reading: Reading,
    columns: Columns | None = None,
) -> Iterator[GoldDocument]:
    """Read the documents of a file, which is gone through several times: to tell what it is, and to read it.

    Args:
        path: the file.
        name: id of its documents, with their number where there are several.
        reading: allowed labels, and where faults go; a document with a fault is left out.
        columns: where token and tags stand; by default the token first, its tag last, and of files that
            the library wrote both layers.

    Raises:
        InputError: the file cannot be read.
    """
    known = settled(path, columns or columns_of(path))
    schemes = _schemes((sentence.rows for sentence in sentences_of(path, known)), known)
    several = len(list(islice(documents_of(path, known), 2))) > 1
    for number, sentences in enumerate(documents_of(path, known), 1):
        if (fault := sentences[0].fault) is not None:
            reading.on_error(fault)
            continue
        rows = [sentence.rows for sentence in sentences]
        builder = Assembly(f"{name}-{number}" if several else name, _text(rows, known), str(path), reading)
        _mark_all(builder, rows, schemes, known, str(path))
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
    columns = replace(columns or Columns(), tags=(-1,))
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


def _record_rows(record: Mapping[str, Any], where: str) -> list[Row]:
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
    return [Row(word, (tag,), index) for index, (word, tag) in enumerate(zip(words, tags, strict=True), 1)]


def _schemes(sentences: Iterable[Sequence[Row]], columns: Columns) -> list[TagScheme]:
    """The scheme of each layer of tags."""
    if columns.scheme is not None:
        return [columns.scheme] * len(columns.tags)
    finders = [SchemeFinder() for _ in columns.tags]
    for rows in sentences:
        for layer, finder in enumerate(finders):
            finder.add(row.tags[layer] for row in rows)
    return [finder.scheme for finder in finders]


def _text(sentences: Sequence[list[Row]], columns: Columns) -> str:
    return "\n".join(" ".join(_word(row.token, columns) for row in rows) for rows in sentences)


def _mark_all(
    builder: Assembly,
    sentences: Sequence[list[Row]],
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
