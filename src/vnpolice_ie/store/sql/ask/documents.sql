SELECT document_id, key, type, issuer, date, term, title, text_count, has_conflicts
FROM legal_documents
WHERE document_id = $document OR document_id IN (SELECT document_id FROM merged.documents WHERE document_key = $key)
ORDER BY text_count DESC, document_id
