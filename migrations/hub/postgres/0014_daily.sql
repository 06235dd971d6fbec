-- Daily totals: what each day adds to a report, so that no report reads every record.
-- The days that anything happened on, and the commit number of the last change to a record of theirs.
CREATE TABLE hub.day_changed (
    authority integer NOT NULL,
    day text COLLATE "C" NOT NULL,          -- in London, as 2023-08-01
    n bigint NOT NULL,
    PRIMARY KEY (authority, day)
);

-- What a day adds to a report, as counted from the book as it was at a commit number. It stands until the day changes.
CREATE TABLE hub.daily (
    authority integer NOT NULL,
    report text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    as_of bigint NOT NULL,
    figures text NOT NULL,                  -- JSON
    PRIMARY KEY (authority, report, day)
);

-- Records that were there before: a day in London is the UTC one or the next.
WITH moment AS (
    SELECT authority, substr(occurred, 1, 10) AS day FROM hub.record
    UNION SELECT authority, substr(body -> 'values' ->> 'started', 1, 10) FROM hub.record
        WHERE kind = 'patrol' AND body -> 'values' ->> 'started' IS NOT NULL
)
INSERT INTO hub.day_changed (authority, day, n)
SELECT authority, day, 0 FROM moment
UNION SELECT authority, CAST(CAST(day AS date) + 1 AS text), 0 FROM moment;

CREATE INDEX record_kind ON hub.record (authority, kind, occurred);
-- Beginning with the kind: a planner takes it for a range only where it is as good as the index on the kind.
CREATE INDEX record_patrol_started ON hub.record (authority, kind, (body -> 'values' ->> 'started')) WHERE kind = 'patrol';
CREATE INDEX record_patrol_leg_patrol ON hub.record (authority, (body -> 'values' ->> 'patrol')) WHERE kind = 'patrol_leg';
