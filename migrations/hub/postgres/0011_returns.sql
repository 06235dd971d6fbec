-- Returns to funders that were frozen, and their restatements. Rows are only added, never changed.

CREATE TABLE hub.hotspot_return (
    authority integer NOT NULL,
    period text COLLATE "C" NOT NULL,       -- as 2023-08 or 2023-Q3
    n bigint NOT NULL,                      -- 0 what was frozen, then its restatements
    figures text NOT NULL,                  -- the return in its canonical form: what was sent
    hash bytea NOT NULL,                    -- SHA-256 of that
    previous bytea,                         -- hash of the one before, for a restatement
    position bigint NOT NULL,               -- the last commit number that counted
    counted text NOT NULL,                  -- the records that counted, as JSON
    differences text NOT NULL,              -- from the one before, as JSON
    late text NOT NULL,                     -- the records that made them, as JSON
    made_ms bigint NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (authority, period, n)
);
