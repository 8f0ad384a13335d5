"""Which document each mention means."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class ReferenceLinkingStage:
    """Which document each mention means."""

    name = "reference_linking"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
