-- What each unmerged text says, brought into a form that can be compared with what other texts say.

CREATE OR REPLACE TEMP TABLE new_posts AS
SELECT p.text_no, p.mention_id, p.words AS position, p.position_key, p.is_former, o.post,
    org.words AS unit, u.unit_key, coalesce(u.is_open, false) AS is_open
FROM new_positions p
JOIN merged.posts o ON o.written = p.words AND o.unit_start IS NOT DISTINCT FROM p.org.start
    AND o.unit_written IS NOT DISTINCT FROM p.org.words
LEFT JOIN new_units u ON u.text_no = p.text_no AND u.mention_id = org.mention_id;

-- 3. People, with the posts and ranks that relations give to one of their mentions, or else the text's list of them.
CREATE OR REPLACE TEMP TABLE new_people_of AS
SELECT p.text_no, p.person_no, n.name, p.rank, p.positions, n.name_key, t.date,
    arg_min(pm.mention_id, (m.start_offset, m.end_offset)) AS mention_id
FROM facts.people p JOIN facts.unmerged_texts USING (text_no) JOIN facts.texts t USING (text_no)
JOIN merged.names n ON n.written = p.name
JOIN facts.person_mentions pm ON pm.text_no = p.text_no AND pm.person_no = p.person_no
JOIN facts.mentions m ON m.text_no = pm.text_no AND m.mention_id = pm.mention_id
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE titles AS
SELECT p.text_no, p.person_no, p.name_key, p.date, r.type, r.tail_id AS mention_id, max(r.score) AS score
FROM new_people_of p
JOIN facts.person_mentions pm ON pm.text_no = p.text_no AND pm.person_no = p.person_no
JOIN facts.relations r ON r.text_no = pm.text_no AND r.head_id = pm.mention_id AND r.type IN ('HOLDS', 'HAS_RANK')
GROUP BY ALL;

INSERT INTO merged.sighted_posts
SELECT t.text_no, t.person_no, t.name_key, t.mention_id, p.position, p.position_key, p.post, p.unit, p.unit_key, p.is_open,
    p.is_former, t.date, t.score
FROM titles t JOIN new_posts p USING (text_no, mention_id) WHERE t.type = 'HOLDS'
UNION ALL
SELECT l.text_no, l.person_no, l.name_key, l.mention_id, l.position, k.position_key, k.post, NULL, NULL, false,
    k.is_former, l.date, NULL
FROM (SELECT *, unnest(positions) AS position FROM new_people_of) l JOIN merged.positions k ON k.written = l.position
WHERE NOT EXISTS (
    FROM titles t JOIN new_posts p USING (text_no, mention_id)
    WHERE t.text_no = l.text_no AND t.person_no = l.person_no AND p.position_key = k.position_key
);

INSERT INTO merged.sighted_ranks
SELECT t.text_no, t.person_no, t.name_key, t.mention_id, coalesce(k.rank, m.words), k.level, t.date, t.score
FROM titles t JOIN facts.mentions m USING (text_no, mention_id) LEFT JOIN merged.ranks k ON k.written = m.words
WHERE t.type = 'HAS_RANK'
UNION ALL
SELECT p.text_no, p.person_no, p.name_key, p.mention_id, coalesce(k.rank, p.rank), k.level, p.date, NULL
FROM new_people_of p LEFT JOIN merged.ranks k ON k.written = p.rank
WHERE p.rank IS NOT NULL
  AND NOT EXISTS (FROM titles t WHERE t.text_no = p.text_no AND t.person_no = p.person_no AND t.type = 'HAS_RANK');

INSERT INTO merged.sightings
SELECT p.text_no, p.person_no, p.name_key, p.name, p.date, coalesce(k.rank, p.rank), k.level, p.mention_id
FROM new_people_of p LEFT JOIN merged.ranks k ON k.written = p.rank;

-- 4. Documents. The issuer is the body that the text ties to the reference; of "Bộ trưởng Bộ Công an" the Ministry.
CREATE OR REPLACE TEMP TABLE issued_by AS
SELECT c.text_no, c.reference_no,
    arg_min(CASE
        WHEN p.position_key LIKE 'thủ tướng%' THEN struct_pack(unit_key := 'thủ tướng chính phủ', is_open := false)
        WHEN u.unit_key IS NOT NULL THEN struct_pack(unit_key := u.unit_key, is_open := u.is_open)
        WHEN p.unit_key IS NOT NULL THEN struct_pack(unit_key := p.unit_key, is_open := p.is_open)
    END, (m.start_offset, m.end_offset)) AS issuer
