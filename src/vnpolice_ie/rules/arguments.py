"""Who, what, where and when of each event."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class ArgumentStage:
    """Who, what, where and when of each event."""

    name = "arguments"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
