-- Powers, one row for each import; the last is the pack. An older hub may open the file; it tells no device of them.

CREATE TABLE powers_pack (
    version INTEGER PRIMARY KEY,
    imported_ms INTEGER NOT NULL,
    body TEXT NOT NULL                      -- the pack as JSON, whole
) STRICT;
