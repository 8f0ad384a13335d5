"""All of a run's reports in its folder, with a page that leads to them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from vnpolice_ie.errors import OutputError
from vnpolice_ie.evaluation.scoring import Report, compare, score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.training.report import PREDICTIONS
from vnpolice_ie.training.report.browser import error_browser
from vnpolice_ie.training.report.card import CARD, CardFacts, model_card
from vnpolice_ie.training.report.confusion import entity_confusion, relation_confusion, role_confusion
from vnpolice_ie.training.report.history import HistoryRow
from vnpolice_ie.training.report.index import CURVES, ERRORS, LABEL_CURVES, RELIABILITY_PLOT, RunPage
from vnpolice_ie.training.report.plots import check_matplotlib, curves, label_curves, reliability_plot
from vnpolice_ie.training.report.reliability import Reliability, bin_table, reliability
from vnpolice_ie.types import Doc

INDEX = "index.html"
FIGURES = "figures.json"
RELIABILITY = "reliability.csv"


def write_run_report(
    folder: Path,
    gold: Iterable[GoldDocument],
    docs: Iterable[Doc],
    *,
    history: Sequence[HistoryRow] = (),
    card: CardFacts | None = None,
    title: str = "",
    set_name: str = "development set",
) -> Report:
    """Write what people need to judge a run.

    `index.html` leads to the rest: `errors.html` (the error browser), `figures.json`, `predictions.jsonl`
    (the readings, for `vnpolice-ie compare`), `confusion-*.csv`, `reliability.csv` and `.png`; with a
    history also `curves.png` and `curves-labels.png`; with a card `README.md`. Other files of the folder
    stay, those of an earlier report are replaced, each only when the new one is whole.

    Args:
        folder: the run folder; made where it is missing.
        gold: the annotated documents.
        docs: their readings, matched by id.
        history: what was measured on the way; empty where nothing was trained.
        card: facts for the model card; figures and calibration of this set are added where it has none.
        title: the run's name; by default the folder's.
        set_name: what the documents are called on page and card.

    Returns:
        the figures.

    Raises:
        InputError: a document has no reading, or the reading is of another text.
        ResourceError: matplotlib is not installed; nothing is written.
        OutputError: the folder cannot be written.
    """
    check_matplotlib()
    if folder.exists() and not folder.is_dir():
        raise OutputError("this is a file", where=str(folder), remedy="Name a folder")
    documents, readings = list(gold), list(docs)
    report = score(documents, readings)
    comparisons = compare(documents, readings)
    scores = reliability(comparisons)
    confusions = {
        "entities": entity_confusion(comparisons),
        "relations": relation_confusion(comparisons),
        "arguments": role_confusion(comparisons),
    }
    page = RunPage(title or folder.absolute().name, set_name, report, confusions, scores)
    files: dict[str, bytes] = {
        FIGURES: _text(json.dumps(report.to_dict(), ensure_ascii=False, indent=1)),
        PREDICTIONS: b"".join(dump_line(doc.to_dict()) for doc in _of(documents, readings)),
        RELIABILITY: _text(bin_table(scores).to_csv()),
        RELIABILITY_PLOT: reliability_plot(scores),
        ERRORS: _text(error_browser(comparisons, title=f"{page.title}: faults")),
    }
    files |= {f"confusion-{part}.csv": _text(c.table().to_csv()) for part, c in confusions.items()}
    if history:
        files[CURVES] = curves(history)
        if any(row.dev for row in history):
            files[LABEL_CURVES] = label_curves(history)
    if card is not None:
        files[CARD] = _text(model_card(_completed(card, report, scores, set_name)))
    files[INDEX] = _text(page.to_html(list(files)))
    _write(folder, files)
    return report


def _text(words: str) -> bytes:
    return words.encode("utf-8")


def _of(documents: Sequence[GoldDocument], readings: Sequence[Doc]) -> list[Doc]:
    by_id = {doc.id: doc for doc in readings}
    return [by_id[document.id] for document in documents]


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        with OutputFile(folder / name) as file:
            file.write(content)


def _completed(card: CardFacts, report: Report, scores: dict[str, Reliability], set_name: str) -> CardFacts:
    if set_name not in card.figures:
        card = replace(card, figures={**card.figures, set_name: report})
    if not card.calibration:
        card = replace(card, calibration=scores, calibration_set=set_name)
    return card
