-- What was handed out of the book, before it was: to whom, and the hash of it. Only ever added to.

CREATE TABLE hub.export (
    authority integer NOT NULL,
    n bigint NOT NULL,
    at_ms bigint NOT NULL,
    who text NOT NULL,                      -- an account, whoever typed a command, or a token's name
    what text NOT NULL,                     -- the report, or the kind of the records
    first_day text,
    last_day text,
    format text NOT NULL,
    audience text NOT NULL,
    lines bigint NOT NULL,                  -- rows in it
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    PRIMARY KEY (authority, n)
);
CREATE FUNCTION hub.export_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'what was handed out stays written'; END $$;
CREATE TRIGGER export_stays BEFORE UPDATE OR DELETE ON hub.export
    FOR EACH ROW EXECUTE FUNCTION hub.export_stays();

-- Other systems that may read the feed. Tokens stay behind in a restore, as sessions do.
CREATE TABLE hub.feed_token (
    authority integer NOT NULL,
    name text COLLATE "C" NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),          -- of the token
    kinds text NOT NULL,                    -- JSON array
    made_ms bigint NOT NULL,
    revoked_ms bigint,
    PRIMARY KEY (authority, name),
    UNIQUE (authority, hash)
);
