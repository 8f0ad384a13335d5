"""Event triggers (EVENT)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class TriggerStage:
    """Event triggers (EVENT)."""

    name = "triggers"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
