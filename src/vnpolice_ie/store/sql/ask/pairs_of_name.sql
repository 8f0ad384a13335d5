SELECT person_id, other_person_id, is_apart, reason FROM merged.person_pairs WHERE name_key = $name
ORDER BY person_id, other_person_id
