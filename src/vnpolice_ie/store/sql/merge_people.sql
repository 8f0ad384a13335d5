-- Persons of the touched names: `groups` says which of `nodes` are one person.

DELETE FROM merged.person_of WHERE name_key IN (FROM touched);
DELETE FROM merged.persons WHERE name_key IN (FROM touched);
DELETE FROM merged.person_pairs WHERE name_key IN (FROM touched);

-- Persons of a name are numbered by their first text; a given name alone is of its text only.
CREATE OR REPLACE TEMP TABLE found AS
WITH firsts AS (
    SELECT g.label, n.name_key, min(coalesce(n.date, DATE '9999-12-31')) AS day,
        min((coalesce(n.date, DATE '9999-12-31'), n.text_id, n.person_no)) AS first
    FROM groups g JOIN nodes n USING (node) GROUP BY ALL
)
SELECT n.text_no, n.person_no, n.name_key, CASE
        WHEN contains(n.name_key, ' ') THEN n.name_key || '/' || f.number
        ELSE n.name_key || ' @ ' || n.text_id || '/' || n.person_no
    END AS person_id, n.name, n.date
FROM nodes n JOIN groups g USING (node)
JOIN (SELECT label, row_number() OVER (PARTITION BY name_key ORDER BY first) AS number FROM firsts) f USING (label);

INSERT INTO merged.person_of SELECT text_no, person_no, name_key, person_id FROM found ORDER BY text_no, person_no;

INSERT INTO merged.persons
SELECT person_id, name_key, mode(name ORDER BY name), min(date), max(date), count(DISTINCT text_no), count(*) FILTER (date IS NULL)
FROM found GROUP BY person_id, name_key ORDER BY person_id;

DELETE FROM merged.posts_held WHERE name_key IN (FROM touched);
INSERT INTO merged.posts_held
SELECT p.text_no, f.name_key, f.person_id, n.name, p.position, p.post, p.unit, p.unit_key, p.is_open, p.is_former,
    p.position_key, t.text_id, p.date, m.start_offset, m.end_offset, s.words
FROM found f JOIN merged.sighted_posts p USING (text_no, person_no) JOIN merged.persons n USING (person_id)
JOIN facts.texts t USING (text_no) JOIN facts.mentions m USING (text_no, mention_id)
LEFT JOIN facts.sentences s USING (text_no, sentence_no)
ORDER BY f.name_key, p.text_no;

DELETE FROM merged.ranks_held WHERE name_key IN (FROM touched);
INSERT INTO merged.ranks_held
SELECT r.text_no, f.name_key, f.person_id, n.name, r.rank, m.words, r.level, t.text_id, r.date, m.start_offset, m.end_offset, s.words
FROM found f JOIN merged.sighted_ranks r USING (text_no, person_no) JOIN merged.persons n USING (person_id)
JOIN facts.texts t USING (text_no) JOIN facts.mentions m USING (text_no, mention_id)
LEFT JOIN facts.sentences s USING (text_no, sentence_no)
ORDER BY f.name_key, r.text_no;

-- Namesakes: each against the one with the most texts; apart where rank or post contradicts in time.
INSERT INTO merged.person_pairs
WITH heads AS (
    SELECT name_key, arg_min(person_id, (-text_count, person_id)) AS person_id
    FROM merged.persons JOIN touched USING (name_key) WHERE contains(name_key, ' ') GROUP BY name_key HAVING count(*) > 1
),
pairs AS (
    SELECT h.name_key, h.person_id, p.person_id AS other_person_id
    FROM heads h JOIN merged.persons p ON p.name_key = h.name_key AND p.person_id <> h.person_id
),
ranks AS (
    SELECT f.person_id, s.level, min(s.rank) AS rank, min(s.date) AS first, max(s.date) AS last
    FROM found f JOIN merged.sightings s USING (text_no, person_no)
    WHERE s.level IS NOT NULL AND s.date IS NOT NULL GROUP BY ALL
),
by_rank AS (
    SELECT p.person_id, p.other_person_id, min(
        CASE WHEN a.level > b.level THEN a.rank || ' ' || a.first || ', ' || b.rank || ' ' || b.last
             ELSE b.rank || ' ' || b.first || ', ' || a.rank || ' ' || a.last END) AS reason
    FROM pairs p JOIN ranks a ON a.person_id = p.person_id JOIN ranks b ON b.person_id = p.other_person_id
    WHERE (a.level > b.level AND (a.first < b.last
              OR (a.level - b.level >= 2 AND a.level - b.level > 1 + (a.first - b.last) / 730.0)))
       OR (b.level > a.level AND (b.first < a.last
              OR (b.level - a.level >= 2 AND b.level - a.level > 1 + (b.first - a.last) / 730.0)))
    GROUP BY ALL
),
terms AS (
    SELECT f.person_id, lower(p.post) AS post, p.unit_key, min(p.unit) AS unit, min(p.date) AS first, max(p.date) AS last,
        array_to_string(string_split(p.unit_key, ' ')[:2], ' ') AS kind
    FROM found f JOIN merged.sighted_posts p USING (text_no, person_no)
    WHERE p.date IS NOT NULL AND NOT p.is_former AND NOT p.is_open AND p.unit_key IS NOT NULL
    GROUP BY ALL
),
by_post AS (
    SELECT p.person_id, p.other_person_id, min(a.post || ' ' || a.unit_key || ' and ' || b.unit_key || ' at one time') AS reason
    FROM pairs p JOIN terms a ON a.person_id = p.person_id JOIN terms b ON b.person_id = p.other_person_id
    WHERE a.post = b.post AND a.kind = b.kind AND a.unit_key <> b.unit_key AND a.first <= b.last AND b.first <= a.last
    GROUP BY ALL
),
-- "Phòng Tham mưu Công an tỉnh Phú Hải" is a part of "Công an tỉnh Phú Hải", and so is another division.
bodies AS (
    SELECT DISTINCT f.person_id, p.unit_key, regexp_extract(p.unit_key, ' (công an .*)$', 1) AS parent
    FROM found f JOIN merged.sighted_posts p USING (text_no, person_no)
    WHERE NOT p.is_open AND p.unit_key IS NOT NULL
),
near AS (
    SELECT DISTINCT p.person_id, p.other_person_id
    FROM pairs p JOIN bodies a ON a.person_id = p.person_id JOIN bodies b ON b.person_id = p.other_person_id
    WHERE ends_with(a.unit_key, ' ' || b.unit_key) OR ends_with(b.unit_key, ' ' || a.unit_key)
       OR (a.parent <> '' AND a.parent = b.parent)
),
ungrouped AS (
    SELECT DISTINCT f.person_id FROM found f JOIN nodes n USING (text_no, person_no) JOIN anchors USING (node)
)
SELECT p.name_key, p.person_id, p.other_person_id, r.reason IS NOT NULL OR t.reason IS NOT NULL,
    coalesce(r.reason, t.reason, CASE
        WHEN n.person_id IS NOT NULL THEN 'same name, bodies of one force'
        WHEN p.person_id IN (FROM ungrouped) AND p.other_person_id IN (FROM ungrouped) THEN 'same name, other body'
        ELSE 'same name, a text gives no body that tells which'
    END)
FROM pairs p LEFT JOIN by_rank r USING (person_id, other_person_id) LEFT JOIN by_post t USING (person_id, other_person_id)
LEFT JOIN near n USING (person_id, other_person_id);

DELETE FROM facts.touched_names;
