-- Photos taken on this device. The file is there, whole and encrypted, before its row is.

CREATE TABLE photo (
    n INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),  -- of the original's bytes, as records name it
    file TEXT NOT NULL,                     -- its name in the folder of photos
    bytes INTEGER NOT NULL,                 -- of the original
    state INTEGER NOT NULL DEFAULT 0,       -- 0 waiting, 1 on the hub, 2 refused
    reason TEXT,                            -- why, where it is refused
    sent INTEGER NOT NULL DEFAULT 0         -- how many bytes the hub has said it has
) STRICT;
CREATE INDEX photo_waiting ON photo (n) WHERE state = 0;

-- The key of every photo's file: a file whose row never came can still be read.
CREATE TABLE photo_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

-- How photos are sent; when to go on is a pure function of it.
CREATE TABLE photo_sync (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    piece_bytes INTEGER NOT NULL DEFAULT 131072,
    failures INTEGER NOT NULL DEFAULT 0,    -- tries in a row without success
    after_ms INTEGER NOT NULL DEFAULT 0     -- not before, Unix milliseconds
) STRICT;
INSERT INTO photo_sync (one) VALUES (1);
