"""What a step of the pipeline is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from vnpolice_ie.draft import Draft


@runtime_checkable
class Stage(Protocol):
    """One step of the pipeline: reads the draft and adds to it.

    Attributes:
        name: short and unique in its pipeline; the first part of its rules' names.
    """

    @property
    def name(self) -> str:
        """Name of the stage."""

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""


@runtime_checkable
class BatchStage(Stage, Protocol):
    """A stage that is quicker on several drafts at once; the results are those of one call for each."""

    def batch(self, drafts: Sequence[Draft]) -> None:
        """Add to each of the drafts what this stage can tell."""
