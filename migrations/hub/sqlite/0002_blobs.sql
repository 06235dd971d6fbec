-- Files that travel by themselves, once all of one is there and hashes to its name; the bytes are in the file store.

CREATE TABLE blob (
    sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    device BLOB NOT NULL CHECK (length(device) = 16),   -- that brought the last of it
    stored_ms INTEGER NOT NULL
) STRICT;

-- Which records name a file, and what was taken for a record.
CREATE INDEX record_evidence_sha256 ON record ((body -> 'values' ->> 'sha256')) WHERE kind = 'evidence';
CREATE INDEX record_evidence_about ON record ((body -> 'values' ->> 'about')) WHERE kind = 'evidence';
