SELECT 'text' AS kind, text_id AS id, text_id AS label, date::VARCHAR AS date, NULL AS key, NULL AS issuer, NULL AS title,
    NULL::INTEGER AS texts, NULL AS first_date, NULL AS last_date
FROM texts
UNION ALL
SELECT 'document', document_id, concat_ws(' ', type, key), date, key, issuer, title, text_count, NULL, NULL FROM legal_documents
UNION ALL
SELECT 'person', person_id, name, NULL, NULL, NULL, NULL, text_count, first_date::VARCHAR, last_date::VARCHAR FROM persons
UNION ALL
SELECT DISTINCT 'unit', unit, unit, NULL, NULL, NULL, NULL, NULL::INTEGER, NULL, NULL
FROM posts_held WHERE unit IS NOT NULL AND NOT is_open
ORDER BY kind, id
