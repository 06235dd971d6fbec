-- The gazetteer: places that devices may have, and the versions it went through.

CREATE TABLE hub.place (
    authority integer NOT NULL,
    n bigint NOT NULL,                      -- area by area, in the order in which devices read them
    kind text NOT NULL,                     -- street, postcode, address
    uprn text,                              -- without leading zeros
    line text NOT NULL,                     -- number or name of the house, as written
    street text NOT NULL,
    postcode text NOT NULL,
    lat bigint NOT NULL,                    -- degrees WGS84, in parts of ten million
    lon bigint NOT NULL,
    area text COLLATE "C" NOT NULL,         -- empty: goes to all
    houses bigint NOT NULL,                 -- of a street: how many addresses
    PRIMARY KEY (authority, n)
);
CREATE INDEX place_area ON hub.place (authority, area, n);

-- One row for each import; the last is the pack's version.
CREATE TABLE hub.place_pack (
    authority integer NOT NULL,
    version bigint NOT NULL,
    imported_ms bigint NOT NULL,
    PRIMARY KEY (authority, version)
);
