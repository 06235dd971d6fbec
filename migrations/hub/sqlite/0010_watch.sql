-- Lone workers' timers, which every page looks at. An older hub may open the file; it tells nobody who is overdue.
CREATE INDEX record_watch ON record (occurred) WHERE kind = 'welfare_check';
