SELECT document_id, key, type, issuer, date, term, title, text_count, has_conflicts
FROM merged.documents WHERE document_id = $document OR document_key = $key
ORDER BY text_count DESC, document_id
