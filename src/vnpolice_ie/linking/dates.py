"""ISO values of dates, resolved against the dateline."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class DateLinkingStage:
    """ISO values of dates, resolved against the dateline."""

    name = "date_linking"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
