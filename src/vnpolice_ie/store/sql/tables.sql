-- Tables of a collection. `facts` holds what each text says, one batch of texts a transaction; `merged` holds what is
-- made of it over texts, and can be made anew from `facts` at any time. The views are the interface: views.sql.
-- Offsets are code points into the unchanged text, the end exclusive. `text_no` numbers the stored versions of texts.

CREATE SCHEMA facts;
CREATE SCHEMA merged;

CREATE TABLE facts.about (format INTEGER NOT NULL);
CREATE SEQUENCE facts.text_numbers START 1;

CREATE TABLE facts.texts (
    text_no INTEGER, text_id VARCHAR, date DATE, source VARCHAR, line INTEGER,
    digest BLOB, words VARCHAR
);
CREATE TABLE facts.sentences (
    text_no INTEGER, sentence_no INTEGER, start_offset INTEGER, end_offset INTEGER, words VARCHAR
);
CREATE TABLE facts.mentions (
    text_no INTEGER, mention_id VARCHAR, start_offset INTEGER, end_offset INTEGER, label VARCHAR, event_type VARCHAR,
    words VARCHAR, score DOUBLE, normalized VARCHAR, rule VARCHAR, sentence_no INTEGER
);
CREATE TABLE facts.relations (
    text_no INTEGER, relation_no INTEGER, type VARCHAR, head_id VARCHAR, tail_id VARCHAR, score DOUBLE, rule VARCHAR
);
CREATE TABLE facts.events (text_no INTEGER, event_id VARCHAR, type VARCHAR);
CREATE TABLE facts.triggers (text_no INTEGER, event_id VARCHAR, trigger_no INTEGER, mention_id VARCHAR);
CREATE TABLE facts.arguments (
    text_no INTEGER, event_id VARCHAR, argument_no INTEGER, role VARCHAR, mention_id VARCHAR, score DOUBLE
);
CREATE TABLE facts.citations (  -- the references of the output format
    text_no INTEGER, reference_no INTEGER, key VARCHAR, type VARCHAR, number VARCHAR, symbol VARCHAR, issuer VARCHAR,
    date VARCHAR, term VARCHAR, title VARCHAR
);
CREATE TABLE facts.citation_mentions (text_no INTEGER, reference_no INTEGER, mention_id VARCHAR);
CREATE TABLE facts.people (text_no INTEGER, person_no INTEGER, name VARCHAR, rank VARCHAR, positions VARCHAR[]);
CREATE TABLE facts.person_mentions (text_no INTEGER, person_no INTEGER, mention_id VARCHAR);
CREATE TABLE facts.bad_lines (source VARCHAR, line INTEGER, fault VARCHAR);

-- What loading has changed and merging has not yet followed: both in the transaction that changed it.
CREATE TABLE facts.unmerged_texts (text_no INTEGER);
CREATE TABLE facts.touched_names (name_key VARCHAR);
CREATE TABLE facts.touched_documents (document_key VARCHAR);

-- Spellings, each read once.
CREATE TABLE merged.bodies (
    written VARCHAR, unit_key VARCHAR, is_open BOOLEAN, kind VARCHAR, areas VARCHAR[], bare VARCHAR, is_completed BOOLEAN
);
CREATE TABLE merged.names (written VARCHAR, name_key VARCHAR, name VARCHAR);
CREATE TABLE merged.positions (written VARCHAR, position_key VARCHAR, is_former BOOLEAN, post VARCHAR);
CREATE TABLE merged.posts (written VARCHAR, unit_start INTEGER, unit_written VARCHAR, post VARCHAR);
CREATE TABLE merged.ranks (written VARCHAR, rank VARCHAR, level INTEGER);
CREATE TABLE merged.cited_as (
    key VARCHAR, type VARCHAR, number VARCHAR, symbol VARCHAR, issuer VARCHAR,
    document_key VARCHAR, plain_key VARCHAR, provision VARCHAR, reach VARCHAR, has_year BOOLEAN, fits BOOLEAN
);

-- Which body a mention means in its text: "Công an tỉnh" is the one of the province that the text names.
CREATE TABLE merged.mention_units (text_no INTEGER, mention_id VARCHAR, unit_key VARCHAR, is_open BOOLEAN);
-- A person as one text gives them.
CREATE TABLE merged.sightings (
    text_no INTEGER, person_no INTEGER, name_key VARCHAR, name VARCHAR, date DATE, rank VARCHAR, level INTEGER, mention_id VARCHAR
);
CREATE TABLE merged.sighted_posts (
    text_no INTEGER, person_no INTEGER, name_key VARCHAR, mention_id VARCHAR, position VARCHAR, position_key VARCHAR,
    post VARCHAR, unit VARCHAR, unit_key VARCHAR, is_open BOOLEAN, is_former BOOLEAN, date DATE, score DOUBLE
);
CREATE TABLE merged.sighted_ranks (
    text_no INTEGER, person_no INTEGER, name_key VARCHAR, mention_id VARCHAR, rank VARCHAR, level INTEGER, date DATE, score DOUBLE
);
-- What a reference of one text says of its document's identity, and the document that it was found to be.
CREATE TABLE merged.cited (
    text_no INTEGER, reference_no INTEGER, document_key VARCHAR, plain_key VARCHAR, provision VARCHAR, reach VARCHAR,
    issuer_key VARCHAR, period VARCHAR
);

