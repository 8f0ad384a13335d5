SELECT t.text_id, a.event_id, a.role, m.words AS filler, m.normalized
FROM facts.arguments a JOIN facts.texts t USING (text_no) JOIN facts.mentions m USING (text_no, mention_id)
JOIN (SELECT unnest($texts::VARCHAR[]) AS text_id, unnest($events::VARCHAR[]) AS event_id) wanted
    ON wanted.text_id = t.text_id AND wanted.event_id = a.event_id
ORDER BY t.text_id, a.event_id, a.argument_no
