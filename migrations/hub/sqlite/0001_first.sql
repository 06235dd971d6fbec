-- The hub's book on embedded SQLite. One file serves one authority; on PostgreSQL every key begins with it.

CREATE TABLE head (
    authority INTEGER PRIMARY KEY CHECK (authority = 1),
    organisation TEXT NOT NULL,
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    commit_seq INTEGER NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;

CREATE TABLE device (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    actor BLOB NOT NULL CHECK (length(actor) = 16),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    areas TEXT NOT NULL,                    -- JSON array; empty is all
    scope_version INTEGER NOT NULL DEFAULT 1,
    scope_seen INTEGER NOT NULL DEFAULT 1,  -- the newest version the device has acknowledged
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    certificate TEXT NOT NULL,
    enrolled_ms INTEGER NOT NULL,
    revoked_ms INTEGER,
    last_seen_ms INTEGER
) STRICT;

CREATE TABLE enrolment_code (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),    -- of the code in canonical form
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    areas TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    spent_ms INTEGER,
    device BLOB                             -- that it became: the same key may ask again when the answer was lost
) STRICT;

CREATE TABLE journal (
    n INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (length(device) = 16),
    incarnation INTEGER NOT NULL,
    parent INTEGER,                         -- journal it forked from, up to parent_seq
    parent_seq INTEGER,
    origin BLOB NOT NULL CHECK (length(origin) = 32),   -- link before its first entry
    next_seq INTEGER NOT NULL DEFAULT 1,
    head BLOB NOT NULL CHECK (length(head) = 32),
    last_at INTEGER NOT NULL DEFAULT 0,     -- effective hybrid clock of its last entry
    UNIQUE (device, incarnation)
) STRICT;

-- A signed request that brought entries: everything needed to verify the signature again.
CREATE TABLE batch (
    n INTEGER PRIMARY KEY,
    journal INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    body_digest BLOB NOT NULL,
    link BLOB NOT NULL,
    signature BLOB NOT NULL,
    received_ms INTEGER NOT NULL
) STRICT;

-- Entries in commit order: this is the feed.
CREATE TABLE entry (
    commit_seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    record BLOB NOT NULL CHECK (length(record) = 16),
    journal INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    content TEXT NOT NULL,
    payload TEXT,                           -- NULL while the record's body is this payload, or once erased
    payload_commit BLOB,                    -- only once erased
    at INTEGER NOT NULL,                    -- effective hybrid clock
    outcome TEXT,                           -- NULL where everything applied as written
    held TEXT,                              -- reason, where it is kept and not applied
    superseded_by BLOB,                     -- the fix, where a held one was replaced
    moved_from TEXT,                        -- the cell its record left, where it did
    area TEXT NOT NULL,
    class TEXT NOT NULL,
    month INTEGER NOT NULL,
    link BLOB NOT NULL,
    chain BLOB NOT NULL,
    received_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_place ON entry (journal, seq);
CREATE INDEX entry_record ON entry (record, commit_seq);
CREATE INDEX entry_held ON entry (commit_seq) WHERE held IS NOT NULL;

-- A fork offers entries again under new numbers: each keeps its place in the new chain.
CREATE TABLE repeat (
    journal INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    entry BLOB NOT NULL,
    link BLOB NOT NULL,
    PRIMARY KEY (journal, seq)
) STRICT;

CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    area TEXT NOT NULL,
    class TEXT NOT NULL,
    month INTEGER NOT NULL,
    body TEXT NOT NULL,
    head BLOB NOT NULL,                     -- last applied entry
    head_n INTEGER NOT NULL,                -- its commit number
    voided INTEGER NOT NULL DEFAULT 0,
    void_own INTEGER NOT NULL DEFAULT 0,    -- voided by the journal that created it: never beaten
    void_n INTEGER,                         -- commit number of the void
    journal INTEGER NOT NULL,               -- that created it
    occurred TEXT NOT NULL
) STRICT;
CREATE INDEX record_cell ON record (area, class, month, seq);

CREATE TABLE overruled (
    record BLOB NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    entry BLOB NOT NULL,
    by BLOB NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (record, field, entry)
) STRICT;

CREATE TABLE cell (
    area TEXT NOT NULL,
    class TEXT NOT NULL,
    month INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    changed INTEGER NOT NULL,               -- commit number of its last change
    PRIMARY KEY (area, class, month)
) STRICT;

CREATE TABLE hotspot (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    polygon TEXT NOT NULL,
    version INTEGER NOT NULL,
    place INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    name TEXT PRIMARY KEY,
    password TEXT NOT NULL,                 -- argon2id, PHC text
    role TEXT NOT NULL,
    one_time INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),    -- of the cookie
    account TEXT NOT NULL,
    csrf TEXT NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
