-- Spellings in the unmerged texts that have not been read yet, by what they spell.

CREATE OR REPLACE TEMP TABLE unread_bodies AS
SELECT DISTINCT written FROM (
    SELECT words AS written FROM facts.mentions JOIN facts.unmerged_texts USING (text_no) WHERE label IN ('ORG', 'LOC')
    UNION ALL SELECT issuer FROM facts.citations JOIN facts.unmerged_texts USING (text_no) WHERE issuer IS NOT NULL
) ANTI JOIN merged.bodies USING (written);

CREATE OR REPLACE TEMP TABLE unread_names AS
SELECT DISTINCT p.name AS written FROM facts.people p JOIN facts.unmerged_texts USING (text_no)
ANTI JOIN merged.names n ON n.written = p.name;

CREATE OR REPLACE TEMP TABLE unread_positions AS
SELECT DISTINCT written FROM (
    SELECT words AS written FROM facts.mentions JOIN facts.unmerged_texts USING (text_no) WHERE label = 'POSITION'
    UNION ALL SELECT unnest(positions) FROM facts.people JOIN facts.unmerged_texts USING (text_no)
) ANTI JOIN merged.positions USING (written);

CREATE OR REPLACE TEMP TABLE unread_ranks AS
SELECT DISTINCT written FROM (
    SELECT words AS written FROM facts.mentions JOIN facts.unmerged_texts USING (text_no) WHERE label = 'RANK'
    UNION ALL SELECT rank FROM facts.people JOIN facts.unmerged_texts USING (text_no) WHERE rank IS NOT NULL
) ANTI JOIN merged.ranks USING (written);

CREATE OR REPLACE TEMP TABLE unread_documents AS
SELECT DISTINCT key, type, number, symbol, issuer FROM facts.citations JOIN facts.unmerged_texts USING (text_no)
ANTI JOIN merged.cited_as c ON c.key = facts.citations.key AND c.type IS NOT DISTINCT FROM facts.citations.type
    AND c.number IS NOT DISTINCT FROM facts.citations.number AND c.symbol IS NOT DISTINCT FROM facts.citations.symbol
    AND c.issuer IS NOT DISTINCT FROM facts.citations.issuer;
