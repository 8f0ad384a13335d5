SELECT key AS name, sum(text_count) AS weight FROM merged.documents GROUP BY ALL
