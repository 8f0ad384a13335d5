"""What was measured in the course of a training: one row an evaluation, in `history.jsonl`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path
from typing import Any

from vnpolice_ie.errors import InputError
from vnpolice_ie.evaluation.scoring import Report
from vnpolice_ie.io.jsonl import dump_line, read_objects

HISTORY = "history.jsonl"
PARTS = ("entities", "relations", "arguments", "references")

_OWN_KEYS = ("step", "epoch", "train_loss", "lr", "score")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One evaluation on the way.

    Attributes:
        step: optimizer steps done.
        epoch: passes over the training data done.
        train_loss: mean loss of a step since the row before.
        lr: learning rate, the highest of all parameter groups.
        dev: figures on the development set, 0 to 1, as `dev_figures` gives them.
        score: the figure by which the best step is chosen; None where only `dev["entities"]` counts.
    """

    step: int
    epoch: float
    train_loss: float
    lr: float
    dev: Mapping[str, float] = field(default_factory=dict)
    score: float | None = None

    def to_record(self) -> dict[str, Any]:
        """Return the row as one flat JSON object."""
        own: dict[str, Any] = {key: getattr(self, key) for key in _OWN_KEYS}
        if self.score is None:
            del own["score"]
        return own | dict(self.dev)

    @classmethod
    def from_record(cls, record: Mapping[str, Any], where: str = "") -> HistoryRow:
        """Read what `to_record` writes; every other key with a number is a figure on the development set.

        Raises:
            InputError: a key is missing, or holds no number.
        """
        for key in _OWN_KEYS[:4]:
            if not _is_number(record.get(key)):
                raise InputError(
                    f"the row has no number under {key!r}",
                    where=where,
                    remedy=f"Give {', '.join(_OWN_KEYS[:4])} and the figures of the development set",
                )
        return cls(
            step=int(record["step"]),
            epoch=float(record["epoch"]),
            train_loss=float(record["train_loss"]),
            lr=float(record["lr"]),
            dev={k: float(v) for k, v in record.items() if k not in _OWN_KEYS and _is_number(v)},
            score=float(record["score"]) if _is_number(record.get("score")) else None,
        )

    @property
    def selection(self) -> float:
        """The figure by which steps are compared; -1 where none was measured."""
        figure = self.dev.get("entities", -1.0) if self.score is None else self.score
        return -1.0 if math.isnan(figure) else figure


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def dev_figures(report: Report) -> dict[str, float]:
    """F1 of each part (`entities`, …), each label (`ORG`, …) and each relation type, for a row's `dev`.

    Roles are left out: some are called as labels are.
    """
    figures = {
        "entities": report.entities["ALL"].f1,
        "relations": report.relations["ALL"].f1,
        "arguments": report.arguments["ALL"].f1,
        "references": report.references.f1,
    }
    for rows in (report.entities, report.relations):
        figures |= {group: row.f1 for group, row in rows.items() if group != "ALL"}
    return figures


def append_row(path: Path, row: HistoryRow) -> None:
    """Write one more row at the end of the file, which is made where it is missing."""
    with path.open("ab") as file:
        file.write(dump_line(row.to_record()))


def read_history(path: Path) -> list[HistoryRow]:
    """Read the rows, in order of their steps.

    A training that was killed and taken up again at an earlier checkpoint repeats steps: what stands later
    in the file replaces all rows from its step on.

    Raises:
        InputError: the file cannot be read, or a line is no row.
    """
    rows: list[HistoryRow] = []
    for number, record in read_objects(path):
        row = HistoryRow.from_record(record, f"{path}, line {number}")
        while rows and rows[-1].step >= row.step:
            rows.pop()
        rows.append(row)
    return rows


def best_row(rows: Iterable[HistoryRow]) -> HistoryRow | None:
    """Return the row with the best figure, the first of equals; None where there are no rows."""
    return max(rows, key=lambda row: row.selection, default=None)
