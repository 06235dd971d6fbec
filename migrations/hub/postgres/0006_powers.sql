-- Powers, one row for each import; the last is the pack.

CREATE TABLE hub.powers_pack (
    authority integer NOT NULL,
    version bigint NOT NULL,
    imported_ms bigint NOT NULL,
    body text NOT NULL,                     -- the pack as JSON, whole
    PRIMARY KEY (authority, version)
);
