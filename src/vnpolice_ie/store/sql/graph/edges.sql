WITH every_edge AS (
    SELECT relation, from_kind, from_id, 'document' AS to_kind, to_id, NULL AS post, first_date, last_date,
        texts::INTEGER AS texts, NULL AS doubt
    FROM citation_graph
    UNION ALL
    SELECT CASE WHEN is_former THEN 'HELD' ELSE 'HOLDS' END, 'person', person_id, 'unit', unit, post, first_date, last_date,
        text_count::INTEGER, NULL
    FROM posts_over_time WHERE unit IS NOT NULL AND NOT is_open
    UNION ALL
    SELECT DISTINCT 'NAMES', 'text', text_id, 'person', person_id, NULL, NULL::DATE, NULL::DATE, NULL::INTEGER, NULL
    FROM person_mentions
    UNION ALL
    SELECT 'MAY_BE', 'person', person_id, 'person', other_person_id, NULL, NULL::DATE, NULL::DATE, NULL::INTEGER, reason
    FROM doubtful_person_merges
    UNION ALL
    SELECT 'MAY_BE', 'document', document_id, 'document', other_document_id, NULL, NULL::DATE, NULL::DATE, NULL::INTEGER,
        reason
    FROM doubtful_document_merges
)
SELECT relation, from_kind, from_id, to_kind, to_id, post, first_date::VARCHAR AS first_date, last_date::VARCHAR AS last_date,
    texts, doubt
FROM every_edge ORDER BY relation, from_kind, from_id, to_kind, to_id, post
