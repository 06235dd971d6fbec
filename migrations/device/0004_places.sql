-- The gazetteer on the device. An older app may not open the file: it would keep no place of it up to date.

-- A place is numbered by the generation it came with and its number in the pack: generation * 2^32 + number. A generation
-- that is still coming lies beside the one that is shown; what is of neither is cleared away.
CREATE TABLE place (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                     -- street, postcode, address
    uprn TEXT,                              -- without leading zeros
    line TEXT NOT NULL,                     -- number or name of the house, as written
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    lat REAL NOT NULL,                      -- degrees WGS84
    lon REAL NOT NULL,
    area TEXT NOT NULL,                     -- empty: every device has it
    houses INTEGER NOT NULL                 -- of a street: how many addresses
) STRICT;
CREATE INDEX place_uprn ON place (uprn, n) WHERE uprn IS NOT NULL;
CREATE INDEX place_street ON place (street, n) WHERE kind = 'address';

-- The words of a place, and what it is: only `street` is looked for. The texts themselves are in `place`.
CREATE VIRTUAL TABLE place_word USING fts5 (
    words, kind,
    content = '', contentless_delete = 1, detail = 'column', prefix = '1 2',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- It is merged in small steps that the store asks for, never within somebody's save; a node of it fits a page.
INSERT INTO place_word (place_word, rank) VALUES ('pgsz', 3900);
INSERT INTO place_word (place_word, rank) VALUES ('automerge', 0);
INSERT INTO place_word (place_word, rank) VALUES ('crisismerge', 1999);
INSERT INTO place_word (place_word, rank) VALUES ('usermerge', 16);
INSERT INTO place_word (place_word, rank) VALUES ('deletemerge', 40);

-- Where it is, for what is near.
CREATE VIRTUAL TABLE place_spot USING rtree (n, south, north, west, east);

-- Which places are shown and which are coming.
CREATE TABLE place_pack (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    generation INTEGER NOT NULL DEFAULT 0,  -- of the places shown
    version INTEGER,                        -- of them; NULL before the first, and where the scope has gained an area
    held INTEGER NOT NULL DEFAULT 0,        -- how many they are
    swept INTEGER,                          -- how far lost areas were cleared away; NULL: there are none
    wanted INTEGER,                         -- the version that the hub has told of, while it is not shown
    coming INTEGER,                         -- the version that is being read
    after INTEGER NOT NULL DEFAULT 0,       -- how far, by its numbers
    taken INTEGER NOT NULL DEFAULT 0,       -- how many places of it
    total INTEGER,                          -- of how many
    failures INTEGER NOT NULL DEFAULT 0,    -- tries in a row without success
    after_ms INTEGER NOT NULL DEFAULT 0     -- not before, Unix milliseconds
) STRICT;
INSERT INTO place_pack (one) VALUES (1);
