-- Whom to call, one row for each import; the last stands. An older hub may open the file; it tells no device of them.

CREATE TABLE contacts (
    version INTEGER PRIMARY KEY,
    imported_ms INTEGER NOT NULL,
    body TEXT NOT NULL                      -- the numbers as JSON, whole
) STRICT;
