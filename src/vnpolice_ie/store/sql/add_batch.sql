-- Store the sound records of a batch: `entering` (place, text_no) names them, `new_sentences` has their sentences.

INSERT INTO facts.texts
SELECT e.text_no, p.doc.id, p.doc.date::DATE, e.source, e.line, p.digest, p.doc.text
FROM entering e JOIN parsed p USING (place) ORDER BY e.text_no;

INSERT INTO facts.sentences
SELECT text_no, sentence_no, start_offset, end_offset, words FROM new_sentences ORDER BY text_no, sentence_no;

INSERT INTO facts.mentions
SELECT m.text_no, m.id, m.start, m."end", m.label, CASE WHEN m.label = 'EVENT' THEN m.type END, m.text, m.score, m.normalized,
       m.rule, coalesce(s.sentence_no, 0)
FROM (SELECT e.text_no, m.* FROM new_mentions m JOIN entering e USING (place)) m
ASOF LEFT JOIN new_sentences s ON s.text_no = m.text_no AND m.start >= s.start_offset
ORDER BY m.text_no, m.start, m."end" DESC;

INSERT INTO facts.relations
SELECT text_no, relation_no, type, head, tail, score, rule
FROM new_relations JOIN entering USING (place) ORDER BY text_no, relation_no;

INSERT INTO facts.events SELECT text_no, id, type FROM new_events JOIN entering USING (place) ORDER BY text_no;

INSERT INTO facts.triggers
SELECT text_no, id, trigger_no, mention_id FROM new_triggers JOIN entering USING (place) ORDER BY text_no;

INSERT INTO facts.arguments
SELECT text_no, id, argument_no, role, entity, score FROM new_arguments JOIN entering USING (place) ORDER BY text_no;

INSERT INTO facts.citations
SELECT text_no, reference_no, key, type, number, symbol, issuer, date, term, title
FROM new_references JOIN entering USING (place) ORDER BY text_no, reference_no;

INSERT INTO facts.citation_mentions
SELECT text_no, reference_no, unnest(mentions) FROM new_references JOIN entering USING (place) ORDER BY text_no;

INSERT INTO facts.people
SELECT text_no, person_no, name, rank, positions FROM new_people JOIN entering USING (place) ORDER BY text_no, person_no;

INSERT INTO facts.person_mentions
SELECT text_no, person_no, unnest(mentions) FROM new_people JOIN entering USING (place) ORDER BY text_no;

INSERT INTO facts.unmerged_texts SELECT text_no FROM entering;
