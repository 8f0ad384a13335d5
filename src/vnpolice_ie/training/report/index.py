"""The page of a run: figures, pictures and tables, with links to the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from vnpolice_ie.display.fragment import escape
from vnpolice_ie.display.html import whole_page
from vnpolice_ie.evaluation.scoring import Report
from vnpolice_ie.training.report.browser import asset
from vnpolice_ie.training.report.card import figure_table
from vnpolice_ie.training.report.confusion import Confusion
from vnpolice_ie.training.report.reliability import Reliability, summary_table

ERRORS = "errors.html"
CURVES, LABEL_CURVES = "curves.png", "curves-labels.png"
RELIABILITY_PLOT = "reliability.png"


@dataclass(frozen=True, slots=True)
class RunPage:
    """What the page shows.

    Attributes:
        title: the run's name.
        set_name: what the documents are called.
        report: the figures.
        confusions: by part of the reading, as the error browser calls it.
        scores: reliability of each label's scores.
    """

    title: str
    set_name: str
    report: Report
    confusions: Mapping[str, Confusion]
    scores: Mapping[str, Reliability]

    def to_html(self, files: Sequence[str]) -> str:
        """Return the page.

        Args:
            files: the names of the other files of the folder; a picture that is not among them is not shown.
        """
        tiles = {
            "entities": self.report.entities["ALL"].f1,
            "relations": self.report.relations["ALL"].f1,
            "event arguments": self.report.arguments["ALL"].f1,
            "documents cited": self.report.references.f1,
        }
        shown = "".join(f"<div><b>{value:.3f}</b>{name}, F1</div>" for name, value in tiles.items())
        links = "".join(f'<li><a href="{name}">{name}</a></li>' for name in files)
        parts = [
            f'<div class="tiles"><div><b>{self.report.documents}</b>documents</div>{shown}</div>',
            f'<p class="lead"><a class="go" href="{ERRORS}">Browse the faults</a></p>',
            _block("Figures", figure_table(self.report).to_html()),
            _picture("Curves", CURVES, "Loss, learning rate and F1 over the steps", files),
            _picture("F1 of each label and relation", LABEL_CURVES, "F1 of each label over the steps", files),
            *(_confusion(part, confusion) for part, confusion in self.confusions.items()),
            _picture("Reliability of scores", RELIABILITY_PLOT, "Share of right mentions by score", files),
            _block("", summary_table(self.scores).to_html()),
            f'<h2>Files</h2><ul class="files">{links}</ul>',
        ]
        body = f'<main class="run">{"".join(parts)}</main>'
        bar = f"{escape(self.title)} · {escape(self.set_name)}"
        return whole_page(self.title, bar, "", body, sheet=asset("run.css"))


def _block(name: str, table: str) -> str:
    head = f"<h2>{name}</h2>" if name else ""
    return f'{head}<div class="block wide">{table}</div>'


def _picture(name: str, file: str, about: str, files: Sequence[str]) -> str:
    if file not in files:
        return ""
    return f'<h2>{name}</h2><figure class="block"><img src="{file}" alt="{about}" loading="lazy"></figure>'


def _confusion(part: str, confusion: Confusion) -> str:
    if not confusion.names:
        return ""
    worst = "".join(
        f'<li><a href="{ERRORS}#{escape(urlencode({"part": part, "gold": gold, "read": read}))}">'
        f"{escape(gold)} read as {escape(read)}</a> {count}</li>"
        for gold, read, count in confusion.worst()
    )
    listed = f'<ul class="worst">{worst}</ul>' if worst else ""
    return _block(f"Confusions: {part}, gold in rows", confusion.to_html()) + listed
