"""A folder of pages: one for each document, and an index of documents, references and people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from vnpolice_ie.display.fragment import escape
from vnpolice_ie.display.html import GENERATOR, index_page, page, title_of
from vnpolice_ie.io.output import OutputFolder
from vnpolice_ie.schema import LABELS
from vnpolice_ie.types import Doc

INDEX = "index.html"
MARKER = f".{GENERATOR}"
SHOWN = 300
"""References and people that the index shows at most: those of most documents."""


@dataclass(slots=True)
class _Group:
    """One reference or person across documents."""

    cells: tuple[str, ...]
    pages: list[str] = field(default_factory=list)


class Site:
    """Writes pages as documents come; only a line of each is kept, for the index.

    Raises:
        OutputError: the folder may not be replaced, or cannot be written.
    """

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        self._folder = OutputFolder(folder, marker=MARKER, force=force)
        self.index = folder / INDEX
        self._waiting: Doc | None = None
        self._count = 0
        self._rows: list[str] = []
        self._totals: Counter[str] = Counter()
        self._references: dict[str, _Group] = {}
        self._people: dict[str, _Group] = {}

    def __enter__(self) -> Self:
        self._folder.__enter__()
        return self

    def add(self, doc: Doc) -> None:
        """Add a document; its page is written when the next one is known."""
        self._flush(last=False)
        self._waiting = doc
        self._count += 1
        address = _address(self._count)
        self._note(doc, address)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._count:
            self._flush(last=True)
            self._folder.write(INDEX, self._index())
        self._folder.__exit__(kind, error, trace)

    def _flush(self, *, last: bool) -> None:
        if self._waiting is None:
            return
        html = page(
            self._waiting,
            back=INDEX,
            previous=_address(self._count - 1) if self._count > 1 else "",
            following="" if last else _address(self._count + 1),
        )
        self._folder.write(_address(self._count), html)

    def _note(self, doc: Doc, address: str) -> None:
        labels: Counter[str] = Counter(m.label for m in doc.entities)
        self._totals.update(
            spans=len(doc.entities),
            relations=len(doc.relations),
            events=len(doc.events),
        )
        counts = map(len, (doc.relations, doc.events, doc.references, doc.people))
        numbers = "".join(f'<td class="num">{count}</td>' for count in counts)
        name = f'<a href="{address}"><b>{escape(doc.id)}</b></a><small>{escape(title_of(doc))}</small>'
        self._rows.append(
            f"<tr><td>{name}</td><td>{doc.date or '–'}</td>"
            f'<td class="num">{len(doc.entities)}{_bar(labels)}</td>{numbers}</tr>'
        )
        for r in doc.references:
            cells = (
                f"<b>{escape(r.key)}</b>",
                escape(r.type or "–"),
                escape(r.issuer or "–"),
                escape(r.date or "–"),
            )
            _into(self._references, r.key, cells, address)
        for p in doc.people:
            posts = "<br>".join(map(escape, p.positions)) or "–"
            _into(self._people, p.name, (f"<b>{escape(p.name)}</b>", escape(p.rank or "–"), posts), address)

    def _index(self) -> str:
        tiles = {
            "documents": self._count,
            "spans": self._totals["spans"],
            "relations": self._totals["relations"],
            "events": self._totals["events"],
            "references": len(self._references),
            "people": len(self._people),
        }
        shown = "".join(f"<div><b>{count:,}</b>{name}</div>" for name, count in tiles.items())
        numbers = ("Spans", "Relations", "Events", "References", "People")
        documents = _table(("Document", "Dateline"), self._rows, numbers)
        body = (
            f'<div class="tiles">{shown}</div><input type="search" placeholder="Filter documents"'
            f' aria-label="Filter documents"><div class="block" id="documents">{documents}</div>'
            + _groups("References", ("Document", "Type", "Issuer", "Date", "In"), self._references)
            + _groups("People", ("Person", "Rank", "Positions", "In"), self._people)
        )
        return index_page(f"{self._count} documents", body)


def _address(number: int) -> str:
    return f"{number:04}.html"


def _bar(labels: Counter[str]) -> str:
    """Shares of the labels as a bar of their colours."""
    total = max(1, labels.total())
    parts = "".join(
        f'<i class="l-{label}" style="width:{100 * labels[label] / total:.1f}%"'
        f' title="{label} {labels[label]}"></i>'
        for label in LABELS
        if labels[label]
    )
    return f'<div class="stack">{parts}</div>'


def _into(groups: dict[str, _Group], key: str, cells: tuple[str, ...], address: str) -> None:
    group = groups.setdefault(key, _Group(cells))
    # The mention that says most stands for all.
    if sum(cell == "–" for cell in cells) < sum(cell == "–" for cell in group.cells):
        group.cells = cells
    group.pages.append(address)


def _table(head: tuple[str, ...], rows: list[str], numbers: tuple[str, ...] = ()) -> str:
    cells = "".join(f"<th>{name}</th>" for name in head)
    cells += "".join(f'<th class="num">{name}</th>' for name in numbers)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _groups(name: str, head: tuple[str, ...], groups: dict[str, _Group]) -> str:
    if not groups:
        return ""
    chosen = sorted(groups.values(), key=lambda g: (-len(g.pages), g.cells))[:SHOWN]
    rows = []
    for group in chosen:
        links = " ".join(f'<a href="{a}">{a.removesuffix(".html").lstrip("0")}</a>' for a in group.pages[:12])
        more = f" +{len(group.pages) - 12}" if len(group.pages) > 12 else ""
        rows.append(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in group.cells) + f"<td>{links}{more}</td></tr>"
        )
    count = f"{len(chosen)} of {len(groups)}" if len(chosen) < len(groups) else str(len(groups))
    return f'<h2>{name}<span class="n">{count}</span></h2><div class="block">{_table(head, rows)}</div>'
