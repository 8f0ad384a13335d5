SELECT document_id, key, provision, is_inferred, text_id, text_date, start_offset, end_offset, citation AS words, sentence
FROM document_citations
WHERE document_id IN (SELECT unnest($documents::VARCHAR[])) OR text_id = $text
ORDER BY text_date NULLS LAST, text_id, start_offset, document_id, provision
