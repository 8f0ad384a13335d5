"""The folder of documents to label: pre-annotated mark-up, Label Studio tasks, and the table of reasons."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from vnpolice_ie.errors import SchemaError, VnPoliceError
from vnpolice_ie.io import markup
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.label_studio import write_task
from vnpolice_ie.io.label_studio_config import labelling_config
from vnpolice_ie.io.output import OutputFolder
from vnpolice_ie.training.suggest import Suggestion
from vnpolice_ie.types import Doc

MARKER = ".vnpolice-ie-suggestions"
TASKS = "label-studio.json"
CONFIG = "label-studio.xml"
TABLE = "suggestions.csv"
MARKUP = "markup"

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 80
COLUMNS = (
    *("rank", "id", "value", "doubt", "mentions", "relations", "arguments"),
    *("novelty", "nearest", "typicality", "doubtful"),
)


def write_folder(
    folder: Path, chosen: Sequence[Suggestion], docs: Iterable[Doc], *, model: str, force: bool
) -> list[VnPoliceError]:
    """Write what a person labels next.

    Args:
        folder: the folder to make.
        chosen: the documents, best first.
        docs: what the pipeline read of them, in the same order.
        model: name of the pipeline, for Label Studio.
        force: replace suggestions that were written there before, with all that was changed in them.

    Returns:
        an error for each document that the mark-up cannot hold; it stands in the tasks alone.

    Raises:
        OutputError: the folder holds other files, may not be replaced or cannot be written.
    """
    faults: list[VnPoliceError] = []
    tasks = []
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(COLUMNS)
    with OutputFolder(folder, marker=MARKER, force=force) as out:
        for rank, (suggestion, doc) in enumerate(zip(chosen, docs, strict=True), 1):
            document = GoldDocument.from_doc(doc)
            # `from_doc` numbers the marks in the order of the mentions.
            scores = {number: m.score for number, m in enumerate(doc.entities, 1)}
            tasks.append(write_task(document, model=model, score=_mean(scores.values()), scores=scores))
            rows.writerow(_cells(rank, suggestion))
            try:
                out.write(f"{MARKUP}/{_file_name(rank, doc.id)}", markup.write(document))
            except SchemaError as error:
                faults.append(error)
        out.write(TASKS, "[\n" + ",\n".join(dump_line(task).decode().rstrip() for task in tasks) + "\n]\n")
        out.write(CONFIG, labelling_config())
        out.write(TABLE, table.getvalue().encode("utf-8", "backslashreplace").decode())
    return faults


def _cells(rank: int, s: Suggestion) -> list[str]:
    figures = (s.value, s.doubt, s.mentions, s.relations, s.arguments, s.novelty)
    return [
        str(rank),
        s.id,
        *(f"{figure:.3f}" for figure in figures),
        s.nearest or "",
        f"{s.typicality:.3f}",
        "; ".join(s.doubtful),
    ]


def _mean(scores: Collection[float]) -> float | None:
    return round(sum(scores) / len(scores), 4) if scores else None


def _file_name(rank: int, document_id: str) -> str:
    return f"{rank:03}-{_UNSAFE.sub('_', document_id)[-_LONGEST:]}.txt"
