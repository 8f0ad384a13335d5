SELECT name, sum(text_count) AS weight FROM merged.persons GROUP BY ALL
