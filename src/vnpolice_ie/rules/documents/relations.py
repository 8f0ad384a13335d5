"""ISSUED_BY, ISSUED_ON, IMPLEMENTS, AMENDS, REPLACES."""

from __future__ import annotations

from vnpolice_ie.draft import Draft
from vnpolice_ie.linking.document_tail import TailReader
from vnpolice_ie.rules.documents.issue import relate_issuers
from vnpolice_ie.rules.documents.links import relate_documents


class DocumentRelationStage:
    """Who issued a document and when, and which documents it carries out, amends or replaces."""

    name = "document_relations"

    def __call__(self, draft: Draft) -> None:
        """Add the relations of all DOC_REF candidates."""
        mentions = draft.mentions("DOC_REF")
        if not mentions:
            return
        reader = draft.view(TailReader)
        tails = {mention: reader.read(mention).copy() for mention in mentions}
        relate_issuers(draft, reader, mentions, tails)
        relate_documents(draft, mentions, tails)
