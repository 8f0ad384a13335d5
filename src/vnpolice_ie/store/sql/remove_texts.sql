-- Take the stored versions of texts out (`leaving`: text_no), and note what the merging has to look at again.

INSERT INTO facts.touched_names SELECT DISTINCT name_key FROM merged.sightings JOIN leaving USING (text_no);
INSERT INTO facts.touched_documents SELECT DISTINCT document_key FROM merged.cited JOIN leaving USING (text_no);

DELETE FROM facts.texts WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.sentences WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.mentions WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.relations WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.events WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.triggers WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.arguments WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.citations WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.citation_mentions WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.people WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.person_mentions WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM facts.unmerged_texts WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.mention_units WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.sightings WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.sighted_posts WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.sighted_ranks WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.cited WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.unit_events WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.person_of WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.document_of WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.posts_held WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.ranks_held WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.document_citations WHERE text_no IN (SELECT text_no FROM leaving);
DELETE FROM merged.document_relations WHERE text_no IN (SELECT text_no FROM leaving);
