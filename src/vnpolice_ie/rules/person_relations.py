"""HAS_RANK and HOLDS."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class PersonRelationStage:
    """HAS_RANK and HOLDS."""

    name = "person_relations"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
