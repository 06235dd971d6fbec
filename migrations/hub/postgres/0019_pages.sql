-- The supervisors' working pages: records in the order in which they happened, and who read what concerns a person.
CREATE INDEX record_occurred ON hub.record (authority, occurred, seq);
CREATE INDEX overruled_n ON hub.overruled (authority, n);

-- Consultation, in the words of section 62 of the Data Protection Act 2018. Only ever added to.
CREATE TABLE hub.consultation (
    authority integer NOT NULL,
    n bigint NOT NULL,
    at_ms bigint NOT NULL,
    who text NOT NULL,                      -- an account
    record uuid NOT NULL,
    PRIMARY KEY (authority, n)
);
CREATE INDEX consultation_record ON hub.consultation (authority, record, n);
CREATE FUNCTION hub.consultation_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'who read a record stays written'; END $$;
CREATE TRIGGER consultation_stays BEFORE UPDATE OR DELETE ON hub.consultation
    FOR EACH ROW EXECUTE FUNCTION hub.consultation_stays();

-- What a device said, when it was last here, that it had yet to hand in; nothing where it did not say.
ALTER TABLE hub.device ADD COLUMN unsent bigint;
ALTER TABLE hub.device ADD COLUMN unsent_since_ms bigint;
