-- Figures that partners count themselves, a row for each file; of each source the last stands.

CREATE TABLE partner_file (
    version INTEGER PRIMARY KEY,
    source TEXT NOT NULL,                   -- who counted
    geography TEXT NOT NULL,                -- over which areas, by which rules
    name TEXT NOT NULL,                     -- of the file
    sha256 BLOB NOT NULL,                   -- of its bytes
    imported_ms INTEGER NOT NULL,
    written_by TEXT NOT NULL,
    body TEXT NOT NULL                      -- its lines as JSON, whole
) STRICT;
