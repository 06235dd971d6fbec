-- What running a hub needs besides the book: how far verified backups go, when it was restored, numbers given out, and
-- what was erased. An older hub may not open the file: it would take erased records again.

-- One row once a backup was restored into a scratch place and verified: everything up to this number is in it.
CREATE TABLE horizon (
    authority INTEGER PRIMARY KEY CHECK (authority = 1),
    commit_seq INTEGER NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32),     -- at that number
    verified_ms INTEGER NOT NULL
) STRICT;

-- One row once the book was put back from a backup: devices not seen since then may still have what it lacks.
CREATE TABLE restored (
    authority INTEGER PRIMARY KEY CHECK (authority = 1),
    commit_seq INTEGER NOT NULL,            -- where the backup ended
    restored_ms INTEGER NOT NULL
) STRICT;

-- Numbers that a device may use without asking; no number is ever given twice.
CREATE TABLE number_block (
    series TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    device BLOB NOT NULL CHECK (length(device) = 16),
    issued_ms INTEGER NOT NULL,
    PRIMARY KEY (series, first)
) STRICT;

-- Records whose words the law has taken, in the order in which devices are told.
CREATE TABLE erasure (
    n INTEGER PRIMARY KEY,
    record BLOB NOT NULL UNIQUE CHECK (length(record) = 16),
    reason TEXT NOT NULL,
    erased_ms INTEGER NOT NULL
) STRICT;
