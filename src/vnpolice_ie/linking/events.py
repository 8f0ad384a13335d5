"""Which triggers name the same event."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class EventLinkingStage:
    """Which triggers name the same event."""

    name = "event_linking"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
