-- What the police published: one file a month and force, its rows, and how many of a sort it has.

CREATE TABLE hub.police_file (
    authority integer NOT NULL,
    force text COLLATE "C" NOT NULL,
    month text COLLATE "C" NOT NULL,        -- as 2023-07
    sha256 bytea NOT NULL,                  -- of the file
    name text NOT NULL,
    lines bigint NOT NULL,                  -- crimes in it
    imported_ms bigint NOT NULL,
    replaced_ms bigint,                     -- when another file took its place; its rows went then
    PRIMARY KEY (authority, force, month, imported_ms)
);

CREATE TABLE hub.police_crime (
    authority integer NOT NULL,
    n bigint NOT NULL,
    force text COLLATE "C" NOT NULL,
    month text COLLATE "C" NOT NULL,
    line bigint NOT NULL,                   -- of the file, from 1 for its header
    crime text NOT NULL,                    -- police.uk's id; empty for antisocial behaviour
    crime_type text NOT NULL,
    lsoa text COLLATE "C" NOT NULL,         -- code as published; empty where it is not
    location text NOT NULL,                 -- an anonymised map point's name, never an address
    outcome text NOT NULL,
    PRIMARY KEY (authority, n)
);
CREATE INDEX police_crime_month ON hub.police_crime (authority, force, month, lsoa);

CREATE TABLE hub.police_count (
    authority integer NOT NULL,
    force text COLLATE "C" NOT NULL,
    month text COLLATE "C" NOT NULL,
    lsoa text COLLATE "C" NOT NULL,
    district text COLLATE "C" NOT NULL,     -- the published name without its number
    crime_type text COLLATE "C" NOT NULL,
    crimes bigint NOT NULL,
    PRIMARY KEY (authority, force, month, lsoa, district, crime_type)
);
CREATE INDEX police_count_lsoa ON hub.police_count (authority, lsoa);
CREATE INDEX police_count_district ON hub.police_count (authority, district);
