-- One condition a branch: each is answered by its column alone.
WITH wanted AS (
    SELECT * FROM merged.document_citations WHERE document_key = $key
    UNION SELECT * FROM merged.document_citations WHERE document_id = $document
    UNION SELECT * FROM merged.document_citations WHERE text_id = $text
)
SELECT document_id, key, provision, is_inferred, text_id, text_date, start_offset, end_offset, citation AS words, sentence
FROM wanted ORDER BY text_date NULLS LAST, text_id, start_offset, document_id, provision
