-- People of the touched names, grouped where two texts name them with one body (`groups`), and the groups in which
-- rank, post or time tells that more than one person is meant (`mixed`).

CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT name_key FROM facts.touched_names;

CREATE OR REPLACE TEMP TABLE nodes AS
SELECT row_number() OVER () AS node, s.*, t.text_id
FROM merged.sightings s JOIN touched USING (name_key) JOIN facts.texts t USING (text_no);

-- Posts of which the State or the Party has one name their body themselves.
CREATE OR REPLACE TEMP TABLE anchors AS
SELECT DISTINCT n.node, n.name_key, coalesce(p.unit_key, p.position_key) AS anchor
FROM nodes n JOIN merged.sighted_posts p USING (text_no, person_no)
WHERE contains(n.name_key, ' ') AND NOT p.is_open AND (p.unit_key IS NOT NULL OR p.position_key IN (
    'tổng bí thư', 'chủ tịch nước', 'phó chủ tịch nước', 'thủ tướng', 'phó thủ tướng', 'phó thủ tướng thường trực'
));

CREATE OR REPLACE TEMP TABLE groups AS SELECT node, node AS label FROM nodes;
