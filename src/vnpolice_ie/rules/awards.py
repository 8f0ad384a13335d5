"""Orders, medals, titles and certificates (AWARD)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class AwardStage:
    """Orders, medals, titles and certificates (AWARD)."""

    name = "awards"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
