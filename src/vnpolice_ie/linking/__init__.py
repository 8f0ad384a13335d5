"""From mentions to things: documents, people, events."""
