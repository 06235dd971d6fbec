-- What was promised to those who pay, one row for each import; the last stands.

CREATE TABLE hub.target_plan (
    authority integer NOT NULL,
    version bigint NOT NULL,
    imported_ms bigint NOT NULL,
    body text NOT NULL,                     -- the programmes as JSON, whole
    PRIMARY KEY (authority, version)
);
