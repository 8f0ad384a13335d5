"""How a training run shows itself in a terminal: a bar for each epoch, a line for each evaluation."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.encoder_run import EncoderWatcher
from vnpolice_ie.training.examples import Inexpressible
from vnpolice_ie.training.pretraining import PretrainingConfig, PretrainingState
from vnpolice_ie.training.report.history import HistoryRow
from vnpolice_ie.training.watch import Watcher

_SHOWN = 3
_PARTS = ("entities", "relations", "arguments")


class _Bar:
    """One bar on a console; only where it is a terminal.

    Args:
        console: where.
        counted: whether the bar shows its parts in numbers.
    """

    def __init__(self, console: Console, *, counted: bool) -> None:
        self._console = console
        columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn()]
        numbers = [MofNCompleteColumn()] if counted else []
        times = (TimeElapsedColumn(), TimeRemainingColumn())
        self._bars = Progress(
            *columns, *numbers, *times, console=console, transient=True, disable=not console.is_terminal
        )
        self._bar = self._bars.add_task("", total=None, visible=False)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()


class TrainingProgress(_Bar, Watcher):
    """Shows a run on a console; bars only where it is a terminal, lines everywhere.

    Args:
        console: where.
        config: the configuration of the run.
    """

    def __init__(self, console: Console, config: TrainingConfig) -> None:
        super().__init__(console, counted=True)
        self._epochs = config.optimisation.epochs

    def preparing(self, documents: int) -> None:
        """Show how many documents the rules have read."""
        self._bars.reset(self._bar, total=documents, description="preparing documents", visible=True)

    def prepared_one(self) -> None:
        """Count one."""
        self._bars.advance(self._bar)

    def begins(self, *, windows: int, parameters: int, device: str, lost: Inexpressible) -> None:
        """Say what is trained on what, and what of the annotation it cannot learn."""
        self._say(f"{windows:,} windows, {parameters:,} numbers to learn, on {device}")
        for reason, count in lost.counts.most_common():
            self._say(f"Cannot be learnt: {count} × {reason}, as {'; '.join(lost.places[reason][:_SHOWN])}")

    def epoch(self, number: int, steps: int) -> None:
        """Begin the bar of an epoch."""
        self._bars.reset(
            self._bar, total=steps, description=f"epoch {number} of {self._epochs}", visible=True
        )

    def step(self, loss: float) -> None:
        """Move the bar."""
        self._bars.advance(self._bar)

    def evaluated(self, row: HistoryRow, *, best: bool) -> None:
        """Write a line with the figures."""
        figures = ", ".join(f"{part} {row.dev[part]:.3f}" for part in _PARTS if part in row.dev)
        star = " (best so far)" if best else ""
        self._say(f"epoch {row.epoch:g}: loss {row.train_loss:.4f}, F1 of {figures}{star}")

    def _say(self, line: str) -> None:
        self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)


class EncoderProgress(_Bar, EncoderWatcher):
    """Shows the making of an encoder on a console; a bar only where it is a terminal, lines everywhere.

    Args:
        console: where.
    """

    def __init__(self, console: Console) -> None:
        super().__init__(console, counted=False)
        self._told = 0

    def begins(self, step: str, parts: int) -> None:
        """Begin the bar of a step."""
        self._console.print(step)
        self._bars.reset(self._bar, total=parts, description=step, visible=True)

    def done(self) -> None:
        """Move the bar."""
        self._bars.advance(self._bar)

    def learnt(self, state: PretrainingState, settings: PretrainingConfig) -> None:
        """Move the bar to where pretraining is; a line for each million units."""
        self._bars.update(self._bar, completed=state.units)
        millions = state.units // 1_000_000
        if millions > self._told or state.units >= settings.units:
            self._told = millions
            self._console.print(
                f"{state.units / 1e6:.1f} M units read, loss {state.loss:.3f}, {state.speed:,.0f} a second"
            )
