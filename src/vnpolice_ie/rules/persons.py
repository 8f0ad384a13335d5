"""Names of persons (PERSON)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class PersonStage:
    """Names of persons (PERSON)."""

    name = "persons"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
