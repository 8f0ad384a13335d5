-- The journal of a folder of shards. What stands in it is done; what does not is removed and done again.
-- Names and ids are bytes, since they need not be valid Unicode.

CREATE TABLE IF NOT EXISTS setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL -- JSON
) WITHOUT ROWID;

-- The files to read, in order, as they were when the work began.
CREATE TABLE IF NOT EXISTS input (
    number INTEGER PRIMARY KEY, -- from 1
    path BLOB NOT NULL,
    bytes INTEGER, -- NULL: it could not be looked at
    modified INTEGER, -- nanoseconds
    documents INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0
);

-- Shards that are whole. The last one tells where to go on.
CREATE TABLE IF NOT EXISTS shard (
    number INTEGER PRIMARY KEY, -- from 0
    file TEXT, -- NULL: none of its documents could be read
    documents INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    found TEXT NOT NULL, -- JSON: what stands in its documents
    input INTEGER NOT NULL, -- up to this file
    line INTEGER NOT NULL -- and this line of it
);

-- Ids that are taken.
CREATE TABLE IF NOT EXISTS document (
    id BLOB PRIMARY KEY,
    mark NOT NULL -- what tells the document from another of that id: number of its file, or a digest
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS failure (
    number INTEGER PRIMARY KEY,
    id BLOB, -- NULL: a file or line that holds no document
    kind TEXT NOT NULL, -- class of the error
    record TEXT NOT NULL -- JSON, a line of failures.jsonl
);

CREATE INDEX IF NOT EXISTS failure_of ON failure (id);

-- One row each time that somebody worked on the folder.
CREATE TABLE IF NOT EXISTS run (
    number INTEGER PRIMARY KEY,
    record TEXT NOT NULL -- JSON
);

-- How often a run died that read a document in its own process.
CREATE TABLE IF NOT EXISTS death (
    input INTEGER NOT NULL, -- number of its file
    line INTEGER NOT NULL, -- its line, 0 of a text file
    times INTEGER NOT NULL,
    PRIMARY KEY (input, line)
) WITHOUT ROWID;
