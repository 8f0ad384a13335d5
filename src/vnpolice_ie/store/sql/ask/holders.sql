SELECT person_id, name, post, unit, is_open, is_former, position, text_id, text_date, start_offset, end_offset, position AS words, sentence
FROM posts_held
WHERE unit = $unit AND ($post IS NULL OR position_key = $post OR starts_with(position_key, $post || ' '))
ORDER BY text_date NULLS LAST, text_id, start_offset
