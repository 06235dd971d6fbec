-- Lone workers' timers, which every page looks at.
CREATE INDEX record_watch ON hub.record (authority, occurred) WHERE kind = 'welfare_check';
