SELECT unit_key FROM merged.mention_units WHERE unit_key = $unit LIMIT 1
