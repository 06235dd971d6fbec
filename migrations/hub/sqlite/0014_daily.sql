-- Daily totals: what each day adds to a report, so that no report reads every record.
-- The days that anything happened on, and the commit number of the last change to a record of theirs.
CREATE TABLE day_changed (
    day TEXT PRIMARY KEY,                   -- in London, as 2023-08-01
    n INTEGER NOT NULL
) STRICT;

-- What a day adds to a report, as counted from the book as it was at a commit number. It stands until the day changes.
CREATE TABLE daily (
    report TEXT NOT NULL,
    day TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    figures TEXT NOT NULL,                  -- JSON
    PRIMARY KEY (report, day)
) STRICT;

-- Records that were there before: a day in London is the UTC one or the next.
INSERT INTO day_changed (day, n)
SELECT substr(occurred, 1, 10), 0 FROM record
UNION SELECT date(substr(occurred, 1, 10), '+1 day'), 0 FROM record
UNION SELECT substr(body -> 'values' ->> 'started', 1, 10), 0 FROM record
    WHERE kind = 'patrol' AND body -> 'values' ->> 'started' IS NOT NULL
UNION SELECT date(substr(body -> 'values' ->> 'started', 1, 10), '+1 day'), 0 FROM record
    WHERE kind = 'patrol' AND body -> 'values' ->> 'started' IS NOT NULL;

CREATE INDEX record_kind ON record (kind, occurred);
-- Beginning with the kind: a planner takes it for a range only where it is as good as the index on the kind.
CREATE INDEX record_patrol_started ON record (kind, (body -> 'values' ->> 'started')) WHERE kind = 'patrol';
CREATE INDEX record_patrol_leg_patrol ON record ((body -> 'values' ->> 'patrol')) WHERE kind = 'patrol_leg';
