-- What is asked of a collection. Offsets are code points into the unchanged text, the end exclusive; every fact has
-- the id of its text, its offsets and its sentence. Dates of sources are those of the texts; a text without one is undated.

CREATE VIEW texts AS
SELECT text_id, date, source AS file, line, words AS text FROM facts.texts;

CREATE VIEW sentences AS
SELECT t.text_id, s.sentence_no, s.start_offset, s.end_offset, s.words AS sentence
FROM facts.sentences s JOIN facts.texts t USING (text_no);

CREATE VIEW bad_lines AS SELECT source AS file, line, fault FROM facts.bad_lines;

CREATE VIEW mentions AS
SELECT t.text_id, m.mention_id, m.label, m.event_type, m.words AS text, m.normalized, m.score, m.rule,
    m.start_offset, m.end_offset, s.words AS sentence
FROM facts.mentions m JOIN facts.texts t USING (text_no) LEFT JOIN facts.sentences s USING (text_no, sentence_no);

CREATE VIEW relations AS
SELECT t.text_id, r.type, h.words AS head, x.words AS tail, r.head_id, r.tail_id, r.score, r.rule,
    h.start_offset, h.end_offset, x.start_offset AS tail_start_offset, x.end_offset AS tail_end_offset, s.words AS sentence
FROM facts.relations r JOIN facts.texts t USING (text_no)
JOIN facts.mentions h ON h.text_no = r.text_no AND h.mention_id = r.head_id
JOIN facts.mentions x ON x.text_no = r.text_no AND x.mention_id = r.tail_id
LEFT JOIN facts.sentences s ON s.text_no = h.text_no AND s.sentence_no = h.sentence_no;

-- One row a trigger.
CREATE VIEW events AS
SELECT t.text_id, e.event_id, e.type, m.words AS trigger, t.date AS text_date, m.start_offset, m.end_offset,
    s.words AS sentence
FROM facts.events e JOIN facts.texts t USING (text_no) JOIN facts.triggers g USING (text_no, event_id)
JOIN facts.mentions m USING (text_no, mention_id) LEFT JOIN facts.sentences s USING (text_no, sentence_no);

CREATE VIEW event_arguments AS
SELECT t.text_id, a.event_id, e.type, a.role, m.words AS filler, m.label, m.normalized, u.unit_key AS unit, a.score,
    m.start_offset, m.end_offset, s.words AS sentence
FROM facts.arguments a JOIN facts.events e USING (text_no, event_id) JOIN facts.texts t USING (text_no)
JOIN facts.mentions m USING (text_no, mention_id) LEFT JOIN facts.sentences s USING (text_no, sentence_no)
LEFT JOIN merged.mention_units u USING (text_no, mention_id);

-- Bodies by their full names in lower case, as they are asked for.
CREATE VIEW units AS
SELECT unit_key AS unit, is_open, count(DISTINCT text_no) AS text_count, count(*) AS mention_count
FROM merged.mention_units GROUP BY ALL;

-- What bodies took part in. `unit` is the full name in lower case, `is_open` tells that the text does not say which
-- ("Công an tỉnh"); the years are those of the event's TIME, else (`time_is_given` false) of the text;
-- `arguments` are the roles and fillers of the event, `trigger` its first trigger.
CREATE VIEW unit_events AS SELECT * EXCLUDE (text_no) FROM merged.unit_events;

-- Documents that texts speak of. Where texts differ, the value that most of them give stands here, and
-- `has_conflicts` is true: see document_conflicts.
CREATE VIEW legal_documents AS
SELECT document_id, key, type, number, symbol, issuer, date, term, title, text_count, has_conflicts FROM merged.documents;

CREATE VIEW document_citations AS SELECT * EXCLUDE (text_no, document_key, mention_id) FROM merged.document_citations;

-- IMPLEMENTS, AMENDS and REPLACES between documents, one row for each place that says so.
CREATE VIEW document_relations AS
SELECT * EXCLUDE (text_no, from_document_key, to_document_key) FROM merged.document_relations;

-- Who cites what, and which document carries out, amends or replaces which: one row a pair.
CREATE VIEW citation_graph AS
SELECT 'CITES' AS relation, 'text' AS from_kind, text_id AS from_id, document_id AS to_id, count(*) AS places,
    1 AS texts, min(text_date) AS first_date, max(text_date) AS last_date
FROM document_citations GROUP BY ALL
UNION ALL
SELECT relation, 'document', from_document_id, to_document_id, count(*), count(DISTINCT text_id), min(text_date), max(text_date)
FROM document_relations GROUP BY ALL;

