SELECT text_id FROM facts.texts WHERE text_id = $text
