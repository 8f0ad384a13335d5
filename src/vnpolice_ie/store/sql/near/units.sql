-- Bodies that texts name, with the number of places, for names that may be spelt wrong.
SELECT unit_key AS name, count(*) AS weight FROM merged.mention_units WHERE NOT is_open GROUP BY ALL
