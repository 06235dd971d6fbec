-- Returns to funders that were frozen, and their restatements. Rows are only added, never changed. An older hub may open the file; it tells none of them.

CREATE TABLE hotspot_return (
    period TEXT NOT NULL,                   -- as 2023-08 or 2023-Q3
    n INTEGER NOT NULL,                     -- 0 what was frozen, then its restatements
    figures TEXT NOT NULL,                  -- the return in its canonical form: what was sent
    hash BLOB NOT NULL,                     -- SHA-256 of that
    previous BLOB,                          -- hash of the one before, for a restatement
    position INTEGER NOT NULL,              -- the last commit number that counted
    counted TEXT NOT NULL,                  -- the records that counted, as JSON
    differences TEXT NOT NULL,              -- from the one before, as JSON
    late TEXT NOT NULL,                     -- the records that made them, as JSON
    made_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (period, n)
) STRICT;
