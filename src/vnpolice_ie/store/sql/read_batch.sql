-- From lines of the output format (`incoming`: line, place, digest) to typed records, and which of them are not sound.
-- What is not sound here is looked at again in Python, which says what is wrong.

CREATE OR REPLACE TEMP TABLE parsed AS
SELECT place, digest, TRY(from_json(words, $${
    "id": "VARCHAR", "text": "VARCHAR", "date": "VARCHAR",
    "entities": [{"id": "VARCHAR", "start": "INTEGER", "end": "INTEGER", "label": "VARCHAR", "type": "VARCHAR",
                  "text": "VARCHAR", "score": "DOUBLE", "normalized": "VARCHAR", "rule": "VARCHAR"}],
    "relations": [{"type": "VARCHAR", "head": "VARCHAR", "tail": "VARCHAR", "score": "DOUBLE", "rule": "VARCHAR"}],
    "events": [{"id": "VARCHAR", "type": "VARCHAR", "triggers": ["VARCHAR"],
                "arguments": [{"role": "VARCHAR", "entity": "VARCHAR", "score": "DOUBLE"}]}],
    "references": [{"key": "VARCHAR", "type": "VARCHAR", "number": "VARCHAR", "symbol": "VARCHAR",
                    "issuer": "VARCHAR", "date": "VARCHAR", "term": "VARCHAR", "title": "VARCHAR",
                    "mentions": ["VARCHAR"]}],
    "people": [{"name": "VARCHAR", "rank": "VARCHAR", "positions": ["VARCHAR"], "mentions": ["VARCHAR"]}]
}$$)) AS doc
FROM incoming;

CREATE OR REPLACE TEMP TABLE new_mentions AS
SELECT place, mention.* FROM (SELECT place, unnest(doc.entities) AS mention FROM parsed);
CREATE OR REPLACE TEMP TABLE new_relations AS
SELECT place, relation_no, relation.*
FROM (SELECT place, generate_subscripts(doc.relations, 1) AS relation_no, unnest(doc.relations) AS relation FROM parsed);
CREATE OR REPLACE TEMP TABLE new_events AS
SELECT place, event.* FROM (SELECT place, unnest(doc.events) AS event FROM parsed);
CREATE OR REPLACE TEMP TABLE new_triggers AS
SELECT place, id, generate_subscripts(triggers, 1) AS trigger_no, unnest(triggers) AS mention_id FROM new_events;
CREATE OR REPLACE TEMP TABLE new_arguments AS
SELECT place, id, type, argument_no, argument.*
FROM (SELECT place, id, type, generate_subscripts(arguments, 1) AS argument_no, unnest(arguments) AS argument FROM new_events);
CREATE OR REPLACE TEMP TABLE new_references AS
SELECT place, reference_no, reference.*
FROM (SELECT place, generate_subscripts(doc.references, 1) AS reference_no, unnest(doc.references) AS reference FROM parsed);
CREATE OR REPLACE TEMP TABLE new_people AS
SELECT place, person_no, person.*
FROM (SELECT place, generate_subscripts(doc.people, 1) AS person_no, unnest(doc.people) AS person FROM parsed);

-- ISO 8601: 2019-08-27, 2019-08, 2019, --08-27, ---27, and two of them with a slash between.
CREATE OR REPLACE TEMP MACRO is_iso(date) AS regexp_full_match(
    date, '(\d{4}(-\d{2}(-\d{2})?)?|--\d{2}(-\d{2})?|---\d{2})(/(\d{4}(-\d{2}(-\d{2})?)?|--\d{2}(-\d{2})?|---\d{2}))?'
);
-- NaN is greater than any number.
CREATE OR REPLACE TEMP MACRO is_score(score) AS coalesce(score BETWEEN 0 AND 1, false);

CREATE OR REPLACE TEMP TABLE unsound AS
WITH linked AS (
    SELECT place, head AS mention_id, NULL AS role FROM new_relations
    UNION ALL SELECT place, tail, NULL FROM new_relations
    UNION ALL SELECT place, mention_id, NULL FROM new_triggers
    UNION ALL SELECT place, entity, NULL FROM new_arguments
    UNION ALL SELECT place, unnest(mentions), NULL FROM new_references
    UNION ALL SELECT place, unnest(mentions), NULL FROM new_people
)
SELECT place FROM parsed
WHERE doc.id IS NULL OR doc.text IS NULL OR doc.entities IS NULL OR doc.relations IS NULL OR doc.events IS NULL
   OR doc.references IS NULL OR doc.people IS NULL
   OR NOT regexp_full_match(doc.date, '\d{4}-\d{2}-\d{2}') OR (doc.date IS NOT NULL AND TRY_CAST(doc.date AS DATE) IS NULL)
UNION
SELECT m.place FROM new_mentions m JOIN parsed p USING (place)
WHERE (m.id IS NULL OR NOT is_score(m.score) OR NOT is_iso(m.normalized) OR m.start IS NULL OR m."end" IS NULL OR m.start < 0 OR m."end" <= m.start
       OR substring(p.doc.text, m.start + 1, m."end" - m.start) IS DISTINCT FROM m.text
       OR (m.label, CASE WHEN m.label = 'EVENT' THEN coalesce(m.type, '?') ELSE '' END) NOT IN (SELECT (label, type) FROM known_labels))
   OR m.label IS NULL
UNION
SELECT place FROM new_mentions GROUP BY place, id HAVING count(*) > 1
UNION
SELECT l.place FROM linked l LEFT JOIN new_mentions m ON m.place = l.place AND m.id = l.mention_id WHERE m.id IS NULL
UNION
SELECT r.place FROM new_relations r
JOIN new_mentions h ON h.place = r.place AND h.id = r.head
JOIN new_mentions t ON t.place = r.place AND t.id = r.tail
LEFT JOIN known_relations k ON k.type = r.type AND k.head = h.label AND k.tail = t.label
WHERE k.type IS NULL OR NOT is_score(r.score)
UNION
SELECT place FROM new_events
WHERE id IS NULL OR triggers IS NULL OR arguments IS NULL OR type IS NULL OR type NOT IN (SELECT type FROM known_labels)
UNION
SELECT place FROM new_events GROUP BY place, id HAVING count(*) > 1
UNION
SELECT a.place FROM new_arguments a
JOIN new_mentions m ON m.place = a.place AND m.id = a.entity
LEFT JOIN known_roles k ON k.type = a.type AND k.role = a.role AND k.filler = m.label
WHERE k.type IS NULL OR NOT is_score(a.score)
UNION
SELECT place FROM new_references WHERE key IS NULL OR mentions IS NULL OR NOT is_iso(date)
UNION
SELECT place FROM new_people WHERE name IS NULL OR mentions IS NULL OR positions IS NULL;
