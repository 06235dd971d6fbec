-- What the police published: one file a month and force, its rows, and how many of a sort it has. An older hub may open the file; it reports none of it.

CREATE TABLE police_file (
    force TEXT NOT NULL,
    month TEXT NOT NULL,                    -- as 2023-07
    sha256 BLOB NOT NULL,                   -- of the file
    name TEXT NOT NULL,
    lines INTEGER NOT NULL,                 -- crimes in it
    imported_ms INTEGER NOT NULL,
    replaced_ms INTEGER,                    -- when another file took its place; its rows went then
    PRIMARY KEY (force, month, imported_ms)
) STRICT;

CREATE TABLE police_crime (
    n INTEGER PRIMARY KEY,
    force TEXT NOT NULL,
    month TEXT NOT NULL,
    line INTEGER NOT NULL,                  -- of the file, from 1 for its header
    crime TEXT NOT NULL,                    -- police.uk's id; empty for antisocial behaviour
    crime_type TEXT NOT NULL,
    lsoa TEXT NOT NULL,                     -- code as published; empty where it is not
    location TEXT NOT NULL,                 -- an anonymised map point's name, never an address
    outcome TEXT NOT NULL
) STRICT;
CREATE INDEX police_crime_month ON police_crime (force, month, lsoa);

CREATE TABLE police_count (
    force TEXT NOT NULL,
    month TEXT NOT NULL,
    lsoa TEXT NOT NULL,
    district TEXT NOT NULL,                 -- the published name without its number
    crime_type TEXT NOT NULL,
    crimes INTEGER NOT NULL,
    PRIMARY KEY (force, month, lsoa, district, crime_type)
) STRICT;
CREATE INDEX police_count_lsoa ON police_count (lsoa);
CREATE INDEX police_count_district ON police_count (district);
