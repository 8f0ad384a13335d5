"""Offences and violations (OFFENCE)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class OffenceStage:
    """Offences and violations (OFFENCE)."""

    name = "offences"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
