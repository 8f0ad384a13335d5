-- name: set
INSERT OR REPLACE INTO setting VALUES (?, ?);

-- name: settings
SELECT name, value FROM setting;

-- name: add input
INSERT INTO input (number, path, bytes, modified) VALUES (?, ?, ?, ?);

-- name: inputs
SELECT number, path, bytes, modified, documents, failures FROM input WHERE number >= ? ORDER BY number LIMIT 1000;

-- name: input totals
SELECT count(*), coalesce(sum(bytes), 0), coalesce(sum(documents), 0), coalesce(sum(failures), 0) FROM input;

-- name: count of input
UPDATE input SET documents = documents + ?, failures = failures + ? WHERE number = ?;

-- name: mark
SELECT mark FROM document WHERE id = ?;

-- name: add document
INSERT OR REPLACE INTO document VALUES (?, ?);

-- name: add shard
INSERT INTO shard VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: shards
SELECT * FROM shard WHERE number >= ? ORDER BY number LIMIT 1000;

-- name: shard totals
SELECT coalesce(sum(documents), 0), coalesce(sum(failures), 0), coalesce(max(number) + 1, 0) FROM shard;

-- name: last shard
SELECT input, line FROM shard ORDER BY number DESC LIMIT 1;

-- name: shard of file
SELECT count(*) FROM shard WHERE file = ?;

-- name: add failure
INSERT INTO failure (id, kind, record) VALUES (?, ?, ?);

-- name: forget failure
DELETE FROM failure WHERE id = ?;

-- name: failures
SELECT number, record FROM failure WHERE number >= ? ORDER BY number LIMIT 1000;

-- name: failure kinds
SELECT kind, count(*) FROM failure GROUP BY kind ORDER BY kind;

-- name: add death
INSERT INTO death VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1;

-- name: deaths
SELECT input, line, times FROM death;

-- name: put run
INSERT OR REPLACE INTO run VALUES (?, ?);

-- name: runs
SELECT number, record FROM run ORDER BY number;
