SELECT person_id, name, post, unit, is_open, is_former, position, text_id, text_date, start_offset, end_offset, position AS words, sentence
FROM merged.posts_held WHERE name_key = $name
ORDER BY text_date NULLS LAST, text_id, start_offset
