SELECT person_id, name, post, unit, is_open, is_former, position, text_id, text_date, start_offset, end_offset, position AS words, sentence
FROM posts_held WHERE person_id IN (SELECT unnest($persons::VARCHAR[]))
ORDER BY text_date NULLS LAST, text_id, start_offset
