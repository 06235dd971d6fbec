-- What the device knows of backups and erasures, so that it may let go of what it need not keep.
-- An older app may not open the file: it would miss entries that are kept as their record alone.

ALTER TABLE sync ADD COLUMN confirmed_n INTEGER;                -- the last number of an own receipt
ALTER TABLE sync ADD COLUMN backed INTEGER NOT NULL DEFAULT 0;  -- whether the hub ever told of a verified backup
ALTER TABLE sync ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;  -- how many erasures it has heard of

-- How far own work was confirmed on each day of the hub's: where no backup is ever verified, 35 days stand in for one.
CREATE TABLE confirmed_day (
    day INTEGER PRIMARY KEY,                -- since 1970
    n INTEGER NOT NULL
) STRICT;

-- Up to this number of a journal, creates that are safe are kept as their record alone.
CREATE TABLE shortened (
    incarnation INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT;

CREATE INDEX entry_unsafe ON entry (commit_n) WHERE own = 1 AND state = 2;
