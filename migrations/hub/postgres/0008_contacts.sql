-- Whom to call, one row for each import; the last stands.

CREATE TABLE hub.contacts (
    authority integer NOT NULL,
    version bigint NOT NULL,
    imported_ms bigint NOT NULL,
    body text NOT NULL,                     -- the numbers as JSON, whole
    PRIMARY KEY (authority, version)
);
