"""Dates, periods and terms of office (DATE)."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.periods import find_dates


class DateStage:
    """Dates, periods and terms of office (DATE).

    What the document stage has taken ("ngày" inside a symbol, the year of a law) stays its own.
    """

    name = "dates"

    def __call__(self, draft: Draft) -> None:
        """Add every date with what its words say; its ISO value comes with `DateLinkingStage`."""
        for match in find_dates(draft.source.folded):
            draft.add(Candidate(match.start, match.end, "DATE", f"{self.name}.{match.rule}", date=match.form))
