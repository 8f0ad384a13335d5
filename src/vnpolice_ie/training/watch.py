"""What a training run tells of itself while it runs."""

from __future__ import annotations

from vnpolice_ie.training.examples import Inexpressible
from vnpolice_ie.training.report.history import HistoryRow


class Watcher:
    """Is told what a run does; this one says nothing. Override what you want to know."""

    def preparing(self, documents: int) -> None:
        """So many documents are about to be read by the rules and cut into windows."""

    def prepared_one(self) -> None:
        """One of them is done."""

    def begins(self, *, windows: int, parameters: int, device: str, lost: Inexpressible) -> None:
        """Training begins.

        Args:
            windows: of the training documents.
            parameters: numbers that are learnt.
            device: where, as `cpu` or `cuda, bf16`.
            lost: what of the annotation the network cannot express.
        """

    def epoch(self, number: int, steps: int) -> None:
        """An epoch begins, counted from 1, of so many steps."""

    def step(self, loss: float) -> None:
        """A step is done."""

    def evaluated(self, row: HistoryRow, *, best: bool) -> None:
        """The development documents were scored; `best` if never better so far."""