-- What is asked most often, each row with its source, so that an answer needs no join.
CREATE TABLE merged.unit_events (
    text_no INTEGER, unit VARCHAR, is_open BOOLEAN, role VARCHAR, type VARCHAR, trigger VARCHAR, first_year INTEGER,
    last_year INTEGER, time_is_given BOOLEAN, arguments STRUCT(role VARCHAR, filler VARCHAR)[], text_id VARCHAR, event_id VARCHAR, text_date DATE, unit_as_written VARCHAR,
    start_offset INTEGER, end_offset INTEGER, sentence VARCHAR
);
CREATE TABLE merged.posts_held (
    text_no INTEGER, name_key VARCHAR, person_id VARCHAR, name VARCHAR, position VARCHAR, post VARCHAR, unit_as_written VARCHAR,
    unit VARCHAR, is_open BOOLEAN, is_former BOOLEAN, position_key VARCHAR, text_id VARCHAR, text_date DATE,
    start_offset INTEGER, end_offset INTEGER, sentence VARCHAR
);
CREATE TABLE merged.ranks_held (
    text_no INTEGER, name_key VARCHAR, person_id VARCHAR, name VARCHAR, rank VARCHAR, rank_as_written VARCHAR, level INTEGER, text_id VARCHAR, text_date DATE,
    start_offset INTEGER, end_offset INTEGER, sentence VARCHAR
);
CREATE TABLE merged.document_citations (
    text_no INTEGER, document_key VARCHAR, document_id VARCHAR, key VARCHAR, provision VARCHAR, text_id VARCHAR, text_date DATE,
    citation VARCHAR, is_inferred BOOLEAN, mention_id VARCHAR, start_offset INTEGER, end_offset INTEGER, sentence VARCHAR
);
CREATE TABLE merged.document_relations (
    text_no INTEGER, relation VARCHAR, from_document_key VARCHAR, from_document_id VARCHAR, from_key VARCHAR,
    to_document_key VARCHAR, to_document_id VARCHAR, to_key VARCHAR, text_id VARCHAR, text_date DATE, score DOUBLE,
    from_citation VARCHAR, to_citation VARCHAR, start_offset INTEGER, end_offset INTEGER, to_start_offset INTEGER,
    to_end_offset INTEGER, sentence VARCHAR
);
-- Over texts.
CREATE TABLE merged.person_of (text_no INTEGER, person_no INTEGER, name_key VARCHAR, person_id VARCHAR);
CREATE TABLE merged.person_pairs (
    name_key VARCHAR, person_id VARCHAR, other_person_id VARCHAR, is_apart BOOLEAN, reason VARCHAR
);
CREATE TABLE merged.document_of (
    text_no INTEGER, reference_no INTEGER, document_key VARCHAR, document_id VARCHAR, is_inferred BOOLEAN
);
CREATE TABLE merged.document_pairs (
    document_key VARCHAR, document_id VARCHAR, other_document_id VARCHAR, is_apart BOOLEAN, reason VARCHAR
);
CREATE TABLE merged.documents (
    document_id VARCHAR, document_key VARCHAR, key VARCHAR, type VARCHAR, number VARCHAR, symbol VARCHAR, issuer VARCHAR,
    issuer_key VARCHAR, date VARCHAR, term VARCHAR, title VARCHAR, text_count INTEGER, has_conflicts BOOLEAN
);
CREATE TABLE merged.document_values (
    document_id VARCHAR, document_key VARCHAR, field VARCHAR, value VARCHAR, text_count INTEGER
);
CREATE TABLE merged.document_conflicts (document_id VARCHAR, document_key VARCHAR, field VARCHAR);
CREATE TABLE merged.persons (
    person_id VARCHAR, name_key VARCHAR, name VARCHAR, first_date DATE, last_date DATE, text_count INTEGER,
    undated_count INTEGER
);

-- The term of the Party's central bodies at a day (YYYY-MM-DD); a month or a year in which a congress fell tells none.
CREATE MACRO merged.party_term(day) AS CASE
    WHEN day IS NULL OR NOT regexp_matches(day, '^\d{4}') THEN NULL
    WHEN length(day) < 10 AND left(day, 4) IN ('1986', '1991', '1996', '2001', '2006', '2011', '2016', '2021', '2026') THEN NULL
    WHEN day >= '2026-01-23' THEN 'XIV'
    WHEN day >= '2021-01-31' THEN 'XIII'
    WHEN day >= '2016-01-27' THEN 'XII'
    WHEN day >= '2011-01-18' THEN 'XI'
    WHEN day >= '2006-04-25' THEN 'X'
    WHEN day >= '2001-04-22' THEN 'IX'
    WHEN day >= '1996-07-01' THEN 'VIII'
    WHEN day >= '1991-06-27' THEN 'VII'
    WHEN day >= '1986-12-18' THEN 'VI'
END;