FROM facts.citations c JOIN facts.unmerged_texts USING (text_no)
JOIN facts.citation_mentions cm ON cm.text_no = c.text_no AND cm.reference_no = c.reference_no
JOIN facts.relations r ON r.text_no = c.text_no AND r.head_id = cm.mention_id AND r.type = 'ISSUED_BY'
JOIN facts.mentions m ON m.text_no = c.text_no AND m.mention_id = r.tail_id AND m.words = c.issuer
LEFT JOIN new_units u ON u.text_no = c.text_no AND u.mention_id = r.tail_id
LEFT JOIN new_posts p ON p.text_no = c.text_no AND p.mention_id = r.tail_id
GROUP BY ALL;

INSERT INTO merged.cited
SELECT c.text_no, c.reference_no, k.document_key, k.plain_key, k.provision, k.reach,
    CASE
        WHEN k.reach IN ('law', 'named') OR (k.reach = 'one' AND k.fits) THEN ''
        WHEN i.issuer IS NOT NULL THEN CASE WHEN NOT i.issuer.is_open THEN i.issuer.unit_key END
        WHEN NOT b.is_open THEN b.unit_key
    END,
    CASE
        WHEN k.reach = 'party' AND NOT k.has_year THEN coalesce(upper(c.term), merged.party_term(c.date))
        WHEN k.reach = 'named' THEN upper(c.term)
        WHEN k.reach IN ('law', 'named') OR k.has_year THEN ''
        ELSE nullif(regexp_extract(c.date, '^\d{4}'), '')
    END
FROM facts.citations c JOIN facts.unmerged_texts USING (text_no)
JOIN merged.cited_as k ON k.key = c.key AND k.type IS NOT DISTINCT FROM c.type AND k.number IS NOT DISTINCT FROM c.number
    AND k.symbol IS NOT DISTINCT FROM c.symbol AND k.issuer IS NOT DISTINCT FROM c.issuer
LEFT JOIN issued_by i ON i.text_no = c.text_no AND i.reference_no = c.reference_no
LEFT JOIN merged.bodies b ON b.written = c.issuer;

-- 5. What bodies did: the years of an event are those of its TIME, else of the text. Each row has all that is told of its
--    event, and rows of a body stand together: so an answer reads one short stretch of the table.
INSERT INTO merged.unit_events
WITH said AS (
    SELECT a.text_no, a.event_id, a.argument_no, a.role, m.words, m.normalized, m.mention_id
    FROM facts.arguments a JOIN facts.unmerged_texts USING (text_no) JOIN facts.mentions m USING (text_no, mention_id)
),
of_events AS (
    SELECT text_no, event_id,
        min(TRY_CAST(regexp_extract(split_part(normalized, '/', 1), '^\d{4}') AS INTEGER)) FILTER (role = 'TIME') AS first_year,
        max(TRY_CAST(regexp_extract(split_part(normalized, '/', -1), '^\d{4}') AS INTEGER)) FILTER (role = 'TIME') AS last_year,
        list(struct_pack(role, filler := coalesce(normalized, words)) ORDER BY argument_no) AS arguments
    FROM said GROUP BY ALL
),
triggers AS (
    SELECT g.text_no, g.event_id, arg_min(m.words, m.start_offset) AS words
    FROM facts.triggers g JOIN facts.unmerged_texts USING (text_no) JOIN facts.mentions m USING (text_no, mention_id)
    GROUP BY ALL
),
parts AS (
    SELECT DISTINCT text_no, event_id, mention_id, role, u.unit_key, u.is_open
    FROM said JOIN new_units u USING (text_no, mention_id)
)
SELECT p.text_no, p.unit_key, p.is_open, p.role, e.type, g.words, coalesce(o.first_year, year(x.date)),
    coalesce(o.last_year, o.first_year, year(x.date)), o.first_year IS NOT NULL, o.arguments, x.text_id, p.event_id, x.date,
    m.words, m.start_offset, m.end_offset, s.words
FROM parts p
JOIN facts.events e USING (text_no, event_id)
JOIN of_events o USING (text_no, event_id)
JOIN facts.texts x USING (text_no)
JOIN facts.mentions m USING (text_no, mention_id)
LEFT JOIN triggers g USING (text_no, event_id)
LEFT JOIN facts.sentences s USING (text_no, sentence_no)
ORDER BY p.unit_key, x.date, p.text_no;

INSERT INTO facts.touched_names SELECT DISTINCT name_key FROM merged.sightings JOIN facts.unmerged_texts USING (text_no);
INSERT INTO facts.touched_documents SELECT DISTINCT document_key FROM merged.cited JOIN facts.unmerged_texts USING (text_no);
DELETE FROM facts.unmerged_texts;
