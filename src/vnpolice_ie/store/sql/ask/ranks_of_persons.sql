SELECT person_id, name, rank, text_id, text_date, start_offset, end_offset, rank AS words, sentence
FROM ranks_held WHERE person_id IN (SELECT unnest($persons::VARCHAR[]))
ORDER BY text_date NULLS LAST, text_id, start_offset
