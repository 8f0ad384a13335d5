SELECT person_id, other_person_id, is_apart, reason FROM merged.person_pairs
WHERE person_id IN (SELECT unnest($persons::VARCHAR[])) OR other_person_id IN (SELECT unnest($persons::VARCHAR[]))
ORDER BY person_id, other_person_id
