SELECT t.text_id, a.event_id, a.role, m.words AS filler, m.normalized
FROM facts.texts t JOIN facts.arguments a USING (text_no) JOIN facts.mentions m USING (text_no, mention_id)
WHERE t.text_id IN (SELECT unnest($texts::VARCHAR[]))
ORDER BY t.text_id, a.event_id, a.argument_no
