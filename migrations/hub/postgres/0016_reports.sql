-- Items and follow-ups are found by their visit.
CREATE INDEX record_fitted_item_installation ON hub.record (authority, (body -> 'values' ->> 'installation')) WHERE kind = 'fitted_item';
CREATE INDEX record_hardening_followup_installation ON hub.record (authority, (body -> 'values' ->> 'installation')) WHERE kind = 'hardening_followup';
