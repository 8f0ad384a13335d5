"""Police and military ranks (RANK)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class RankStage:
    """Police and military ranks (RANK)."""

    name = "ranks"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
