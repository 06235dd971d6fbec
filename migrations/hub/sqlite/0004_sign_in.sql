-- How long a device is signed in: counted from when it was last heard of, to the day. An older hub may not open the
-- file: it would let in whoever is not.

ALTER TABLE device ADD COLUMN heard_ms INTEGER NOT NULL DEFAULT 0;

UPDATE device SET heard_ms = coalesce(last_seen_ms, enrolled_ms);
