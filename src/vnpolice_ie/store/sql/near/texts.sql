SELECT text_id AS name, 1 AS weight FROM facts.texts
