"""The loader of the word lists in lexicon/data.

A word list is a tab-separated file: lines that begin with `#` are comments (the first ones say what
the list is and where its facts are from), the first other line names the columns, empty cells at the
end of a line may be left out. Entries are written in the normal form of `vnpolice_ie.text.normal`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from vnpolice_ie.errors import ResourceError

Row = dict[str, str]


@cache
def read_table(name: str) -> tuple[Row, ...]:
    """Return the rows of lexicon/data/`name`.tsv as dicts from column to cell.

    Raises:
        ResourceError: there is no such list, or a line has more cells than the header.
    """
    file = resources.files(__package__).joinpath("data", f"{name}.tsv")
    if not file.is_file():
        raise ResourceError(
            f"there is no word list {name!r}",
            where="lexicon/data",
            remedy="The package is incomplete; install it again",
        )
    return parse_table(file.read_text(encoding="utf-8"), f"lexicon/data/{name}.tsv")


def parse_table(text: str, where: str) -> tuple[Row, ...]:
    """Return the rows of a tab-separated text as dicts from column to cell.

    Args:
        text: comments, header and rows as described above.
        where: its file, for the errors.

    Raises:
        ResourceError: a line has more cells than the header.
    """
    header: list[str] | None = None
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise ResourceError(
                f"{len(cells)} cells, but the header names {len(header)} columns",
                where=f"{where}, line {number}",
                remedy="Separate the columns by single tabs",
            )
        rows.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return tuple(rows)


def column(name: str, key: str) -> tuple[str, ...]:
    """Return one column of a word list, empty cells left out."""
    return tuple(row[key] for row in read_table(name) if row[key])
