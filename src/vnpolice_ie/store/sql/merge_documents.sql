-- Which document each reference means over all texts, for the keys that loading has touched.

CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT document_key FROM facts.touched_documents;
DELETE FROM merged.document_of WHERE document_key IN (FROM touched);
DELETE FROM merged.document_pairs WHERE document_key IN (FROM touched);
DELETE FROM merged.documents WHERE document_key IN (FROM touched);
DELETE FROM merged.document_values WHERE document_key IN (FROM touched);
DELETE FROM merged.document_conflicts WHERE document_key IN (FROM touched);

-- A value that a text leaves out is taken over where all texts that give it agree, or where but one is possible on the
-- day of the text; else the document stays apart. Numbers that each area has are tied to a document of another text by the issuer alone.
CREATE OR REPLACE TEMP TABLE placed AS
WITH here AS (
    SELECT c.*, t.text_id, t.date AS text_date, f.date, min(c.plain_key) OVER (PARTITION BY c.document_key) AS name,
        c.reach IN ('many', 'weak') AND c.issuer_key IS NULL AS is_bound
    FROM merged.cited c JOIN touched USING (document_key)
    JOIN facts.citations f USING (text_no, reference_no) JOIN facts.texts t USING (text_no)
),
issuers AS (
    SELECT document_key, min(issuer_key) AS only FROM here WHERE NOT is_bound GROUP BY ALL HAVING count(DISTINCT issuer_key) = 1
),
issuers_of_day AS (
    SELECT document_key, date, min(issuer_key) AS only FROM here WHERE date IS NOT NULL AND NOT is_bound
    GROUP BY ALL HAVING count(DISTINCT issuer_key) = 1
),
issued AS (
    SELECT h.* REPLACE (CASE WHEN is_bound THEN NULL ELSE coalesce(h.issuer_key, i.only, d.only) END AS issuer_key),
        h.issuer_key IS NULL AND NOT is_bound AND coalesce(i.only, d.only) IS NOT NULL AS took_issuer
    FROM here h LEFT JOIN issuers i USING (document_key) LEFT JOIN issuers_of_day d USING (document_key, date)
),
periods AS (
    SELECT document_key, coalesce(issuer_key, '?') AS issuer_key, period,
        coalesce(min(TRY_CAST(date AS DATE)), DATE '0001-01-01') AS day
    FROM issued WHERE NOT is_bound AND period IS NOT NULL GROUP BY ALL
),
-- Of several terms or years, those whose document was issued after the text cannot be meant.
possible AS (
    SELECT i.text_no, i.reference_no, min(p.period) AS only
    FROM issued i JOIN periods p ON p.document_key = i.document_key AND p.issuer_key = coalesce(i.issuer_key, '?')
        AND p.day <= coalesce(i.text_date, DATE '9999-12-31')
    WHERE NOT is_bound AND i.period IS NULL
    GROUP BY ALL HAVING count(DISTINCT p.period) = 1
)
SELECT i.* EXCLUDE (text_date) REPLACE (coalesce(i.period, p.only) AS period),
    took_issuer OR p.only IS NOT NULL AS is_inferred,
    name || CASE
        WHEN is_bound THEN ' @ ' || text_id
        ELSE coalesce(' · ' || nullif(i.issuer_key, ''), '')
            || coalesce(' · ' || nullif(coalesce(i.period, p.only), ''), '')
    END AS document_id
FROM issued i LEFT JOIN possible p USING (text_no, reference_no);

INSERT INTO merged.document_of
SELECT text_no, reference_no, document_key, document_id, is_inferred FROM placed ORDER BY text_no, reference_no;

-- What the texts say of each document, by value.
INSERT INTO merged.document_values
SELECT p.document_id, p.document_key, v.field, v.value, count(DISTINCT p.text_no)
FROM placed p JOIN facts.citations c USING (text_no, reference_no),
    (VALUES ('type', c.type), ('issuer', c.issuer), ('date', c.date), ('term', c.term), ('title', c.title)) v(field, value)
WHERE v.value IS NOT NULL
GROUP BY ALL;

INSERT INTO merged.document_conflicts
WITH comparable AS (
    SELECT v.document_id, v.document_key, v.field, v.value, CASE WHEN v.field = 'issuer' THEN coalesce(b.unit_key, lower(v.value)) ELSE lower(v.value) END AS same
    FROM merged.document_values v JOIN touched USING (document_key) LEFT JOIN merged.bodies b ON b.written = v.value AND v.field = 'issuer'
    WHERE v.field <> 'type'
)
SELECT DISTINCT a.document_id, a.document_key, a.field FROM comparable a JOIN comparable b USING (document_id, field)
WHERE a.same < b.same AND NOT CASE
    WHEN a.field = 'issuer' THEN contains(a.same, b.same) OR contains(b.same, a.same)
    WHEN a.field = 'date' AND starts_with(a.same, '--') <> starts_with(b.same, '--') THEN right(a.same, 5) = right(b.same, 5)
    ELSE starts_with(a.same, b.same) OR starts_with(b.same, a.same)
