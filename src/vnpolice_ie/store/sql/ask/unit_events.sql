SELECT e.unit, e.role, e.type, e.trigger, e.event_id, e.first_year, e.last_year, e.time_is_given, e.arguments,
    e.text_id, e.text_date, e.start_offset, e.end_offset, e.unit_as_written AS words, e.sentence
FROM merged.unit_events e
WHERE e.unit = $unit AND ($year IS NULL OR $year BETWEEN e.first_year AND e.last_year)
  AND list_contains($roles::VARCHAR[], e.role)
ORDER BY e.text_date NULLS LAST, e.text_id, e.event_id, e.start_offset
