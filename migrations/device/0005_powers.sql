-- Powers on the device, and the numbers it may give out. An older app may open the file: it asks for neither.

-- The pack, as JSON; one row, or none before the first.
CREATE TABLE powers (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,               -- of the pack
    told INTEGER,                           -- what the hub is told it is; NULL once the scope is another
    body TEXT NOT NULL
) STRICT;

-- Blocks of numbers that are this device's alone. A number is used with the record that bears it; those before `next`
-- are used or are a gap.
CREATE TABLE number_block (
    series TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,                  -- included
    next INTEGER NOT NULL,                  -- the next to give out; last + 1 where none is left
    PRIMARY KEY (series, first)
) STRICT;
