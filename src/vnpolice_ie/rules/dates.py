"""Dates, periods and terms of office (DATE)."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.periods import find_dates
from vnpolice_ie.rules.listed import listed_in


class DateStage:
    """Dates, periods and terms of office (DATE).

    What the document stage has taken ("ngày" inside a symbol, the year of a law) stays its own.
    """

    name = "dates"

    def __call__(self, draft: Draft) -> None:
        """Add every date with what its words say; its ISO value comes with `DateLinkingStage`."""
        source = draft.source
        words = [source.tokens.starts[first] for first in listed_in(source).calendar_words]
        for match in find_dates(source.folded, words):
            draft.add(Candidate(match.start, match.end, "DATE", f"{self.name}.{match.rule}", date=match.form))
