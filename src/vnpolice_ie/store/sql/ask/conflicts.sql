SELECT document_id, field, value, text_count FROM document_conflicts
WHERE $document IS NULL OR document_id IN (SELECT document_id FROM merged.documents WHERE document_id = $document OR document_key = $key)
ORDER BY document_id, field, text_count DESC, value
