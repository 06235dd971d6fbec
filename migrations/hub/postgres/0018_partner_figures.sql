-- Figures that partners count themselves, a row for each file; of each source the last stands.

CREATE TABLE hub.partner_file (
    authority integer NOT NULL,
    version bigint NOT NULL,
    source text NOT NULL,                   -- who counted
    geography text NOT NULL,                -- over which areas, by which rules
    name text NOT NULL,                     -- of the file
    sha256 bytea NOT NULL,                  -- of its bytes
    imported_ms bigint NOT NULL,
    written_by text NOT NULL,
    body text NOT NULL,                     -- its lines as JSON, whole
    PRIMARY KEY (authority, version)
);
