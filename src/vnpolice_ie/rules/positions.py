"""Posts with their nested organisations (POSITION)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class PositionStage:
    """Posts with their nested organisations (POSITION)."""

    name = "positions"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
