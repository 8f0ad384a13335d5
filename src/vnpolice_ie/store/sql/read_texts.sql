-- What each unmerged text names, brought into a form that can be compared with what other texts name.

-- 1. Which body each name means. "Công an tỉnh" is the one that the text names in full, if it names one alone;
--    else the one of the only area of that class that it names.
CREATE OR REPLACE TEMP TABLE named AS
SELECT m.text_no, m.mention_id, m.label, b.unit_key, b.is_open, b.kind, b.areas, b.bare, b.is_completed
FROM facts.mentions m JOIN facts.unmerged_texts USING (text_no) JOIN merged.bodies b ON b.written = m.words
WHERE m.label IN ('ORG', 'LOC');

CREATE OR REPLACE TEMP TABLE closed_as AS
WITH open_names AS (SELECT DISTINCT text_no, unit_key, kind FROM named WHERE is_open AND label = 'ORG'),
full_names AS (SELECT DISTINCT text_no, unit_key FROM named WHERE NOT is_open AND label = 'ORG'),
continued AS (
    SELECT o.text_no, o.unit_key, min(substring(f.unit_key, strpos(' ' || f.unit_key, ' ' || o.unit_key || ' '))) AS full_key
    FROM open_names o JOIN full_names f ON f.text_no = o.text_no AND contains(' ' || f.unit_key, ' ' || o.unit_key || ' ')
    GROUP BY ALL
    HAVING count(DISTINCT substring(f.unit_key, strpos(' ' || f.unit_key, ' ' || o.unit_key || ' '))) = 1
),
areas AS (
    SELECT text_no, split_part(area, '|', 1) AS kind, min(split_part(area, '|', 2)) AS area
    FROM (SELECT DISTINCT text_no, unnest(areas) AS area FROM named)
    GROUP BY ALL HAVING count(DISTINCT area) = 1
)
SELECT o.text_no, o.unit_key, coalesce(c.full_key, o.unit_key || ' ' || a.area) AS full_key
FROM open_names o
LEFT JOIN continued c ON c.text_no = o.text_no AND c.unit_key = o.unit_key
LEFT JOIN areas a ON a.text_no = o.text_no AND a.kind = o.kind
WHERE c.full_key IS NOT NULL OR a.area IS NOT NULL
UNION ALL
-- "Công an Tây Ninh" is that of the province, unless the text names that of a district of this name alone.
SELECT n.text_no, n.unit_key, min(f.unit_key)
FROM (SELECT DISTINCT text_no, unit_key, bare FROM named WHERE is_completed AND label = 'ORG') n
JOIN named f ON f.text_no = n.text_no AND f.bare = n.bare AND f.label = 'ORG' AND NOT f.is_completed AND NOT f.is_open
GROUP BY ALL HAVING count(DISTINCT f.unit_key) = 1;

CREATE OR REPLACE TEMP TABLE new_units AS
SELECT n.text_no, n.mention_id, coalesce(c.full_key, n.unit_key) AS unit_key, n.is_open AND c.full_key IS NULL AS is_open
FROM named n LEFT JOIN closed_as c ON c.text_no = n.text_no AND c.unit_key = n.unit_key AND (n.is_open OR n.is_completed)
WHERE n.label = 'ORG';
INSERT INTO merged.mention_units SELECT * FROM new_units;

-- 2. Posts: the words before the body, and the body. Former is also what somebody "từng giữ" or "kinh qua".
CREATE OR REPLACE TEMP TABLE new_positions AS
WITH before AS (
    SELECT m.*, substring(s.words, 1, m.start_offset - s.start_offset) AS told
    FROM facts.mentions m JOIN facts.unmerged_texts USING (text_no) LEFT JOIN facts.sentences s USING (text_no, sentence_no)
    WHERE m.label = 'POSITION'
)
SELECT p.text_no, p.mention_id, p.words, k.position_key,
    k.is_former OR coalesce(
        regexp_matches(p.told, '(?i)(từng (giữ|là|làm|đảm nhiệm|đảm nhận|kinh qua|trải qua)|kinh qua|trải qua) [^.;]*$')
        AND NOT regexp_matches(p.told, '(?i)(hiện|nay|bổ nhiệm|giao giữ|điều động)[^.;,]*$'), false) AS is_former,
    arg_min(struct_pack(mention_id := o.mention_id, start := o.start_offset - p.start_offset, words := o.words),
            (o.start_offset, -o.end_offset)) AS org
FROM before p JOIN merged.positions k ON k.written = p.words
LEFT JOIN facts.mentions o ON o.text_no = p.text_no AND o.label = 'ORG'
    AND o.start_offset >= p.start_offset AND o.end_offset <= p.end_offset
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE unread_posts AS
SELECT DISTINCT words AS written, org.start AS unit_start, org.words AS unit_written FROM new_positions
ANTI JOIN merged.posts p ON p.written = words AND p.unit_start IS NOT DISTINCT FROM org.start
    AND p.unit_written IS NOT DISTINCT FROM org.words;
