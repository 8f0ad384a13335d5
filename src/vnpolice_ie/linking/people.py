"""Which person each name means."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class PeopleLinkingStage:
    """Which person each name means."""

    name = "people_linking"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
