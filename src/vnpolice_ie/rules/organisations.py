"""Organisations (ORG)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class OrganisationStage:
    """Organisations (ORG)."""

    name = "organisations"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
