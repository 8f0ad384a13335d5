"""Mentions of documents, who issued them and when, and what they do to each other."""
