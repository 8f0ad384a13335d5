SELECT relation, from_document_id, from_key, to_document_id, to_key,
    text_id, text_date, start_offset, end_offset, from_citation AS words, sentence
FROM document_relations
WHERE (from_document_id IN (SELECT unnest($heads::VARCHAR[])) OR to_document_id IN (SELECT unnest($tails::VARCHAR[])))
  AND ($relation IS NULL OR relation = $relation)
ORDER BY from_document_id, text_date NULLS LAST, text_id, start_offset
