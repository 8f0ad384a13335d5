-- One step: each person takes the smallest label of those that share a body with them.
CREATE OR REPLACE TEMP TABLE spread AS
WITH by_anchor AS (
    SELECT a.name_key, a.anchor, min(g.label) AS label FROM anchors a JOIN groups g USING (node) GROUP BY ALL
)
SELECT a.node, min(b.label) AS label FROM anchors a JOIN by_anchor b USING (name_key, anchor) GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE groups AS
SELECT g.node, least(g.label, coalesce(s.label, g.label)) AS label FROM groups g LEFT JOIN spread s USING (node);
