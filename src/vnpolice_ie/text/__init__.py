"""Text before any reading: normal form with its offset map, tokens, sentences, old encodings."""
