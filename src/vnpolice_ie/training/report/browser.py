"""The error browser: one HTML page with all faults of a reading, gold against read, to filter and search.

Nothing is fetched. The page carries the faults as JSON and draws the sentences when they come into view,
by text nodes alone, so that no words of a document are ever read as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from vnpolice_ie.display.embedding import json_data
from vnpolice_ie.display.fragment import escape, visible
from vnpolice_ie.display.html import whole_page
from vnpolice_ie.evaluation.facts import Comparison
from vnpolice_ie.training.report.faults import Fault, Sentence, ShownSpan, faulty_sentences

TITLE_LENGTH = 110


@cache
def asset(name: str) -> str:
    """Return a file of the package's `assets`."""
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def error_browser(comparisons: Iterable[Comparison], title: str = "Faults", home: str = "index.html") -> str:
    """Return the page.

    An address like `errors.html#part=entities&kind=label&name=ORG` opens it filtered; the keys are `part`,
    `kind`, `name`, `gold` and `read` (labels, relation types or roles), `q` (words to search).

    Args:
        comparisons: the documents; those without faults are only counted.
        title: what stands in the bar.
        home: address that the bar leads back to.
    """
    data = browser_data(comparisons)
    body = asset("browser.html") + f'<script type="application/json" id="faults">{json_data(data)}</script>'
    return whole_page(
        title, escape(title), "", body, home=home, sheet=asset("browser.css"), script=asset("browser.js")
    )


def browser_data(comparisons: Iterable[Comparison]) -> dict[str, Any]:
    """Return what the page carries: documents with faults, their faulty sentences, spans and faults.

    Offsets count code points from the start of the sentence.
    """
    documents, total = [], 0
    for c in comparisons:
        total += 1
        found = faulty_sentences(c)
        if found:
            head = " ".join(visible(c.gold.text.lstrip()[: 4 * TITLE_LENGTH].partition("\n")[0]).split())
            documents.append(
                {
                    "id": visible(c.gold.id),
                    "title": head[:TITLE_LENGTH],
                    "sentences": [_sentence(s) for s in found],
                }
            )
    return {"documents": documents, "total": total}


def _sentence(s: Sentence) -> dict[str, Any]:
    return {
        "text": visible(s.text),
        "gold": [_span(span) for span in s.gold],
        "read": [_span(span) for span in s.read],
        "faults": [_fault(fault, s) for fault in s.faults],
    }


def _span(span: ShownSpan) -> list[Any]:
    return [span.start, span.end, visible(span.tag), int(span.is_right)]


def _fault(fault: Fault, s: Sentence) -> dict[str, Any]:
    record = {
        "part": fault.part,
        "kind": fault.kind,
        "g": fault.gold_name,
        "r": fault.read_name,
        "gold": fault.gold,
        "read": fault.read,
        "note": fault.note,
    }
    held: dict[str, Any] = {key: visible(value) for key, value in record.items() if value}
    ends = [[e.start - s.start, e.end - s.start] for e in fault.ends if s.start <= e.start < s.end]
    return held | ({"ends": ends} if ends else {})
