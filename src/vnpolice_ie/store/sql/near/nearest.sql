-- Of `names` those that differ from $name by fewest letters, accents and case left aside.
SELECT name FROM (
    SELECT name, weight, strip_accents(lower(name)) AS plain, strip_accents(lower($name)) AS wanted,
        damerau_levenshtein(plain, wanted) AS distance
    FROM names
)
WHERE distance <= greatest(2, length(wanted) // 5)
QUALIFY distance <= min(distance) OVER () + 1
ORDER BY distance, weight DESC, name LIMIT 4
