SELECT document_id, key, type, issuer, date, term, title, text_count, has_conflicts
FROM merged.documents WHERE document_id = $document OR document_key = $key
    OR regexp_full_match(document_key, regexp_escape($key) || ' \d{4}')  -- a law that is asked for without its year
ORDER BY text_count DESC, document_id
