-- How long a device is signed in: counted from when it was last heard of, to the day.

ALTER TABLE hub.device ADD COLUMN heard_ms bigint NOT NULL DEFAULT 0;

UPDATE hub.device SET heard_ms = coalesce(last_seen_ms, enrolled_ms);
