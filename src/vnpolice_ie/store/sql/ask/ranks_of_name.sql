SELECT person_id, name, rank, text_id, text_date, start_offset, end_offset, rank_as_written AS words, sentence
FROM merged.ranks_held WHERE name_key = $name
ORDER BY text_date NULLS LAST, text_id, start_offset
