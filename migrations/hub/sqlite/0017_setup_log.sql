-- What was set up, by whom and when, written down before it was done; never a code or a password. Only ever added to. An older hub may open the file; it sets up without a line here.

CREATE TABLE setup_log (
    n INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,                      -- an account, or whoever typed a command
    what TEXT NOT NULL,                     -- what was done, as a code
    about TEXT NOT NULL                     -- whom or what it was done to, in words
) STRICT;
CREATE TRIGGER setup_log_stays BEFORE DELETE ON setup_log BEGIN SELECT raise(ABORT, 'what was set up stays written'); END;
CREATE TRIGGER setup_log_is_final BEFORE UPDATE ON setup_log BEGIN SELECT raise(ABORT, 'what was set up stays written'); END;
