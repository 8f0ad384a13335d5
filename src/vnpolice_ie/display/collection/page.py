"""One page for a collection, written as the texts come."""

from __future__ import annotations

from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, Self

from vnpolice_ie.display.collection.cited import CitedDocuments
from vnpolice_ie.display.collection.packing import (
    Words,
    packed_document,
    packed_link,
    packed_person,
    packed_text,
    scheme,
    text_entry,
)
from vnpolice_ie.display.collection.people import NamedPeople
from vnpolice_ie.display.embedding import asset, content_policy, json_data, script
from vnpolice_ie.display.fragment import escape
from vnpolice_ie.display.html import GENERATOR, style
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.types import Doc

BATCH = 20
"""Texts in one script element: the page reads so many at once when it needs one of them."""
IN_MEMORY = 64 << 20
"""Bytes of packed texts that wait in memory; more wait in a temporary file."""

_SCRIPTS = (
    *("dom.js", "theme.js", "tips.js", "roving.js", "links.js"),
    *("viewer/data.js", "viewer/fold.js", "viewer/search.js", "viewer/list.js", "viewer/reader.js"),
    *("viewer/evidence.js", "viewer/texts.js", "viewer/graph.js", "viewer/cited.js", "viewer/timeline.js"),
    *("viewer/people.js", "viewer/overview.js", "viewer/main.js"),
)


class CollectionPage:
    """Writes the page of a collection; of each text only what is known across texts is kept.

    The page is whole or not there. It needs scripts and fetches nothing.

    Args:
        path: the file to write.
        title: of the window; as text.

    Raises:
        OutputError: it cannot be written.
    """

    def __init__(self, path: Path, title: str = "Documents") -> None:
        self._file = OutputFile(path)
        self._title = title
        self._packed = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed in __exit__)
        self._batch: list[list[Any]] = []
        self._entries: list[list[Any]] = []
        self._cited = CitedDocuments()
        self._people = NamedPeople()
        self._words = Words()
        self._rules = Words()
        self.bytes = 0

    def __enter__(self) -> Self:
        self._file.__enter__()
        return self

    def add(self, doc: Doc) -> None:
        """Add a text."""
        number = len(self._entries)
        self._entries.append(text_entry(doc))
        self._cited.add(number, doc)
        self._people.add(number, doc)
        self._batch.append(packed_text(doc, self._rules))
        if len(self._batch) == BATCH:
            self._flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._packed:
            if kind is None:
                self._flush()
                self._finish()
        self._file.__exit__(kind, error, trace)

    def _finish(self) -> None:
        """Write the page: lists and overview come before the texts, so that they are there at once."""
        self._write(_head(self._title))
        self._write(_data(json_data(self._index()), "index"))
        self._write(f"<script>{script(*_SCRIPTS)}</script>\n")
        self._packed.seek(0)
        while part := self._packed.read(1 << 20):
            self._write(part)
        self._write("</body></html>\n")

    @property
    def texts(self) -> int:
        """How many texts there are so far."""
        return len(self._entries)

    def _flush(self) -> None:
        if self._batch:
            self._packed.write(_data(json_data(self._batch), "texts").encode())
            self._batch = []

    def _write(self, html: str | bytes) -> None:
        data = html.encode() if isinstance(html, str) else html
        self.bytes += len(data)
        self._file.write(data)

    def _index(self) -> dict[str, Any]:
        documents, links = self._cited.finish()
        return {
            "batch": BATCH,
            "scheme": scheme(),
            "texts": self._entries,
            "rules": self._rules.list(),
            "documents": list(map(packed_document, documents)),
            "links": list(map(packed_link, links)),
            "people": [packed_person(person, self._words) for person in self._people.finish()],
            "words": self._words.list(),
        }


def _data(held: str, name: str) -> str:
    return f'<script type="application/json" class="{name}">{held}</script>\n'


def _head(title: str) -> str:
    sheet = style() + asset("page.css") + asset("viewer/viewer.css")
    policy = content_policy(scripts=(script(*_SCRIPTS),), styles=(sheet,))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="generator" content="{GENERATOR}"><meta name="referrer" content="no-referrer">'
        f"<style>{sheet}</style></head>\n" + asset("viewer/viewer.html").replace("{title}", escape(title))
    )
