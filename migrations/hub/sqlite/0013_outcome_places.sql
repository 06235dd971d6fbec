-- The places of the outcomes report, each as the LSOAs that make it, version by version. An older hub may open the file; it knows none of them.

CREATE TABLE outcome_place (
    n INTEGER PRIMARY KEY,                  -- in the order in which they were written
    place INTEGER NOT NULL,                 -- which place; its name may change
    valid_from TEXT NOT NULL,               -- the first day on which this version stands, as 2023-07-01
    name TEXT NOT NULL,
    lsoa11 TEXT NOT NULL,                   -- codes of 2011 with a space between; none in either: counted no more
    lsoa21 TEXT NOT NULL,                   -- codes of 2021
    written_by TEXT NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
