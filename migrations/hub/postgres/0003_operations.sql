-- What running a hub needs besides the book: how far verified backups go, when it was restored, numbers given out, and
-- what was erased.

-- One row once a backup was restored into a scratch place and verified: everything up to this number is in it.
CREATE TABLE hub.horizon (
    authority integer NOT NULL PRIMARY KEY,
    commit_seq bigint NOT NULL,
    chain bytea NOT NULL CHECK (length(chain) = 32),    -- at that number
    verified_ms bigint NOT NULL
);

-- One row once the book was put back from a backup: devices not seen since then may still have what it lacks.
CREATE TABLE hub.restored (
    authority integer NOT NULL PRIMARY KEY,
    commit_seq bigint NOT NULL,             -- where the backup ended
    restored_ms bigint NOT NULL
);

-- Numbers that a device may use without asking; no number is ever given twice.
CREATE TABLE hub.number_block (
    authority integer NOT NULL,
    series text COLLATE "C" NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    device uuid NOT NULL,
    issued_ms bigint NOT NULL,
    PRIMARY KEY (authority, series, first)
);

-- Records whose words the law has taken, in the order in which devices are told.
CREATE TABLE hub.erasure (
    authority integer NOT NULL,
    n bigint NOT NULL,
    record uuid NOT NULL,
    reason text NOT NULL,
    erased_ms bigint NOT NULL,
    PRIMARY KEY (authority, n),
    UNIQUE (authority, record)
);
