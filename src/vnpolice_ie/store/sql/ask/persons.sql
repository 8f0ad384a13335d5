SELECT person_id, name_key, name, first_date, last_date, text_count, undated_count
FROM merged.persons WHERE person_id = $person OR name_key = $name
ORDER BY text_count DESC, person_id
