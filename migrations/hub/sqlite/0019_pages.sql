-- The supervisors' working pages: records in the order in which they happened, and who read what concerns a person.
CREATE INDEX record_occurred ON record (occurred);
CREATE INDEX overruled_n ON overruled (n);

-- Consultation, in the words of section 62 of the Data Protection Act 2018. Only ever added to.
CREATE TABLE consultation (
    n INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,                      -- an account
    record BLOB NOT NULL CHECK (length(record) = 16)
) STRICT;
CREATE INDEX consultation_record ON consultation (record, n);
CREATE TRIGGER consultation_stays BEFORE DELETE ON consultation BEGIN SELECT raise(ABORT, 'who read a record stays written'); END;
CREATE TRIGGER consultation_is_final BEFORE UPDATE ON consultation BEGIN SELECT raise(ABORT, 'who read a record stays written'); END;

-- What a device said, when it was last here, that it had yet to hand in; nothing where it did not say.
ALTER TABLE device ADD COLUMN unsent INTEGER;
ALTER TABLE device ADD COLUMN unsent_since_ms INTEGER;
