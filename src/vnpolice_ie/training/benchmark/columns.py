"""Sets in columns: one token a line, a blank line between sentences (PhoNER, VLSP 2016, VietBioNER)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.tags import TagScheme, decode_tags, scheme_of, tag_faults
from vnpolice_ie.io.text import read_text
from vnpolice_ie.training.benchmark.samples import LabelledSpan, Sample, marks_of, spaced

# VLSP 2016 puts such lines around sentences and parts of an article: "<s>", "</s>", "<title>".
_BRACKET_LINE = re.compile(r"</?\w+>")
_DOCUMENT_LINE = "-DOCSTART-"
_JOINED = re.compile(r"[^\W_]_[^\W_]")
_SEGMENTED_FROM = 0.02
"""Share of tokens with `_` between letters from which a file counts as segmented into words."""


class Sentence(NamedTuple):
    """Tokens of a sentence with their tags, one list of tags for each level, outermost first."""

    where: str
    tokens: list[str]
    tags: tuple[list[str], ...]


def read_columns(path: Path, tag_columns: Sequence[int] = (-1,)) -> Iterator[Sentence]:
    """Read the sentences of a file; columns stand apart by a tab, or by spaces in files without tabs.

    Args:
        path: the file, UTF-8.
        tag_columns: columns with tags, from 0, or -1 for the last; only the first one must be there.

    Raises:
        InputError: the file cannot be read, or a line has too few columns.
    """
    tokens: list[str] = []
    tags: tuple[list[str], ...] = tuple([] for _ in tag_columns)
    first = 1
    # Only \n ends a line: a token may be any other character that Python takes for a line end.
    for number, raw in enumerate([*read_text(path).removeprefix("\ufeff").split("\n"), ""], 1):
        line = raw.rstrip("\r")
        cells = [cell.strip() for cell in line.split("\t")] if "\t" in line else line.split(" ")
        cells = [cell for cell in cells if cell]
        if not cells or cells[0] == _DOCUMENT_LINE or (len(cells) == 1 and _BRACKET_LINE.fullmatch(cells[0])):
            if tokens:
                yield Sentence(f"{path}, line {first}", tokens, tags)
                tokens, tags = [], tuple([] for _ in tag_columns)
            continue
        if len(cells) < 2 or tag_columns[0] >= len(cells):
            raise InputError(
                f"the line {line[:60]!r} has {len(cells)} of the columns token … tag",
                where=f"{path}, line {number}",
                remedy="Write token and tag with a tab or space between, and a blank line between sentences",
            )
        if not tokens:
            first = number
        tokens.append(cells[0])
        for column, of_level in zip(tag_columns, tags, strict=True):
            of_level.append(cells[column] if column < len(cells) else "O")


def is_segmented(sentences: Sequence[Sequence[str]]) -> bool:
    """Tell whether the tokens are words, their syllables joined by `_`."""
    count = sum(map(len, sentences))
    joined = sum(bool(_JOINED.search(token)) for tokens in sentences for token in tokens)
    return joined > _SEGMENTED_FROM * count


def schemes_of(sentences: Sequence[Sentence]) -> list[TagScheme]:
    """The tag scheme of each level."""
    depth = max((len(sentence.tags) for sentence in sentences), default=0)
    return [scheme_of(sentence.tags[level] for sentence in sentences) for level in range(depth)]


def sample_of(sentence: Sentence, name: str, *, schemes: Sequence[TagScheme], segmented: bool) -> Sample:
    """Put a sentence together to a text with marks and token offsets.

    Args:
        sentence: tokens and tags.
        name: the id of the document.
        schemes: the tag scheme of each level.
        segmented: `_` inside a token joins syllables.

    Raises:
        InputError: a tag is of no scheme.
    """
    text, tokens = spaced(sentence.tokens, segmented=segmented)
    spans: list[LabelledSpan] = []
    repaired = 0
    for tags, scheme in zip(sentence.tags, schemes, strict=True):
        try:
            found = decode_tags(tags)
        except ValueError as error:
            raise InputError(
                f"the tag {error.args[0]!r} is neither O nor a prefix and a label, as B-PERSON",
                where=f"{sentence.where} and after",
                remedy="Check that the columns are those of the release",
            ) from error
        repaired += sum(1 for _ in tag_faults(tags, scheme))
        spans += [LabelledSpan(tokens[s.first][0], tokens[s.end - 1][1], s.label) for s in found]
    return Sample(GoldDocument(id=name, text=text, marks=marks_of(text, spans)), tokens, repaired)
