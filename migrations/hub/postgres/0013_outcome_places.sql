-- The places of the outcomes report, each as the LSOAs that make it, version by version.

CREATE TABLE hub.outcome_place (
    authority integer NOT NULL,
    n bigint NOT NULL,                      -- in the order in which they were written
    place bigint NOT NULL,                  -- which place; its name may change
    valid_from text COLLATE "C" NOT NULL,   -- the first day on which this version stands, as 2023-07-01
    name text NOT NULL,
    lsoa11 text NOT NULL,                   -- codes of 2011 with a space between; none in either: counted no more
    lsoa21 text NOT NULL,                   -- codes of 2021
    written_by text NOT NULL,
    written_ms bigint NOT NULL,
    PRIMARY KEY (authority, n)
);
