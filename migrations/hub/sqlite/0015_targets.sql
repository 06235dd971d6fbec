-- What was promised to those who pay, one row for each import; the last stands.

CREATE TABLE target_plan (
    version INTEGER PRIMARY KEY,
    imported_ms INTEGER NOT NULL,
    body TEXT NOT NULL                      -- the programmes as JSON, whole
) STRICT;
