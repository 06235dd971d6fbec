-- Which letters name a file: their pages are handed out to whom the letter is.
CREATE INDEX record_letter_words ON record ((body -> 'values' ->> 'words')) WHERE kind = 'letter';
