"""Mentions of documents (DOC_REF)."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


class DocumentStage:
    """Mentions of documents (DOC_REF)."""

    name = "documents"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