-- Values of a document that do not agree, each with the number of texts that give it.
CREATE VIEW document_conflicts AS
SELECT v.document_id, v.field, v.value, v.text_count FROM merged.document_values v
JOIN merged.document_conflicts USING (document_id, field);

CREATE VIEW documents_kept_apart AS
SELECT document_id, other_document_id, reason FROM merged.document_pairs WHERE is_apart;
-- Documents of one key that may be one; they are not merged.
CREATE VIEW doubtful_document_merges AS
SELECT document_id, other_document_id, reason FROM merged.document_pairs WHERE NOT is_apart;

CREATE VIEW persons AS
SELECT person_id, name, first_date, last_date, text_count, undated_count FROM merged.persons;

CREATE VIEW person_mentions AS
SELECT o.person_id, p.name AS name_in_text, t.text_id, t.date AS text_date, m.words AS mention, m.start_offset, m.end_offset,
    s.words AS sentence
FROM merged.person_of o JOIN facts.people p USING (text_no, person_no) JOIN facts.texts t USING (text_no)
JOIN facts.person_mentions x USING (text_no, person_no) JOIN facts.mentions m USING (text_no, mention_id)
LEFT JOIN facts.sentences s USING (text_no, sentence_no);

-- Who holds a post by which place of which text. `post` is the part before the body, `unit` the body's full name in lower
-- case (`is_open`: the text does not say which), `is_former`: held no more ("nguyên Giám đốc").
CREATE VIEW posts_held AS SELECT * EXCLUDE (text_no, name_key) FROM merged.posts_held;

CREATE VIEW ranks_held AS SELECT * EXCLUDE (text_no, name_key) FROM merged.ranks_held;

-- A person's posts and ranks with the first and the last text that gives them; undated texts count as neither where
-- a dated one is there.
CREATE VIEW posts_over_time AS
SELECT * EXCLUDE (first, last), first.text_id AS first_text_id, first.start_offset AS first_start_offset,
    first.end_offset AS first_end_offset, first.sentence AS first_sentence, last.text_id AS last_text_id,
    last.start_offset AS last_start_offset, last.end_offset AS last_end_offset, last.sentence AS last_sentence
FROM (
    SELECT person_id, min(name) AS name, mode(post ORDER BY post) AS post, unit, is_open, is_former,
        min(text_date) AS first_date, max(text_date) AS last_date,
        count(DISTINCT text_id) AS text_count, count(DISTINCT text_id) FILTER (text_date IS NULL) AS undated_count,
        arg_min(source, (coalesce(text_date, DATE '9999-12-31'), text_id, start_offset)) AS first,
        arg_max(source, (coalesce(text_date, DATE '0001-01-01'), text_id, start_offset)) AS last
    FROM (SELECT *, struct_pack(text_id, start_offset, end_offset, sentence) AS source FROM posts_held)
    GROUP BY person_id, lower(post), unit, is_open, is_former
);

CREATE VIEW ranks_over_time AS
SELECT * EXCLUDE (first, last), first.text_id AS first_text_id, first.start_offset AS first_start_offset,
    first.end_offset AS first_end_offset, first.sentence AS first_sentence, last.text_id AS last_text_id,
    last.start_offset AS last_start_offset, last.end_offset AS last_end_offset, last.sentence AS last_sentence
FROM (
    SELECT person_id, min(name) AS name, rank, min(level) AS level,
        min(text_date) AS first_date, max(text_date) AS last_date,
        count(DISTINCT text_id) AS text_count, count(DISTINCT text_id) FILTER (text_date IS NULL) AS undated_count,
        arg_min(source, (coalesce(text_date, DATE '9999-12-31'), text_id, start_offset)) AS first,
        arg_max(source, (coalesce(text_date, DATE '0001-01-01'), text_id, start_offset)) AS last
    FROM (SELECT *, struct_pack(text_id, start_offset, end_offset, sentence) AS source FROM ranks_held)
    GROUP BY person_id, rank
);

-- Namesakes that may be one person; they are not merged.
CREATE VIEW doubtful_person_merges AS
SELECT p.person_id, p.other_person_id, p.reason, n.name, n.text_count AS other_text_count
FROM merged.person_pairs p JOIN merged.persons n ON n.person_id = p.other_person_id WHERE NOT is_apart;
CREATE VIEW persons_kept_apart AS
SELECT person_id, other_person_id, reason FROM merged.person_pairs WHERE is_apart;
