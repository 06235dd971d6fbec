-- Files that travel by themselves, once all of one is there and hashes to its name; the bytes are in the file store.

CREATE TABLE hub.blob (
    authority integer NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    bytes bigint NOT NULL,
    media_type text NOT NULL,
    device uuid NOT NULL,                   -- that brought the last of it
    stored_ms bigint NOT NULL,
    PRIMARY KEY (authority, sha256)
);

-- Which records name a file, and what was taken for a record.
CREATE INDEX record_evidence_sha256 ON hub.record (authority, (body -> 'values' ->> 'sha256')) WHERE kind = 'evidence';
CREATE INDEX record_evidence_about ON hub.record (authority, (body -> 'values' ->> 'about')) WHERE kind = 'evidence';
