"""Dates, periods and terms of office (DATE)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class DateStage:
    """Dates, periods and terms of office (DATE)."""

    name = "dates"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
