SELECT person_id, name, first_date, last_date, text_count, undated_count
FROM persons
WHERE person_id = $person OR person_id IN (SELECT person_id FROM merged.persons WHERE name_key = $name_key)
ORDER BY text_count DESC, person_id
