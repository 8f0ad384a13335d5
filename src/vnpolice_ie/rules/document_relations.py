"""ISSUED_BY, ISSUED_ON, IMPLEMENTS, AMENDS, REPLACES."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class DocumentRelationStage:
    """ISSUED_BY, ISSUED_ON, IMPLEMENTS, AMENDS, REPLACES."""

    name = "document_relations"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