END;

INSERT INTO merged.documents
WITH best AS (
    SELECT document_id, field, arg_max(value, (text_count, length(value), value)) AS value
    FROM merged.document_values JOIN touched USING (document_key) GROUP BY ALL
)
SELECT p.document_id, p.document_key, p.name, any_value(b.value) FILTER (b.field = 'type'), min(c.number), min(c.symbol),
    any_value(b.value) FILTER (b.field = 'issuer'), nullif(p.issuer_key, ''), any_value(b.value) FILTER (b.field = 'date'),
    any_value(b.value) FILTER (b.field = 'term'), any_value(b.value) FILTER (b.field = 'title'), count(DISTINCT p.text_no),
    p.document_id IN (SELECT document_id FROM merged.document_conflicts)
FROM placed p JOIN facts.citations c USING (text_no, reference_no) LEFT JOIN best b USING (document_id)
GROUP BY p.document_id, p.document_key, p.name, p.issuer_key
ORDER BY p.document_id;

DELETE FROM merged.document_citations WHERE document_key IN (FROM touched);
INSERT INTO merged.document_citations
SELECT p.text_no, p.document_key, p.document_id, p.name, p.provision, p.text_id, t.date, m.words, p.is_inferred, m.mention_id,
    m.start_offset, m.end_offset, s.words
FROM placed p JOIN facts.texts t USING (text_no) JOIN facts.citation_mentions x USING (text_no, reference_no)
JOIN facts.mentions m USING (text_no, mention_id) LEFT JOIN facts.sentences s USING (text_no, sentence_no)
ORDER BY p.text_no, m.start_offset;

DELETE FROM merged.document_relations WHERE from_document_key IN (FROM touched) OR to_document_key IN (FROM touched);
INSERT INTO merged.document_relations
SELECT r.text_no, r.type, h.document_key, h.document_id, h.key, x.document_key, x.document_id, x.key, h.text_id, h.text_date,
    r.score, h.citation, x.citation, h.start_offset, h.end_offset, x.start_offset, x.end_offset, h.sentence
FROM facts.relations r
JOIN merged.document_citations h ON h.text_no = r.text_no AND h.mention_id = r.head_id
JOIN merged.document_citations x ON x.text_no = r.text_no AND x.mention_id = r.tail_id
WHERE r.type IN ('IMPLEMENTS', 'AMENDS', 'REPLACES') AND h.document_id <> x.document_id
  AND (h.document_key IN (FROM touched) OR x.document_key IN (FROM touched))
ORDER BY r.text_no, r.relation_no;

-- Documents of one key that are apart, and those that may be one: each against the one that most texts cite.
INSERT INTO merged.document_pairs
WITH identities AS (
    SELECT document_key, document_id, is_bound, min(nullif(issuer_key, '')) AS issuer_key, min(nullif(period, '')) AS period,
        min(date) FILTER (length(date) = 10) AS day, count(DISTINCT text_no) AS texts
    FROM placed GROUP BY ALL
),
first AS (SELECT document_key, arg_min(i, (-texts, document_id)) AS i FROM identities i GROUP BY document_key),
compared AS (
    SELECT o.document_key, f.i.document_id AS document_id, o.document_id AS other_document_id, CASE
        WHEN o.issuer_key <> f.i.issuer_key THEN 'issuer: ' || f.i.issuer_key || ' / ' || o.issuer_key
        WHEN o.period <> f.i.period THEN 'term or year: ' || f.i.period || ' / ' || o.period
        WHEN (o.is_bound OR f.i.is_bound) AND o.day <> f.i.day THEN 'date: ' || f.i.day || ' / ' || o.day
    END AS difference, o.issuer_key IS NULL OR f.i.issuer_key IS NULL AS lacks_issuer
    FROM identities o JOIN first f USING (document_key) WHERE o.document_id <> f.i.document_id
)
SELECT document_key, document_id, other_document_id, difference IS NOT NULL,
    coalesce(difference, CASE WHEN lacks_issuer THEN 'a text does not give the issuer' ELSE 'a text does not give the term or year' END)
FROM compared;

DELETE FROM facts.touched_documents;
