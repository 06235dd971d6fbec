-- What was set up, by whom and when, written down before it was done; never a code or a password. Only ever added to.

CREATE TABLE hub.setup_log (
    authority integer NOT NULL,
    n bigint NOT NULL,
    at_ms bigint NOT NULL,
    who text NOT NULL,                      -- an account, or whoever typed a command
    what text NOT NULL,                     -- what was done, as a code
    about text NOT NULL,                    -- whom or what it was done to, in words
    PRIMARY KEY (authority, n)
);
CREATE FUNCTION hub.setup_log_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'what was set up stays written'; END $$;
CREATE TRIGGER setup_log_stays BEFORE UPDATE OR DELETE ON hub.setup_log
    FOR EACH ROW EXECUTE FUNCTION hub.setup_log_stays();
