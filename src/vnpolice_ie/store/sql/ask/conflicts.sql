SELECT document_id, field, value, text_count FROM document_conflicts
WHERE $documents IS NULL OR document_id IN (SELECT unnest($documents::VARCHAR[]))
ORDER BY document_id, field, text_count DESC, value
