-- Questions of supervisors to the authors of records.
CREATE TABLE nudge (
    n INTEGER PRIMARY KEY,
    record BLOB NOT NULL CHECK (length(record) = 16),
    actor BLOB NOT NULL CHECK (length(actor) = 16),   -- whom it is for
    words TEXT NOT NULL,                              -- empty once the record was erased
    who TEXT NOT NULL,                                -- an account
    asked_ms INTEGER NOT NULL,
    position INTEGER NOT NULL,                        -- the commit number at the time: a later entry answers it
    answered_ms INTEGER                               -- when the author said that the record is right as it is
) STRICT;
CREATE INDEX nudge_record ON nudge (record, n);
CREATE INDEX nudge_open ON nudge (actor, n) WHERE answered_ms IS NULL;
CREATE TRIGGER nudge_stays BEFORE DELETE ON nudge BEGIN SELECT raise(ABORT, 'what was asked stays written'); END;
