-- Questions of supervisors to the authors of records.
CREATE TABLE hub.nudge (
    authority integer NOT NULL,
    n bigint NOT NULL,
    record uuid NOT NULL,
    actor uuid NOT NULL,                              -- whom it is for
    words text NOT NULL,                              -- empty once the record was erased
    who text NOT NULL,                                -- an account
    asked_ms bigint NOT NULL,
    position bigint NOT NULL,                         -- the commit number at the time: a later entry answers it
    answered_ms bigint,                               -- when the author said that the record is right as it is
    PRIMARY KEY (authority, n)
);
CREATE INDEX nudge_record ON hub.nudge (authority, record, n);
CREATE INDEX nudge_open ON hub.nudge (authority, actor, n) WHERE answered_ms IS NULL;
CREATE FUNCTION hub.nudge_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'what was asked stays written'; END $$;
CREATE TRIGGER nudge_stays BEFORE DELETE ON hub.nudge
    FOR EACH ROW EXECUTE FUNCTION hub.nudge_stays();
