-- One condition a branch: each is answered by its column alone.
WITH wanted AS (
    SELECT * FROM merged.document_relations WHERE to_document_key = $tail_key
    UNION SELECT * FROM merged.document_relations WHERE to_document_id = $tail
    UNION SELECT * FROM merged.document_relations WHERE from_document_key = $head_key
    UNION SELECT * FROM merged.document_relations WHERE from_document_id = $head
)
SELECT relation, from_document_id, from_key, to_document_id, to_key,
    text_id, text_date, start_offset, end_offset, from_citation AS words, sentence
FROM wanted WHERE $relation IS NULL OR relation = $relation
ORDER BY from_document_id, text_date NULLS LAST, text_id, start_offset
