-- What was handed out of the book, before it was: to whom, and the hash of it. Only ever added to. An older hub may open the file; it hands out without a line here.

CREATE TABLE export (
    n INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,                      -- an account, whoever typed a command, or a token's name
    what TEXT NOT NULL,                     -- the report, or the kind of the records
    first_day TEXT,
    last_day TEXT,
    format TEXT NOT NULL,
    audience TEXT NOT NULL,
    lines INTEGER NOT NULL,                 -- rows in it
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;
CREATE TRIGGER export_stays BEFORE DELETE ON export BEGIN SELECT raise(ABORT, 'what was handed out stays written'); END;
CREATE TRIGGER export_is_final BEFORE UPDATE ON export BEGIN SELECT raise(ABORT, 'what was handed out stays written'); END;

-- Other systems that may read the feed. Tokens stay behind in a restore, as sessions do.
CREATE TABLE feed_token (
    name TEXT PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),    -- of the token
    kinds TEXT NOT NULL,                    -- JSON array
    made_ms INTEGER NOT NULL,
    revoked_ms INTEGER
) STRICT;
