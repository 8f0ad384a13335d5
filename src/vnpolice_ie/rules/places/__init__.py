"""Places: gazetteer, class words and names that a text explains itself."""
