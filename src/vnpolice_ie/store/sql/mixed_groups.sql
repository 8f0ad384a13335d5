-- Groups that hold more than one person: a rank that falls or rises faster than the law lets it, a deputy who was
-- the head before, ten years between two texts.
CREATE OR REPLACE TEMP TABLE mixed AS
WITH ranked AS (
    SELECT g.label, n.date, n.level,
        max(n.level) OVER before AS highest, lag(n.level) OVER by_day AS last_level, lag(n.date) OVER by_day AS last_day
    FROM groups g JOIN nodes n USING (node) WHERE n.level IS NOT NULL AND n.date IS NOT NULL
    WINDOW before AS (PARTITION BY g.label ORDER BY n.date RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING),
        by_day AS (PARTITION BY g.label ORDER BY n.date, n.level)
),
dated AS (
    SELECT g.label, n.date, lag(n.date) OVER (PARTITION BY g.label ORDER BY n.date) AS last_day
    FROM groups g JOIN nodes n USING (node) WHERE n.date IS NOT NULL
),
posts AS (
    SELECT g.label, lower(p.post) AS post, p.unit_key, p.date
    FROM groups g JOIN nodes n USING (node) JOIN merged.sighted_posts p USING (text_no, person_no)
    WHERE NOT p.is_former AND NOT p.is_open AND p.unit_key IS NOT NULL AND p.date IS NOT NULL
)
SELECT label FROM ranked
WHERE level < highest OR (level - last_level >= 2 AND level - last_level > 1 + (date - last_day) / 730.0)
UNION SELECT label FROM dated WHERE date - last_day > 3653
UNION SELECT d.label FROM posts d JOIN posts h ON h.label = d.label AND h.unit_key = d.unit_key AND d.post = 'phó ' || h.post
WHERE d.date > h.date;
