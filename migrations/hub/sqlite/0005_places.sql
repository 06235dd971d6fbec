-- The gazetteer: places that devices may have, and the versions it went through. An older hub may open the file; it
-- tells no device of them.

CREATE TABLE place (
    n INTEGER PRIMARY KEY,                  -- area by area, in the order in which devices read them
    kind TEXT NOT NULL,                     -- street, postcode, address
    uprn TEXT,                              -- without leading zeros
    line TEXT NOT NULL,                     -- number or name of the house, as written
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    lat INTEGER NOT NULL,                   -- degrees WGS84, in parts of ten million
    lon INTEGER NOT NULL,
    area TEXT NOT NULL,                     -- empty: goes to all
    houses INTEGER NOT NULL                 -- of a street: how many addresses
) STRICT;
CREATE INDEX place_area ON place (area, n);

-- One row for each import; the last is the pack's version.
CREATE TABLE place_pack (
    version INTEGER PRIMARY KEY,
    imported_ms INTEGER NOT NULL
) STRICT;
