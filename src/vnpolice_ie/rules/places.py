"""Places (LOC)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class PlaceStage:
    """Places (LOC)."""

    name = "places"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
