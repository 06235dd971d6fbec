-- The device's book: who it is, what it wrote and heard, what waits.
-- An older app may not open a file made by this one: there is none.

CREATE TABLE device (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    device BLOB NOT NULL CHECK (length(device) = 16),
    actor BLOB NOT NULL CHECK (length(actor) = 16),
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    hub TEXT NOT NULL,                      -- address
    signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
    certificate TEXT NOT NULL,              -- JSON as signed
    certificate_signature BLOB NOT NULL,
    organisation_key BLOB NOT NULL,
    scope TEXT NOT NULL,                    -- JSON of records::cell::Scope
    incarnation INTEGER NOT NULL,
    parent_incarnation INTEGER,             -- where the journal forked from
    parent_seq INTEGER,
    enrolled_at TEXT NOT NULL
) STRICT;

-- Every incarnation that forked from another, so that all of the chain can be followed back.
CREATE TABLE fork (
    incarnation INTEGER PRIMARY KEY,
    parent_incarnation INTEGER NOT NULL,
    parent_seq INTEGER NOT NULL
) STRICT;

-- What the last exchanges left behind; the schedule is a pure function of it.
CREATE TABLE sync (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch BLOB,
    cursor TEXT,
    observed INTEGER NOT NULL DEFAULT 0,    -- latest hybrid clock heard
    skew_ms INTEGER NOT NULL DEFAULT 0,     -- device clock less hub clock, as last measured
    batch_entries INTEGER NOT NULL DEFAULT 500,
    failures INTEGER NOT NULL DEFAULT 0,    -- tries in a row without success
    problem TEXT,                           -- why the last try failed
    last_try_ms INTEGER,
    last_success_ms INTEGER,
    horizon INTEGER,
    hotspots_wanted INTEGER                 -- newer pack version the hub has told of
) STRICT;
INSERT INTO sync (one) VALUES (1);

-- One row a record, as shown. Bodies lie in log order.
CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    area TEXT NOT NULL,
    class TEXT NOT NULL,
    month INTEGER NOT NULL,
    body TEXT NOT NULL,                     -- {"values": …}: confirmed, with own unconfirmed entries over it
    voided INTEGER NOT NULL DEFAULT 0,
    occurred TEXT NOT NULL,
    device BLOB NOT NULL CHECK (length(device) = 16),   -- that created it
    by TEXT NOT NULL DEFAULT '',            -- name of its officer
    head BLOB,                              -- last confirmed entry; NULL while the hub has not confirmed its create
    head_n INTEGER NOT NULL DEFAULT 0,      -- commit number of that entry
    unconfirmed INTEGER NOT NULL DEFAULT 0, -- own entries laid over
    confirmed TEXT,                         -- the confirmed body, where `body` differs from it
    confirmed_voided INTEGER NOT NULL DEFAULT 0,
    mark INTEGER NOT NULL DEFAULT 0         -- the reading of its cell that last told of it
) STRICT;
CREATE INDEX record_cell ON record (area, class, month, seq);
CREATE INDEX record_recent ON record (kind, occurred);
-- The one patrol that runs: asked with every tap, so never searched for.
CREATE INDEX record_patrol_live ON record (device)
    WHERE kind = 'patrol' AND voided = 0 AND body -> 'values' ->> 'finished' IS NULL;

-- Entries in order of arrival: own ones and heard ones.
CREATE TABLE entry (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    record BLOB NOT NULL CHECK (length(record) = 16),
    device BLOB NOT NULL CHECK (length(device) = 16),
    incarnation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    own INTEGER NOT NULL,
    content TEXT NOT NULL,
    payload TEXT,                           -- NULL while the record's body is this payload, or once erased
    payload_commit BLOB,                    -- only once erased
    link BLOB,                              -- own only: link hash
    state INTEGER NOT NULL,                 -- 0 waiting, 1 sent, 2 confirmed, 3 safe
    held TEXT,                              -- reason, where the hub keeps it unapplied
    commit_n INTEGER,
    outcome TEXT,
    by TEXT NOT NULL DEFAULT ''
) STRICT;
-- What others wrote may have come twice under one number: from a history that the hub lost, and from today's.
CREATE UNIQUE INDEX entry_place ON entry (device, incarnation, seq) WHERE own = 1;
CREATE INDEX entry_record ON entry (record, n);
CREATE INDEX entry_unconfirmed ON entry (seq) WHERE own = 1 AND state < 2;
CREATE INDEX entry_held ON entry (n) WHERE held IS NOT NULL;

-- Values that lost a settlement and wait to be seen.
CREATE TABLE overruled (
    record BLOB NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    entry BLOB NOT NULL,                    -- that gave the value
    by BLOB NOT NULL,                       -- that stands instead
    n INTEGER NOT NULL,                     -- commit number of the settlement
    PRIMARY KEY (record, field, entry)
) STRICT;

-- Whole cells and their digests; a wanted cell is read from the snapshot, from `after` on.
CREATE TABLE cell (
    area TEXT NOT NULL,
    class TEXT NOT NULL,
    month INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    wanted INTEGER NOT NULL DEFAULT 0,      -- being read anew
    reading INTEGER NOT NULL DEFAULT 0,     -- how often it was read anew
    after INTEGER NOT NULL DEFAULT 0,       -- where the next page starts
    checked TEXT,                           -- the cursor at which it was last found to differ
    PRIMARY KEY (area, class, month)
) STRICT;

CREATE TABLE draft (
    form TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (form, id)
) STRICT;

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- The hotspot pack, in its order.
CREATE TABLE hotspot (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    polygon TEXT NOT NULL,                  -- rings of [longitude, latitude]
    version INTEGER NOT NULL,
    place INTEGER NOT NULL
) STRICT;
