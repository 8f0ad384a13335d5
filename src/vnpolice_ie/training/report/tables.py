"""One table, three forms: CSV, Markdown and HTML."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from vnpolice_ie.display.fragment import escape, visible
from vnpolice_ie.io.cells import guarded
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES, tag_of

_ORDER = [*LABELS, *(tag_of("EVENT", event) for event in EVENT_TYPES), *RELATION_TYPES]
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words and numbers; the first column names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def to_csv(self) -> str:
        """Write it as CSV: comma, quotes where needed, lines that end in a line feed."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(map(_guarded, self.head))
        writer.writerows([_guarded(cell) for cell in row] for row in self.rows)
        return out.getvalue()

    def to_markdown(self) -> str:
        """Write it as a Markdown table with numbers to the right."""
        rule = tuple("---:" if self._holds_numbers(i) else "---" for i in range(len(self.head)))
        lines: list[tuple[Cell, ...]] = [self.head, rule, *self.rows]
        return "".join(f"| {' | '.join(map(_plain, line))} |\n" for line in lines)

    def to_html(self) -> str:
        """Write it as an HTML table, escaped."""
        classes = [' class="num"' if self._holds_numbers(i) else "" for i in range(len(self.head))]
        head = "".join(f"<th{c}>{escape(name)}</th>" for c, name in zip(classes, self.head, strict=True))
        body = "\n".join(
            "<tr>"
            + "".join(f"<td{c}>{escape(shown(cell))}</td>" for c, cell in zip(classes, row, strict=True))
            + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _holds_numbers(self, column: int) -> bool:
        return bool(self.rows) and not any(isinstance(row[column], str) for row in self.rows)


def scheme_order(name: str) -> tuple[int, str]:
    """Sort labels and relation types as the scheme lists them, other names behind, by the alphabet."""
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER)), name


def shown(cell: Cell) -> str:
    """Return a cell as people read it: shares with three places."""
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _guarded(cell: Cell) -> Cell:
    """Keep a spreadsheet from reading words as a formula."""
    if isinstance(cell, str):
        return guarded(visible(cell))
    return cell


def _plain(cell: Cell) -> str:
    return markdown(shown(cell))


def markdown(words: str) -> str:
    """Return words for one line of Markdown in which no character means anything but itself."""
    one_line = " ".join(visible(words).split())
    return re.sub(r"([\\`*\[\]<>|])", r"\\\1", one_line)
